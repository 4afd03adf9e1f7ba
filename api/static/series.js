/** Many dated things as columns of numbers, sorted by start, so that a hundred thousand of them are read in a frame. */

import { parse } from './calendar.js';
import { FAMILIES, familyOf } from './families.js';

/** Days that an open side is drawn past the side that is known, as the API's `open=near` counts. */
const OPEN = 366;

/**
 * `start` and `end` are day numbers, `end` exclusive; `weight` is how many events a row stands for; `items` what the
 * rows stand for (null for the buckets of a histogram).
 */
export class Series {
  constructor(rows) {
    rows.sort((a, b) => a.start - b.start || a.end - b.end);
    this.length = rows.length;
    this.start = Float64Array.from(rows, (row) => row.start);
    this.end = Float64Array.from(rows, (row) => row.end);
    this.weight = Float32Array.from(rows, (row) => row.weight ?? 1);
    this.family = Uint8Array.from(rows, (row) => row.family);
    this.items = rows.map((row) => row.item ?? null);
    this.total = this.weight.reduce((sum, weight) => sum + weight, 0);
    this.extent = this.length ? [this.start[0], this.end.reduce((most, end) => Math.max(most, end), -Infinity)] : null;
  }

  /** Series of events in the API's JSON; those without any date are left out. */
  static ofEvents(events) {
    return new Series(events.map(eventRow).filter((row) => row !== null));
  }

  /** How many events can fall between two day numbers. */
  within(from, to) {
    let sum = 0;
    for (let i = 0; i < this.length && this.start[i] < to; i++) if (this.end[i] > from) sum += this.weight[i];
    return sum;
  }

  /** Day around which half of a window's events lie on either side; null where there are none. */
  median(from, to) {
    let left = this.within(from, to) / 2;
    for (let i = 0; i < this.length && this.start[i] < to; i++) {
      if (this.end[i] <= from) continue;
      left -= this.weight[i];
      if (left <= 0) return (Math.max(from, this.start[i]) + Math.min(to, this.end[i])) / 2;
    }
    return null;
  }

  /** Where the bulk of the events lies, [from, to): a few far away do not make a first view empty. */
  get bulk() {
    if (!this.length) return null;
    const edge = (share) => {
      let left = share * this.total;
      return this.start.findIndex((_, row) => (left -= this.weight[row]) <= 0);
    };
    const [first, last] = [Math.max(0, edge(0.03)), edge(0.97)];
    const [from, to] = [this.start[first], Math.max(this.start[last], this.end[first]) + 1];
    return (to - from) * 3 < this.extent[1] - this.extent[0] ? [from, to] : this.extent;
  }

  /** Row numbers that overlap a range, no more than `most`; null where there are more. */
  visible(from, to, most) {
    const found = [];
    for (let i = 0; i < this.length && this.start[i] < to; i++) {
      if (this.end[i] <= from) continue;
      if (found.length === most) return null;
      found.push(i);
    }
    return found;
  }

  /**
   * Events per pixel column and family, smoothed: an event that can be on any of many days is spread over them, so
   * that the area is the number of events and no day looks busier than is known.
   */
  density(from, perDay, columns, radius = 3) {
    const kinds = FAMILIES.length;
    const point = new Float32Array(kinds * columns);
    const change = new Float32Array(kinds * (columns + 1));
    const to = from + columns / perDay;
    for (let i = 0; i < this.length && this.start[i] < to; i++) {
      if (this.end[i] <= from) continue;
      const first = (this.start[i] - from) * perDay;
      const last = (this.end[i] - from) * perDay;
      const row = this.family[i];
      if (last - first <= 1) {
        const column = Math.floor((first + last) / 2);
        if (column >= 0 && column < columns) point[row * columns + column] += this.weight[i];
      } else {
        const share = this.weight[i] / (last - first);
        change[row * (columns + 1) + Math.max(0, Math.round(first))] += share;
        change[row * (columns + 1) + Math.min(columns, Math.round(last))] -= share;
      }
    }
    for (let row = 0; row < kinds; row++) {
      let level = 0;
      for (let column = 0; column < columns; column++) {
        level += change[row * (columns + 1) + column];
        point[row * columns + column] += level;
      }
      const part = point.subarray(row * columns, (row + 1) * columns);
      blur(part, radius);
      blur(part, radius);
    }
    return point;
  }
}

/** A row of an event, or null where it has no date at all. */
function eventRow(event) {
  const { earliest, latest, time } = event.date;
  let start = earliest === null ? NaN : parse(earliest);
  let end = latest === null ? NaN : parse(latest) + 1;
  if (Number.isNaN(start) && Number.isNaN(end)) return null;
  if (Number.isNaN(start)) start = end - OPEN;
  if (Number.isNaN(end)) end = start + OPEN;
  if (time && earliest === latest) {
    const [hours, minutes] = time.split(':').map(Number);
    start += (hours * 60 + minutes) / 1440;
    end = start + 1 / 24;
  }
  return { start, end, family: familyOf(event.type), item: event };
}

/** Running mean over 2r + 1 columns, in place. */
function blur(values, radius) {
  const held = Float32Array.from(values);
  const width = 2 * radius + 1;
  let sum = 0;
  for (let i = -radius; i < values.length + radius; i++) {
    sum += held[i + radius] ?? 0;
    sum -= held[i - radius - 1] ?? 0;
    if (i >= 0 && i < values.length) values[i] = sum / width;
  }
}
