"""Lesson 1: a picture is numbers. A digit's pixels can be changed, and are read at once."""

import numpy as np
import streamlit as st

from app_pages.figures.answer import show_answer
from app_pages.figures.glossary import term
from app_pages.figures.text import a_digit
from app_pages.learn.digits import practice_and_test
from app_pages.learn.grid import show_grid
from app_pages.learn.words import ask, say
from app_pages.visit.networks import best_network, load
from mnist_core import Prediction
from mnist_core.arrays import UInt8Array
from mnist_core.ink.painting import count_changed
from mnist_core.ink.preprocessing import Digit, as_pixels

_PENS = {255: "Ink 255", 128: "Grey 128", 0: "Paper 0"}
_EMPTY = "nothing"
_STARTS = [*map(str, range(10)), _EMPTY]
_AGAIN = "learn_again"  # how often the picture has been begun again


@st.fragment
def show() -> None:
    """Show a digit to be painted on, and what the network reads."""
    say(
        f"A picture is made of squares. One square is a {term('pixel')}. "
        "It has one number, and the number says how much ink is there.",
        f"This picture has 28 rows of 28 pixels: 784 numbers. The {term('network')} sees the "
        "numbers and nothing else. Change some, with the mouse, a finger or the arrow keys.",
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        start = st.selectbox("Begin with", _STARTS, index=3, key="learn_start", width=130)
        ink = st.segmented_control(
            "Paint with",
            _PENS,
            default=255,
            format_func=_PENS.__getitem__,
            required=True,
            key="learn_ink",
        )
        st.button("Again", icon=":material/restart_alt:", on_click=_begin_again)
    before = _picture(start)
    with st.container(key="learn_numbers"):
        left, right = st.columns([392, 300], gap="medium")
    with left:
        after = show_grid(
            before,
            255 if ink is None else ink,  # a forged choice may be None
            label=f"A picture of {start}, to be painted on",
            key=f"learn_grid_{start}_{st.session_state.get(_AGAIN, 0)}",
        )
    with right:
        first, now = _read(before), _read(after)
        network = load(best_network())
        show_answer(
            network.labels,
            now,
            Digit(as_pixels(after), ()),
            sure_from=network.thresholds["unsure"],
            subject="The picture",
        )
    ask(
        "How few numbers must be changed until the network reads something else?",
        _found(first, now, count_changed(before, after)),
    )


def _begin_again() -> None:
    st.session_state[_AGAIN] = st.session_state.get(_AGAIN, 0) + 1


def _picture(start: str) -> UInt8Array:
    if start == _EMPTY:
        return np.zeros((28, 28), np.uint8)
    practice, _ = practice_and_test()
    picture: UInt8Array = practice.images[practice.first(int(start))]
    return picture


def _read(picture: UInt8Array) -> Prediction | None:
    if not picture.any():
        return None
    return load(best_network()).read(as_pixels(picture))


def _found(first: Prediction | None, now: Prediction | None, changed: int) -> str | None:
    """What was found out; None as long as it reads what it read at first."""
    if now is None or first is None or now.label == first.label:
        return None
    return (
        f"It read {_name(first)} and now reads {_name(now)}. Of 784 numbers {changed} "
        f"{'has' if changed == 1 else 'have'} changed. To the network this is another list of "
        "numbers, no more. Can it be done with fewer?"
    )


def _name(prediction: Prediction) -> str:
    return "no digit" if prediction.label is None else a_digit(int(prediction.label))
