"""Many digits as one picture that can be clicked: a thousand are as quick as ten."""

import math
from collections.abc import Sequence

import numpy as np
import streamlit as st

from app_pages.figures.html import data_url
from mnist_core.arrays import (
    UInt8Array,
)

_CSS = """
.sheet { position: relative; line-height: 0; }
canvas { color: var(--st-text-color); }
canvas:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 4px; }
.ring { position: absolute; top: 0; left: 0; box-sizing: border-box; pointer-events: none;
  border: 3px solid var(--st-primary-color); border-radius: 3px; display: none; }
.said { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
"""
_HTML = """<div class="sheet"><canvas tabindex="0" role="application"></canvas>
<div class="ring"></div><div class="said" role="status"></div></div>"""
# A digit's pixel is a whole number of the screen's, so that all are alike; and Safari draws a
# picture of 16 million of them at most, and 16,384 high.
_JS = """
export default function ({ data, parentElement, setTriggerValue }) {
  const canvas = parentElement.querySelector("canvas");
  const ring = parentElement.querySelector(".ring");
  const said = parentElement.querySelector(".said");
  const lines = Math.max(0, ...data.captions.map(each => each.split("\\n").length));
  const sprite = new Image();
  let places = [], side = 0, columns = 1, chosen = -1;

  const lay = () => {
    const width = parentElement.querySelector(".sheet").clientWidth;
    let ratio = window.devicePixelRatio || 1;
    for (;;) {
      side = Math.max(1, Math.round(48 * ratio / 28)) * 28 / ratio;
      const across = lines ? Math.max(side, 80) : side, down = side + (lines ? 4 + 16 * lines : 0);
      const gap = lines ? 8 : 4;
      columns = Math.max(1, Math.floor((width + gap) / (across + gap)));
      const full = data.count >= columns && columns > 1;
      const step = full ? (width - across) / (columns - 1) : across + gap;
      const snap = x => Math.round(x * ratio) / ratio;
      places = Array.from({ length: data.count }, (_, i) => [
        snap(i % columns * step + (across - side) / 2),
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
    const ratio = lay(), context = canvas.getContext("2d"), style = getComputedStyle(canvas);
    context.scale(ratio, ratio);
    context.imageSmoothingEnabled = false;
    context.textAlign = "center";
    context.textBaseline = "top";
    context.strokeStyle = context.fillStyle = style.color;
    context.lineWidth = 1 / ratio;
    places.forEach(([x, y], i) => {
      const from = [i % data.across * 28, Math.floor(i / data.across) * 28];
      context.drawImage(sprite, ...from, 28, 28, x, y, side, side);
      context.globalAlpha = 0.25;
      context.strokeRect(x, y, side, side);
      (data.captions[i] ?? "").split("\\n").forEach((text, line) => {
        context.globalAlpha = line ? 0.75 : 1;
        context.font = `${line ? 400 : 600} 12.5px ${style.fontFamily}`;
        context.fillText(text, x + side / 2, y + side + 5 + 16 * line);
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
  const under = event => places.findIndex(([x, y]) =>
    event.offsetX >= x && event.offsetX < x + side &&
    event.offsetY >= y && event.offsetY < y + side);
  const steps = () => ({ ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns });

  canvas.setAttribute("aria-label", data.label);
  const opens = data.clicks.length > 0;
  canvas.style.cursor = opens ? "pointer" : "default";
  canvas.onpointermove = event => { if (event.pointerType === "mouse") choose(under(event)); };
  canvas.onpointerleave = () => choose(-1);
  canvas.onblur = () => choose(-1);
  canvas.onclick = event => {
    const i = under(event);
    if (i >= 0 && opens) setTriggerValue("clicked", data.clicks[i]);
  };
  canvas.onkeydown = event => {
    const step = steps()[event.key];
    if (step !== undefined) {
      const next = chosen < 0 ? 0 : chosen + step;
      if (next >= 0 && next < data.count) choose(next, true);
    } else if (opens && (event.key === "Enter" || event.key === " ") && chosen >= 0) {
      setTriggerValue("clicked", data.clicks[chosen]);
    } else return;
    event.preventDefault();
  };
  lay();  // its place is kept free until it is drawn
  sprite.onload = draw;
  sprite.src = data.picture;
  let width = 0;
  const observer = new ResizeObserver(([{ contentRect }]) => {
    if (sprite.complete && width && contentRect.width !== width) draw();
    width = contentRect.width;
  });
  observer.observe(parentElement.querySelector(".sheet"));
  return () => observer.disconnect();
}
"""
_component = st.components.v2.component("digit_sheet", html=_HTML, css=_CSS, js=_JS)


def show_sheet(
    images: UInt8Array,
    names: Sequence[str],
    *,
    label: str,
    key: str,
    captions: Sequence[str] = (),
    clicks: Sequence[str] = (),
) -> str | None:
    """Show digits, as many a row as there is room for.

    Args:
        images: uint8 (n, 28, 28), 255 is ink, which is shown black on white.
        names: of each digit, what it is, for those who point at it or do not see it.
        label: what the sheet is, for those who do not see it.
        key: tells it from other sheets.
        captions: of each digit, some words below it, in one or two lines.
        clicks: of each digit, what a click on it gives; none, where a click means nothing.

    Returns:
        What was clicked just now, as it came from the browser; None where nothing was.
    """
    across = max(1, math.ceil(math.sqrt(len(images))))
    way = "choose a digit, Enter puts it on the Draw page" if clicks else "go from digit to digit"
    result = _component(
        data={
            "picture": _sprite(images, across),
            "across": across,
            "count": len(images),
            "names": list(names),
            "captions": list(captions),
            "label": f"{label}. The arrow keys {way}.",
            "clicks": list(clicks),
        },
        key=key,
        on_clicked_change=lambda: None,
    )
    clicked = result.clicked  # it comes from a browser
    return clicked if isinstance(clicked, str) else None


def _sprite(images: UInt8Array, across: int) -> str:
    """All pictures in one, as an address that holds it."""
    rows = math.ceil(len(images) / across)
    tiles = np.full((rows * across, 28, 28), 255, np.uint8)
    tiles[: len(images)] = 255 - images
    sprite = tiles.reshape(rows, across, 28, 28).swapaxes(1, 2)
    return data_url(sprite.reshape(rows * 28, across * 28))
