/** The panel that proves an event: its sentences in their articles, how the date was read, what contradicts it. */

import { bounds, display, parse, words as dateWords } from './calendar.js';
import { ApiError, ROOT, get, getTagged } from './client.js';
import { fill, h, icon, safeUrl } from './dom.js';
import { FAMILIES, familyOf } from './families.js';
import { mark } from './marks.js';
import { anchoring, country, label, REVIEW, sourceTitle, STATUS } from './words.js';

const CLOSE = 'M3.5 3.5l9 9M12.5 3.5l-9 9';
/** Code points of an article shown around a sentence; the rest is one click away. */
const AROUND = 6000;

/** Text cut at spans: [{text, classes}], offsets in code points as the API counts them. */
export function pieces(text, spans, first = 0, last = Infinity) {
  const points = Array.from(text);
  const stop = Math.min(points.length, last);
  const edges = new Set([first, stop]);
  for (const { start, end } of spans) for (const edge of [start, end]) if (edge > first && edge < stop) edges.add(edge);
  const cuts = [...edges].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((from, index) => ({
    text: points.slice(from, cuts[index + 1]).join(''),
    classes: spans.filter(({ start, end }) => start <= from && end >= cuts[index + 1]).map(({ kind }) => kind),
  }));
}

function spansOf(evidence, base = 0) {
  const { start, end, trigger, time } = evidence;
  return [
    { start: start - base, end: end - base, kind: 'sentence' },
    trigger && { start: trigger.start - base, end: trigger.end - base, kind: 'trigger' },
    time && { start: time.start - base, end: time.end - base, kind: 'time' },
  ].filter(Boolean);
}

/** Marked text as nodes. */
export function marked(text, spans, first, last) {
  return pieces(text, spans, first, last).map(({ text: part, classes }) =>
    classes.length ? h('mark', { class: classes.join(' ') }, part) : part);
}

function when(event) {
  const { date } = event;
  const day = (iso) => (iso ? dateWords(parse(iso)) : null);
  const [first, last] = [day(date.earliest), day(date.latest)];
  const range = first && last ? (first === last ? null : `${first} to ${last}`) : first ? `${first} or later` : `${last} or earlier`;
  const doubts = [date.approximate && 'approximate', date.uncertain && 'uncertain'].filter(Boolean).join(', ');
  return [
    ['Date', h('span', {}, display(date), date.time && !date.display.includes(date.time) && `, ${date.time}`)],
    range && ['Can be', range],
    ['Known to the', label('precision', date.precision).toLowerCase() + (doubts && ` (${doubts})`)],
    ['EDTF', h('code', {}, date.edtf)],
  ].filter(Boolean);
}

function rows(pairs) {
  return h('dl', { class: 'facts-table' }, pairs.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))));
}

export class Evidence {
  /** `onClose()`, `onFilter(name, value)` and `tools(event, tag)` (elements for an editor) come from the page. */
  constructor({ element, onClose, onFilter, tools }) {
    Object.assign(this, { element, onClose, onFilter, tools });
    this.turn = 0;
    this.documents = new Map();
  }

  /** Show an event by id; resolves to the event, or null where it cannot be shown. */
  async show(id) {
    const turn = ++this.turn;
    this.element.hidden = false;
    try {
      const { body: event, tag } = await getTagged(`v1/events/${encodeURIComponent(id)}`);
      if (turn !== this.turn) return null;
      this.draw(event, tag);
      return event;
    } catch (error) {
      if (turn !== this.turn) return null;
      if (!(error instanceof ApiError)) throw error;
      const words = error.status === 404 ? 'There is no such event (any more).' : error.message;
      fill(this.element, this.head('No evidence to show'), h('p', { class: 'problem', role: 'alert' }, words));
      return null;
    }
  }

  hide() {
    this.turn++;
    this.element.hidden = true;
    this.element.replaceChildren();
  }

  head(title) {
    return h('header', { class: 'panel-head' },
      h('h2', { tabindex: '-1', dir: 'auto' }, title),
      h('button', { type: 'button', class: 'plain', 'aria-label': 'Close', on: { click: this.onClose } }, icon(CLOSE)));
  }

  draw(event, tag) {
    const family = FAMILIES[familyOf(event.type)];
    fill(
      this.element,
      h('p', { class: 'eyebrow' }, mark(family), label('type', event.type), ' · ', STATUS[event.status] ?? event.status,
        event.review !== 'machine' && [' · ', REVIEW[event.review] ?? event.review]),
      this.head(event.title),
      event.flags.map((flag) => h('p', { class: 'flag-box', role: 'note' }, flag.message)),
      rows([...when(event), ...this.whereAndWho(event)]),
      h('h3', {}, event.evidence.length > 1 ? `The proof, in ${event.evidence.length} places` : 'The proof'),
      event.evidence.length ? event.evidence.map((one) => this.proof(one, event))
        : h('p', { class: 'soft' }, 'An editor entered this event; no article proves it.'),
      this.tools(event, tag),
    );
    this.element.scrollTop = 0;
  }

  whereAndWho(event) {
    const choose = (name, value, words) =>
      h('button', { type: 'button', class: 'link', dir: 'auto', title: `Show all with ${words}`, on: { click: () => this.onFilter(name, value) } }, words);
    const { place, participants, tags, confidence } = event;
    return [
      place && ['Place', [choose('place', place.name, place.name),
        place.country && place.name !== country(place.country) && [', ', choose('country', place.country, country(place.country))],
        place.text && place.text !== place.name && h('span', { class: 'soft' }, ` (in the text: ${place.text})`)]],
      participants.length && ['Who', h('ul', { class: 'inline' }, participants.map(({ name }) => h('li', {}, choose('participant', name, name))))],
      tags.length && ['Tags', h('ul', { class: 'inline' }, tags.map((tag) => h('li', {}, choose('tag', tag, tag))))],
      ['Confidence', h('meter', { min: '0', max: '1', value: confidence, 'aria-label': 'Confidence' }), ` ${Math.round(confidence * 100)} %`],
    ].filter(Boolean).map(([name, ...value]) => [name, value]);
  }

  proof(evidence, event) {
    const { document: source } = evidence;
    const url = source.url && safeUrl(source.url);
    const page = new URL(`documents/${encodeURIComponent(source.id)}#${encodeURIComponent(event.id)}`, ROOT).href;
    const quote = h('blockquote', { class: 'quote', dir: 'auto' },
      h('span', { class: 'soft' }, before(evidence)), marked(evidence.quote, spansOf(evidence, evidence.start)),
      h('span', { class: 'soft' }, after(evidence)));
    const article = h('div', { class: 'article', tabindex: '0', role: 'region', 'aria-label': `Text of ${sourceTitle(source)}`, hidden: true });
    const toggle = h('button', { type: 'button', class: 'quiet', 'aria-expanded': 'false', on: {
      click: () => this.toggleArticle(toggle, article, evidence, quote),
    } }, 'Show in the article');
    return h('section', { class: 'proof' },
      h('p', { class: 'source' }, h('a', { href: page, dir: 'auto' }, sourceTitle(source)), h('br'),
        [source.publisher, dateWords(parse(source.published))].filter(Boolean).join(', '),
        url && [' · ', h('a', { href: url, rel: 'noreferrer noopener nofollow' }, 'Original')]),
      quote, article, toggle,
      h('p', { class: 'how' },
        evidence.time ? ['“', h('mark', { class: 'time' }, evidence.time.text), '” was read by the rule ', h('code', {}, evidence.rule)]
          : ['No date stands here; rule ', h('code', {}, evidence.rule)],
        evidence.anchor && [', counted from ', anchorWords(evidence.anchor)], '. ', anchoring(evidence.anchoring)));
  }

  async toggleArticle(toggle, article, evidence, quote) {
    if (!article.hidden) {
      article.hidden = true;
      quote.hidden = false;
      toggle.textContent = 'Show in the article';
      toggle.setAttribute('aria-expanded', 'false');
      return;
    }
    try {
      const text = await this.text(evidence.document.id);
      const first = Math.max(0, evidence.start - AROUND);
      const last = evidence.end + AROUND;
      fill(article, first > 0 && '… ', marked(text, spansOf(evidence), first, last), Array.from(text).length > last && ' …');
      article.hidden = false;
      quote.hidden = true;
      toggle.textContent = 'Show the sentence only';
      toggle.setAttribute('aria-expanded', 'true');
      const sentence = article.querySelector('mark');
      if (sentence) article.scrollTop = sentence.offsetTop - article.offsetTop - article.clientHeight / 3;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      fill(article, h('span', { class: 'problem', role: 'alert' }, error.message));
      article.hidden = false;
    }
  }

  async text(id) {
    if (!this.documents.has(id)) {
      if (this.documents.size > 20) this.documents.clear();
      const { text } = await get(`v1/documents/${encodeURIComponent(id)}`);
      this.documents.set(id, text);
    }
    return this.documents.get(id);
  }
}

/** What stands before a sentence, without the word that was cut. */
function before({ prefix, start }) {
  return start > Array.from(prefix).length ? `… ${prefix.replace(/^\S*\s/, '')}` : prefix;
}

/** What stands behind a sentence, likewise. */
function after({ suffix }) {
  return /(^|[.!?”"])\s*$/.test(suffix) ? suffix : `${suffix.replace(/\s\S*$/, '')} …`;
}

function anchorWords(edtf) {
  const found = bounds(edtf);
  return found && edtf.length >= 10 ? dateWords(found[0]) : edtf;
}
