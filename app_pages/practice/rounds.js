// A practice round as the tab's storage keeps it.

import { NOTHING, packed, store, unpacked } from "../pen/states.js";

const place = (key) => `practice-${key}`;

// What is kept of a round before it has begun. Of each page: states, that Undo can bring back, the
// newest last; told, the strokes that were last finished; version, how often they were; and whether
// it has been changed since.
export function fresh(token, count) {
  const page = () => ({ states: [NOTHING], told: null, version: 0, changed: false });
  return { token, place: 0, over: false, pages: Array.from({ length: count }, page) };
}

export function keepRound(key, round) {
  const pages = round.pages.map(({ states, told, version, changed }) => ({
    ...packed([...states, { digit: null, strokes: told ?? [] }]),
    version,
    changed,
  }));
  store(place(key), { ...round, pages });
}

// The round that is kept under a key; null where there is none, or it is damaged.
export function keptRound(key) {
  try {
    const { token, place: at, over, pages } = JSON.parse(sessionStorage.getItem(place(key)));
    const isRound = typeof token === "string" && typeof over === "boolean" && pages[at];
    return isRound ? { token, place: at, over, pages: pages.map(asPage) } : null;
  } catch {
    return null;
  }
}

export function forgetRound(key) {
  try {
    sessionStorage.removeItem(place(key));
  } catch {
    return;
  }
}

function asPage({ version, changed, ...rest }) {
  const states = unpacked(rest);
  const told = states.pop().strokes;
  if (!states.length || !Number.isInteger(version)) throw new Error("damaged");
  return { states, told: version ? told : null, version, changed: Boolean(changed) };
}
