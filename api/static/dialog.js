/** Dialogs: one at a time, closed by Escape, the cross, or a click beside them. */

import { h, icon } from './dom.js';

const CLOSE = 'M3.5 3.5l9 9M12.5 3.5l-9 9';

/** Open a dialog; `onClose` is called however it is closed. Returns the element; `close()` it when done. */
export function dialog(title, children, { wide = false, onClose = () => {} } = {}) {
  const heading = h('h2', { id: 'dialog-title' }, title);
  const element = h('dialog', { class: wide ? 'wide' : '', 'aria-labelledby': 'dialog-title' },
    h('header', { class: 'panel-head' }, heading,
      h('button', { type: 'button', class: 'plain', 'aria-label': 'Close', on: { click: () => element.close() } }, icon(CLOSE))),
    children);
  element.addEventListener('close', () => { element.remove(); onClose(); });
  element.addEventListener('click', (event) => { if (event.target === element) element.close(); });
  document.body.append(element);
  element.showModal();
  return element;
}

/** Tell something at the foot of the page, with perhaps one thing to do about it. */
export function toast(words, action = null) {
  document.querySelector('.toast')?.remove();
  const element = h('div', { class: 'toast', role: 'status' }, h('span', {}, words),
    action && h('button', { type: 'button', class: 'link', on: { click: () => { element.remove(); action.act(); } } }, action.words));
  document.body.append(element);
  setTimeout(() => element.remove(), 12_000);
}

/** A labelled field of a form. */
export function field(label, input, hint = null) {
  return h('label', { class: 'field' }, h('span', {}, label), input, hint);
}
