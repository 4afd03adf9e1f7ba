/** A strip of all there is, with the band's window on it: draw a new one, move it, or pull at its ends. */

import { h } from './dom.js';
import { paintDensity, palette } from './paint.js';

const GRIP = 9; // pixels from an end that still take hold of it
const SPACING = 2;

/** The strip's element; it follows the band and its `density`. For hands only: the keys are the band's. */
export function overview(band) {
  const canvas = h('canvas');
  const frame = h('div', { class: 'overview-window' });
  const element = h('div', { class: 'overview', 'aria-hidden': 'true', title: 'Drag over a range to zoom into it' }, canvas, frame);
  const context = canvas.getContext('2d');
  let width = 0;
  let drag = null;

  const day = (x) => band.extent[0] + x / width * (band.extent[1] - band.extent[0]);
  const x = (at) => (at - band.extent[0]) / (band.extent[1] - band.extent[0]) * width;
  const place = (event) => Math.max(0, Math.min(width, event.clientX - element.getBoundingClientRect().left));

  function follow() {
    if (!band.extent || !width) return;
    const left = Math.max(0, Math.min(width - 4, x(band.scale.from)));
    frame.style.left = `${left}px`;
    frame.style.width = `${Math.max(4, Math.min(width, x(band.scale.to)) - left)}px`;
  }

  function draw() {
    width = element.clientWidth;
    const height = element.clientHeight;
    if (!width || !band.extent) return;
    const dense = Math.min(2, devicePixelRatio || 1);
    [canvas.width, canvas.height] = [width * dense, height * dense];
    context.setTransform(dense, 0, 0, dense, 0, 0);
    const columns = Math.ceil(width / SPACING);
    const all = band.density;
    const density = all.density(band.extent[0], columns / (band.extent[1] - band.extent[0]), columns, 2);
    const most = Math.max(...sums(density, columns), 1e-6);
    paintDensity(context, palette(element), density, columns, height, height, 1, most, 0.75, SPACING);
    follow();
  }

  element.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || !band.extent) return;
    element.setPointerCapture(event.pointerId);
    const at = place(event);
    const [left, right] = [x(band.scale.from), x(band.scale.to)];
    const whole = band.locked;
    if (!whole && Math.abs(at - left) <= GRIP) drag = { anchor: band.scale.to };
    else if (!whole && Math.abs(at - right) <= GRIP) drag = { anchor: band.scale.from };
    else if (!whole && at > left && at < right) drag = { grip: day(at), from: band.scale.from, to: band.scale.to };
    else drag = { anchor: day(at), start: at };
  });
  element.addEventListener('pointermove', (event) => {
    if (!drag) return;
    const now = place(event);
    if (drag.start !== undefined && Math.abs(now - drag.start) < 4) return;
    drag.used = true;
    const at = day(now);
    band.touch((scale) => {
      if (drag.grip !== undefined) scale.jump(drag.from + at - drag.grip, drag.to + at - drag.grip);
      else scale.jump(Math.min(drag.anchor, at), Math.max(drag.anchor, at));
    });
  });
  const release = (event) => {
    if (drag && !drag.used && event.type === 'pointerup' && drag.start !== undefined) {
      const middle = day(place(event));
      const half = band.scale.span / 2;
      band.touch((scale) => scale.glide(middle - half, middle + half));
    }
    drag = null;
  };
  element.addEventListener('pointerup', release);
  element.addEventListener('pointercancel', release);

  band.addEventListener('moving', follow);
  new ResizeObserver(draw).observe(element);
  return { element, draw };
}

function sums(density, columns) {
  const sum = new Float32Array(columns);
  for (let i = 0; i < density.length; i++) sum[i % columns] += density[i];
  return sum;
}
