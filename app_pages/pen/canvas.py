"""The drawing canvases with their pens, Undo and Clear: a square one, and a wide one."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import streamlit as st

from app_pages.figures.colours import STYLE
from app_pages.figures.html import data_url
from app_pages.figures.number import Mark
from app_pages.pen.paper import paper_html, take_pen
from app_pages.pen.script import script
from app_pages.visit.drawing import Canvas, drawing, keep_report, laid_picture, taking, wish
from app_pages.visit.settings import chosen
from mnist_core.ink.report import MAX_POINTS, MAX_STROKES

_KEYS: dict[Canvas, str] = {"digit": "draw_canvas", "number": "draw_wide_canvas"}
_LABELS: dict[Canvas, str] = {
    "digit": "Canvas. Draw a digit here with a mouse, a pen or a finger. It cannot be drawn on "
    "with the keyboard: a digit of the data can be put on it from the Explore page.",
    "number": "Wide canvas. Write a number here, its digits from left to right, with a mouse, a "
    "pen or a finger. It cannot be written on with the keyboard.",
}


_JS = script(Path(__file__).parent / "canvas.js")
_COMPONENTS = {
    each: st.components.v2.component(_KEYS[each], html=paper_html(each, label), css=STYLE, js=_JS)
    for each, label in _LABELS.items()
}


def show_canvas(canvas: Canvas, said: str | None, marks: Sequence[Mark] = ()) -> None:
    """Show a canvas, black on white in either theme.

    Args:
        canvas: which.
        said: the answer, for those who do not see it; None where there is none yet, or none any
            more.
        marks: boxes around what has been read on it.
    """
    now = drawing(canvas)
    lay, picture = (wish(), laid_picture()) if canvas == "digit" else (None, None)
    _COMPONENTS[canvas](
        data={
            "canvas": canvas,
            "digit": None
            if picture is None
            else {"name": now.digit, "picture": data_url(255 - picture)},
            "lay": None if lay is None else asdict(lay),
            "take": taking() if canvas == "number" else None,
            "drawn": bool(now.strokes) or now.digit is not None,
            "number": now.number,
            "said": said,
            "marks": [asdict(each) for each in marks],
            "pen": chosen().pen,
            "most": {"strokes": MAX_STROKES, "points": MAX_POINTS},
        },
        key=_KEYS[canvas],
        # A callback runs even if the page is left before it could run again.
        on_drawing_change=lambda: keep_report(st.session_state[_KEYS[canvas]].drawing, canvas),
        on_pen_change=lambda: take_pen(st.session_state[_KEYS[canvas]].pen),
    )
