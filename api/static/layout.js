/** Marks in lanes: none covers another, titles where there is room, and the same lane while one zooms and pans. */

export const MARK = 11; // least width of a mark, in pixels
const GAP = 3;

/**
 * Boxes of rows: [{row, x0, x1, lane, room}], `room` the pixels free for a title behind the mark. `kept` maps an item
 * to the lane it last had. Rows that find no lane are left out: the density behind tells of them.
 */
export function place(series, rows, scale, lanes, kept) {
  const ends = new Float64Array(lanes).fill(-Infinity);
  const last = new Array(lanes).fill(null);
  const boxes = [];
  for (const row of rows) {
    const middle = scale.x((series.start[row] + series.end[row]) / 2);
    let x0 = scale.x(series.start[row]);
    let x1 = scale.x(series.end[row]);
    if (x1 - x0 < MARK) [x0, x1] = [middle - MARK / 2, middle + MARK / 2];
    const lane = freeLane(ends, x0, kept.get(series.items[row]));
    if (lane === null) continue;
    if (last[lane]) last[lane].room = x0 - last[lane].x1 - GAP;
    const box = { row, x0, x1, lane, room: Math.max(scale.width, x1) - x1 };
    boxes.push(box);
    last[lane] = box;
    ends[lane] = x1 + GAP;
    kept.set(series.items[row], lane);
  }
  return boxes;
}

/** The lane an item had, if it is free, else the one that has been free longest; null where none is. */
function freeLane(ends, x0, before) {
  if (before !== undefined && before < ends.length && ends[before] <= x0) return before;
  let best = 0;
  for (let lane = 1; lane < ends.length; lane++) if (ends[lane] < ends[best]) best = lane;
  return ends[best] <= x0 ? best : null;
}
