// A picture that is painted pixel by pixel, with a pointer or with the keys, and the numbers around
// the pixel that is pointed at. Python hears of the picture whenever the pointer is lifted.

import { tended } from "../pen/tending.js";

const SIDE = 28;
const LOUPE = [7, 3]; // pixels across and down that the loupe shows

export default tended(tend);

function tend({ parentElement, data }) {
  let latest;
  const frame = parentElement.querySelector(".grid");
  const picture = parentElement.querySelector(".grid-picture");
  const loupe = parentElement.querySelector(".grid-loupe");
  const value = parentElement.querySelector(".grid-value");
  const said = parentElement.querySelector(".said");
  const values = [...data.start];
  let chosen = [14, 14]; // column and row
  let last = null; // where the pointer painted last, while it is down
  let cell = 0;

  const at = (column, row) => values[row * SIDE + column];
  const sized = (canvas, width, height) => {
    const ratio = window.devicePixelRatio || 1;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    const context = canvas.getContext("2d");
    context.scale(ratio, ratio);
    return context;
  };
  const fill = (context, ink, x, y, side) => {
    context.fillStyle = `rgb(${255 - ink} ${255 - ink} ${255 - ink})`;
    context.fillRect(x, y, side, side);
    context.strokeStyle = "#8883";
    context.lineWidth = 1;
    context.strokeRect(x + 0.5, y + 0.5, side - 1, side - 1);
  };
  const ring = (context, x, y, side) => {
    context.strokeStyle = getComputedStyle(frame).getPropertyValue("--st-primary-color");
    context.lineWidth = 2;
    context.strokeRect(x, y, side, side);
  };
  const draw = () => {
    cell = Math.max(8, Math.floor(Math.min(frame.clientWidth, 392) / SIDE));
    const context = sized(picture, SIDE * cell, SIDE * cell);
    for (let i = 0; i < values.length; i++)
      fill(context, values[i], (i % SIDE) * cell, Math.floor(i / SIDE) * cell, cell);
    ring(context, chosen[0] * cell, chosen[1] * cell, cell);
    drawLoupe();
    const [column, row] = chosen;
    value.textContent = `Row ${row + 1}, column ${column + 1}: ${at(column, row)}`;
  };
  const drawLoupe = () => {
    const [across, down] = LOUPE;
    const side = Math.floor((SIDE * cell) / across);
    const context = sized(loupe, across * side, down * side);
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.font = `${side * 0.36}px ${getComputedStyle(value).fontFamily}`;
    const left = Math.min(Math.max(chosen[0] - 3, 0), SIDE - across);
    const top = Math.min(Math.max(chosen[1] - 1, 0), SIDE - down);
    for (let y = 0; y < down; y++)
      for (let x = 0; x < across; x++) {
        const ink = at(left + x, top + y);
        fill(context, ink, x * side, y * side, side);
        context.fillStyle = ink > 127 ? "#fff" : "#000";
        context.fillText(ink, (x + 0.5) * side, (y + 0.5) * side + 1);
      }
    ring(context, (chosen[0] - left) * side + 1, (chosen[1] - top) * side + 1, side - 2);
  };

  const under = (event) =>
    [event.offsetX, event.offsetY].map((each) =>
      Math.min(SIDE - 1, Math.max(0, Math.floor(each / cell))),
    );
  const paint = ([column, row]) => {
    values[row * SIDE + column] = latest.data.ink;
  };
  // All pixels on the way: a quick pointer is seen at a few places only.
  const paintTo = ([column, row]) => {
    const [x, y] = last ?? [column, row];
    const steps = Math.max(Math.abs(column - x), Math.abs(row - y), 1);
    for (let i = 0; i <= steps; i++)
      paint([Math.round(x + ((column - x) * i) / steps), Math.round(y + ((row - y) * i) / steps)]);
    last = [column, row];
  };
  const report = () => latest.setStateValue("painted", [...values]);

  picture.onpointerdown = (event) => {
    if (event.button !== 0 || last) return;
    picture.setPointerCapture(event.pointerId);
    chosen = under(event);
    paintTo(chosen);
    draw();
  };
  picture.onpointermove = (event) => {
    if (!last && event.pointerType !== "mouse") return;
    chosen = under(event);
    if (last) paintTo(chosen);
    draw();
  };
  picture.onpointerup = picture.onpointercancel = () => {
    if (!last) return;
    last = null;
    report();
  };
  picture.onkeydown = (event) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[
      event.key
    ];
    if (step) {
      chosen = chosen.map((each, i) => Math.min(SIDE - 1, Math.max(0, each + step[i])));
    } else if (event.key === " " || event.key === "Enter") {
      paint(chosen);
      report();
    } else return;
    event.preventDefault();
    draw();
    said.textContent = value.textContent;
  };

  const observer = new ResizeObserver(draw);
  return {
    update(component) {
      latest = component;
      picture.setAttribute(
        "aria-label",
        `${component.data.label}. The arrow keys go from pixel to pixel, Space paints one.`,
      );
      observer.observe(frame);
    },
    stop: () => observer.disconnect(),
  };
}
