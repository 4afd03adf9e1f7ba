/** The facet of sources. The API counts no documents, so they are counted from the events, when somebody opens it. */

import { ApiError } from './client.js';
import { fill, h } from './dom.js';
import { group, row } from './facets.js';
import { count, FACET, sourceTitle } from './words.js';

/** Of so many events at most the sources are told: what one page of the API holds. */
export const MOST = 1000;

export class Sources {
  /** `load()` gives up to MOST events of the view with their evidence, {items, page}; `onToggle(name, value)`. */
  constructor(element, load, onToggle) {
    Object.assign(this, { load, onToggle });
    this.chosen = [];
    this.turn = 0;
    this.body = h('div');
    this.details = h('details', { 'data-name': 'document', on: { toggle: () => this.show() } }, h('summary', {}, FACET.document), this.body);
    fill(element, this.details);
  }

  /** The view has changed; `chosen` are the documents it is narrowed to. */
  refresh(chosen) {
    this.chosen = chosen;
    this.turn++;
    this.fresh = false;
    if (chosen.length) this.details.open = true;
    this.show();
  }

  async show() {
    if (!this.details.open || this.fresh) return;
    this.fresh = true;
    const { turn } = this;
    try {
      const { items, page } = await this.load();
      if (turn !== this.turn) return;
      const focus = document.activeElement?.dataset?.facet;
      fill(this.body, page.next ? h('p', { class: 'soft' }, `Narrow the view down to ${count(MOST)} events to see where they come from.`) : this.rows(items));
      if (focus) this.body.querySelector(`[data-facet="${CSS.escape(focus)}"]`)?.focus();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (turn === this.turn) fill(this.body, h('p', { class: 'problem' }, error.message));
    }
  }

  rows(events) {
    const found = new Map();
    for (const { evidence } of events) {
      for (const source of new Map(evidence.map((one) => [one.document.id, one.document])).values()) {
        const held = found.get(source.id) ?? { source, number: 0 };
        held.number++;
        found.set(source.id, held);
      }
    }
    const ordered = [...found.values()].sort((a, b) => b.number - a.number || sourceTitle(a.source).localeCompare(sourceTitle(b.source)));
    return group('document', ordered.map(({ source, number }) => {
      const words = [sourceTitle(source), source.publisher].filter(Boolean).join(', ');
      return row('document', source.id, number, this.chosen.includes(source.id), this.onToggle, words);
    }));
  }
}
