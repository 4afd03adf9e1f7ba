/** The view is the address: every state of the page can be sent to a colleague, and back and forward work. */

/** Filters that take any of several values. */
export const LISTS = ['type', 'status', 'review', 'precision', 'participant', 'place', 'country', 'document', 'tag', 'flag'];
const SINGLE = ['q', 'from', 'to', 'match', 'axis', 'open', 'min_confidence', 'sort'];
/** What only the page knows: the event that is open, and the panel. */
const OWN = ['event', 'panel'];

/** State of an address's query string: lists as arrays, all else as text or null. */
export function read(search) {
  const params = new URLSearchParams(search);
  const state = {};
  for (const name of LISTS) state[name] = [...new Set(params.getAll(name).filter(Boolean))];
  for (const name of [...SINGLE, ...OWN]) state[name] = params.get(name) || null;
  return state;
}

/** The filters of a state as the API's parameters; `without` leaves some out. */
export function query(state, without = []) {
  const params = new URLSearchParams();
  for (const name of SINGLE) if (state[name] && !without.includes(name)) params.set(name, state[name]);
  for (const name of LISTS) if (!without.includes(name)) for (const value of state[name]) params.append(name, value);
  return params;
}

/** The address of a state, relative to the page. */
export function href(state) {
  const params = query(state);
  for (const name of OWN) if (state[name]) params.set(name, state[name]);
  const text = params.toString();
  return text ? `?${text}` : location.pathname;
}

/** Whether two states ask the same of the API. */
export function same(a, b, without = []) {
  return query(a, without).toString() === query(b, without).toString();
}

/** Keeps state and address together; dispatches `change` with `before` and `state` on each step, back and forward too. */
export class Address extends EventTarget {
  constructor() {
    super();
    this.state = read(location.search);
    addEventListener('popstate', () => this.set(read(location.search), 'history'));
  }

  /** Change some of the state; `replace` leaves no step to go back to. */
  go(changes, { replace = false, by = 'person' } = {}) {
    const next = { ...this.state, ...changes };
    if (href(next) === href(this.state)) return;
    history[replace ? 'replaceState' : 'pushState'](null, '', href(next));
    this.set(next, by);
  }

  /** Put a value in or out of a list. */
  toggle(name, value) {
    const had = this.state[name];
    this.go({ [name]: had.includes(value) ? had.filter((one) => one !== value) : [...had, value] });
  }

  set(state, by) {
    const before = this.state;
    this.state = state;
    this.dispatchEvent(new CustomEvent('change', { detail: { before, state, by } }));
  }
}
