/** What codes are called on the page. */

import { parse, words } from './calendar.js';

export const STATUS = {
  occurred: 'Happened', planned: 'Planned', hypothetical: 'Possible', alleged: 'Alleged', cancelled: 'Cancelled',
};

export const REVIEW = { machine: 'Not reviewed', reviewed: 'Reviewed', rejected: 'Rejected' };

export const FLAG = {
  'place-country-mismatch': 'Place and country disagree',
  'weekday-mismatch': 'Weekday and date disagree',
  'date-disagreement': 'Sources disagree on the date',
};

const ANCHORING = {
  clause: 'The date stands in the same clause as the event.',
  sentence: 'The date stands in the same sentence as the event.',
  carried: 'The date was carried over from an earlier sentence.',
  lead: 'The date comes from the article’s first lines.',
  published: 'The text names no date here; it is read from the day of publication.',
  word: 'The word for the event carries the date itself.',
};

const FACETS = {
  type: 'Type', participant: 'Who', place: 'Place', country: 'Country', publisher: 'Source', document: 'Source', status: 'Status',
  review: 'Review', precision: 'Precision', tag: 'Tag', flag: 'Check', q: 'Words',
};

export const FACET = FACETS;

/** How a date was tied to its event. */
export function anchoring(code) {
  return ANCHORING[code] ?? code;
}

let regions;

/** A country's name in the reader's language. */
export function country(code) {
  try {
    regions ??= new Intl.DisplayNames(undefined, { type: 'region' });
    return regions.of(code) ?? code;
  } catch {
    return code;
  }
}

/** A code such as `weekday-mismatch` as words. */
export function label(kind, value) {
  if (kind === 'status') return STATUS[value] ?? value;
  if (kind === 'review') return REVIEW[value] ?? value;
  if (kind === 'country') return country(value);
  if (kind === 'flag') return FLAG[value] ?? value.replaceAll('-', ' ');
  if (kind === 'type' || kind === 'precision') return value.charAt(0).toUpperCase() + value.slice(1);
  return value;
}

const numbers = new Intl.NumberFormat();

/** A number as the reader writes it. */
export function count(number) {
  return numbers.format(number);
}

/** "1 event", "3 events". */
export function events(number) {
  return `${count(number)} ${number === 1 ? 'event' : 'events'}`;
}

/** What a document is called: its title, else the host it comes from, else its day of publication. */
export function sourceTitle({ title, url, published }) {
  if (title) return title;
  const host = URL.canParse(url ?? '') && new URL(url).hostname;
  return host || `Article of ${words(parse(published))}`;
}
