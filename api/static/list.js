/** The list beside the band: pages are added below, so nothing that is read ever jumps. */

import { display, parse, words as dateWords } from './calendar.js';
import { ApiError } from './client.js';
import { FAMILIES, familyOf } from './families.js';
import { fill, h, icon } from './dom.js';
import { mark } from './marks.js';
import { country, FLAG, label, sourceTitle, STATUS } from './words.js';

const WARNING = 'M8 2.2 14.6 13.6H1.4ZM8 6.4v3.4M8 11.6v.4';

/** Who said it: the names of an event's sources, each once. */
export function sources(event) {
  return [...new Set(event.evidence.map(({ document }) => document.publisher || sourceTitle(document)))];
}

function facts(event) {
  const { place, participants, status, review, flags } = event;
  const said = sources(event);
  const where = place && [place.name, place.country && place.name !== country(place.country) && country(place.country)];
  const who = participants.slice(0, 4).map(({ name }) => name);
  if (participants.length > 4) who.push(`${participants.length - 4} more`);
  return h(
    'p', { class: 'facts' },
    h('span', { class: 'kind' }, label('type', event.type)),
    status !== 'occurred' && h('span', { class: `status ${status}` }, STATUS[status] ?? status),
    review === 'reviewed' && h('span', { class: 'reviewed' }, 'Reviewed'),
    review === 'rejected' && h('span', { class: 'rejected' }, 'Rejected'),
    where && h('span', { class: 'place', dir: 'auto' }, where.filter(Boolean).join(', ')),
    who.length > 0 && h('span', { class: 'who', dir: 'auto' }, who.join(', ')),
    h('span', { class: 'said', dir: 'auto' }, said[0] ?? 'No source', said.length > 1 && ` and ${said.length - 1} more`),
    flags.map((flag) => h('span', { class: 'flag', title: flag.message }, icon(WARNING), FLAG[flag.code] ?? flag.code)),
  );
}

/** An event as an item of a list; `href` is the address that opens it. */
export function item(event, href, locale) {
  return h(
    'li', { class: `event ${event.status} ${event.review}`, id: `in-list-${event.id}`, 'data-id': event.id },
    h('span', { class: 'when' }, h('time', {}, display(event.date, locale))),
    h('div', { class: 'what' },
      h('h3', {}, mark(FAMILIES[familyOf(event.type)]), h('a', { href, dir: 'auto' }, event.title)),
      facts(event)),
  );
}

const ROUGH = new Set(['decade', 'century', 'millennium']);

/** What an event is listed under: its year, or the decades it may lie in. */
function yearOf(event) {
  const day = event.date.earliest ?? event.date.latest;
  if (!day) return 'No date';
  return ROUGH.has(event.date.precision) ? display(event.date) : dateWords(parse(day), 'year');
}

/**
 * The list as an element that `show`s a query. `load(cursor)` gives {items, page}, `hrefOf(event)` the address of an
 * event, `grouped()` whether years head it, `emptyWords()` what stands there when nothing is found;
 * `onShow(page)` is told the first page's `page`, or null when it could not be had.
 */
export class List {
  constructor({ element, load, hrefOf, grouped, emptyWords, onShow }) {
    this.load = load;
    this.hrefOf = hrefOf;
    this.grouped = grouped;
    this.emptyWords = emptyWords;
    this.onShow = onShow;
    this.body = h('div', { class: 'list-body' }, ...element.childNodes); // the server's list, until ours is there
    this.more = h('button', { type: 'button', class: 'quiet more', hidden: true, on: { click: () => this.extend() } }, 'Show more');
    this.note = h('p', { class: 'list-note', role: 'status' });
    fill(element, this.body, this.note, this.more);
    this.events = new Map();
    this.turn = 0;
    new IntersectionObserver(([entry]) => entry.isIntersecting && !this.more.hidden && this.extend(), { rootMargin: '600px' })
      .observe(this.more);
  }

  /** Show the first page of what `load` now selects; the old list stays until the new one is there. */
  async show() {
    const turn = ++this.turn;
    this.busy = true;
    this.body.setAttribute('aria-busy', 'true');
    try {
      const { items, page } = await this.load(null);
      if (turn !== this.turn) return;
      this.body.replaceChildren();
      this.events.clear();
      this.year = null;
      this.group = null;
      this.add(items, page);
      if (!items.length) fill(this.body, this.emptyWords());
      this.onShow(page);
    } catch (error) {
      if (turn !== this.turn) return;
      if (!(error instanceof ApiError)) throw error;
      this.fail(error, () => this.show());
      this.onShow(null);
    } finally {
      if (turn === this.turn) {
        this.busy = false;
        this.body.removeAttribute('aria-busy');
      }
    }
  }

  /** Add the next page. */
  async extend() {
    if (this.busy || !this.next) return;
    const turn = this.turn;
    this.busy = true;
    try {
      const { items, page } = await this.load(this.next);
      if (turn === this.turn) this.add(items, page);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (turn === this.turn) this.fail(error, () => this.extend());
    } finally {
      if (turn === this.turn) this.busy = false;
    }
  }

  add(items, page) {
    for (const event of items) {
      const year = this.grouped() ? yearOf(event) : '';
      if (year !== this.year) {
        this.year = year;
        this.group = h('ol', { class: 'events' });
        this.body.append(h('section', {}, year && h('h2', { class: 'year' }, year), this.group));
      }
      this.events.set(event.id, event);
      this.group.append(item(event, this.hrefOf(event)));
    }
    this.next = page.next;
    this.more.hidden = !page.next;
    this.note.replaceChildren();
    this.mark(this.current);
  }

  fail(error, again) {
    this.more.hidden = true;
    fill(this.note, h('span', { class: 'problem' }, error.message, ' '),
      h('button', { type: 'button', class: 'quiet', on: { click: () => { this.note.replaceChildren(); again(); } } }, 'Try again'));
  }

  /** Mark the event that is open. */
  mark(id) {
    this.current = id;
    for (const one of this.body.querySelectorAll('[aria-current]')) {
      one.removeAttribute('aria-current');
      one.closest('li').classList.remove('open');
    }
    const row = id && this.row(id);
    if (!row) return null;
    row.classList.add('open');
    row.querySelector('a').setAttribute('aria-current', 'true');
    return row;
  }

  row(id) {
    return this.body.querySelector(`[data-id="${CSS.escape(id)}"]`);
  }
}
