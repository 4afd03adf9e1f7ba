/** The page: address, band, list, evidence and filters, each told of the others' changes here and nowhere else. */

import { Address, href, query, same } from './address.js';
import { Band } from './band.js';
import { begin } from './busy.js';
import { bounds } from './calendar.js';
import { ApiError, get } from './client.js';
import { emptyDemo } from './demo.js';
import { toast } from './dialog.js';
import { fill, h, icon, later } from './dom.js';
import { Editor } from './edit.js';
import { Evidence } from './evidence.js';
import { chips, facets, legend, NAMES, switched } from './facets.js';
import { List } from './list.js';
import { overview } from './overview.js';
import { schemeButton } from './scheme.js';
import { searchBox } from './search.js';
import { Source } from './source.js';
import { MOST, Sources } from './sources.js';
import { takeAway } from './takeaway.js';
import { tryIt } from './tryit.js';
import { events } from './words.js';

const $ = (id) => document.getElementById(id);
const NO_FILTERS = Object.fromEntries([...NAMES, 'document'].map((name) => [name, []]));
const PLUS = 'M8 3v10M3 8h10';
const MINUS = 'M3 8h10';
const WHOLE = 'M2 8h12M5 5 2 8l3 3M11 5l3 3-3 3';

const address = new Address();
const band = new Band();
const source = new Source(band, get);
const strip = overview(band);
const phone = matchMedia('(max-width: 62rem)');
let counts; // undefined until they are there, null where they could not be had
let total;

const list = new List({
  element: $('list'),
  load: (cursor) => {
    const params = query(address.state);
    params.set('limit', '50');
    if (cursor) params.set('cursor', cursor);
    else params.set('count', 'true');
    return get('v1/events', params);
  },
  hrefOf: (event) => href({ ...address.state, event: event.id, panel: null }),
  grouped: () => !['relevance', '-published'].includes(address.state.sort),
  emptyWords: nothing,
  onShow: (page) => {
    total = page?.count ?? undefined;
    tell();
    list.mark(address.state.event);
  },
});

const editor = new Editor(changed);

const evidence = new Evidence({
  element: $('evidence'),
  onClose: close,
  onFilter: (name, value) => address.go({ [name]: [...new Set([...address.state[name], value])] }),
  tools: (event, tag) => editor.tools(event, tag),
});

const sources = new Sources($('sources'), () => {
  const params = query(address.state, ['sort', 'document']);
  for (const [name, value] of [['limit', MOST], ['fields', 'evidence']]) params.set(name, value);
  return get('v1/events', params);
}, (name, value) => address.toggle(name, value));

/* Frame */

function frame() {
  const button = (label, path, action) =>
    h('button', { type: 'button', class: 'plain', 'aria-label': label, title: label, on: { click: action } }, icon(path));
  fill($('band'), band.element, strip.element,
    h('p', { id: 'band-help', class: 'visually-hidden' },
      'Left and right arrows move in time, plus and minus zoom, Home shows everything, up and down choose an event.'));
  fill($('band-tools'),
      button('Zoom in', PLUS, () => band.zoom(0.5)),
      button('Zoom out', MINUS, () => band.zoom(2)),
      button('Show everything', WHOLE, () => band.extent && band.touch((scale) => scale.glide(...band.extent))));
  band.element.setAttribute('aria-describedby', 'band-help');
}

/* Words */

/** What an empty list says: why, and the ways out. */
function nothing() {
  const { state } = address;
  const filtered = query(state).size > 0;
  if (!filtered) {
    return h('div', { class: 'empty' }, h('h2', {}, 'No events yet'),
      h('p', {}, 'Put articles in with ', h('code', {}, 'timeline ingest FOLDER'), ', or'),
      h('p', {}, h('button', { type: 'button', class: 'strong', on: { click: () => address.go({ panel: 'try' }) } }, 'Try it with a text of yours')));
  }
  const way = (words, changes) => h('li', {}, h('button', { type: 'button', class: 'link', on: { click: () => address.go(changes) } }, words));
  return h('div', { class: 'empty' }, h('h2', {}, 'Nothing found'),
    h('p', {}, 'No event answers all of this. You can'),
    h('ul', {},
      (state.from || state.to) && way('look at all dates', { from: null, to: null }),
      state.q && way(`leave out the words “${state.q}”`, { q: null }),
      Object.keys(NO_FILTERS).some((name) => state[name].length) && way('leave out the filters', NO_FILTERS),
      way('start again', { ...NO_FILTERS, q: null, from: null, to: null, match: null, min_confidence: null })));
}

function tell() {
  const { from, to } = address.state;
  const place = from || to ? band.label : 'all dates';
  fill($('count'), total === undefined ? '' : h('strong', {}, events(total)), total === undefined ? '' : ', ', place);
  band.element.setAttribute('aria-label', `Timeline, ${band.label}, ${total === undefined ? '' : events(total)}`);
  $('facet-done').textContent = total === undefined ? 'Show the events' : `Show ${events(total)}`;
  document.title = from || to || address.state.q ? `${[address.state.q, from || to ? band.label : null].filter(Boolean).join(', ')} · Timeline` : 'Timeline';
}

/* Loading */

/** The window of the address as day numbers; null where it names none. */
async function windowOf({ from, to }) {
  const first = from ? await boundsOf(from) : null;
  const last = to ? await boundsOf(to) : null;
  if (!first && !last) return null;
  const [start, end] = band.extent ?? [715_000, 740_000];
  const opens = first?.[0] ?? Math.min(start, (last?.[1] ?? end) - 366);
  return [opens, last?.[1] ?? Math.max(end, opens + 366)];
}

async function boundsOf(edtf) {
  const plain = bounds(edtf);
  if (plain) return plain;
  try {
    const read = await get('typed', new URLSearchParams({ text: edtf }));
    return [bounds(read.from)?.[0] ?? null, bounds(read.to)?.[1] ?? null];
  } catch (error) {
    if (error instanceof ApiError) return null;
    throw error;
  }
}

async function loadBand() {
  const params = query(address.state, ['from', 'to', 'sort', 'match', 'open']);
  try {
    await source.load(params);
    const window = await windowOf(address.state);
    if (window) band.look(...window, true);
    else band.home();
    strip.draw();
    await source.refine();
    $('band').classList.toggle('bare', !band.extent);
    tell();
  } catch (error) {
    if (error.name !== 'AbortError' && !(error instanceof ApiError)) throw error;
  }
}

async function loadFacets() {
  const asked = address.state;
  try {
    const answer = await get('v1/facets', query(asked, ['sort']));
    if (asked !== address.state && !same(asked, address.state)) return;
    counts = Object.fromEntries(Object.entries(answer.facets).map(([name, found]) => [name, new Map(found.map((one) => [one.value, one.count]))]));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    counts = null;
  }
  drawFilters();
  sources.refresh(asked.document);
}

function drawFilters() {
  const { state } = address;
  const focus = document.activeElement?.dataset?.facet;
  legend($('legend'), state, counts, (family, chosen) => address.go({ type: switched(state.type, family, chosen) }));
  if (counts) facets($('facets'), state, counts, (name, value) => address.toggle(name, value));
  $('facet-panel').hidden = counts === null || (counts !== undefined && !$('facets').firstChild);
  chips($('chips'), state,
    (name, value) => address.go({ [name]: Array.isArray(state[name]) ? state[name].filter((one) => one !== value) : null }),
    () => address.go({ ...NO_FILTERS, q: null, match: null, min_confidence: null }));
  if (focus) document.querySelector(`[data-facet="${CSS.escape(focus)}"]`)?.focus();
  $('filter-count').textContent = Object.keys(NO_FILTERS).reduce((sum, name) => sum + state[name].length, 0) || '';
}

/* The open event */

let opener = null;

async function openEvent(id) {
  document.body.classList.toggle('reading', Boolean(id));
  band.select(id);
  list.mark(id);
  if (!id) {
    evidence.hide();
    return;
  }
  const event = await evidence.show(id);
  if (event && phone.matches) evidence.element.querySelector('h2').focus();
}

function close() {
  const id = address.state.event;
  address.go({ event: null });
  (list.row(id)?.querySelector('a') ?? opener ?? band.element).focus({ preventScroll: !phone.matches });
}

/** After an editor's change: everything anew, but the window stays. */
async function changed(event) {
  if (event.id !== address.state.event) address.go({ event: event.id });
  else await openEvent(event.id);
  if (document.activeElement === document.body) evidence.element.querySelector('h2').focus(); // what had it is drawn anew
  await reload();
}

async function reload() {
  await Promise.all([loadBand(), list.show(), loadFacets()]);
}

/* Panels */

const PANELS = {
  try: () => tryIt({ onClose: closePanel, onKeep: kept }),
  take: () => takeAway(address.state, { onClose: closePanel }),
};

function closePanel() {
  if (address.state.panel) address.go({ panel: null });
}

function openPanel(name) {
  document.querySelector('dialog[open]')?.close();
  PANELS[name]?.();
}

/** Show what came of a text that was kept. */
function kept({ document: stored, events: found }) {
  address.go({ ...NO_FILTERS, document: [stored.id], q: null, from: null, to: null, panel: null, event: found[0]?.id ?? null });
  toast(`${events(found.length)} kept.`);
  reload();
}

async function removeDemo() {
  if (!await emptyDemo()) return;
  $('demo').remove();
  address.go({ ...NO_FILTERS, q: null, from: null, to: null, event: null });
  await reload();
}

/* What people do */

band.addEventListener('chosen', ({ detail }) => {
  opener = band.element;
  address.go({ event: detail.id });
  band.element.setAttribute('aria-label', `${detail.title}, ${detail.date.display}`);
});

let rested = null;
band.addEventListener('touched', () => { rested ??= begin(); });

const remember = later(() => {
  address.go(band.windowWords ?? { from: null, to: null }, { by: 'band' });
  if (band.touched) return;
  rested();
  rested = null;
}, 250);

band.addEventListener('moved', () => {
  tell();
  remember();
  source.refine().catch((error) => { if (!(error instanceof ApiError) && error.name !== 'AbortError') throw error; });
});

document.addEventListener('click', (event) => {
  const link = event.target.closest?.('.events .event h3 a');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  opener = link;
  address.go({ event: link.closest('[data-id]').dataset.id });
});

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !document.querySelector('dialog[open]')) {
    if (document.body.classList.contains('filtering')) filtering(false);
    else if (address.state.event) close();
  }
  if (event.key === '/' && !/^(input|textarea|select)$/i.test(event.target.tagName) && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    $('search').focus();
  }
});

searchBox($('search-form'), $('search-note'), (changes) => address.go(changes));
$('sort').addEventListener('change', ({ target }) => address.go({ sort: target.value === 'date' ? null : target.value }));
$('within').addEventListener('change', ({ target }) => address.go({ match: target.checked ? 'within' : null }));
/** On a phone the filters cover the list, and are left as they were opened. */
function filtering(open) {
  document.body.classList.toggle('filtering', open);
  $('facet-toggle').setAttribute('aria-expanded', String(open));
  $(open ? 'facet-done' : 'facet-toggle').focus();
}
$('facet-toggle').addEventListener('click', () => filtering(true));
$('facet-done').addEventListener('click', () => filtering(false));

function drawControls() {
  const { state } = address;
  $('sort').value = state.sort ?? 'date';
  $('sort').querySelector('[value=relevance]').disabled = !state.q;
  $('within').checked = state.match === 'within';
  if (document.activeElement !== $('search')) $('search').value = state.q ?? '';
}

address.addEventListener('change', async ({ detail: { before, state, by } }) => {
  drawControls();
  if (before.event !== state.event) openEvent(state.event);
  if (before.panel !== state.panel) openPanel(state.panel);
  if (same(before, state)) return;
  if (state.sort === 'relevance' && !state.q) {
    address.go({ sort: null }, { replace: true });
    return;
  }
  const filtered = !same(before, state, ['from', 'to', 'sort', 'match', 'open']);
  const moved = before.from !== state.from || before.to !== state.to;
  if (filtered) {
    drawFilters();
    await Promise.all([loadBand(), list.show(), loadFacets()]);
    return;
  }
  if (moved && by !== 'band') {
    const window = await windowOf(state);
    if (window) band.look(...window);
    else band.fit();
    source.refine().catch(() => {});
  }
  await Promise.all([list.show(), loadFacets()]);
});

frame();
const repaint = () => { band.refreshColours(); strip.draw(); };
schemeButton(repaint);
matchMedia('print').addEventListener('change', repaint); // paper is light, whatever the screen is
drawControls();
drawFilters();
loadBand();
list.show();
loadFacets();
if (address.state.event) openEvent(address.state.event);
if (address.state.panel) openPanel(address.state.panel);
$('open-try').addEventListener('click', () => address.go({ panel: 'try' }));
$('open-take').addEventListener('click', () => address.go({ panel: 'take' }));
$('empty-demo')?.addEventListener('click', () => removeDemo().catch((error) => toast(error.message)));
