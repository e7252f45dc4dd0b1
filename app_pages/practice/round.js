// A practice round: which digit is asked, the canvas to write it on, and the way to the next one.
//
// What was finished and Python does not have yet goes with each report, and again after a while: a
// report beside a run of the page, or without a connection, may be lost.

import { NOTHING } from "../pen/states.js";
import { surface } from "../pen/surface.js";
import { tended } from "../pen/tending.js";
import { fresh, keepRound, keptRound } from "./rounds.js";

const STATES = 50; // of a drawing, that Undo can bring back
const AGAIN = 4000; // milliseconds after which a report that was not answered goes again, at first
const SELDOM = 30_000; // and at most
const HURRY = 3; // times that the last report goes again as soon as the page has run without it

const rounds = {}; // by their keys, as long as the page is not loaded anew
export default tended(tend);

function tend({ parentElement, data: { key } }) {
  const find = (selector) => parentElement.querySelector(selector);
  let latest; // the component as Python last gave it
  let round;
  let wait = AGAIN;
  let timer = 0;
  let hurry = HURRY;
  let isLate = false; // whether a report was not answered in time

  const page = () => round.pages[round.place];
  const strokes = () => page().states.at(-1).strokes;
  const isLast = () => round.place === round.pages.length - 1;

  // The drawing

  const keep = () => {
    keepRound(key, round);
    show();
  };
  const change = (drawn) => {
    page().states.push({ digit: null, strokes: drawn });
    if (page().states.length > STATES) page().states.shift();
    page().changed = true;
    keep();
  };
  const paper = surface(parentElement, {
    strokes,
    most: () => latest.data.most,
    canUndo: () => page().states.length > 1,
    isEmpty: () => !strokes().length,
    stroke: change,
    undo() {
      if (page().states.length < 2) return;
      page().states.pop();
      page().changed = true;
      keep();
    },
    clear: () => change(NOTHING.strokes),
    pen: (pixels) => latest.setTriggerValue("pen", pixels),
  });

  // Telling Python

  const missing = () =>
    round.pages.flatMap(({ told, version }, place) =>
      version > latest.data.have[place] ? [{ place, version, strokes: told }] : [],
    );
  const tell = () => {
    clearTimeout(timer);
    const drawings = missing().map((each) => ({
      ...each,
      strokes: each.strokes.map(({ width, points }) => ({ width, points })),
    }));
    if (!drawings.length && !round.over) return;
    latest.setTriggerValue("sent", { token: round.token, drawings, over: round.over });
    timer = setTimeout(() => {
      isLate = true;
      wait = Math.min(2 * wait, SELDOM);
      show();
      tell();
    }, wait);
  };

  // The way from digit to digit

  // A drawing that is left is finished. What was finished and then cleared comes back.
  const leave = () => {
    const { told, changed } = page();
    if (!strokes().length && told) page().states.push({ digit: null, strokes: told });
    else if (strokes().length && changed) {
      page().told = strokes();
      page().version += 1;
    }
    page().changed = false;
  };
  const go = (step) => {
    leave();
    round.place += step;
    keep();
    tell();
  };
  const end = () => {
    leave();
    round.over = true;
    keep();
    tell();
  };
  const button = (name) => find(`[name=${name}]`);
  button("back").onclick = () => go(-1);
  button("next").onclick = () => (isLast() ? end() : go(1));
  button("stop").onclick = end;

  const show = () => {
    const digit = latest.data.asked[round.place];
    find(".practice").toggleAttribute("inert", round.over);
    write(find(".practice-ask"), `Write ${digit === 8 ? "an" : "a"} `, digit);
    find(".practice-place").textContent = `${round.place + 1} of ${round.pages.length}`;
    find(".practice-bar").value = round.pages.filter(({ version }) => version).length;
    button("back").disabled = round.place === 0;
    button("next").disabled = !strokes().length;
    button("next").textContent = isLast() ? "Finish" : "Next";
    find(".practice-sent").textContent = sent();
    paper.repaint();
  };
  const sent = () => {
    if (round.over) return "Sending the drawings …";
    const count = isLate ? missing().length : 0;
    if (!count) return "";
    return `The server is slow. ${count} ${count === 1 ? "drawing is" : "drawings are"} kept here meanwhile: go on.`;
  };

  return {
    update(component) {
      const before = latest?.data;
      latest = component;
      const { data } = component;
      if (data.token !== round?.token) {
        round = [rounds[key], keptRound(key)].find((each) => each?.token === data.token);
        round ??= fresh(data.token, data.asked.length);
        rounds[key] = round;
        keepRound(key, round);
      }
      if (data.pen !== before?.pen) paper.choose(data.pen);
      if (!missing().length) {
        isLate = false;
        wait = AGAIN;
      }
      show();
      // What was sent and has not come was lost, or has not come yet: the timer tells. At the end
      // somebody waits.
      const hurries = round.over && hurry-- > 0;
      if (before?.token !== data.token || hurries) tell();
      else if (!missing().length && !round.over) clearTimeout(timer);
    },
    stop() {
      clearTimeout(timer);
      paper.stop();
    },
  };
}

// The digit asked for, larger; written anew only where it is another one, for it is read aloud.
function write(place, words, digit) {
  if (place.textContent === `${words}${digit}`) return;
  const name = document.createElement("b");
  name.textContent = digit;
  place.replaceChildren(words, name);
}
