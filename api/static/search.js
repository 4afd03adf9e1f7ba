/** The search box: words and dates together; what was read as a date is told, and can be searched for instead. */

import { ApiError, get } from './client.js';
import { fill, h } from './dom.js';

/** Bind the form; `note` tells what was read, `go(changes)` changes the address. */
export function searchBox(form, note, go) {
  const box = form.querySelector('input');
  form.addEventListener('submit', async (submitted) => {
    submitted.preventDefault();
    const text = box.value.trim();
    note.replaceChildren();
    if (!text) {
      go({ q: null });
      return;
    }
    try {
      const read = await get('typed', new URLSearchParams({ text }));
      const dated = read.from || read.to;
      go({ q: read.q, ...(dated ? { from: read.from, to: read.to } : {}), event: null });
      if (!dated) return;
      const instead = () => { note.replaceChildren(); go({ q: text, from: null, to: null }); };
      fill(note, `“${read.words}” was read as ${read.display}. `,
        h('button', { type: 'button', class: 'link', on: { click: instead } }, 'Search for the words instead'));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      fill(note, h('span', { class: 'problem' }, error.message));
    }
  });
}
