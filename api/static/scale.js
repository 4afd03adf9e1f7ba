/** A window on time that glides to where it is sent. */

import { FIRST, LAST } from './calendar.js';

const LEAST = 2; // days
const RATE = 0.018; // share of the remaining way that is gone in a millisecond, as 1 - exp(-RATE)

export class Scale {
  constructor(from, to) {
    this.width = 1;
    this.jump(from, to);
  }

  get span() {
    return this.to - this.from;
  }

  /** Pixels of a day number. */
  x(day) {
    return (day - this.from) / this.span * this.width;
  }

  /** Day number at a pixel. */
  day(x) {
    return this.from + x / this.width * this.span;
  }

  /** Be there at once. */
  jump(from, to) {
    [this.from, this.to] = this.goal = clamp(from, to);
  }

  /** Go there, a step with each call of `advance`. */
  glide(from, to) {
    this.goal = clamp(from, to);
  }

  /** Zoom the goal by a factor (below 1: closer) around a pixel. */
  zoom(factor, x = this.width / 2) {
    const [from, to] = this.goal;
    const anchor = from + x / this.width * (to - from);
    const span = Math.max(LEAST, (to - from) * factor);
    const start = anchor - x / this.width * span;
    this.glide(start, start + span);
  }

  /** Move the goal by a share of its span. */
  pan(share) {
    const [from, to] = this.goal;
    const by = Math.max(FIRST - from, Math.min(LAST - to, share * (to - from)));
    this.glide(from + by, to + by);
  }

  /** Come closer to the goal by the milliseconds that passed; true while there is some way to go. */
  advance(passed) {
    const [from, to] = this.goal;
    const left = Math.exp(-RATE * passed); // both ends alike: what lies under the pointer stays there
    this.from = from + (this.from - from) * left;
    this.to = to + (this.to - to) * left;
    const way = Math.abs(this.from - from) + Math.abs(this.to - to);
    if (way / (to - from) * this.width > 0.4) return true;
    [this.from, this.to] = this.goal;
    return false;
  }
}

function clamp(from, to) {
  const span = Math.max(LEAST, Math.min(to - from, LAST - FIRST));
  const start = Math.max(FIRST, Math.min((from + to - span) / 2, LAST - span));
  return [start, start + span];
}
