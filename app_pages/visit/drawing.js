// Tells of the drawing that the tab keeps, as canvas.js has stored it. Once for each session: a
// drawing that Python does not accept is not sent again and again.

const told = new Set();

export default function ({ data, setTriggerValue }) {
  if (told.has(data.token)) return;
  told.add(data.token);
  try {
    const { strokes, states } = JSON.parse(sessionStorage.getItem("draw-a-digit"));
    const { digit, strokes: places } = states.at(-1);
    const drawn = places.map((place) => strokes[place]);
    if (!digit && !drawn.length) return;
    setTriggerValue("drawing", { digit, strokes: drawn, number: 0, final: true });
  } catch {
    // Nothing is stored, or it is damaged.
  }
}
