// The drawing, as the hand makes it: the canvas, its pens, Undo and Clear.
//
// The browser keeps the drawing and every state that Undo can bring back, in the tab's storage: so it
// outlives a reload and a visit to another page. Python is told of it as soon as the pen leaves the
// canvas; and while the pen moves, as long as the server answers quickly. Coordinates are those of a
// canvas 280 pixels high, whatever its size on the screen: strokes keep their meaning. The square
// canvas is as wide; how wide the other one is follows from its shape. What was written on a wider
// one, as on a phone before it was turned, is shown smaller: whole.

const HEIGHT = 280;
const NEAREST = 0.5; // between two points that are told apart
const RESTS_WITHIN = 4; // pixels of the screen that a touch may wander before it draws: a palm rests
const PALM = 60; // pixels of the screen: no fingertip is so wide
const PINCH_LANDS = 300; // milliseconds within which the two fingers of a pinch come down
const PINCH_SHOWS = 500; // milliseconds of a stroke within which it may turn out to be a pinch
const PERIOD = 1000 / 6; // milliseconds between two reports while the pen moves, at least
const PAUSES = 3; // times as long as an answer takes: so the end of a stroke seldom waits for one
const QUICK = 150; // milliseconds: a server that takes longer is told when the pen has left only
const STATES = 200; // that Undo can bring back
const STORES = { digit: "draw-a-digit", number: "draw-a-number" }; // of each canvas, its place
const WORDS = { width: 2.75, height: 1.15 }; // rem: of what a mark says

const NOTHING = { digit: null, strokes: [] };
// Of each canvas: states, the newest last; taken, the token of what was last laid or taken along; and
// number, that of its last report.
const drawings = {};
let isLoading = true; // until a canvas has been shown since the page was loaded

const instances = new WeakMap();

export default function (component) {
  const { parentElement } = component;
  if (!instances.has(parentElement)) instances.set(parentElement, tend(component));
  const instance = instances.get(parentElement);
  instance.update(component);
  return () => {
    instance.stop();
    instances.delete(parentElement);
  };
}

function tend({ parentElement, data: { canvas: which } }) {
  const find = (selector) => parentElement.querySelector(selector);
  const canvas = find("canvas");
  const pictures = new Map(); // of digits of the data, by their names
  const touches = new Map(); // where each finger came down, when, and whether it has moved
  let latest; // the component as Python last gave it
  let width = 0;
  let pen = null; // the pointer that draws or rests: id, down, and its stroke once it has begun
  let pinching = false;
  let heard = 0; // the number of the last report that was answered
  let waiting = null; // the report that has not been answered: its number and time
  let took = 0; // milliseconds that the last answer took
  let timer = 0;
  let frame = 0;

  const kept = of(which);
  const now = () => kept.states.at(-1);
  const isEmpty = () => !now().digit && !now().strokes.length;
  const drawn = () => (pen?.stroke ? [...now().strokes, pen.stroke] : now().strokes);

  // Painting

  // What is seen of the drawing's plane, from its top left corner.
  const view = () => {
    const shape = which === "digit" ? 1 : canvas.clientWidth / canvas.clientHeight;
    const times = Math.max(
      1,
      ...now().strokes.map(({ reach = [0, 0] }) =>
        Math.max(reach[0] / (HEIGHT * shape), reach[1] / HEIGHT),
      ),
    );
    return { width: HEIGHT * shape * times, height: HEIGHT * times };
  };
  const paint = () => {
    frame = 0;
    const ratio = window.devicePixelRatio || 1;
    const width = Math.round(canvas.clientWidth * ratio);
    const height = Math.round(canvas.clientHeight * ratio);
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    const context = canvas.getContext("2d");
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = "#fff";
    context.fillRect(0, 0, width, height);
    const picture = pictures.get(now().digit);
    context.imageSmoothingEnabled = false;
    if (picture?.complete) context.drawImage(picture, 0, 0, width, height);
    const scale = width / view().width;
    context.scale(scale, scale);
    context.lineCap = context.lineJoin = "round";
    for (const stroke of drawn()) trace(context, stroke);
    mark();
  };
  // Boxes around what was read, as long as it is what is seen.
  const mark = () => {
    const marks = pen?.stroke || latest.data.number !== kept.number ? [] : latest.data.marks;
    const scale = canvas.clientWidth / view().width;
    const middles = marks.map(({ box: [x, , width] }) => (x + width / 2) * scale);
    const least = WORDS.width * rem();
    const isNarrow = middles.some((x, i) => i && x - middles[i - 1] < least);
    find(".canvas-marks").replaceChildren(
      ...marks.map((each) => show(each, scale, canvas, isNarrow)),
    );
  };
  const repaint = () => {
    frame ||= requestAnimationFrame(paint);
    find("[name=undo]").disabled = kept.states.length < 2;
    find("[name=clear]").disabled = isEmpty();
    find(".canvas-full").hidden = !isFull();
  };

  // Telling Python

  const report = (final) => {
    clearTimeout(timer);
    kept.number += 1;
    const { number } = kept;
    waiting = { number, at: performance.now() };
    const strokes = drawn().map(({ width, points }) => ({ width, points: [...points] }));
    latest.setStateValue("drawing", { digit: now().digit, strokes, number, final });
  };
  // While the pen moves: at most six times a second, and never before the last answer has come.
  const follow = () => {
    clearTimeout(timer);
    if (!pen?.stroke || waiting || took > QUICK || pen.told === pen.stroke.points.length) return;
    const rest = pen.next - performance.now();
    if (rest > 0) {
      timer = setTimeout(follow, rest);
      return;
    }
    pen.told = pen.stroke.points.length;
    pen.next = performance.now() + Math.max(PERIOD, PAUSES * took);
    report(false);
  };
  const push = (state) => {
    kept.states.push(state);
    if (kept.states.length > STATES) kept.states.shift();
    keep();
  };
  const keep = () => {
    save(kept, STORES[which]);
    repaint();
  };
  const change = (state) => {
    push(state);
    report(true);
  };
  const settle = () => {
    keep();
    report(true);
  };

  // The pen

  const add = ({ clientX, clientY }) => {
    const box = canvas.getBoundingClientRect();
    const scale = view().width / box.width;
    const x = (clientX - box.left) * scale;
    const y = (clientY - box.top) * scale;
    const { points } = pen.stroke;
    const [lastX, lastY] = points.slice(-2);
    if (Math.hypot(x - lastX, y - lastY) < NEAREST) return;
    points.push(Math.round(x * 100) / 100, Math.round(y * 100) / 100);
  };
  const isFull = () => {
    const { strokes, points } = latest.data.most;
    const some = drawn();
    return (
      some.length >= strokes + (pen?.stroke ? 1 : 0) ||
      some.reduce((sum, each) => sum + each.points.length / 2, 0) >= points
    );
  };
  const begin = () => {
    pen.stroke = { width, points: [] };
    pen.began = performance.now();
    pen.next = pen.began + PERIOD;
    add(pen.down);
    repaint();
  };
  const end = () => {
    if (!pen.stroke) begin(); // a dot
    const { points, width } = pen.stroke;
    const { width: right, height: bottom } = view();
    const along = (i) => points.filter((_, place) => place % 2 === i);
    // How far it is seen to the right and downwards: no farther than the canvas that it was made on.
    pen.stroke.reach = [
      Math.min(right, Math.max(...along(0)) + width / 2),
      Math.min(bottom, Math.max(...along(1)) + width / 2),
    ];
    const strokes = drawn();
    pen = null;
    change({ ...now(), strokes });
  };
  // The other fingers that came down with the one that draws.
  const beside = (id) => {
    const drawing = touches.get(id);
    return [...touches.values()].filter(
      (each) => drawing && each !== drawing && Math.abs(each.at - drawing.at) < PINCH_LANDS,
    );
  };
  // Two fingers that both move. One that rests may be a palm.
  const isPinch = () =>
    touches.get(pen?.id)?.moved &&
    beside(pen.id).some((each) => each.moved) &&
    (!pen.stroke || performance.now() - pen.began < PINCH_SHOWS);

  canvas.onpointerdown = (event) => {
    const { pointerId: id, pointerType, clientX, clientY } = event;
    const isTouch = pointerType === "touch";
    if (isTouch && Math.max(event.width, event.height) > PALM) return;
    if (isTouch) {
      touches.set(id, { clientX, clientY, at: performance.now(), moved: false });
      const others = beside(id);
      if (others.length) for (const each of [...others, touches.get(id)]) each.accompanied = true;
    }
    // A pointer that only rests gives way to the next.
    if (event.button !== 0 || pen?.stroke || (isTouch && pinching) || isFull()) return;
    pen = { id, down: { clientX, clientY }, told: 0 };
    canvas.setPointerCapture(id); // a stroke may leave the canvas and come back
    if (!isTouch) begin();
  };
  canvas.onpointermove = (event) => {
    const touch = touches.get(event.pointerId);
    const from = touch ?? pen?.down;
    if (!from) return;
    const way = Math.hypot(event.clientX - from.clientX, event.clientY - from.clientY);
    if (touch && way >= RESTS_WITHIN) touch.moved = true;
    if (isPinch()) {
      const told = pen?.told;
      pen = null;
      pinching = true;
      repaint();
      if (told) report(true);
    }
    if (event.pointerId !== pen?.id) return;
    if (!pen.stroke && way < RESTS_WITHIN) return;
    if (!pen.stroke) begin();
    if (isFull()) {
      end();
      return;
    }
    for (const each of [...(event.getCoalescedEvents?.() ?? []), event]) if (!isFull()) add(each);
    repaint();
    follow();
  };
  const lift = (event) => {
    const touch = touches.get(event.pointerId);
    touches.delete(event.pointerId);
    if (!touches.size) pinching = false;
    if (event.pointerId !== pen?.id) return false;
    if (!pen.stroke && touch?.accompanied) pen = null; // two fingers tapped
    return pen !== null;
  };
  canvas.onpointerup = (event) => {
    if (lift(event)) end();
  };
  // What is seen is read: a stroke that the system cuts short ends there. A touch that has drawn
  // nothing yet was not meant to.
  canvas.onpointercancel = (event) => {
    if (!lift(event)) return;
    if (pen.stroke) end();
    else pen = null;
  };
  // Firefox and Safari begin a selection or a scroll otherwise.
  canvas.ontouchstart = (event) => event.preventDefault();

  // Buttons and keys

  find("[name=undo]").onclick = () => {
    if (kept.states.length < 2) return;
    kept.states.pop();
    settle();
  };
  find("[name=clear]").onclick = () => change(NOTHING);
  for (const button of parentElement.querySelectorAll("[data-pen]")) {
    button.onclick = () => {
      choose(Number(button.dataset.pen));
      latest.setTriggerValue("pen", width);
    };
  }
  const choose = (pixels) => {
    width = pixels;
    for (const button of parentElement.querySelectorAll("[data-pen]"))
      button.setAttribute("aria-pressed", Number(button.dataset.pen) === width);
  };
  const key = (event) => {
    const isUndo =
      (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z";
    if (!isUndo || event.target.closest("input, textarea, [contenteditable]")) return;
    event.preventDefault();
    find("[name=undo]").click();
  };
  document.addEventListener("keydown", key);
  const observer = new ResizeObserver(repaint);
  observer.observe(canvas);

  return {
    update(component) {
      const isFirst = !latest;
      const { data } = component;
      const before = latest?.data;
      latest = component;
      if (data.pen !== before?.pen) choose(data.pen);
      if (data.digit && !pictures.has(data.digit.name)) {
        const picture = new Image();
        picture.onload = repaint;
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
        follow();
      }
      if (data.said !== null) find(".said").textContent = data.said;
      repaint();
    },
    stop() {
      clearTimeout(timer);
      cancelAnimationFrame(frame);
      document.removeEventListener("keydown", key);
      observer.disconnect();
    },
  };
}

// As Fabric.js's brush draws, and report.py reads: the middles between neighbouring points are joined
// by quadratic curves, with the points as their control points.
function trace(context, { width, points }) {
  context.lineWidth = width;
  context.beginPath();
  context.moveTo(points[0], points[1]);
  for (let i = 2; i < points.length; i += 2) {
    const [x, y] = points.slice(i - 2, i);
    context.quadraticCurveTo(x, y, (x + points[i]) / 2, (y + points[i + 1]) / 2);
  }
  context.lineTo(...points.slice(-2));
  context.stroke();
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

// The states share most of their strokes: each is written once.
function save(kept, store) {
  const strokes = [...new Set(kept.states.flatMap((state) => state.strokes))];
  const places = new Map(strokes.map((stroke, i) => [stroke, i]));
  const states = kept.states.map((state) => ({
    digit: state.digit,
    strokes: state.strokes.map((stroke) => places.get(stroke)),
  }));
  try {
    sessionStorage.setItem(store, JSON.stringify({ strokes, states, taken: kept.taken }));
  } catch {
    // The tab has no storage, or it is full: the drawing does not outlive a reload then.
  }
}

function load(store) {
  try {
    const { strokes, states, taken } = JSON.parse(sessionStorage.getItem(store));
    const found = states.map(({ digit, strokes: places }) => ({
      digit,
      strokes: places.map((place) => strokes[place]),
    }));
    if (found.length && found.every(isState)) return { states: found, taken, number: 0 };
  } catch {
    // Nothing is stored, or it is damaged.
  }
  return { states: [NOTHING], taken: null, number: 0 };
}

function isState({ digit, strokes }) {
  return (digit === null || typeof digit === "string") && strokes.every(isStroke);
}

function isStroke({ width, points, reach = [0, 0] }) {
  const isLine = points.length > 0 && points.length % 2 === 0 && points.every(Number.isFinite);
  return width > 0 && isLine && reach.length === 2 && reach.every(Number.isFinite);
}
