/** What hands do to the band: each gesture touches its scale, and the band glides after. */

import { h } from './dom.js';

const KEYS = {
  ArrowLeft: (band) => band.touch((scale) => scale.pan(-0.15)),
  ArrowRight: (band) => band.touch((scale) => scale.pan(0.15)),
  PageUp: (band) => band.touch((scale) => scale.pan(-0.9)),
  PageDown: (band) => band.touch((scale) => scale.pan(0.9)),
  '+': (band) => band.zoom(0.6),
  '=': (band) => band.zoom(0.6),
  '-': (band) => band.zoom(1 / 0.6),
  Home: (band) => band.extent && band.touch((scale) => scale.glide(...band.extent)),
  0: (band) => band.extent && band.touch((scale) => scale.glide(...band.extent)),
  ArrowUp: (band) => band.walk(-1),
  ArrowDown: (band) => band.walk(1),
};

/** Let wheel, drag, pinch and keys move a band, and the pointer choose and read its events. */
export function listen(band) {
  const { element } = band;
  const pointers = new Map();
  let travelled = 0;
  const place = (event) => {
    const box = element.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };

  element.addEventListener('keydown', (event) => {
    const action = KEYS[event.key];
    if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    action(band);
  });

  element.addEventListener('wheel', (event) => {
    const unit = event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? 400 : 1;
    const [across, down] = [event.deltaX * unit, event.deltaY * unit];
    if (Math.abs(across) > Math.abs(down)) {
      event.preventDefault();
      band.touch((scale) => scale.pan(across / scale.width));
      return;
    }
    if (down > 0 && band.locked) return; // all is seen: let the page scroll
    event.preventDefault();
    const [x] = place(event);
    band.touch((scale) => scale.zoom(Math.exp(Math.max(-240, Math.min(240, down)) * (event.ctrlKey ? 0.01 : 0.0022)), x));
  }, { passive: false });

  element.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    element.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, place(event));
    travelled = 0;
  });

  element.addEventListener('pointermove', (event) => {
    const now = place(event);
    const before = pointers.get(event.pointerId);
    if (!before) {
      hover(band, now);
      return;
    }
    const others = [...pointers].filter(([id]) => id !== event.pointerId);
    pointers.set(event.pointerId, now);
    travelled += Math.abs(now[0] - before[0]);
    if (travelled < 4) return;
    element.classList.add('dragging');
    band.tip.hidden = true;
    band.touch((scale) => {
      if (others.length) {
        const [x] = others[0][1];
        const factor = Math.max(8, Math.abs(before[0] - x)) / Math.max(8, Math.abs(now[0] - x));
        scale.zoom(factor, x);
      } else {
        scale.pan((before[0] - now[0]) / scale.width);
      }
      scale.jump(...scale.goal); // under the finger, not after it
    });
  });

  const release = (event) => {
    if (!pointers.delete(event.pointerId)) return;
    element.classList.remove('dragging');
    if (event.type === 'pointerup' && travelled < 4) {
      const found = band.at(...place(event));
      if (found) band.dispatchEvent(new CustomEvent('chosen', { detail: found }));
    }
  };
  element.addEventListener('pointerup', release);
  element.addEventListener('pointercancel', release);
  element.addEventListener('pointerleave', () => { band.tip.hidden = true; });
  element.addEventListener('dblclick', (event) => {
    const [x, y] = place(event);
    if (!band.at(x, y)) band.touch((scale) => scale.zoom(0.4, x));
  });
}

function hover(band, [x, y]) {
  const event = band.at(x, y);
  band.element.classList.toggle('over', Boolean(event));
  band.tip.hidden = !event;
  if (!event) return;
  band.tip.replaceChildren(h('strong', { dir: 'auto' }, event.title), h('span', {}, event.date.display));
  const right = x > band.scale.width / 2;
  band.tip.style.insetInlineStart = 'auto';
  band.tip.style.left = right ? 'auto' : `${x + 14}px`;
  band.tip.style.right = right ? `${band.scale.width - x + 14}px` : 'auto';
  band.tip.style.top = `${Math.min(y + 12, band.height - 60)}px`;
}
