/** What the band looks like: density, axis and marks on a 2D canvas. */

import { step, tickWords, ticks } from './calendar.js';
import { FAMILIES, trace } from './families.js';
import { MARK } from './layout.js';

export const LANE = 21;
export const AXIS = 26;
const TOP = 8;
const LEAST = 3; // pixels of height that an event is seen by
const LONELY = 0.05; // events per column, about the middle of a smoothed single one
const HOLLOW = new Set(['planned', 'hypothetical']);

/** Colours and fonts of the page, read from its style sheet. */
export function palette(element) {
  const style = getComputedStyle(element);
  const value = (name) => style.getPropertyValue(name).trim();
  return {
    families: FAMILIES.map((family) => value(`--${family.id}`)),
    ink: value('--ink'), soft: value('--soft'), line: value('--line'), paper: value('--band'), accent: value('--accent'),
    title: `13px ${value('--serif')}`, label: `11.5px ${value('--sans')}`,
  };
}

/** Lanes that fit a height. */
export function lanesOf(height) {
  return Math.max(1, Math.floor((height - AXIS - TOP - 4) / LANE));
}

/** Vertical middle of a lane, counted from the axis upward. */
export function laneY(lane, height) {
  return height - AXIS - 6 - LANE / 2 - lane * LANE;
}

/** Grid and axis with its labels. */
export function paintAxis(context, colours, scale, height, locale) {
  const perDay = scale.width / scale.span;
  const major = step(92 / perDay);
  const minor = step(16 / perDay);
  context.lineWidth = 1;
  context.strokeStyle = colours.line;
  context.beginPath();
  for (const day of ticks(minor, scale.from, scale.to)) line(context, scale.x(day), height - AXIS, height - AXIS + 4);
  for (const day of ticks(major, scale.from, scale.to)) line(context, scale.x(day), 0, height - AXIS + 7);
  context.stroke();
  context.strokeStyle = colours.soft;
  context.beginPath();
  context.moveTo(0, height - AXIS + 0.5);
  context.lineTo(scale.width, height - AXIS + 0.5);
  context.stroke();
  context.fillStyle = colours.soft;
  context.font = colours.label;
  context.textBaseline = 'middle';
  for (const day of ticks(major, scale.from - 92 / perDay, scale.to)) {
    context.fillText(tickWords(day, major, locale), scale.x(day) + 5, height - AXIS / 2 + 3);
  }
}

function line(context, x, from, to) {
  context.moveTo(Math.round(x) + 0.5, from);
  context.lineTo(Math.round(x) + 0.5, to);
}

/**
 * The density as stacked areas up from the axis; `share` of the height is used by `most` events per pixel. Returns the
 * greatest density in the window, which the caller glides `most` towards.
 */
export function paintDensity(context, colours, density, columns, height, base, share, most, alpha, spacing) {
  const sum = new Float32Array(columns);
  const lift = lifts(density, columns, (base - TOP) * share / most);
  const factor = most > 0 ? (base - TOP) * share / most : 0;
  let peak = 0;
  context.globalAlpha = alpha;
  for (let row = 0; row < FAMILIES.length; row++) {
    let any = false;
    const from = row * columns;
    for (let column = 0; column < columns && !any; column++) any = density[from + column] > 0;
    if (!any) continue;
    context.beginPath();
    context.moveTo(0, base - sum[0] * factor * lift[0]);
    for (let column = 0; column < columns; column++) context.lineTo(column * spacing, base - sum[column] * factor * lift[column]);
    for (let column = columns - 1; column >= 0; column--) {
      sum[column] += density[from + column];
      context.lineTo(column * spacing, base - sum[column] * factor * lift[column]);
    }
    context.closePath();
    context.fillStyle = colours.families[row];
    context.fill();
  }
  for (let column = 0; column < columns; column++) if (sum[column] > peak) peak = sum[column];
  context.globalAlpha = 1;
  return peak;
}

/** How much higher than it is each column is drawn, so that a lonely event is seen beside a crowd. */
function lifts(density, columns, factor) {
  const total = new Float32Array(columns);
  for (let i = 0; i < density.length; i++) total[i % columns] += density[i];
  return total.map((sum) => (sum < LONELY ? 1 : Math.max(1, LEAST / (sum * factor))));
}

/** How an event is drawn, from its precision and status. */
export function styleOf(event) {
  const { date, status } = event;
  const exact = date.precision === 'day' || date.precision === 'minute';
  return {
    exact: exact && !date.approximate && !date.uncertain && date.earliest === date.latest,
    openStart: date.earliest === null,
    openEnd: date.latest === null,
    hollow: HOLLOW.has(status),
    dashed: status === 'hypothetical' || status === 'alleged',
    struck: status === 'cancelled',
  };
}

/** One event: a point where its day is known, else a bar with ends as soft as the knowledge. */
export function paintMark(context, colours, box, family, style, y, selected) {
  const colour = colours.families[family];
  const x = (box.x0 + box.x1) / 2;
  if (selected) halo(context, colours, box, y);
  context.setLineDash(style.dashed ? [3, 2] : []);
  context.lineWidth = 1.6;
  if (style.exact || (box.x1 - box.x0 <= MARK + 1 && !style.openEnd && !style.openStart)) {
    context.beginPath();
    trace(context, FAMILIES[family].shape, x, y, MARK / 2 - 0.7);
    // A date that is not exact to the day is paler even where the day is less than a pixel.
    context.globalAlpha = style.exact ? 1 : 0.72;
    shape(context, colour, colours.paper, style);
    context.globalAlpha = 1;
  } else {
    bar(context, colour, colours.paper, box, style, y);
  }
  context.setLineDash([]);
  if (style.struck) {
    context.strokeStyle = colours.ink;
    context.beginPath();
    context.moveTo(box.x0 - 2, y);
    context.lineTo(box.x1 + 2, y);
    context.stroke();
  }
}

function shape(context, colour, paper, style) {
  context.fillStyle = style.hollow || style.dashed ? paper : colour;
  context.fill();
  if (style.hollow || style.dashed) {
    context.strokeStyle = colour;
    context.stroke();
  }
}

function bar(context, colour, paper, { x0, x1 }, style, y) {
  // Far outside the window nothing is seen: a bar of a century at the zoom of a day would be a million pixels long.
  const left = Math.max(x0, -2000);
  const right = Math.min(x1, 6000);
  const width = right - left;
  const soft = Math.min(18, width * 0.3) / width;
  const fade = context.createLinearGradient(left, 0, right, 0);
  fade.addColorStop(0, transparent(colour, style.openStart ? 0 : 0.12));
  fade.addColorStop(style.openStart ? 0.85 : soft, transparent(colour, 1));
  fade.addColorStop(style.openEnd ? 0.15 : 1 - soft, transparent(colour, 1));
  fade.addColorStop(1, transparent(colour, style.openEnd ? 0 : 0.12));
  context.beginPath();
  context.roundRect(left, y - 8, width, 16, 8);
  context.fillStyle = fade;
  context.globalAlpha = style.hollow || style.dashed ? 0.1 : 0.3;
  context.fill();
  context.globalAlpha = 1;
  if (style.hollow || style.dashed) {
    context.strokeStyle = fade;
    context.stroke();
  } else {
    context.fillRect(left + 4, y + 5.5, Math.max(0, width - 8), 2);
  }
}

const shades = new Map();

/** A colour `#rrggbb` with an alpha. */
function transparent(colour, alpha) {
  const key = colour + alpha;
  if (!shades.has(key)) shades.set(key, colour + Math.round(alpha * 255).toString(16).padStart(2, '0'));
  return shades.get(key);
}

function halo(context, colours, { x0, x1 }, y) {
  context.beginPath();
  context.roundRect(Math.max(x0, -2000) - 4, y - LANE / 2, Math.min(x1, 6000) - Math.max(x0, -2000) + 8, LANE, LANE / 2);
  context.globalAlpha = 0.16;
  context.fillStyle = colours.accent;
  context.fill();
  context.globalAlpha = 1;
  context.lineWidth = 1.5;
  context.strokeStyle = colours.accent;
  context.stroke();
}

/** A title behind its mark, or inside a long bar, shortened to the room there is; nothing where there is none. */
export function paintTitle(context, colours, box, text, y, width, measure) {
  const inside = box.x1 - box.x0 > 90;
  const x = inside ? Math.max(box.x0, 0) + 10 : box.x1 + 4;
  const room = Math.min(box.x1 + box.room, width) - x - 6;
  if (room < 88 || x > width) return;
  context.fillStyle = colours.ink;
  context.fillText(measure(text, room), x, y + 0.5);
}
