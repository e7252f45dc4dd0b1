// What is drawn, and every state that Undo can bring back, as a tab's storage has it.

export const NOTHING = { digit: null, strokes: [] };

// The states share most of their strokes: each is written once.
export function packed(states) {
  const strokes = [...new Set(states.flatMap((state) => state.strokes))];
  const places = new Map(strokes.map((stroke, i) => [stroke, i]));
  return {
    strokes,
    states: states.map((state) => ({
      digit: state.digit,
      strokes: state.strokes.map((stroke) => places.get(stroke)),
    })),
  };
}

// The states again; an error where they are damaged.
export function unpacked({ strokes, states }) {
  const found = states.map(({ digit, strokes: places }) => ({
    digit,
    strokes: places.map((place) => strokes[place]),
  }));
  if (!found.length || !found.every(isState)) throw new Error("damaged");
  return found;
}

// Into the tab's storage. Where it has none, or it is full, nothing outlives a reload.
export function store(name, content) {
  try {
    sessionStorage.setItem(name, JSON.stringify(content));
  } catch {
    return;
  }
}

function isState({ digit, strokes }) {
  return (digit === null || typeof digit === "string") && strokes.every(isStroke);
}

function isStroke({ width, points, reach = [0, 0] }) {
  const isLine = points.length > 0 && points.length % 2 === 0 && points.every(Number.isFinite);
  return width > 0 && isLine && reach.length === 2 && reach.every(Number.isFinite);
}
