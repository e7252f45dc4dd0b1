export default function ({ data, parentElement }) {
  const canvas = parentElement.querySelector("canvas");
  const ring = parentElement.querySelector(".ring");
  const value = parentElement.querySelector(".pixels-value");
  const hint = "Point at a pixel, or tap it, for its value: 0 is paper, 255 is ink.";
  let cell = 0,
    chosen = -1;

  const draw = () => {
    const width = parentElement.querySelector(".pixels").clientWidth;
    const ratio = window.devicePixelRatio || 1;
    cell = Math.max(1, Math.floor((Math.min(width, 700) / 28) * ratio)) / ratio;
    canvas.style.width = canvas.style.height = `${28 * cell}px`;
    canvas.width = canvas.height = Math.round(28 * cell * ratio);
    const context = canvas.getContext("2d");
    context.scale(ratio, ratio);
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.font = `${cell * 0.4}px ${getComputedStyle(value).fontFamily}`;
    data.values.forEach((ink, i) => {
      const x = (i % 28) * cell,
        y = Math.floor(i / 28) * cell;
      context.fillStyle = `rgb(${255 - ink} ${255 - ink} ${255 - ink})`;
      context.fillRect(x, y, cell, cell);
      context.strokeStyle = "#8883";
      context.lineWidth = 1 / ratio;
      context.strokeRect(x, y, cell, cell);
      if (cell < 20) return; // too small to be read
      context.fillStyle = ink > 139 ? "#fff" : ink ? "#000" : "#6b6b6b";
      context.fillText(ink, x + cell / 2, y + cell / 2 + 1);
    });
    choose(chosen);
  };
  const choose = (i) => {
    chosen = i >= 0 && i < 784 ? i : -1;
    ring.style.display = chosen < 0 ? "none" : "block";
    const row = Math.floor(chosen / 28),
      column = chosen % 28;
    ring.style.transform = `translate(${column * cell - 2}px, ${row * cell - 2}px)`;
    ring.style.width = ring.style.height = `${cell + 4}px`;
    value.textContent = chosen < 0 ? hint : `Row ${row}, column ${column}: ${data.values[chosen]}`;
  };
  const point = (event) =>
    choose(
      Math.min(27, Math.floor(event.offsetY / cell)) * 28 +
        Math.min(27, Math.floor(event.offsetX / cell)),
    );

  canvas.setAttribute("aria-label", data.label);
  canvas.onpointermove = (event) => {
    if (event.pointerType === "mouse") point(event);
  };
  canvas.onclick = point;
  canvas.onpointerleave = (event) => {
    if (event.pointerType === "mouse") choose(-1);
  };
  canvas.onkeydown = (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -28, ArrowDown: 28 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = chosen < 0 ? 0 : chosen + step;
    if (next >= 0 && next < 784) choose(next);
  };
  draw();
  const observer = new ResizeObserver(draw);
  observer.observe(parentElement.querySelector(".pixels"));
  return () => observer.disconnect();
}
