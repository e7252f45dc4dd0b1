"""Was it right? One tap keeps a finished drawing with what it is, for the Teach page."""

from pathlib import Path
from typing import Any

import msgspec
import streamlit as st

from app_pages.figures.answer import candidates
from app_pages.figures.text import a_digit
from app_pages.visit.corrections import keep, kept, name_of, remove
from app_pages.visit.drawing import Drawing, drawing, see_drawing
from mnist_core import Prediction
from mnist_core.data.corrections import MOST, Correction
from mnist_core.labels import DIGITS, LABELS, NOT_A_DIGIT_INDEX

_KEY = "draw_correction"
_FULL = "draw_correction_full"  # whether there was no room for the drawing that was just to be kept
_LABELS = {label: i for i, label in enumerate(LABELS)}
_BUTTONS = [("yes", "Yes"), *zip(LABELS, [*LABELS[:DIGITS], "No digit"], strict=True)]
_HTML = f"""<div class="correction"><div class="correction-words">
<span class="correction-said"></span>
<button type="button" class="correction-link" name="undo" aria-label="Undo keeping it">Undo</button>
<button type="button" class="correction-link" name="teach"></button></div>
<div class="correction-labels" role="group" aria-label="Was it right?">{
    "".join(
        f'<button type="button" name="label" value="{value}">{words}</button>'
        for value, words in _BUTTONS
    )
}</div><div class="said" role="status"></div></div>"""
_component = st.components.v2.component(
    _KEY,
    html=_HTML,
    js=Path(__file__).with_suffix(".js").read_text("utf-8"),
    isolate_styles=False,  # the page has its stylesheet: none of 50 kB is sent with each stroke
)


class _Tap(msgspec.Struct):
    """What was tapped: "undo", "teach", "yes" or a label; and the number of the drawing then."""

    what: str
    number: int


def show_question(
    now: Drawing, labels: list[str], prediction: Prediction | None, *, one: bool
) -> None:
    """Ask whether a drawing of strokes alone was read right, and keep it with what it is.

    Its place is kept free where nothing is asked.

    Args:
        now: the drawing.
        labels: the network's, in the order of the probabilities.
        prediction: what it reads; None where there is nothing to read.
        one: whether it is read as one digit, or none: of several nobody can say that it is right.
    """
    is_asked = prediction is not None and now.digit is None
    read = _read(labels, prediction) if prediction is not None and one else None
    correction = kept().get(name_of(now.strokes)) if is_asked else None
    tapped = _component(
        data={
            "asked": is_asked,
            "final": now.final,
            "number": now.number,
            "yes": read is not None,
            "label": None if correction is None else LABELS[correction.label],
            "words": _words(None if correction is None else correction.label),
            "kept": len(kept()),
        },
        key=_KEY,
        on_tapped_change=lambda: _take(st.session_state[_KEY].tapped, now.number, read),
    ).tapped
    if (tap := _tap(tapped)) is not None and tap.what == "teach":
        st.switch_page("app_pages/teach/page.py")


def _read(labels: list[str], prediction: Prediction) -> int:
    """What a network has read, 0 to 10; of two digits in doubt the one that is named first."""
    if prediction.verdict == "not a digit":
        return NOT_A_DIGIT_INDEX
    if prediction.verdict == "unsure":
        return LABELS.index(candidates(labels, prediction)[0][0])
    return LABELS.index(str(prediction.label))


def _words(label: int | None) -> str:
    """What is asked, or what the drawing is kept as."""
    if st.session_state.pop(_FULL, False):
        return f"Not kept: there are {MOST} drawings, and no room for more."
    if label is None:
        return "Was it right?"
    return f"Kept as {a_digit(label) if label < DIGITS else 'no digit'}"


def _take(told: Any, number: int, read: int | None) -> None:
    """Do what was tapped: it comes from a browser, and is of the drawing that lies there by now.

    Args:
        told: what was tapped.
        number: of the drawing that was read.
        read: what "yes" means of it, 0 to 10; None where it means nothing.
    """
    tap, now = _tap(told), drawing()
    if tap is None or now.digit is not None or not now.final or see_drawing() is None:
        return
    if tap.what == "undo":
        remove(name_of(now.strokes))
    if not tap.number == number == now.number:
        read = None  # something was drawn since: it was read of another drawing
    label = read if tap.what == "yes" else _LABELS.get(tap.what)
    if label is not None:
        st.session_state[_FULL] = not keep(Correction(label, now.strokes, read))


def _tap(told: Any) -> _Tap | None:
    try:
        return msgspec.convert(told, _Tap)
    except msgspec.ValidationError:
        return None
