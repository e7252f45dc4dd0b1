"""The drawing canvas and its two buttons."""

from functools import lru_cache
from pathlib import Path

import streamlit as st

from app_pages.figures.html import data_url
from app_pages.visit.digits import find_digit
from app_pages.visit.drawing import clear, drawing, keep_report, undo
from mnist_core.arrays import UInt8Array
from mnist_core.errors import DatasetError
from mnist_core.ink.drawing import paper_with
from mnist_core.ink.strokes import CANVAS, Stroke

_tend = st.components.v2.component(
    "canvas_pen", js=(Path(__file__).parent / "canvas.js").read_text(encoding="utf-8")
)


def show_canvas(stroke_width: int) -> None:
    """Show the canvas, black on white in either theme, over what is drawn already.

    Args:
        stroke_width: of the pen, in pixels.
    """
    # It can be imported within a running app only.
    from streamlit_drawable_canvas import st_canvas

    now = drawing()
    canvas, pen = f"draw_canvas_{now.canvas}", f"draw_pen_{now.canvas}"
    st_canvas(
        stroke_width=stroke_width,
        stroke_color="#000000",
        update_streamlit=False,
        width=CANVAS,
        height=CANVAS,
        key=canvas,
    )
    _tend(
        data={
            "canvas": canvas,
            "paper": _paper(now.digit, now.under) if now.digit or now.under else None,
            "width": stroke_width,
            "below": now.digit is not None or bool(now.under),
            "room": dict(now.room),
        },
        key=pen,
        # A callback runs even if the page is left before it could run again.
        on_strokes_change=lambda: keep_report(st.session_state[pen].strokes),
    )


def show_buttons() -> None:
    """Undo and Clear. They are never disabled: a stroke may be there that Python knows not of."""
    with st.container(horizontal=True):
        st.button("Undo", icon=":material/undo:", on_click=undo, key="draw_undo", width="stretch")
        st.button(
            "Clear", icon=":material/delete:", on_click=clear, key="draw_clear", width="stretch"
        )


def laid_picture(name: str | None) -> UInt8Array | None:
    """The digit of a name such as "test-100", uint8 (28, 28), 255 is ink; None where none lies."""
    try:
        return find_digit(name) if name else None
    except DatasetError:  # it was there when it was laid
        return None


@lru_cache(maxsize=32)
def _paper(digit: str | None, under: tuple[Stroke, ...]) -> str:
    """What lies under the canvas, as a picture's address."""
    return data_url(paper_with(under, laid_picture(digit)))
