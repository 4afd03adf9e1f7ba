/** The API from a browser: JSON in and out, problems as errors with words for a person. */

import { begin } from './busy.js';

/** Where the server's root is: this file lies in its `static` folder. */
export const ROOT = new URL('../', import.meta.url);

const KEY = 'timeline-key';

/** An answer of the API that is no success, or no answer at all (`status` 0). */
export class ApiError extends Error {
  constructor(message, status, errors = []) {
    super(message);
    this.status = status;
    this.errors = errors;
  }
}

/** The key for writing, kept until the browser's tab is closed. */
export const key = {
  get: () => sessionStorage.getItem(KEY) ?? '',
  set: (value) => (value ? sessionStorage.setItem(KEY, value) : sessionStorage.removeItem(KEY)),
};

/** An address of the API. */
export function address(path, params = null) {
  const url = new URL(path, ROOT);
  if (params) url.search = params.toString();
  return url.href;
}

/** GET; the value of the JSON answer. An aborted request throws AbortError as fetch does. */
export async function get(path, params = null, signal = undefined) {
  return (await getTagged(path, params, signal)).body;
}

/** GET; {body, tag}, `tag` the ETag. */
export function getTagged(path, params = null, signal = undefined) {
  return call('GET', address(path, params), { signal });
}

/** Any other method: {body, tag}, `tag` the ETag to send back as `match`. */
export function send(method, path, body = null, { match = null, type = 'application/json' } = {}) {
  const headers = {};
  if (body !== null) headers['Content-Type'] = type;
  if (match) headers['If-Match'] = match;
  if (key.get()) headers.Authorization = `Bearer ${key.get()}`;
  return call(method, address(path), { headers, body: body === null ? undefined : JSON.stringify(body) });
}

async function call(...asked) {
  const end = begin();
  try {
    return await answered(...asked);
  } finally {
    end();
  }
}

async function answered(method, url, options) {
  let answer;
  try {
    answer = await fetch(url, { method, ...options, headers: { Accept: 'application/json', ...options.headers } });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new ApiError('The server cannot be reached.', 0);
  }
  const text = await answer.text();
  let body = null;
  try {
    body = text ? JSON.parse(text) : null;
  } catch {
    if (answer.ok) throw new ApiError('The server’s answer cannot be read.', answer.status);
  }
  if (!answer.ok) {
    throw new ApiError(body?.detail || `The server answered ${answer.status}.`, answer.status, body?.errors ?? []);
  }
  return { body, tag: answer.headers.get('ETag') };
}
