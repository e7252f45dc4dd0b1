// The surface that a hand draws on: the pointer's way to strokes, the paper, the pens, Undo and Clear.
//
// Whoever has it keeps the drawing. Coordinates are those of a canvas 280 pixels high, whatever its
// size on the screen: strokes keep their meaning. What was written on a wider one, as on a phone
// before it was turned, is shown smaller: whole.

const HEIGHT = 280;
const NEAREST = 0.5; // between two points that are told apart
const RESTS_WITHIN = 4; // pixels of the screen that a touch may wander before it draws: a palm rests
const PALM = 60; // pixels of the screen: no fingertip is so wide
const PINCH_LANDS = 300; // milliseconds within which the two fingers of a pinch come down
const PINCH_SHOWS = 500; // milliseconds of a stroke within which it may turn out to be a pinch

// Args: parentElement, of the canvas and its tools; host, whose surface it is:
//   strokes(), those that are drawn; most(), how many strokes and points there may be;
//   stroke(strokes), told when the pen has left; undo(), clear(), pen(pixels), told of a button;
//   canUndo(), isEmpty(), and where the host cares shape(), the canvas's width by its height;
//   under(context, width, height), to paint what lies lowest; painted(), after each painting;
//   began(), moved(), and dropped(), where a stroke turns out to be a pinch.
export function surface(parentElement, host) {
  const find = (selector) => parentElement.querySelector(selector);
  const canvas = find("canvas");
  const touches = new Map(); // where each finger came down, when, and whether it has moved
  let width = 0;
  let pen = null; // the pointer that draws or rests: id, down, and its stroke once it has begun
  let pinching = false;
  let frame = 0;

  const drawn = () => (pen?.stroke ? [...host.strokes(), pen.stroke] : host.strokes());

  // Painting

  // What is seen of the drawing's plane, from its top left corner.
  const view = () => {
    const shape = host.shape?.() ?? 1;
    const times = Math.max(
      1,
      ...host
        .strokes()
        .map(({ reach = [0, 0] }) => Math.max(reach[0] / (HEIGHT * shape), reach[1] / HEIGHT)),
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
    host.under?.(context, width, height);
    const scale = width / view().width;
    context.scale(scale, scale);
    context.lineCap = context.lineJoin = "round";
    for (const stroke of drawn()) trace(context, stroke);
    host.painted?.();
  };
  const repaint = () => {
    frame ||= requestAnimationFrame(paint);
    find("[name=undo]").disabled = !host.canUndo();
    find("[name=clear]").disabled = host.isEmpty();
    find(".canvas-full").hidden = !isFull();
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
    const { strokes, points } = host.most();
    const some = drawn();
    return (
      some.length >= strokes + (pen?.stroke ? 1 : 0) ||
      some.reduce((sum, each) => sum + each.points.length / 2, 0) >= points
    );
  };
  const begin = () => {
    pen.stroke = { width, points: [] };
    pen.began = performance.now();
    add(pen.down);
    host.began?.();
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
    host.stroke(strokes);
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
    pen = { id, down: { clientX, clientY } };
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
      pen = null;
      pinching = true;
      repaint();
      host.dropped?.();
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
    host.moved?.();
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

  find("[name=undo]").onclick = () => host.undo();
  find("[name=clear]").onclick = () => host.clear();
  for (const button of parentElement.querySelectorAll("[data-pen]")) {
    button.onclick = () => {
      choose(Number(button.dataset.pen));
      host.pen(width);
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
    choose, // a pen, by its pixels
    drawn, // strokes, with the one that the pen is at
    isDrawing: () => Boolean(pen?.stroke),
    repaint,
    view,
    stop() {
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
