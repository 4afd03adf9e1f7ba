/** "Try it": paste a text or drop a file, see its events at once with the text marked up, then keep them or not. */

import { display } from './calendar.js';
import { ApiError, send } from './client.js';
import { dialog, field } from './dialog.js';
import { fill, h } from './dom.js';
import { marked } from './evidence.js';
import { FAMILIES, familyOf } from './families.js';
import { mark } from './marks.js';
import { events as counted, label } from './words.js';
import { write } from './writing.js';

const LARGEST = 5_000_000; // bytes of a dropped file
const EXAMPLE = `LISBON, Sept. 12 — Finance ministers of six countries met in Porto last Friday and agreed to open the northern rail line in early 2027.

The line was closed after the flood of November 2019. In 2021 a court in Braga fined the builder, and two years later its chairman resigned. A protest march is planned for Saturday.`;

/** Open the dialog; `onKeep()` after events were stored, `onClose()` however it ends. */
export function tryIt({ onKeep, onClose }) {
  const text = h('textarea', { name: 'text', rows: '9', required: true, dir: 'auto', placeholder: 'Paste an article here, or drop a file' });
  const published = h('input', { type: 'date', name: 'published', required: true, value: new Date().toISOString().slice(0, 10) });
  const title = h('input', { name: 'title', maxlength: '1000', dir: 'auto' });
  const publisher = h('input', { name: 'publisher', maxlength: '300', dir: 'auto' });
  const problem = h('p', { class: 'problem', role: 'alert' });
  const result = h('div', { class: 'try-result' });
  const file = h('input', { type: 'file', accept: '.txt,.json,text/plain,application/json', class: 'visually-hidden', id: 'try-file' });
  const submit = h('button', { class: 'strong' }, 'Find the events');
  let language = 'en';

  const body = () => {
    const given = { text: text.value, published: published.value, title: title.value, publisher: publisher.value, language };
    return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
  };

  async function take(dropped) {
    fill(problem);
    if (dropped.size > LARGEST) {
      fill(problem, 'That file is too large for this box; timeline ingest takes it.');
      return;
    }
    const content = await dropped.text();
    if (content.includes('\0')) {
      fill(problem, `${dropped.name} is no text.`);
      return;
    }
    let document = { text: content };
    if (/\.json$/i.test(dropped.name)) {
      try {
        document = JSON.parse(content);
      } catch {
        fill(problem, `${dropped.name} is not valid JSON.`);
        return;
      }
    }
    if (typeof document?.text !== 'string') {
      fill(problem, `${dropped.name} has no “text”.`);
      return;
    }
    text.value = document.text;
    title.value = document.title ?? '';
    publisher.value = document.publisher ?? '';
    language = document.language ?? 'en';
    if (document.published) published.value = String(document.published).slice(0, 10);
  }

  async function find(submitted) {
    submitted?.preventDefault();
    fill(problem);
    submit.disabled = true;
    try {
      const asked = body();
      const { body: { events } } = await send('POST', 'v1/extract', asked);
      draw(asked, events);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      fill(problem, error.message);
    } finally {
      submit.disabled = false;
    }
  }

  function draw(asked, events) {
    const spans = events.flatMap(({ evidence }) => evidence.flatMap(({ start, end, trigger, time }) => [
      { start, end, kind: 'sentence' }, { ...trigger, kind: 'trigger' }, ...(time ? [{ ...time, kind: 'time' }] : [])]));
    fill(result,
      h('h3', { tabindex: '-1' }, events.length ? counted(events.length) : 'No dated event in this text'),
      events.length > 0 && h('ol', { class: 'try-events' }, events.map((event) => h('li', {}, h('span', { class: 'when' }, display(event.date)),
        h('span', { dir: 'auto' }, mark(FAMILIES[familyOf(event.type)]), ' ', event.title,
          h('span', { class: 'soft' }, ` · ${label('type', event.type)}`))))),
      h('div', { class: 'article', tabindex: '0', role: 'region', 'aria-label': 'The text, marked up', dir: 'auto' }, marked(asked.text, spans)),
      h('div', { class: 'actions' },
        events.length > 0 && h('button', { type: 'button', class: 'strong', on: { click: () => keep(asked) } }, events.length === 1 ? 'Keep this event' : 'Keep these events'),
        h('button', { type: 'button', class: 'quiet', on: { click: () => box.close() } }, 'Do not keep')));
    result.querySelector('h3').focus();
  }

  async function keep(asked) {
    try {
      const answer = await write('POST', 'v1/documents', asked);
      if (!answer) return;
      box.close();
      onKeep(answer.body);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      fill(problem, error.message);
      problem.scrollIntoView({ block: 'center' });
    }
  }

  file.addEventListener('change', () => file.files[0] && take(file.files[0]));
  const form = h('form', { class: 'try', on: { submit: find } },
    text,
    h('p', { class: 'soft' },
      h('label', { for: 'try-file', class: 'link' }, 'Choose a file'), file, ' or ',
      h('button', { type: 'button', class: 'link', on: { click: () => { text.value = EXAMPLE; find(); } } }, 'see an example'), '. Nothing is stored until you say so.'),
    h('div', { class: 'side-by-side' }, field('Published on', published, h('span', { class: 'soft' }, '“last Friday” counts from here')), field('Publisher', publisher)),
    field('Headline', title),
    problem,
    h('div', { class: 'actions' }, submit));
  const box = dialog('Try it', [form, result], { wide: true, onClose });
  box.addEventListener('dragover', (event) => { event.preventDefault(); box.classList.add('dropping'); });
  box.addEventListener('dragleave', () => box.classList.remove('dropping'));
  box.addEventListener('drop', (event) => {
    event.preventDefault();
    box.classList.remove('dropping');
    if (event.dataTransfer.files[0]) take(event.dataTransfer.files[0]);
  });
  text.focus();
}
