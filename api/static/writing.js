/** Writing to the API: asks for a key where one is needed, and says what went wrong. */

import { ApiError, key, send } from './client.js';
import { dialog, field, toast } from './dialog.js';
import { h } from './dom.js';

/** As `send`; where the server wants a key, asks for one and tries again. Null where the person gives none. */
export async function write(method, path, body = null, options = {}) {
  try {
    return await send(method, path, body, options);
  } catch (error) {
    if (!(error instanceof ApiError) || ![401, 403].includes(error.status)) throw error;
    const given = await askKey(error.message);
    return given ? write(method, path, body, options) : null;
  }
}

/** As `write`, with problems told at the foot of the page; null then too. */
export async function tryWrite(...given) {
  try {
    return await write(...given);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    toast(error.status === 412 ? 'Somebody changed this event meanwhile; look at it again.' : error.message);
    return null;
  }
}

/** Ask for a key; resolves to whether one was given. */
function askKey(why) {
  return new Promise((resolve) => {
    let given = false;
    const input = h('input', { type: 'password', autocomplete: 'off', required: true, value: key.get() });
    const form = h('form', { method: 'dialog', on: { submit: () => { key.set(input.value.trim()); given = true; } } },
      h('p', { class: 'soft' }, why),
      field('Key', input, h('span', { class: 'soft' }, 'It is kept until this tab is closed.')),
      h('div', { class: 'actions' }, h('button', { class: 'strong' }, 'Use this key')));
    dialog('A key is needed', form, { onClose: () => resolve(given) });
    input.focus();
  });
}
