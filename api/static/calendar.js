/**
 * Days as numbers, as in timeline/days.py: day 1 is 0001-01-01 of the proleptic Gregorian calendar, year 0 is 1 BC.
 * Fractions are parts of a day.
 */

const DAY = 86_400_000;
const EPOCH = 719_163; // day number of 1970-01-01

export const FIRST = number(-9999, 1, 1);
export const LAST = number(9999, 12, 31);

/** Day number of a date; months past 12 run on into the next years. */
export function number(year, month, day) {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return Math.round(date.getTime() / DAY) + EPOCH;
}

/** A Date (UTC) of a day number. */
export function asDate(day) {
  return new Date((day - EPOCH) * DAY);
}

/** [year, month, day] of a day number. */
export function parts(day) {
  const date = asDate(Math.floor(day));
  return [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
}

/** Day number of an ISO day such as "-0043-03-15". */
export function parse(iso) {
  const match = /^(-?\d{4})-(\d\d)-(\d\d)/.exec(iso);
  return match ? number(Number(match[1]), Number(match[2]), Number(match[3])) : NaN;
}

/** EDTF year: four digits, with a minus before year 0. */
export function isoYear(year) {
  return (year < 0 ? '-' : '') + String(Math.abs(year)).padStart(4, '0');
}

/** EDTF text of the day, month or year that holds a day number. */
export function iso(day, unit = 'day') {
  const [year, month, date] = parts(day);
  const two = (value) => String(value).padStart(2, '0');
  if (unit === 'year') return isoYear(year);
  return `${isoYear(year)}-${two(month)}` + (unit === 'month' ? '' : `-${two(date)}`);
}

/** First and (exclusive) last day number of an EDTF year, month or day; null for anything else. */
export function bounds(text) {
  const match = /^(-?\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(text ?? '');
  if (!match) return null;
  const [year, month, day] = match.slice(1).map((part) => (part === undefined ? null : Number(part)));
  if (month === null) return [number(year, 1, 1), number(year + 1, 1, 1)];
  if (month < 1 || month > 12) return null;
  if (day === null) return [number(year, month, 1), number(year, month + 1, 1)];
  return [number(year, month, day), number(year, month, day) + 1];
}

/** The unit in which a window of so many days is written in an address: as rough as the eye is. */
export function unitOf(span) {
  return span > 60 * 365 ? 'year' : span > 4 * 365 ? 'month' : 'day';
}

const formats = new Map();

function format(locale, options) {
  const key = locale + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options }));
  return formats.get(key);
}

const UNITS = {
  year: { year: 'numeric' },
  month: { month: 'long', year: 'numeric' },
  day: { day: 'numeric', month: 'long', year: 'numeric' },
};

/** A day number in the reader's words, to the day, month or year; years before 1000 with their era. */
export function words(day, unit = 'day', locale = undefined) {
  const era = parts(day)[0] < 1000 ? { era: 'short' } : {};
  return format(locale, { ...UNITS[unit], ...era }).format(asDate(Math.floor(day))).replace(/(\d+) AD\b/, 'AD $1');
}

const BY_PRECISION = { minute: 'day', day: 'day', month: 'month', year: 'year' };

/**
 * A date of the API in the reader's language: English as the API writes it; others by Intl where the date is a plain
 * day, month or year, and else in the API's words.
 */
export function display(date, locale = undefined) {
  const language = locale ?? globalThis.navigator?.language ?? 'en';
  const unit = BY_PRECISION[date.precision];
  const plain = unit && date.earliest && !date.modifier && !date.approximate && !date.uncertain && !date.edtf.includes('/');
  if (language.startsWith('en') || !plain) return date.display;
  return words(parse(date.earliest), unit, locale) + (date.time ? `, ${date.time}` : '');
}

/** Steps of an axis from fine to coarse: [unit, how many, about how many days]. */
const STEPS = [
  ['day', 1, 1], ['day', 7, 7], ['month', 1, 30.44], ['month', 3, 91.3],
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000].map((years) => ['year', years, years * 365.2425]),
];

/** The finest step whose ticks stand at least `gap` days apart. */
export function step(gap) {
  return STEPS.find(([, , days]) => days >= gap) ?? STEPS.at(-1);
}

/** Day numbers of a step's ticks from `start` to `end`. */
export function ticks([unit, count], start, end) {
  const found = [];
  if (unit === 'day') {
    // Weeks begin on Mondays: day 1 was one.
    for (let day = Math.ceil((start - 1) / count) * count + 1; day <= end; day += count) found.push(day);
    return found;
  }
  const [year, month] = parts(start);
  if (unit === 'month') {
    for (let at = year * 12 + Math.floor((month - 1) / count) * count; ; at += count) {
      const day = number(Math.floor(at / 12), (at % 12 + 12) % 12 + 1, 1);
      if (day > end) return found;
      if (day >= start) found.push(day);
    }
  }
  for (let at = Math.floor((year - 1) / count) * count; at <= 10_000; at += count) {
    const day = number(round(at, count), 1, 1);
    if (day > end) break;
    if (day >= start) found.push(day);
  }
  return found;
}

/** The year of a tick, where people count: 200 BC is the year -199, and no era has a year 0. */
function round(year, count) {
  return count === 1 || year > 0 ? year : year + 1;
}

/** A tick's words: the year where a year begins, else month or day. */
export function tickWords(day, [unit], locale = undefined) {
  const [year, month, date] = parts(day);
  if (unit === 'year' || (month === 1 && date === 1)) {
    return year < 100 ? words(day, 'year', locale) : format(locale, UNITS.year).format(asDate(day));
  }
  if (unit === 'month' || date === 1) return format(locale, { month: 'short' }).format(asDate(day));
  return format(locale, { day: 'numeric', month: 'short' }).format(asDate(day));
}
