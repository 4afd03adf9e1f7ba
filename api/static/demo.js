/** The demo's articles, which one click removes. */

import { get } from './client.js';
import { write } from './writing.js';

/** Delete the articles of the demo, and with them what only they prove; whether it was done. */
export async function emptyDemo() {
  const ids = [];
  for (let cursor = null, more = true; more; more = cursor !== null) {
    const params = new URLSearchParams({ limit: '1000' });
    if (cursor) params.set('cursor', cursor);
    const { items, page } = await get('v1/documents', params);
    ids.push(...items.filter(({ tags }) => tags.includes('demo')).map(({ id }) => id));
    cursor = page.next;
  }
  for (const id of ids) if (!await write('DELETE', `v1/documents/${encodeURIComponent(id)}`)) return false;
  return true;
}
