// The drawing on the Draw page's canvases, and what Python is told of it.
//
// The browser keeps the drawing and every state that Undo can bring back, in the tab's storage: so it
// outlives a reload and a visit to another page. Python is told of it as soon as the pen leaves the
// canvas; and while the pen moves, as long as the server answers quickly. The square canvas is as
// wide as it is high; how wide the other one is follows from its shape.

import { NOTHING, packed, store, unpacked } from "./states.js";
import { surface } from "./surface.js";
import { tended } from "./tending.js";

const PERIOD = 1000 / 6; // milliseconds between two reports while the pen moves, at least
const PAUSES = 3; // times as long as an answer takes: so the end of a stroke seldom waits for one
const QUICK = 150; // milliseconds: a server that takes longer is told when the pen has left only
const AGAIN = 5000; // milliseconds after which a report that was not answered goes again, at first
const SELDOM = 60_000; // and at most
const STATES = 200; // that Undo can bring back
const STORES = { digit: "draw-a-digit", number: "draw-a-number" }; // of each canvas, its place
const WORDS = { width: 2.75, height: 1.15 }; // rem: of what a mark says

// Of each canvas: states, the newest last; taken, the token of what was last laid or taken along; and
// number, that of its last report.
const drawings = {};
let isLoading = true; // until a canvas has been shown since the page was loaded

export default tended(tend);

function tend({ parentElement, data: { canvas: which } }) {
  const find = (selector) => parentElement.querySelector(selector);
  const canvas = find("canvas");
  const pictures = new Map(); // of digits of the data, by their names
  let latest; // the component as Python last gave it
  let heard = 0; // the number of the last report that was answered
  let waiting = null; // the report that has not been answered: its number and time
  let took = 0; // milliseconds that the last answer took
  let timer = 0;
  let again = 0; // the timer of a report that may have been lost, and how long it waits
  let wait = AGAIN;
  let told = 0; // points of the stroke that the pen is at, in the last report
  let next = 0; // when the next report may go

  const kept = of(which);
  const now = () => kept.states.at(-1);
  const isEmpty = () => !now().digit && !now().strokes.length;

  const paper = surface(parentElement, {
    strokes: () => now().strokes,
    most: () => latest.data.most,
    shape: () => (which === "digit" ? 1 : canvas.clientWidth / canvas.clientHeight),
    canUndo: () => kept.states.length > 1,
    isEmpty,
    under(context, width, height) {
      const picture = pictures.get(now().digit);
      context.imageSmoothingEnabled = false;
      if (picture?.complete) context.drawImage(picture, 0, 0, width, height);
    },
    painted: () => mark(),
    began() {
      told = 0;
      next = performance.now() + PERIOD;
    },
    moved: () => follow(),
    dropped() {
      if (told) report(true);
      told = 0;
    },
    stroke(strokes) {
      told = 0;
      change({ ...now(), strokes });
    },
    undo() {
      if (kept.states.length < 2) return;
      kept.states.pop();
      settle();
    },
    clear: () => change(NOTHING),
    pen: (pixels) => latest.setTriggerValue("pen", pixels),
  });

  // Boxes around what was read, as long as it is what is seen.
  const mark = () => {
    const marks = paper.isDrawing() || latest.data.number !== kept.number ? [] : latest.data.marks;
    const scale = canvas.clientWidth / paper.view().width;
    const middles = marks.map(({ box: [x, , width] }) => (x + width / 2) * scale);
    const least = WORDS.width * rem();
    const isNarrow = middles.some((x, i) => i && x - middles[i - 1] < least);
    find(".canvas-marks").replaceChildren(
      ...marks.map((each) => show(each, scale, canvas, isNarrow)),
    );
  };

  // Telling Python

  const report = (final) => {
    clearTimeout(timer);
    kept.number += 1;
    const { number } = kept;
    waiting = { number, at: performance.now() };
    const strokes = paper.drawn().map(({ width, points }) => ({ width, points: [...points] }));
    latest.setStateValue("drawing", { digit: now().digit, strokes, number, final });
    // A report beside a run of another page, or without a connection, may be lost.
    clearTimeout(again);
    if (final) again = setTimeout(repeat, wait);
  };
  const repeat = () => {
    wait = Math.min(2 * wait, SELDOM);
    if (!paper.isDrawing()) report(true); // or the end of the stroke will tell
  };
  // While the pen moves: at most six times a second, and never before the last answer has come.
  const follow = () => {
    clearTimeout(timer);
    if (!paper.isDrawing() || waiting || took > QUICK) return;
    const { length } = paper.drawn().at(-1).points;
    if (told === length) return;
    const rest = next - performance.now();
    if (rest > 0) {
      timer = setTimeout(follow, rest);
      return;
    }
    told = length;
    next = performance.now() + Math.max(PERIOD, PAUSES * took);
    report(false);
  };
  const push = (state) => {
    kept.states.push(state);
    if (kept.states.length > STATES) kept.states.shift();
    keep();
  };
  const keep = () => {
    store(STORES[which], { ...packed(kept.states), taken: kept.taken });
    paper.repaint();
  };
  const change = (state) => {
    push(state);
    report(true);
  };
  const settle = () => {
    keep();
    report(true);
  };

  return {
    update(component) {
      const isFirst = !latest;
      const { data } = component;
      const before = latest?.data;
      latest = component;
      if (data.pen !== before?.pen) paper.choose(data.pen);
      if (data.digit && !pictures.has(data.digit.name)) {
        const picture = new Image();
        picture.onload = paper.repaint;
        picture.src = data.digit.picture;
        pictures.set(data.digit.name, picture);
      }
      if (data.lay && data.lay.token !== kept.taken) {
        kept.taken = data.lay.token;
        // An address lays its digit when the page is loaded: later ones are of a lost connection.
        const stays = data.lay.stays && (!isLoading || data.lay.name === now().digit);
        if (stays) settle();
        else change({ digit: data.lay.name, strokes: [] });
      } else if (data.take && data.take !== kept.taken) {
        // Python knows what is taken along: a report beside the run that asks for it may be lost.
        kept.taken = data.take;
        push({ digit: null, strokes: of("digit").states.at(-1).strokes });
      } else if (isFirst && (data.number !== kept.number || data.drawn === isEmpty())) {
        report(true);
      }
      isLoading = false;
      // A server that has started anew knows of no drawing.
      if (data.number < heard && !data.drawn && !isEmpty()) report(true);
      heard = data.number;
      if (waiting && data.number >= waiting.number) {
        took = performance.now() - waiting.at;
        waiting = null;
        clearTimeout(again);
        wait = AGAIN;
        follow();
      }
      if (data.said !== null) find(".said").textContent = data.said;
      paper.repaint();
    },
    stop() {
      clearTimeout(timer);
      clearTimeout(again);
      paper.stop();
    },
  };
}

// A box around a digit, with what it was read as; within the canvas, and its words where there is
// room: above, below, or inside.
function show({ box: [x, y, width, height], kind, label, share }, scale, canvas, isNarrow) {
  const left = Math.max(1, x * scale);
  const top = Math.max(1, y * scale);
  const right = Math.min(canvas.clientWidth - 1, (x + width) * scale);
  const bottom = Math.min(canvas.clientHeight - 1, (y + height) * scale);
  const mark = document.createElement("div");
  const high = WORDS.height * rem();
  const where = top >= high ? "above" : canvas.clientHeight - bottom >= high ? "below" : "inside";
  mark.className = "mark";
  Object.assign(mark.dataset, { kind, where });
  mark.style.cssText = `left:${left}px;top:${top}px;width:${right - left}px;height:${bottom - top}px`;
  const words = document.createElement("span");
  const name = document.createElement("b");
  name.textContent = label;
  words.append(name, isNarrow ? "" : ` ${share}`);
  mark.append(words);
  return mark;
}

const rem = () => Number.parseFloat(getComputedStyle(document.documentElement).fontSize);

function of(which) {
  drawings[which] ??= load(STORES[which]);
  return drawings[which];
}

function load(name) {
  try {
    const stored = JSON.parse(sessionStorage.getItem(name));
    return { states: unpacked(stored), taken: stored.taken, number: 0 };
  } catch {
    // Nothing is stored, or it is damaged.
  }
  return { states: [NOTHING], taken: null, number: 0 };
}
