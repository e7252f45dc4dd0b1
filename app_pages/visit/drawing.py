"""The drawings that a visitor has made, as their browser has last reported them.

There are two canvases, a square one for a digit and a wide one for a number, and each has a drawing
of its own. The browser keeps them, with all that Undo can bring back: so that they outlive a
reload, and what is read is what is seen. Python asks for two changes only: that a digit of the data
takes the place of the square canvas's drawing, and that its strokes are taken along to the wide
one.
"""

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import streamlit as st

from app_pages.visit.digits import find_digit
from mnist_core.arrays import UInt8Array
from mnist_core.errors import BlankImageError, DatasetError, StrokesError
from mnist_core.ink.drawing import read_drawing
from mnist_core.ink.preprocessing import Digit
from mnist_core.ink.report import read_report
from mnist_core.ink.strokes import Stroke

Canvas = Literal["digit", "number"]  # by what is drawn on it

_KEYS: dict[Canvas, str] = {"digit": "draw_drawing", "number": "draw_number"}
_LAY = "draw_lay"
_TAKE = "draw_take"
_STORED = "visit_drawing"
_TOKEN = "visit_drawing_token"

_ask = st.components.v2.component(
    _STORED, js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
)


@dataclass(frozen=True)
class Drawing:
    """A drawing.

    Attributes:
        digit: the name of the digit of the data that lies lowest, such as "test-100", or None.
        strokes: that were drawn over it, in their order.
        number: of the report that told of it; the browser counts them.
        final: whether the pen has left the canvas.
    """

    digit: str | None = None
    strokes: tuple[Stroke, ...] = ()
    number: int = 0
    final: bool = True


@dataclass(frozen=True)
class Lay:
    """A digit that is to take the drawing's place.

    Attributes:
        name: the digit's, such as "test-100".
        token: tells one wish from the next: the browser does each once.
        stays: whether a drawing that lies on that very digit stays as it is, as after a reload.
    """

    name: str
    token: str
    stays: bool


class _Report(msgspec.Struct):
    strokes: Any
    number: Annotated[int, msgspec.Meta(ge=0, le=2**53)]
    final: bool
    digit: str | None = None


def drawing(canvas: Canvas = "digit") -> Drawing:
    """The drawing on a canvas as it is."""
    found: Drawing = st.session_state.get(_KEYS[canvas], Drawing())
    return found


def ask_for_drawing() -> None:
    """Have the browser tell of the square canvas's drawing, where this session knows of none.

    The Draw page's canvas does so itself. Another page needs it after a reload.
    """
    if _KEYS["digit"] in st.session_state:
        return
    _ask(
        data={"token": st.session_state.setdefault(_TOKEN, secrets.token_urlsafe(6))},
        key=_STORED,
        on_drawing_change=lambda: keep_report(st.session_state[_STORED].drawing),
    )


def laid_picture() -> UInt8Array | None:
    """The digit that lies lowest, uint8 (28, 28), 255 is ink; None where none lies."""
    name = drawing().digit
    try:
        return find_digit(name) if name else None
    except DatasetError:  # it was there when it was laid
        return None


def see_drawing() -> Digit | None:
    """What a network sees of the drawing; None without ink."""
    try:
        return read_drawing(drawing().strokes, laid_picture())
    except BlankImageError:
        return None


def wish() -> Lay | None:
    """The digit that was last to be laid, or None."""
    found: Lay | None = st.session_state.get(_LAY)
    return found


def lay_digit(name: str, *, stays: bool = False) -> None:
    """Put a digit in the drawing's place; when it is undone, the drawing comes back.

    Args:
        name: the digit's, such as "test-100".
        stays: whether a drawing that lies on that very digit stays as it is.
    """
    st.session_state[_LAY] = Lay(name, secrets.token_urlsafe(6), stays)
    st.session_state[_KEYS["digit"]] = Drawing(digit=name)


def take_along() -> None:
    """Put the square canvas's strokes on the wide one; when that is undone, its own come back."""
    st.session_state[_TAKE] = secrets.token_urlsafe(6)
    st.session_state[_KEYS["number"]] = Drawing(
        strokes=drawing().strokes, number=drawing("number").number
    )


def taking() -> str | None:
    """What tells the last wish to take strokes along from others, or None: there was no such."""
    found: str | None = st.session_state.get(_TAKE)
    return found


def keep_report(report: object, canvas: Canvas = "digit") -> None:
    """Keep what the browser reports to have been drawn on a canvas.

    It is judged first. One that no hand has drawn is not kept: the drawing stays as it was. A digit
    that is not here, as when the server has lost its data since, is left out.
    """
    try:
        told = msgspec.convert(report, _Report)
        strokes = read_report(told.strokes)
    except (msgspec.ValidationError, StrokesError):
        return
    digit = told.digit if told.digit and _is_here(told.digit) else None
    st.session_state[_KEYS[canvas]] = Drawing(digit, strokes, told.number, told.final)


def _is_here(digit: str) -> bool:
    try:
        find_digit(digit)
    except DatasetError:
        return False
    return True
