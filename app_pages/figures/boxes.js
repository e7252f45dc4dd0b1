// Boxes are buttons over the picture, in shares of it: so they stay where they belong at any size.

const READABLE = 16; // pixels of the screen: boxes that are less high have no room for words
const TOP = 0.04; // of the picture: a box that begins above has its mark below
const NEAR = 24; // pixels of the screen from a box's middle: a fingertip need not hit a small one

export default function ({ data, parentElement, setTriggerValue }) {
  const find = (selector) => parentElement.querySelector(selector);
  const frame = find(".boxes-picture");
  const image = find("img");
  const group = find("[role=group]");
  const [width, height] = data.size;

  frame.style.setProperty("--ratio", width / height);
  if (image.src !== data.picture) image.src = data.picture;

  const boxes = data.boxes.map(({ place, kind, label, name }, i) => {
    const box = element("button", "box");
    const [x, y, across, down] = place.map((share) => `${100 * share}%`);
    Object.assign(box.style, { left: x, top: y, width: across, height: down });
    box.type = "button";
    box.dataset.kind = kind;
    if (place[1] < TOP) box.dataset.top = "";
    box.title = name;
    box.setAttribute("aria-label", name);
    box.append(element("span", "", mark(kind, label)));
    box.onclick = (event) => {
      if (event.detail === 0) tap(i); // a key or a screen reader; a pointer's is the frame's
    };
    return box;
  });
  group.replaceChildren(...boxes);

  const heights = data.boxes.map(({ place }) => place[3]).sort((a, b) => a - b);
  const usual = heights[Math.floor(heights.length / 2)];
  const observer = new ResizeObserver(() => {
    const height = usual * frame.clientHeight;
    frame.classList.toggle("boxes-small", height < READABLE);
    frame.style.setProperty("--mark", `${Math.min(14, Math.max(9, 0.4 * height))}px`);
  });
  observer.observe(frame);

  const tap = (i) => setTriggerValue("tapped", i);
  frame.onclick = (event) => {
    if (event.detail === 0) return;
    const i = nearest(boxes, event);
    if (i >= 0) tap(i);
  };

  let from = 0;
  find("[role=list]").replaceChildren(
    ...data.lines.map((line) => {
      const row = element("div", "line");
      row.setAttribute("role", "listitem");
      for (const { kind, label, name } of data.boxes.slice(from, from + line.length)) {
        const sign = element("span", "sign", label ?? "");
        sign.dataset.kind = kind;
        if (kind !== "sure") sign.title = name;
        row.append(sign);
      }
      from += line.length;
      if (line.second) row.append(element("small", "", `or ${line.second}`));
      return row;
    }),
  );
  find(".boxes-told").textContent = data.told;

  const numbers = data.lines.map((line) => line.number).join("\n");
  const copy = find(".boxes-copy");
  copy.textContent = "Copy";
  copy.hidden = !numbers.trim();
  copy.onclick = async () => {
    try {
      await navigator.clipboard.writeText(numbers);
      copy.textContent = find(".said").textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(find("[role=list]"));
      copy.textContent = find(".said").textContent = "Selected";
    }
  };
  return () => observer.disconnect();
}

function element(name, classes, words = "") {
  const made = document.createElement(name);
  made.className = classes;
  made.textContent = words;
  return made;
}

function mark(kind, label) {
  return { sure: label, unsure: `${label}?`, none: "✕" }[kind];
}

// The place of the box that was meant: the one pointed at whose middle is nearest.
function nearest(boxes, { clientX, clientY }) {
  let found = -1;
  let least = Number.POSITIVE_INFINITY;
  boxes.forEach((box, i) => {
    const { left, top, width, height } = box.getBoundingClientRect();
    const across = Math.abs(clientX - left - width / 2);
    const down = Math.abs(clientY - top - height / 2);
    if (across > Math.max(width / 2, NEAR) || down > Math.max(height / 2, NEAR)) return;
    if (Math.hypot(across, down) >= least) return;
    least = Math.hypot(across, down);
    found = i;
  });
  return found;
}
