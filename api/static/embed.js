/**
 * `<event-timeline src="https://…/v1/events?q=…">`: the band and a list of its events in any page, also of another
 * origin. Attributes: `src`, the query; `height` of the band in pixels; `limit`, how many events are listed (20);
 * `theme`, light or dark instead of the reader's own.
 */

import { Band } from './band.js';
import { bounds, display } from './calendar.js';
import { fill, h } from './dom.js';
import { Source } from './source.js';
import { sourceTitle } from './words.js';

/** Put here by the server: the palette of style.css and embed.css. */
const STYLE = '';

class EventTimeline extends HTMLElement {
  static observedAttributes = ['src', 'limit', 'theme'];

  connectedCallback() {
    if (!this.shadowRoot) {
      const root = this.attachShadow({ mode: 'open' });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      root.adoptedStyleSheets = [sheet];
      this.band = new Band();
      this.source = new Source(this.band, (path, params, signal) => this.get(path, params, signal));
      this.note = h('p', { class: 'note', role: 'status' });
      this.list = h('ol', { class: 'events' });
      this.detail = h('div', { class: 'detail', role: 'status' });
      this.foot = h('p', { class: 'foot' });
      if (this.getAttribute('height')) this.band.element.style.height = `${Number(this.getAttribute('height')) || 240}px`;
      root.append(this.band.element, this.detail, this.note, this.list, this.foot);
      this.band.addEventListener('chosen', ({ detail }) => this.choose(detail.id));
      this.band.addEventListener('moved', () => { this.moved = true; this.source.refine(); this.fillList(); });
    }
    this.load();
  }

  attributeChangedCallback(name) {
    if (!this.shadowRoot) return;
    if (name === 'theme') this.band.refreshColours();
    else this.load();
  }

  /** Where the API of `src` is: what stands before v1/events. */
  get root() {
    const url = new URL(this.getAttribute('src') ?? '', document.baseURI);
    return new URL(url.pathname.replace(/v1\/events[^/]*$/, ''), url);
  }

  async get(path, params, signal) {
    const url = new URL(path, this.root);
    url.search = params?.toString() ?? '';
    const answer = await fetch(url, { signal, headers: { Accept: 'application/json' }, credentials: 'omit' });
    const body = await answer.json().catch(() => null);
    if (!answer.ok || !body) throw new Error(body?.detail ?? `The timeline’s server answered ${answer.status}.`);
    return body;
  }

  async load() {
    if (!this.getAttribute('src')) {
      fill(this.note, 'event-timeline needs src, the address of a query.');
      return;
    }
    const params = new URL(this.getAttribute('src'), document.baseURI).searchParams;
    for (const name of ['limit', 'cursor', 'fields', 'count']) params.delete(name);
    this.params = params;
    const slim = new URLSearchParams(params);
    for (const name of ['sort', 'match', 'open', 'from', 'to']) slim.delete(name);
    try {
      await this.source.load(slim);
      const [from, to] = ['from', 'to'].map((name) => bounds(params.get(name)));
      if (from && to) this.band.look(from[0], to[1], true);
      else this.band.home();
      const page = new URL(this.root);
      page.search = params.toString();
      fill(this.note, this.source.total ? '' : 'No event answers this query.');
      fill(this.foot, h('a', { href: page.href, target: '_blank', rel: 'noopener' }, 'Open the timeline'));
      await this.fillList();
    } catch (error) {
      if (error.name !== 'AbortError') fill(this.note, error instanceof TypeError ? 'The timeline’s server cannot be reached.' : error.message);
    }
  }

  async fillList() {
    const limit = Math.max(0, Math.min(1000, Number(this.getAttribute('limit') ?? 20) || 0));
    const params = new URLSearchParams(this.params);
    const window = this.moved && this.band.windowWords;
    if (window) {
      params.set('from', window.from);
      params.set('to', window.to);
    }
    if (!limit) return;
    params.set('limit', limit);
    const { items } = await this.get('v1/events', params);
    this.items = new Map(items.map((event) => [event.id, event]));
    fill(this.list, items.map((event) => h('li', {}, h('span', { class: 'when' }, display(event.date)),
      h('a', { href: this.address(event), target: '_blank', rel: 'noopener', dir: 'auto' }, event.title))));
  }

  address(event) {
    const url = new URL(this.root);
    url.searchParams.set('event', event.id);
    return url.href;
  }

  async choose(id) {
    this.band.select(id);
    const event = this.items?.get(id) ?? await this.get(`v1/events/${encodeURIComponent(id)}`, null);
    const [proof] = event.evidence;
    fill(this.detail, h('strong', { dir: 'auto' }, event.title), h('span', { class: 'when' }, ` ${display(event.date)}`),
      proof && h('blockquote', { dir: 'auto' }, proof.quote),
      proof && h('span', { class: 'said', dir: 'auto' }, proof.document.publisher || sourceTitle(proof.document)), ' ',
      h('a', { href: this.address(event), target: '_blank', rel: 'noopener' }, 'See the proof'));
  }
}

if (!customElements.get('event-timeline')) customElements.define('event-timeline', EventTimeline);
