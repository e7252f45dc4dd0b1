"""A number on a wide canvas, read as a whole; what the network reads is seen at once."""

from collections.abc import Mapping

import streamlit as st

from app_pages.draw.address import follow_address
from app_pages.draw.settings import load_chosen, show_settings
from app_pages.draw.share import show_link
from app_pages.figures.number import (
    marks_of,
    said_of,
    show_characters,
    show_number_answer,
    show_small_numbers,
)
from app_pages.pen.canvas import show_canvas
from app_pages.visit.drawing import Canvas, drawing
from app_pages.visit.networks import Network, load
from app_pages.visit.present import is_presented
from mnist_core import DigitClassifier
from mnist_core.errors import BlankImageError, ModelError
from mnist_core.recognition.number import Number, read_number


@st.fragment
def show_number(networks: Mapping[str, Network]) -> None:
    """The wide canvas and what belongs to it: what a choice changes."""
    present = is_presented()
    _read(networks, present=present)
    if not present:
        with st.container(key="draw_settings"):
            show_settings(networks)
            show_link()


@st.fragment
def _read(networks: Mapping[str, Network], *, present: bool) -> None:
    """All that a stroke changes. Nothing else runs again: the less, the faster the answer."""
    now = drawing("number")
    number = read_canvas(load_chosen(networks), "number")
    said = said_of(number) if number else ""
    with st.container(key="draw_wide"):
        with st.container(key="draw_wide_paper"):
            show_canvas("number", said if now.final else None, marks_of(number) if number else [])
            follow_address()
        with st.container(key="draw_wide_answer"):
            show_number_answer(number, busy=not now.final)
    if not present:
        _show_others(networks, is_empty=number is None)
        _show_seen(number)


def read_canvas(classifier: DigitClassifier, canvas: Canvas) -> Number | None:
    """The strokes on a canvas read as a number; None where there are none."""
    try:
        return read_number(classifier, drawing(canvas).strokes)
    except BlankImageError:
        return None


def _show_others(networks: Mapping[str, Network], *, is_empty: bool) -> None:
    """What every network reads, once that is asked for."""
    with st.expander("All networks read this", key="draw_others", on_change="rerun") as others:
        if not others.open:
            return
        if is_empty:
            st.caption("Write a number, and what each network reads is shown here.")
            return
        numbers = {}
        for network in networks.values():
            try:
                number = read_canvas(load(network), "number")
            except ModelError:  # a run's network, damaged: it is named where it is chosen
                continue
            if number:
                numbers[network.title] = number
        show_small_numbers(numbers)


def _show_seen(number: Number | None) -> None:
    """What the network sees of each digit, once that is asked for."""
    with st.expander("What it sees, digit by digit", key="draw_seen", on_change="rerun") as seen:
        if not seen.open:
            return
        if number is None:
            st.caption("Write a number, and what the network sees is shown here.")
        else:
            show_characters(number)
