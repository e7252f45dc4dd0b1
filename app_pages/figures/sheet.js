export default function ({ data, parentElement, setTriggerValue }) {
  const canvas = parentElement.querySelector("canvas");
  const ring = parentElement.querySelector(".ring");
  const said = parentElement.querySelector(".said");
  const lines = Math.max(0, ...data.captions.map((each) => each.split("\n").length));
  const sprite = new Image();
  let places = [],
    width = 0, // of the sheet as it was laid
    side = 0,
    larger = 1, // as the page’s type is, before a class
    columns = 1,
    chosen = -1;

  const lay = () => {
    width = parentElement.querySelector(".sheet").clientWidth;
    larger = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
    let ratio = window.devicePixelRatio || 1;
    for (;;) {
      side = (Math.max(1, Math.round((data.side * larger * ratio) / 28)) * 28) / ratio;
      const across = lines ? Math.max(side, 80 * larger) : side,
        down = side + (lines ? 4 + 16 * larger * lines : 0);
      const gap = lines ? 8 : 4;
      columns = Math.max(1, Math.floor((width + gap) / (across + gap)));
      const full = data.count >= columns && columns > 1;
      const step = full ? (width - across) / (columns - 1) : across + gap;
      const snap = (x) => Math.round(x * ratio) / ratio;
      places = Array.from({ length: data.count }, (_, i) => [
        snap((i % columns) * step + (across - side) / 2),
        snap(Math.floor(i / columns) * (down + gap)),
      ]);
      const height = Math.ceil(data.count / columns) * (down + gap) - gap;
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      const drawable = canvas.width * canvas.height < 16e6 && canvas.height < 16384;
      if (drawable || ratio <= 1) return ratio;
      ratio = Math.max(1, ratio - 0.5);
    }
  };
  const draw = () => {
    const ratio = lay(),
      context = canvas.getContext("2d"),
      style = getComputedStyle(canvas);
    context.scale(ratio, ratio);
    context.imageSmoothingEnabled = false;
    context.textAlign = "center";
    context.textBaseline = "top";
    context.strokeStyle = context.fillStyle = style.color;
    context.lineWidth = 1 / ratio;
    places.forEach(([x, y], i) => {
      const from = [(i % data.across) * 28, Math.floor(i / data.across) * 28];
      context.drawImage(sprite, ...from, 28, 28, x, y, side, side);
      context.globalAlpha = 0.25;
      const half = 0.5 / ratio; // the line lies within: the canvas would cut it in half
      context.strokeRect(x + half, y + half, side - 2 * half, side - 2 * half);
      (data.captions[i] ?? "").split("\n").forEach((text, line) => {
        context.globalAlpha = line ? 0.75 : 1;
        context.font = `${line ? 400 : 600} ${12.5 * larger}px ${style.fontFamily}`;
        context.fillText(text, x + side / 2, y + side + 5 + 16 * larger * line);
      });
      context.globalAlpha = 1;
    });
    choose(chosen);
  };
  const choose = (i, speaks) => {
    chosen = i >= 0 && i < data.count ? i : -1;
    ring.style.display = chosen < 0 ? "none" : "block";
    canvas.title = chosen < 0 ? "" : data.names[chosen];
    if (chosen < 0) return;
    const [x, y] = places[chosen];
    ring.style.transform = `translate(${x - 3}px, ${y - 3}px)`;
    ring.style.width = ring.style.height = `${side + 6}px`;
    if (speaks) said.textContent = data.names[chosen];
  };
  const under = (event) =>
    places.findIndex(
      ([x, y]) =>
        event.offsetX >= x &&
        event.offsetX < x + side &&
        event.offsetY >= y &&
        event.offsetY < y + side,
    );
  const steps = () => ({ ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns });

  canvas.setAttribute("aria-label", data.label);
  const opens = data.clicks.length > 0;
  canvas.style.cursor = opens ? "pointer" : "default";
  canvas.onpointermove = (event) => {
    if (event.pointerType === "mouse") choose(under(event));
  };
  canvas.onpointerleave = () => choose(-1);
  canvas.onblur = () => choose(-1);
  canvas.onclick = (event) => {
    const i = under(event);
    if (i >= 0 && opens) setTriggerValue("clicked", data.clicks[i]);
  };
  canvas.onkeydown = (event) => {
    const step = steps()[event.key];
    if (step !== undefined) {
      const next = chosen < 0 ? 0 : chosen + step;
      if (next >= 0 && next < data.count) choose(next, true);
    } else if (opens && (event.key === "Enter" || event.key === " ") && chosen >= 0) {
      setTriggerValue("clicked", data.clicks[chosen]);
    } else return;
    event.preventDefault();
  };
  // Its place is kept free until it is drawn; what is there stays until the next is.
  if (!canvas.style.height) lay();
  sprite.onload = draw;
  sprite.src = data.picture;
  const observer = new ResizeObserver(([{ contentRect }]) => {
    if (Math.round(contentRect.width) !== width && sprite.complete) draw();
  });
  observer.observe(parentElement.querySelector(".sheet"));
  return () => observer.disconnect();
}
