/** Legend and facets: every value with its count, each a switch. */

import { FAMILIES } from './families.js';
import { fill, h, icon } from './dom.js';
import { mark } from './marks.js';
import { count, FACET, label } from './words.js';

const CLOSE = 'M4 4l8 8M12 4l-8 8';
const SHOWN = 7;

/** Names of the facets in the order of the page. */
export const NAMES = ['participant', 'place', 'country', 'type', 'status', 'flag', 'review', 'precision', 'tag'];

/** The legend: a switch for each family; none chosen means all. */
export function legend(element, state, counts, onChange) {
  fill(element, FAMILIES.map((family) => {
    const chosen = family.types.some((type) => state.type.includes(type));
    const number = family.types.reduce((sum, type) => sum + (counts?.type?.get(type) ?? 0), 0);
    return h('button', {
      type: 'button', class: 'family', 'aria-pressed': String(chosen), title: family.types.join(', '),
      on: { click: () => onChange(family, chosen) },
    }, mark(family), family.label, counts && h('span', { class: 'count' }, count(number)));
  }));
}

/** The types to filter by when a family is switched. */
export function switched(types, family, chosen) {
  const rest = types.filter((type) => !family.types.includes(type));
  return chosen ? rest : [...rest, ...family.types];
}

/** The facets: a group for each name that has values. `counts` is {name: Map(value → number)}. */
export function facets(element, state, counts, onToggle) {
  const open = new Set([...element.querySelectorAll('details[open]')].map((one) => one.dataset.name));
  const first = !element.firstChild;
  fill(element, NAMES.map((name) => {
    const found = new Map(state[name].map((value) => [value, counts[name]?.get(value) ?? 0]));
    for (const [value, number] of counts[name] ?? []) found.set(value, number);
    if (!found.size || (found.size === 1 && !state[name].length && ['review', 'status'].includes(name))) return null;
    const rows = [...found].map(([value, number]) => row(name, value, number, state[name].includes(value), onToggle));
    return h('details', { 'data-name': name, open: first ? NAMES.indexOf(name) < 4 || state[name].length > 0 : open.has(name) || state[name].length > 0 },
      h('summary', {}, FACET[name]), group(name, rows, open.has(`${name}-rest`)));
  }));
}

/** Rows of a facet, the rest of many folded away. */
export function group(name, rows, open = false) {
  const rest = rows.slice(SHOWN);
  return [h('ul', {}, rows.slice(0, SHOWN)),
    rest.length > 0 && h('details', { class: 'rest', 'data-name': `${name}-rest`, open }, h('summary', {}, `${count(rest.length)} more`), h('ul', {}, rest))];
}

/** A value of a facet with its number of events. */
export function row(name, value, number, chosen, onToggle, words = label(name, value)) {
  return h('li', {}, h('label', { class: 'facet' },
    h('input', { type: 'checkbox', checked: chosen, 'data-facet': `${name}:${value}`, on: { change: () => onToggle(name, value) } }),
    h('span', { class: 'value', dir: 'auto' }, words),
    h('span', { class: 'count' }, count(number))));
}

/** What is being filtered by, each with a way out. */
export function chips(element, state, onRemove, onClear) {
  const found = [];
  for (const name of [...NAMES, 'document']) for (const value of state[name]) found.push([name, value, name === 'document' ? 'one article' : label(name, value)]);
  if (state.q) found.push(['q', state.q, `“${state.q}”`]);
  if (state.match === 'within') found.push(['match', state.match, 'certainly within the window']);
  if (state.min_confidence) found.push(['min_confidence', state.min_confidence, `confidence ${state.min_confidence} or more`]);
  element.hidden = !found.length;
  fill(element,
    found.map(([name, value, words]) => h('button', {
      type: 'button', class: 'chip', 'aria-label': `Remove ${words}`, on: { click: () => onRemove(name, value) },
    }, h('span', { dir: 'auto' }, words), icon(CLOSE))),
    found.length > 1 && h('button', { type: 'button', class: 'link', on: { click: onClear } }, 'Clear all'));
}
