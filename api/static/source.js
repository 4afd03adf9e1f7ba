/**
 * What the band shows, from the API: every event where they are few, else counts by decade, year, month or day for
 * the areas and, once the window is small enough, its events for the marks.
 */

import { FIRST, LAST, iso, parse } from './calendar.js';
import { FAMILIES } from './families.js';
import { Series } from './series.js';

/** Up to so many events are loaded whole: every zoom is then instant, and coloured by family. */
const WHOLE = 4000;
const PAGE = 1000;
/** Buckets that one answer may have at most. */
const BUCKETS = 4000;
const FIELDS = 'id,title,type,status,date';
const LENGTH = { decade: 3652.425, year: 365.2425, month: 30.44, day: 1 };

export class Source {
  /** `get(path, params, signal)` asks the API. */
  constructor(band, get) {
    this.band = band;
    this.get = get;
    this.params = null;
    this.total = 0;
    this.controller = null;
  }

  /** Load what a query (URLSearchParams without from, to, limit) selects; resolves when the first picture is there. */
  async load(params) {
    this.controller?.abort();
    this.controller = new AbortController();
    const { signal } = this.controller;
    this.params = params;
    this.whole = false;
    this.loaded = null;
    const first = await this.get('v1/events', this.with({ limit: PAGE, count: true, fields: FIELDS, open: 'all' }), signal);
    this.total = first.page.count ?? first.items.length;
    if (this.total <= WHOLE) {
      this.whole = true;
      const events = [...first.items];
      this.show(Series.ofEvents([...events]));
      for (let next = first.page.next; next;) {
        const page = await this.get('v1/events', this.with({ limit: PAGE, fields: FIELDS, open: 'all', cursor: next }), signal);
        events.push(...page.items);
        next = page.page.next;
      }
      this.show(Series.ofEvents(events));
      return;
    }
    const density = await this.histogram('year', null, signal);
    this.coarse = density;
    this.band.extent = widened(density.extent);
    this.band.show(density, new Series([]));
  }

  show(series) {
    this.band.extent = widened(series.extent);
    this.band.show(series);
  }

  with(more) {
    const params = new URLSearchParams(this.params);
    for (const [name, value] of Object.entries(more)) params.set(name, value);
    return params;
  }

  /** Finer counts and single events for the band's window; nothing to do where all is loaded. */
  async refine() {
    if (this.whole || !this.coarse) return;
    this.refining?.abort();
    this.refining = new AbortController();
    const { signal } = this.refining;
    const { from, to, span } = this.band.scale;
    const window = [Math.max(FIRST, from - span / 2), Math.min(LAST, to + span / 2)];
    const bucket = Object.keys(LENGTH).reverse().find((name) => span * 2 / LENGTH[name] <= Math.min(BUCKETS, 1600)) ?? 'decade';
    const density = bucket === 'decade' || bucket === 'year' ? this.coarse : await this.histogram(bucket, window, signal);
    const held = density.within(from, to);
    let series = new Series([]);
    if (held <= PAGE * 0.9) {
      const range = { from: iso(window[0]), to: iso(window[1]) };
      const page = await this.get('v1/events', this.with({ ...range, limit: PAGE, fields: FIELDS }), signal);
      if (!page.page.next) series = Series.ofEvents(page.items);
    }
    this.band.show(density, series);
  }

  /** Counts as a series: a row for each bucket and family, asked for at the same time. */
  async histogram(bucket, window, signal) {
    const range = window ? { from: iso(window[0]), to: iso(window[1]) } : {};
    const wanted = new Set(this.params.getAll('type'));
    const answers = await Promise.all(FAMILIES.map(async ({ types }, family) => {
      const kinds = wanted.size ? types.filter((type) => wanted.has(type)) : types;
      if (!kinds.length) return [];
      const { items } = await this.get('v1/histogram', this.with({ bucket, ...range, type: kinds.join() }), signal);
      return items.map(({ earliest, latest, count }) => ({ start: parse(earliest), end: parse(latest) + 1, weight: count, family }));
    }));
    return new Series(answers.flat());
  }
}

/** An extent with a little air; a window of a year where there is nothing. */
function widened(extent) {
  if (!extent) return null;
  const air = Math.max(2, (extent[1] - extent[0]) * 0.02);
  return [extent[0] - air, extent[1] + air];
}
