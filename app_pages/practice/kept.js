// Tells of the practice round that the tab keeps, once for each session; and forgets one that has
// ended, when Python has all of it.

import { forgetRound, keptRound } from "./rounds.js";

const asked = new Set();

export default function ({ data, setTriggerValue }) {
  const kept = keptRound(data.key);
  if (!kept) return;
  if (kept.token === data.forget) {
    forgetRound(data.key);
    return;
  }
  if (asked.has(data.ask)) return;
  asked.add(data.ask);
  setTriggerValue("found", { token: kept.token });
}
