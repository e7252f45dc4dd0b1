"""The drawing canvas with its pens, Undo and Clear."""

from dataclasses import asdict
from pathlib import Path

import streamlit as st

from app_pages.draw.settings import PENS
from app_pages.figures.colours import STYLE
from app_pages.figures.html import data_url
from app_pages.visit.drawing import drawing, keep_report, laid_picture, wish
from app_pages.visit.settings import choose, chosen
from mnist_core.ink.report import MAX_POINTS, MAX_STROKES

_KEY = "draw_canvas"
_LABEL = (
    "Canvas. Draw a digit here with a mouse, a pen or a finger. It cannot be drawn on with the "
    "keyboard: a digit of the data can be put on it from the Explore page."
)


def _pens() -> str:
    return "".join(
        f'<button type="button" data-pen="{pixels}" aria-label="{name} pen" title="{name} pen">'
        f'<i style="width:{6 + pixels // 2}px;height:{6 + pixels // 2}px"></i></button>'
        for name, pixels in PENS.items()
    )


_HTML = f"""<div class="canvas">
<div class="canvas-paper">
<canvas class="upper-canvas" role="img" aria-label="{_LABEL}"></canvas>
<p class="canvas-full" hidden>The canvas is full: undo or clear.</p></div>
<div class="canvas-tools" role="toolbar" aria-label="Drawing">
<button type="button" name="undo" title="Undo (Ctrl+Z)">Undo</button>
<button type="button" name="clear">Clear</button>
<span role="group" aria-label="Pen">{_pens()}</span></div>
<div class="said" role="status"></div></div>"""
_component = st.components.v2.component(
    _KEY, html=_HTML, css=STYLE, js=(Path(__file__).parent / "canvas.js").read_text("utf-8")
)


def show_canvas(said: str | None) -> None:
    """Show the canvas, black on white in either theme.

    Args:
        said: the answer, for those who do not see it; None where there is none yet, or none any
            more.
    """
    now, lay = drawing(), wish()
    picture = laid_picture()
    _component(
        data={
            "digit": None
            if picture is None
            else {"name": now.digit, "picture": data_url(255 - picture)},
            "lay": None if lay is None else asdict(lay),
            "drawn": bool(now.strokes) or now.digit is not None,
            "number": now.number,
            "said": said,
            "pen": chosen().pen,
            "most": {"strokes": MAX_STROKES, "points": MAX_POINTS},
        },
        key=_KEY,
        # A callback runs even if the page is left before it could run again.
        on_drawing_change=lambda: keep_report(st.session_state[_KEY].drawing),
        on_pen_change=_take_pen,
    )


def _take_pen() -> None:
    pixels = st.session_state[_KEY].pen
    if pixels in PENS.values():  # it comes from a browser
        choose(pen=pixels)
