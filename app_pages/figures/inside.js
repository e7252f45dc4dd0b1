// Layers, one picture a layer. A map that is clicked is taken apart below its layer: what one of
// its numbers is made from, in numbers.

const SHOWN = 3; // maps whose part of a sum is shown, the largest
const LISTED = 6; // products of a dense layer's that are listed, the largest
const SIDES = [
  [20, 44],
  [8, 36],
  [3, 28],
  [0, 24],
]; // pixels that a map is shown in, by how many it has at least
const WIDE = 1200; // pixels of a page from which on, before a class, all is larger
const LARGER = 1.75;
const GAP = 3;
const LARGE = 220; // pixels that an opened map is shown in
const views = new WeakMap(); // of each element, what is shown in it

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".inside");
  let view = views.get(root);
  if (!view || view.sheets.length !== data.layers.length) {
    view = { sheets: data.layers.map(() => new Sheet()), detail: new Detail(), open: "" };
    root.replaceChildren(...view.sheets.map((sheet) => sheet.root));
    views.set(root, view);
  }
  view.sheets.forEach((sheet, i) => {
    const chosen = data.detail?.layer === i ? data.detail.map : -1;
    sheet.show(data.layers[i], chosen, (map) => {
      setStateValue("opened", map === chosen ? null : [i, map]);
    });
  });
  if (!data.detail) {
    view.detail.root.remove();
  } else {
    const sheet = view.sheets[data.detail.layer];
    if (view.detail.root.parentElement !== sheet.root) sheet.root.append(view.detail.root);
    view.detail.show(data.detail, data.layers);
  }
  const observer = new ResizeObserver(() => {
    for (const sheet of view.sheets) sheet.draw();
  });
  observer.observe(root);
  return () => observer.disconnect();
}

class Sheet {
  constructor() {
    this.root = element("section", "inside-layer");
    this.head = element("h2", "");
    this.words = element("p", "inside-words");
    this.canvas = element("canvas", "");
    this.canvas.tabIndex = 0;
    this.canvas.setAttribute("role", "application");
    this.said = element("p", "inside-value");
    this.said.setAttribute("role", "status");
    this.root.append(this.head, this.words, this.canvas, this.said);
    this.image = new Image();
    this.image.onload = () => this.draw();
    this.pointed = -1;
  }

  show(layer, chosen, open) {
    this.layer = layer;
    this.chosen = chosen;
    const size = element("small", "", layer.size);
    this.head.replaceChildren(`${layer.title} `, size);
    this.words.textContent = layer.words;
    this.canvas.setAttribute(
      "aria-label",
      `${layer.title}, ${layer.size}. The arrow keys choose one, Enter takes it apart.`,
    );
    this.canvas.onclick = (event) => {
      const map = this.under(event);
      if (map >= 0) open(map);
    };
    this.canvas.onpointermove = (event) => this.point(this.under(event));
    this.canvas.onpointerleave = () => this.point(-1);
    this.canvas.onblur = () => this.point(-1);
    this.canvas.onkeydown = (event) => {
      const down = this.columns ?? 1;
      const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -down, ArrowDown: down }[event.key];
      if (step !== undefined) {
        const next = this.pointed < 0 ? Math.max(chosen, 0) : this.pointed + step;
        if (next >= 0 && next < layer.count) this.point(next);
      } else if ((event.key === "Enter" || event.key === " ") && this.pointed >= 0) {
        open(this.pointed);
      } else return;
      event.preventDefault();
    };
    this.lay();
    if (this.image.src === layer.picture) this.draw();
    else this.image.src = layer.picture;
    this.tell();
  }

  lay() {
    const { width, count, names } = this.layer;
    const room = this.root.clientWidth || 300;
    const side = SIDES.find(([least]) => width >= least)[1];
    this.side = room < WIDE ? side : Math.round(side * LARGER);
    this.below = names.length ? 16 : 0;
    this.columns = Math.max(1, Math.floor((room - GAP) / (this.side + GAP)));
    const rows = Math.ceil(count / this.columns);
    const ratio = window.devicePixelRatio || 1;
    const across = Math.min(count, this.columns) * (this.side + GAP) + GAP;
    const down = rows * (this.side + this.below + GAP) + GAP;
    this.canvas.style.width = `${across}px`;
    this.canvas.style.height = `${down}px`;
    const size = [Math.round(across * ratio), Math.round(down * ratio)];
    if (this.canvas.width !== size[0] || this.canvas.height !== size[1])
      [this.canvas.width, this.canvas.height] = size;
    return ratio;
  }

  place(i) {
    const step = this.side + GAP;
    return [
      (i % this.columns) * step + GAP,
      Math.floor(i / this.columns) * (step + this.below) + GAP,
    ];
  }

  draw() {
    if (!this.layer || !this.image.complete) return;
    const ratio = this.lay();
    const { across, count, width, height, names } = this.layer;
    const context = this.canvas.getContext("2d");
    const style = getComputedStyle(this.canvas);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    context.imageSmoothingEnabled = false;
    context.textAlign = "center";
    for (let i = 0; i < count; i++) {
      const [x, y] = this.place(i);
      const from = [(i % across) * width, Math.floor(i / across) * height];
      context.drawImage(this.image, ...from, width, height, x, y, this.side, this.side);
      context.strokeStyle = style.color;
      context.globalAlpha = 0.3;
      context.lineWidth = 1;
      context.strokeRect(x - 0.5, y - 0.5, this.side + 1, this.side + 1);
      context.globalAlpha = 1;
      if (names.length) {
        context.fillStyle = style.color;
        context.font = `12px ${style.fontFamily}`;
        context.fillText(
          names[i] === "not a digit" ? "none" : names[i],
          x + this.side / 2,
          y + this.side + 13,
        );
      }
      if (i !== this.chosen && i !== this.pointed) continue;
      context.strokeStyle = style.getPropertyValue("--st-primary-color");
      context.lineWidth = 3;
      context.strokeRect(x - 1, y - 1, this.side + 2, this.side + 2);
    }
  }

  under({ offsetX, offsetY }) {
    const column = Math.floor((offsetX - GAP / 2) / (this.side + GAP));
    const row = Math.floor((offsetY - GAP / 2) / (this.side + this.below + GAP));
    const i = row * this.columns + column;
    return column >= 0 && column < this.columns && i >= 0 && i < this.layer.count ? i : -1;
  }

  point(i) {
    if (i === this.pointed) return;
    this.pointed = i;
    this.canvas.style.cursor = i < 0 ? "default" : "pointer";
    this.draw();
    this.tell();
  }

  tell() {
    const { values, names } = this.layer;
    const i = this.pointed < 0 ? this.chosen : this.pointed;
    if (i < 0) {
      this.said.textContent = "";
      return;
    }
    const name = names[i] ?? (values.length ? `Unit ${i + 1}` : `Map ${i + 1}`);
    this.said.textContent = values.length ? `${name}: ${values[i]}` : name;
  }
}

class Detail {
  constructor() {
    this.root = element("div", "inside-detail");
    this.picture = element("canvas", "inside-map");
    this.picture.tabIndex = 0;
    this.picture.setAttribute("role", "application");
    this.sum = element("div", "inside-sum");
    this.sum.setAttribute("role", "status");
    this.root.append(this.picture, this.sum);
    this.at = null; // row and column
  }

  show(detail, layers) {
    const layer = layers[detail.layer];
    const same = this.of === `${detail.layer} ${detail.map}`;
    this.of = `${detail.layer} ${detail.map}`;
    this.detail = detail;
    this.height = layer.height;
    this.width = layer.width;
    this.names = layer.names;
    this.values = floats(detail.values);
    this.given = floats(detail.given);
    this.kernel = detail.kernel ? floats(detail.kernel) : null;
    if (!same || !this.at) this.at = brightest(this.values, this.width);
    this.picture.hidden = this.values.length === 1;
    this.picture.setAttribute(
      "aria-label",
      `Map ${detail.map + 1}, large. The arrow keys choose a pixel, which is taken apart beside it.`,
    );
    const to = (row, column) => {
      this.at = [
        Math.min(this.height - 1, Math.max(0, row)),
        Math.min(this.width - 1, Math.max(0, column)),
      ];
      this.draw();
    };
    const point = ({ offsetX, offsetY }) =>
      to(Math.floor(offsetY / this.cell), Math.floor(offsetX / this.cell));
    this.picture.onpointermove = (event) => event.pointerType === "mouse" && point(event);
    this.picture.onclick = point;
    this.picture.onkeydown = (event) => {
      const step = {
        ArrowLeft: [0, -1],
        ArrowRight: [0, 1],
        ArrowUp: [-1, 0],
        ArrowDown: [1, 0],
      }[event.key];
      if (!step) return;
      event.preventDefault();
      to(this.at[0] + step[0], this.at[1] + step[1]);
    };
    this.draw();
  }

  draw() {
    if (!this.picture.hidden) {
      this.cell = Math.max(4, Math.floor(LARGE / Math.max(this.width, this.height)));
      const context = paint(this.picture, this.values, this.width, this.cell);
      context.strokeStyle = getComputedStyle(this.picture).getPropertyValue("--st-primary-color");
      context.lineWidth = 2;
      const [row, column] = this.at;
      context.strokeRect(column * this.cell, row * this.cell, this.cell, this.cell);
    }
    const made = {
      convolution: () => this.convolution(),
      pooling: () => this.pooling(),
      normalisation: () => this.normalisation(),
      dense: () => this.dense(),
      mean: () => this.mean(),
      softmax: () => this.softmax(),
    }[this.detail.kind]();
    this.sum.replaceChildren(...made);
  }

  value() {
    return this.values[this.at[0] * this.width + this.at[1]];
  }

  head() {
    const [row, column] = this.at;
    const unit = this.names[this.detail.map] ?? `Unit ${this.detail.map + 1}`;
    const name =
      this.values.length === 1
        ? unit
        : `Map ${this.detail.map + 1}, row ${row + 1}, column ${column + 1}`;
    return element("p", "inside-head", `${name}: ${short(this.value())}`);
  }

  convolution() {
    const { size, stride, padding, shape } = this.detail;
    const [count, height, width] = shape;
    const [row, column] = this.at;
    const parts = [];
    for (let map = 0; map < count; map++) {
      const patch = [];
      let sum = 0;
      for (let i = 0; i < size * size; i++) {
        const y = row * stride + Math.floor(i / size) - padding[0];
        const x = column * stride + (i % size) - padding[1];
        const inside = y >= 0 && x >= 0 && y < height && x < width;
        const value = inside ? this.given[(map * height + y) * width + x] : 0;
        patch.push(value);
        sum += value * this.kernel[map * size * size + i];
      }
      parts.push({ map, patch, sum });
    }
    const all = parts.reduce((total, { sum }) => total + sum, 0);
    parts.sort((a, b) => Math.abs(b.sum) - Math.abs(a.sum));
    const shown = parts.slice(0, SHOWN);
    const rows = shown.map(({ map, patch, sum }) => {
      const line = element("div", "inside-product");
      const kernel = this.kernel.slice(map * size * size, (map + 1) * size * size);
      line.append(
        grid(patch, size, count > 1 ? `Patch of map ${map + 1} above` : "Patch"),
        element("span", "", "×"),
        grid(kernel, size, "Kernel"),
        element("span", "", `= ${short(sum)}`),
      );
      return line;
    });
    const rest = all - shown.reduce((total, { sum }) => total + sum, 0);
    const others = count > SHOWN ? [[rest, `${count - SHOWN} other maps`]] : [];
    return [this.head(), ...rows, this.added([...shown.map(({ sum }) => [sum, ""]), ...others])];
  }

  pooling() {
    const { size, stride, shape } = this.detail;
    const [row, column] = this.at;
    const patch = [];
    for (let i = 0; i < size * size; i++)
      patch.push(
        this.given[(row * stride + Math.floor(i / size)) * shape[2] + column * stride + (i % size)],
      );
    const line = element("div", "inside-product");
    line.append(
      grid(patch, size, "Patch"),
      element("span", "", `The largest: ${short(Math.max(...patch))}`),
    );
    return [this.head(), line];
  }

  normalisation() {
    const { times } = this.detail;
    const given = this.given[this.at[0] * this.width + this.at[1]];
    const product = `${short(given)} × ${short(times)} = ${short(given * times)}`;
    return [this.head(), element("p", "", product), this.added([[given * times, ""]])];
  }

  dense() {
    const { shape } = this.detail;
    const products = [...this.given].map((value, i) => ({ i, value, by: this.kernel[i] }));
    const all = products.reduce((total, { value, by }) => total + value * by, 0);
    products.sort((a, b) => Math.abs(b.value * b.by) - Math.abs(a.value * a.by));
    const shown = products.slice(0, LISTED);
    const list = element("ul", "inside-list");
    for (const { i, value, by } of shown)
      list.append(
        element(
          "li",
          "",
          `${place(i, shape)}: ${short(value)} × ${short(by)} = ${short(value * by)}`,
        ),
      );
    const sum = shown.reduce((total, { value, by }) => total + value * by, 0);
    const parts = [
      [sum, `these ${shown.length}`],
      [all - sum, `${products.length - shown.length} others`],
    ];
    const picture = [];
    if (shape.length === 3 && shape[2] === 1) {
      const weights = element("canvas", "inside-weights");
      weights.setAttribute("role", "img");
      weights.setAttribute("aria-label", "The weight of each pixel: blue is below 0");
      paint(weights, this.kernel, shape[1], 5);
      picture.push(weights);
    }
    return [this.head(), ...picture, list, this.added(parts)];
  }

  mean() {
    const parts = [...this.given].map(short).join(" + ");
    return [
      this.head(),
      element("p", "", `(${parts}) : ${this.given.length} = ${short(this.value())}`),
    ];
  }

  softmax() {
    const powers = [...this.given].map(Math.exp);
    const sum = powers.reduce((total, each) => total + each, 0);
    const power = powers[this.detail.map];
    const words = `e^${short(this.given[this.detail.map])} = ${long(power)}; all together ${long(sum)}; the part is ${short(power / sum)}`;
    return [this.head(), element("p", "", words)];
  }

  added(parts) {
    const { bias, relu } = this.detail;
    const all = [...parts, [bias, "bias"]];
    const total = all.reduce((sum, [part]) => sum + part, 0);
    const words = all
      .map(([part, name], i) => {
        const sign = part < 0 ? "−" : i ? "+" : "";
        return `${sign} ${short(Math.abs(part))}${name ? ` (${name})` : ""}`;
      })
      .join(" ");
    const cut = relu && total < 0 ? ": below 0, so it becomes 0" : "";
    return element("p", "inside-total", `${words.trim()} = ${short(total)}${cut}`);
  }
}

function element(name, classes, words = "") {
  const made = document.createElement(name);
  made.className = classes;
  made.textContent = words;
  return made;
}

function floats(packed) {
  const bytes = Uint8Array.from(atob(packed), (each) => each.charCodeAt(0));
  return new Float32Array(bytes.buffer);
}

function brightest(values, width) {
  const i = values.indexOf(Math.max(...values));
  return [Math.floor(i / width), i % width];
}

// Where in what is above a number of a dense layer comes from.
function place(i, shape) {
  if (shape.length < 3) return `Unit ${i + 1}`;
  const [, width, maps] = shape;
  const map = maps > 1 ? `Map ${(i % maps) + 1}, row` : "Row";
  const pixel = Math.floor(i / maps);
  return `${map} ${Math.floor(pixel / width) + 1}, column ${(pixel % width) + 1}`;
}

function short(value) {
  const size = Math.abs(value);
  const words = size >= 100 ? value.toFixed(0) : size >= 10 ? value.toFixed(1) : value.toFixed(2);
  return words.replace("-", "−");
}

function long(value) {
  return value >= 0.01 && value < 1e4 ? short(value) : value.toExponential(1).replace("-", "−");
}

// Red, green and blue of a number: white is high, black is 0, and the app's blue is below.
function shade(value, strongest) {
  const part = Math.min(1, Math.abs(value) / Math.max(strongest, 1e-9));
  const full = value >= 0 ? [255, 255, 255] : [59, 130, 196];
  return full.map((each) => Math.round(each * part));
}

// Black or white, whichever has more contrast on a colour (WCAG 2's relative luminance).
function textOn(colour) {
  const [red, green, blue] = colour.map((each) => {
    const part = each / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? "#000" : "#fff";
}

const css = (colour) => `rgb(${colour.join(" ")})`;

// Numbers as squares: bright is high, and what is below 0 is blue.
function paint(canvas, values, width, cell) {
  const height = values.length / width;
  const ratio = window.devicePixelRatio || 1;
  canvas.style.width = `${width * cell}px`;
  canvas.style.height = `${height * cell}px`;
  canvas.width = Math.round(width * cell * ratio);
  canvas.height = Math.round(height * cell * ratio);
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  const strongest = values.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
  values.forEach((value, i) => {
    context.fillStyle = css(shade(value, strongest));
    context.fillRect((i % width) * cell, Math.floor(i / width) * cell, cell + 0.5, cell + 0.5);
  });
  return context;
}

// A patch or a kernel as a table of numbers.
function grid(values, size, caption) {
  const table = element("table", "inside-grid");
  table.append(element("caption", "", caption));
  const strongest = values.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
  for (let row = 0; row < size; row++) {
    const line = element("tr", "");
    for (let column = 0; column < size; column++) {
      const value = values[row * size + column];
      const cell = element("td", "", short(value));
      const colour = shade(value, strongest);
      cell.style.background = css(colour);
      cell.style.color = textOn(colour);
      line.append(cell);
    }
    table.append(line);
  }
  return table;
}
