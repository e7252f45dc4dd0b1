// Between the hand and the canvas (streamlit-drawable-canvas, which is Fabric.js).
//
// The canvas hears no event of the browser's own any more. It is told of one pen, by mouse events
// that are made here from pointer events. So it never meets a cancelled touch, a second finger, or
// a Shift that makes a line of a stroke. The same points are reported to Python as soon as the pen
// leaves the canvas; the canvas itself would wait for 200 ms.

const RESTS_WITHIN = 4; // pixels that a touch may wander before it draws: a palm rests
const PALM = 60; // pixels: no fingertip is so wide
const NEAREST = 0.5; // pixels between two points that are told apart

// The canvas's toolbar is hidden until a mouse is over it. Unseen, it would swallow the strokes
// that a finger begins under it. What lies under the canvas is shown from here, for the canvas itself
// would report how a picture fits it, and have the page run again.
const style = new CSSStyleSheet();
style.replaceSync(`
  .dc-toolbar { visibility: hidden; pointer-events: none }
  .dc-container { background: #fff var(--paper, none) 0 0 / 100% 100% }
`);

const instances = new WeakMap();

export default function (component) {
  const { parentElement } = component;
  if (!instances.has(parentElement)) {
    instances.set(parentElement, tend());
  }
  const instance = instances.get(parentElement);
  instance.update(component);
  return () => {
    instance.stop();
    instances.delete(parentElement);
  };
}

function tend() {
  let latest;
  let strokes = []; // drawn on this canvas: width, and points x, y, x, y, ...
  let pen = null; // the pointer that draws or rests: id, upper, and whether it has begun

  const shadow = () =>
    document.querySelector(`.st-key-${latest.data.canvas} [data-testid=stBidiComponentIsolated]`)
      ?.shadowRoot;
  const report = () =>
    latest.setStateValue(
      "strokes",
      strokes.map(({ width, points }) => ({ width, points: [...points] })),
    );

  const tell = (kind, { clientX, clientY }) =>
    pen.upper.dispatchEvent(
      new MouseEvent(kind, {
        clientX,
        clientY,
        bubbles: true,
        composed: true,
        cancelable: true,
      }),
    );
  const add = ({ clientX, clientY }) => {
    const box = pen.upper.getBoundingClientRect();
    const x = ((clientX - box.left) * pen.upper.width) / box.width;
    const y = ((clientY - box.top) * pen.upper.height) / box.height;
    const { points } = strokes.at(-1);
    const [lastX, lastY] = points.slice(-2);
    if (Math.hypot(x - lastX, y - lastY) < NEAREST) return;
    points.push(Math.round(x * 100) / 100, Math.round(y * 100) / 100);
  };
  const isFull = () =>
    strokes.reduce((sum, { points }) => sum + points.length / 2, 0) >= latest.data.room.points;

  const begin = () => {
    strokes.push({ width: latest.data.width, points: [] });
    pen.begun = true;
    tell("mousedown", pen.down);
    add(pen.down);
  };
  const end = (event) => {
    if (!pen.begun) begin(); // a dot
    tell("mouseup", event);
    pen = null;
    report();
  };

  const isOurs = (event) => {
    const [target] = event.composedPath();
    return (
      target instanceof HTMLCanvasElement &&
      target.classList.contains("upper-canvas") &&
      target.getRootNode() === shadow()
    );
  };
  const down = (event) => {
    if (!isOurs(event) || event.button !== 0) return;
    const isPalm = event.pointerType === "touch" && Math.max(event.width, event.height) > PALM;
    // A pointer that only rests gives way to the next.
    if (isPalm || pen?.begun || strokes.length >= latest.data.room.strokes || isFull()) return;
    const [upper] = event.composedPath();
    const { pointerId: id, clientX, clientY } = event;
    pen = { id, upper, down: { clientX, clientY }, begun: false };
    upper.setPointerCapture(id); // a stroke may leave the canvas and come back
    if (event.pointerType !== "touch") begin();
  };
  const move = (event) => {
    if (event.pointerId !== pen?.id) return;
    const { clientX, clientY } = pen.down;
    const way = Math.hypot(event.clientX - clientX, event.clientY - clientY);
    if (!pen.begun && way < RESTS_WITHIN) return;
    if (!pen.begun) begin();
    if (isFull()) {
      end(event);
      return;
    }
    tell("mousemove", event);
    add(event);
  };
  const up = (event) => {
    if (event.pointerId === pen?.id) end(event);
  };
  // What is seen is read: a stroke that the system cuts short ends there. A touch that has drawn
  // nothing yet was not meant to.
  const cancel = (event) => {
    if (event.pointerId !== pen?.id) return;
    if (pen.begun) end(pen.down);
    else pen = null;
  };

  // The browser's own events for the canvas end here, before it hears them.
  const withhold = (event) => {
    if (!event.isTrusted || !isOurs(event)) return;
    event.stopImmediatePropagation();
    if (event.cancelable && event.type.startsWith("touch")) event.preventDefault();
  };

  // Undo and Clear act in the browser at once where the canvas knows the strokes. What lies under
  // it is Python's: the click goes on to it.
  const click = (event) => {
    if (event.target.closest(".st-key-draw_undo") && strokes.length) {
      event.stopPropagation();
      strokes.pop();
      press("Undo");
      report();
    } else if (event.target.closest(".st-key-draw_clear")) {
      if (strokes.length) {
        strokes = [];
        press("Reset canvas & history");
        report();
      }
      if (!latest.data.below) event.stopPropagation();
    }
  };
  const press = (name) => shadow()?.querySelector(`button[aria-label="${name}"]`)?.click();
  const key = (event) => {
    const isUndo =
      (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z";
    if (!isUndo || event.target.closest("input, textarea, [contenteditable]")) return;
    event.preventDefault();
    document.querySelector(".st-key-draw_undo button")?.click();
  };

  const listeners = {
    pointerdown: down,
    pointermove: move,
    pointerup: up,
    pointercancel: cancel,
    click,
    keydown: key,
  };
  for (const kind of ["mousedown", "mousemove", "mouseup", "dblclick"]) listeners[kind] = withhold;
  for (const kind of ["touchstart", "touchmove", "touchend", "touchcancel"])
    listeners[kind] = withhold;
  const options = { capture: true, passive: false };
  for (const [kind, listener] of Object.entries(listeners))
    document.addEventListener(kind, listener, options);

  let frame = 0;
  const dress = () => {
    const root = shadow();
    if (!root) {
      frame = requestAnimationFrame(dress); // the canvas comes before long
      return;
    }
    if (!root.adoptedStyleSheets.includes(style)) root.adoptedStyleSheets.push(style);
    const { paper } = latest.data;
    root.host.style.setProperty("--paper", paper ? `url("${paper}")` : "none");
  };

  return {
    update(component) {
      if (component.data.canvas !== latest?.data.canvas) strokes = [];
      latest = component;
      cancelAnimationFrame(frame);
      dress();
    },
    stop() {
      cancelAnimationFrame(frame);
      for (const [kind, listener] of Object.entries(listeners))
        document.removeEventListener(kind, listener, options);
    },
  };
}
