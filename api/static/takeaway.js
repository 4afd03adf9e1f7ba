/** "Take away": the current view as a file, a subscription, an embedded element, a link. */

import { query } from './address.js';
import { address, ROOT } from './client.js';
import { dialog } from './dialog.js';
import { h } from './dom.js';

const FILES = [
  ['csv', 'CSV', 'for spreadsheets'], ['ics', 'iCalendar', 'for calendars'], ['geojson', 'GeoJSON', 'for maps'],
  ['timelinejs.json', 'TimelineJS', 'for its storytelling page'], ['jsonld', 'JSON-LD', 'schema.org, for search engines'],
  ['ndjson', 'NDJSON', 'all fields, a line an event'], ['atom', 'Atom', 'for feed readers'], ['feed.json', 'JSON Feed', 'for feed readers'],
];

function copied(label, text) {
  const area = h('textarea', { readonly: true, rows: String(text.split('\n').length), wrap: 'off', 'aria-label': label, spellcheck: 'false' });
  area.value = text;
  const button = h('button', { type: 'button', class: 'quiet', on: { click: async () => {
    area.select();
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = 'Copied';
    } catch {
      button.textContent = 'Press Ctrl C'; // the text is selected
    }
    setTimeout(() => { button.textContent = 'Copy'; }, 2000);
  } } }, 'Copy');
  return h('div', { class: 'copied' }, area, button);
}

/** HTML that shows a view in another page. */
export function snippet(params) {
  const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  const source = address('v1/events', params);
  return `<script src="${new URL('embed/event-timeline.js', ROOT).href}" async></script>\n<event-timeline src="${escape(source)}"></event-timeline>`;
}

/** Open the dialog for a state of the page. */
export function takeAway(state, { onClose }) {
  const params = query(state);
  const file = (suffix) => address(`v1/events.${suffix}`, params);
  const page = new URL(ROOT);
  page.search = params.toString();
  const subscription = file('ics').replace(/^https?:/, 'webcal:');
  dialog('Take it away', [
    h('h3', {}, 'As a file'),
    h('ul', { class: 'downloads' }, FILES.map(([suffix, name, use]) =>
      h('li', {}, h('a', { href: file(suffix), download: `events.${suffix}` }, name), h('span', { class: 'soft' }, ` ${use}`)))),
    h('h3', {}, 'As a subscription'),
    h('p', { class: 'soft' }, 'New events of this view come by themselves: ', h('a', { href: subscription }, 'in a calendar'), ' or ',
      h('a', { href: file('atom') }, 'in a feed reader'), '.'),
    h('h3', {}, 'In a page of yours'),
    copied('HTML to embed', snippet(params)),
    h('h3', {}, 'As a link'),
    copied('Address of this view', page.href),
  ], { wide: true, onClose });
}
