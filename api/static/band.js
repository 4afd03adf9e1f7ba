/** The band: a canvas that draws density and events over time; `hands.js` moves it. */

import { iso, unitOf, words } from './calendar.js';
import { h } from './dom.js';
import { listen } from './hands.js';
import { place } from './layout.js';
import { AXIS, laneY, lanesOf, paintAxis, paintDensity, paintMark, paintTitle, palette, styleOf } from './paint.js';
import { Scale } from './scale.js';
import { Series } from './series.js';

/** Most marks in one picture: what a line of sight can tell apart. */
const CROWD = 420;
const SPACING = 2; // pixels of a density column

/**
 * A custom event source: `touched` (a hand moves the window), `moving` (each step of it), `moved` (it came to rest),
 * `chosen` (detail: event, or null). `locale` is a BCP 47 tag or undefined for the reader's own.
 */
export class Band extends EventTarget {
  constructor({ locale = undefined } = {}) {
    super();
    this.locale = locale;
    this.canvas = h('canvas', { class: 'band-canvas' });
    this.tip = h('div', { class: 'band-tip', hidden: true, 'aria-hidden': 'true' });
    this.element = h(
      'div',
      { class: 'band', tabindex: '0', role: 'application', 'aria-roledescription': 'timeline', 'aria-label': 'Timeline' },
      this.canvas,
      this.tip,
    );
    this.context = this.canvas.getContext('2d');
    this.scale = new Scale(715_000, 740_000);
    this.density = new Series([]);
    this.series = new Series([]);
    this.extent = null;
    this.selected = null;
    this.boxes = [];
    this.lanes = new Map();
    this.heights = new Map();
    this.peak = 0;
    this.crowded = 1;
    this.frame = null;
    this.still = matchMedia('(prefers-reduced-motion: reduce)');
    this.refreshColours = () => { this.colours = null; this.draw(performance.now()); };
    new ResizeObserver(() => this.resize()).observe(this.element);
    listen(this);
  }

  /** Show these: `density` for the areas, `series` (its events) for the marks. */
  show(density, series = density) {
    this.density = density;
    this.series = series;
    this.lanes.clear();
    this.wake();
  }

  /** Mark one event, by id; null for none. */
  select(id) {
    if (this.selected === id) return;
    this.selected = id;
    this.wake();
  }

  /** Move the window to [from, to); `sudden` without a glide. */
  look(from, to, sudden = false) {
    this.scale[sudden || this.still.matches ? 'jump' : 'glide'](from, to);
    this.wake();
  }

  /** The first view: where most of the events are. */
  home() {
    const bulk = this.density.bulk;
    if (!bulk) return;
    const air = Math.max(2, (bulk[1] - bulk[0]) * 0.05);
    this.look(Math.max(this.extent[0], bulk[0] - air), Math.min(this.extent[1], bulk[1] + air), true);
  }

  /** Show all there is. */
  fit(sudden = false) {
    if (this.extent) this.look(...this.extent, sudden);
  }

  /** Whether everything is in the window. */
  get locked() {
    return this.windowWords === null;
  }

  resize() {
    const { clientWidth: width, clientHeight: height } = this.element;
    if (!width || !height) return;
    const dense = Math.min(2, devicePixelRatio || 1);
    this.canvas.width = Math.round(width * dense);
    this.canvas.height = Math.round(height * dense);
    this.scale.width = width;
    this.height = height;
    this.context.setTransform(dense, 0, 0, dense, 0, 0);
    if (this.frame !== null) cancelAnimationFrame(this.frame);
    this.frame = null;
    this.draw(performance.now()); // at once: a resized canvas is empty
  }

  /** Draw with the next frame. */
  wake() {
    if (this.frame === null) {
      this.before ??= performance.now();
      this.frame = requestAnimationFrame((now) => { this.frame = null; this.draw(now); });
    }
  }

  draw(now) {
    if (!this.height) return;
    const passed = Math.min(64, Math.max(1, now - (this.before ?? now)));
    const soon = this.still.matches ? 1e9 : passed;
    const wasMoving = this.moving;
    this.moving = this.scale.advance(soon);
    const settling = this.paint(soon);
    this.before = this.moving || settling ? now : null;
    if (this.moving || wasMoving) this.dispatchEvent(new Event('moving'));
    if (!this.moving && this.touched) {
      this.touched = false;
      this.dispatchEvent(new Event('moved'));
    }
    if (this.moving || settling) this.wake();
  }

  paint(passed) {
    const { context, scale, height } = this;
    this.colours ??= palette(this.element);
    const { colours } = this;
    const near = Math.exp(-0.014 * passed);
    context.clearRect(0, 0, scale.width, height);
    paintAxis(context, colours, scale, height, this.locale);

    const rows = this.series.visible(scale.from, scale.to, CROWD);
    const lanes = lanesOf(height);
    const boxes = rows ? place(this.series, rows, scale, lanes, this.lanes) : [];
    const tight = !rows || boxes.length < rows.length * 0.6;
    this.crowded = (tight ? 1 : 0) + (this.crowded - (tight ? 1 : 0)) * near;

    const columns = Math.ceil(scale.width / SPACING);
    const density = this.density.density(scale.from, columns / scale.span, columns);
    const share = 0.22 + 0.73 * this.crowded;
    const alpha = 0.2 + 0.72 * this.crowded;
    const base = height - AXIS;
    const peak = paintDensity(context, colours, density, columns, height, base, share, this.peak || 1, alpha, SPACING);
    const was = this.peak;
    this.peak = was ? peak + (was - peak) * near : peak;
    const fresh = !was && peak > 0;

    this.boxes = tight ? [] : boxes;
    const moved = this.paintBoxes(near, lanes);
    const mixing = Math.abs(this.crowded - (tight ? 1 : 0)) > 0.01;
    return fresh || moved || mixing || Math.abs(this.peak - peak) > 0.01 * (peak + 1e-6);
  }

  paintBoxes(near) {
    const { context, colours, scale, height, series, heights } = this;
    const alive = new Set();
    let moved = false;
    context.globalAlpha = 1;
    for (const box of this.boxes) {
      const event = series.items[box.row];
      const goal = laneY(box.lane, height);
      const was = heights.get(event) ?? goal;
      box.y = Math.abs(was - goal) < 0.5 ? goal : goal + (was - goal) * near;
      moved ||= box.y !== goal;
      heights.set(event, box.y);
      alive.add(event);
      paintMark(context, colours, box, series.family[box.row], styleOf(event), box.y, event.id === this.selected);
    }
    for (const event of heights.keys()) if (!alive.has(event)) heights.delete(event);
    context.font = colours.title;
    context.textBaseline = 'middle';
    const measure = (text, room) => this.shorten(text, room);
    for (const box of this.boxes) {
      paintTitle(context, colours, box, series.items[box.row].title, box.y, scale.width, measure);
    }
    return moved;
  }

  /** Words that fit; measured once for each title. */
  shorten(text, room) {
    this.measured ??= new Map();
    if (this.measured.size > 5000) this.measured.clear();
    let widths = this.measured.get(text);
    if (!widths) {
      const short = text.length > 160 ? text.slice(0, 160) : text;
      widths = { short, all: this.context.measureText(short).width };
      this.measured.set(text, widths);
    }
    if (widths.all <= room && widths.short.length === text.length) return text;
    const kept = Math.max(1, Math.floor(widths.short.length * Math.min(1, (room - 8) / widths.all)));
    return `${widths.short.slice(0, kept).trimEnd()}…`;
  }

  /** The event drawn at a place of the canvas, or null. */
  at(x, y) {
    for (const box of this.boxes) {
      if (Math.abs(y - box.y) > 10) continue;
      if (x >= box.x0 - 3 && x <= Math.max(box.x1 + 3, box.x1 + Math.min(box.room, 160))) {
        return this.series.items[box.row];
      }
    }
    return null;
  }

  /** The window in words. */
  get label() {
    const unit = unitOf(this.scale.goal[1] - this.scale.goal[0]);
    const [from, to] = [this.scale.goal[0], this.scale.goal[1] - 0.01].map((day) => words(day, unit, this.locale));
    return from === to ? from : `${from} – ${to}`;
  }

  /** Zoom by a factor towards what there is to see: the chosen event, else the middle one in the window. */
  zoom(factor) {
    const { series, scale } = this;
    const [from, to] = scale.goal; // not where it is still gliding
    const chosen = series.items.findIndex((item) => item?.id === this.selected);
    const middle = chosen < 0 ? this.density.median(from, to) : (series.start[chosen] + series.end[chosen]) / 2;
    const share = middle === null ? 0.5 : Math.max(0, Math.min(1, (middle - from) / (to - from)));
    this.touch(() => scale.zoom(factor, share * scale.width));
  }

  /** The window as EDTF bounds {from, to}, as rough as the eye is; null where it shows everything. */
  get windowWords() {
    const [from, to] = this.scale.goal;
    if (this.extent && from <= this.extent[0] && to >= this.extent[1]) return null;
    const unit = unitOf(to - from);
    return { from: iso(from, unit), to: iso(to - 0.01, unit) };
  }

  /** Move as a hand did: tells `moved` once it rests. */
  touch(action) {
    action(this.scale);
    if (this.still.matches) this.scale.jump(...this.scale.goal);
    if (!this.touched) this.dispatchEvent(new Event('touched'));
    this.touched = true;
    this.wake();
  }

  /** Choose the next (1) or previous (-1) event in the window. */
  walk(direction) {
    const { series, scale } = this;
    const rows = series.visible(...scale.goal, Infinity);
    if (!rows.length) return;
    const now = rows.findIndex((row) => series.items[row]?.id === this.selected);
    const next = now < 0 ? (direction > 0 ? 0 : rows.length - 1) : (now + direction + rows.length) % rows.length;
    const event = series.items[rows[next]];
    if (event) this.dispatchEvent(new CustomEvent('chosen', { detail: event }));
  }
}
