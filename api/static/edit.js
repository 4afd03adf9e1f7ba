/** An editor's work on one event: correct, review, reject, merge, split, undo, history. */

import { display, parse, words } from './calendar.js';
import { ApiError, get } from './client.js';
import { dialog, field, toast } from './dialog.js';
import { fill, h, later } from './dom.js';
import { FAMILIES } from './families.js';
import { label, STATUS } from './words.js';
import { tryWrite, write } from './writing.js';

const TYPES = FAMILIES.flatMap(({ types }) => types);
const path = (event) => `v1/events/${encodeURIComponent(event.id)}`;

function select(value, options, name) {
  return h('select', { name }, options.map(([code, words]) => {
    const option = h('option', { value: code }, words);
    option.selected = code === value;
    return option;
  }));
}

/** What of an event an editor changes, as the API takes it. */
function editable({ title, type, status, review, date, place }) {
  const where = place && { name: place.name, country: place.country, lat: place.lat, lon: place.lon, text: place.text };
  return { title, type, status, review, place: where, date: { edtf: date.edtf, modifier: date.modifier, time: date.time } };
}

export class Editor {
  /** `onChange(event)` is told of every change, with the event to show now. */
  constructor(onChange) {
    this.onChange = onChange;
  }

  /** The tools under an event. */
  tools(event, tag) {
    const button = (words, action) => h('button', { type: 'button', class: 'quiet', on: { click: action } }, words);
    return h('details', { class: 'edit-tools' }, h('summary', {}, 'Correct this event'), h('div', { class: 'tools' },
      button('Edit', () => this.edit(event, tag)),
      event.review !== 'reviewed' && button('Mark as reviewed', () => this.change(event, tag, { review: 'reviewed' }, 'Marked as reviewed.')),
      event.review !== 'rejected' && button('Reject', () => this.change(event, tag, { review: 'rejected' }, 'Rejected.')),
      event.review !== 'machine' && button('Reopen', () => this.change(event, tag, { review: 'machine' }, 'Open again.')),
      button('Merge', () => this.merge(event, tag)),
      event.evidence.length > 1 && button('Split', () => this.split(event, tag)),
      button('History', () => this.history(event))));
  }

  /** Send changes and offer to take them back. */
  async change(event, tag, changes, told) {
    const answer = await tryWrite('PATCH', path(event), changes, { match: tag });
    if (!answer) return;
    this.changed(event, answer, Object.keys(changes), told);
  }

  changed(before, answer, names, told) {
    this.onChange(answer.body);
    const old = editable(before);
    const undo = Object.fromEntries(names.filter((name) => name !== 'reason').map((name) => [name, old[name]]));
    toast(told, { words: 'Undo', act: async () => {
      const back = await tryWrite('PATCH', path(before), { ...undo, reason: 'Taken back' }, { match: answer.tag });
      if (back) {
        this.onChange(back.body);
        toast('Taken back.');
      }
    } });
  }

  edit(event, tag) {
    const title = h('input', { name: 'title', value: event.title, required: true, maxlength: '300', dir: 'auto' });
    const typed = h('input', { name: 'date', value: event.date.display, required: true, maxlength: '100', autocomplete: 'off' });
    const preview = h('span', { class: 'soft', role: 'status' }, bounds(event.date));
    const status = select(event.status, Object.entries(STATUS), 'status');
    const type = select(event.type, TYPES.map((code) => [code, label('type', code)]), 'type');
    const place = h('input', { name: 'place', value: event.place?.name ?? '', maxlength: '200', dir: 'auto' });
    const country = h('input', { name: 'country', value: event.place?.country ?? '', maxlength: '2', pattern: '[A-Za-z]{2}', size: '3' });
    const reason = h('input', { name: 'reason', maxlength: '1000', placeholder: 'The paper printed a correction' });
    const problem = h('p', { class: 'problem', role: 'alert' });
    let date = null;
    let turn = 0;
    const read = async () => {
      const mine = ++turn;
      date = null;
      if (typed.value.trim() === event.date.display) {
        fill(preview, bounds(event.date));
        return true;
      }
      try {
        const found = await get('typed', new URLSearchParams({ date: typed.value }));
        if (mine === turn) {
          date = found;
          fill(preview, bounds(found));
        }
        return true;
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        if (mine === turn) fill(preview, h('span', { class: 'problem' }, error.message));
        return false;
      }
    };
    typed.addEventListener('input', later(read, 250));
    const save = async (submitted) => {
      submitted.preventDefault();
      if (!await read()) return;
      const changes = {};
      if (title.value !== event.title) changes.title = title.value;
      if (date) changes.date = { edtf: date.edtf, modifier: date.modifier, time: date.time };
      if (status.value !== event.status) changes.status = status.value;
      if (type.value !== event.type) changes.type = type.value;
      const name = place.value.trim();
      const code = country.value.trim().toUpperCase() || null;
      if (name !== (event.place?.name ?? '') || code !== (event.place?.country ?? null)) changes.place = name ? { name, country: code } : null;
      if (!Object.keys(changes).length) {
        box.close();
        return;
      }
      if (reason.value.trim()) changes.reason = reason.value.trim();
      try {
        const answer = await write('PATCH', path(event), changes, { match: tag });
        if (!answer) return;
        box.close();
        this.changed(event, answer, Object.keys(changes), 'Saved.');
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        fill(problem, error.status === 412 ? 'Somebody changed this event meanwhile. Close this, and look at it again.' : error.message);
      }
    };
    const box = dialog('Correct this event', h('form', { on: { submit: save } },
      field('Title', title),
      field('Date, as you would write it', typed, preview),
      h('div', { class: 'side-by-side' }, field('Status', status), field('Type', type)),
      h('div', { class: 'side-by-side' }, field('Place', place), field('Country code', country)),
      field('Why (kept in the history)', reason),
      problem,
      h('div', { class: 'actions' }, h('button', { class: 'strong' }, 'Save'))));
    title.focus();
  }

  async merge(event, tag) {
    const { earliest, latest } = event.date;
    const params = new URLSearchParams({ limit: '100' });
    if (earliest) params.set('from', earliest);
    if (latest) params.set('to', latest);
    let items;
    try {
      ({ items } = await get('v1/events', params));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      toast(error.message);
      return;
    }
    const shared = (other) => other.participants.filter(({ name }) => event.participants.some((one) => one.name === name)).length;
    const others = items.filter(({ id }) => id !== event.id).sort((a, b) => shared(b) - shared(a)).slice(0, 30);
    const send = async (submitted) => {
      submitted.preventDefault();
      const chosen = new FormData(form).getAll('other');
      if (!chosen.length) return;
      box.close();
      const answer = await tryWrite('POST', `${path(event)}/merge`, { events: chosen }, { match: tag });
      if (answer) {
        this.onChange(answer.body);
        toast('Merged. Split takes them apart again.');
      }
    };
    const form = h('form', { on: { submit: send } },
      h('p', { class: 'soft' }, 'Which of these tell of the same event? Their proofs are put together.'),
      others.length ? h('ul', { class: 'choices' }, others.map((one) => h('li', {}, h('label', { class: 'facet' },
        h('input', { type: 'checkbox', name: 'other', value: one.id }),
        h('span', { class: 'value', dir: 'auto' }, one.title, h('span', { class: 'soft' }, ` · ${display(one.date)}`))))))
        : h('p', {}, 'There is no other event at that time.'),
      others.length > 0 && h('div', { class: 'actions' }, h('button', { class: 'strong' }, 'Merge')));
    const box = dialog(`Merge “${event.title}”`, form);
  }

  split(event, tag) {
    const problem = h('p', { class: 'problem', role: 'alert' });
    const send = async (submitted) => {
      submitted.preventDefault();
      const chosen = new FormData(form).getAll('proof').map(Number);
      if (!chosen.length || chosen.length === event.evidence.length) {
        fill(problem, 'Choose some of the proofs, but not all.');
        return;
      }
      box.close();
      const answer = await tryWrite('POST', `${path(event)}/split`, { evidence: chosen }, { match: tag });
      if (answer) {
        this.onChange(answer.body.events[0]);
        toast('Split in two.');
      }
    };
    const form = h('form', { on: { submit: send } },
      h('p', { class: 'soft' }, 'Which of these tell of another event? They become one of their own.'),
      h('ul', { class: 'choices' }, event.evidence.map((one, index) => h('li', {}, h('label', { class: 'facet' },
        h('input', { type: 'checkbox', name: 'proof', value: String(index) }), h('span', { class: 'value', dir: 'auto' }, one.quote))))),
      problem,
      h('div', { class: 'actions' }, h('button', { class: 'strong' }, 'Split')));
    const box = dialog(`Split “${event.title}”`, form);
  }

  async history(event) {
    try {
      const { items } = await get(`${path(event)}/history`);
      const when = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
      dialog('History', h('ol', { class: 'history' }, [...items].reverse().map((step) => h('li', {},
        h('p', { class: 'soft' }, `Version ${step.version}, ${when.format(new Date(step.at))}, ${step.by}`),
        h('p', {}, `${step.action}`, step.reason && `: ${step.reason}`),
        h('ul', {}, Object.entries(step.changes ?? {}).map(([name, value]) => h('li', { dir: 'auto' }, h('span', { class: 'soft' }, `${name} `), told(value))))))));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      toast(error.message);
    }
  }
}

/** A changed value in short: the new one, or what it was and is. */
function told(value) {
  if (value === null || typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return value.map(told).join(', ');
  if ('display' in value) return value.display;
  if ('name' in value) return value.name;
  const text = JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

function bounds(date) {
  const day = (iso) => words(parse(iso));
  const { earliest, latest } = date;
  const range = !latest ? `${day(earliest)} or later` : !earliest ? `${day(latest)} or earlier`
    : earliest === latest ? day(earliest) : `${day(earliest)} to ${day(latest)}`;
  return [h('code', {}, date.edtf), ` means ${range}`];
}
