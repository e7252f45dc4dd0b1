"""The Explore page on data: samples, how many of each, the mean picture, one digit large."""

import numpy as np
import streamlit as st

from app_pages.explore.address import asked, asked_number, choose, choose_number, tell
from app_pages.explore.download import offer_mnist
from app_pages.figures.counts import show_counts, show_statistics
from app_pages.figures.pixels import show_pixels
from app_pages.figures.sheet import show_sheet
from app_pages.figures.text import a_digit
from app_pages.visit.digits import SOURCES, digits_of, statistics_for
from app_pages.visit.links import open_on_draw
from mnist_core.arrays import IntArray, UInt8Array
from mnist_core.data.mnist import find_mnist

_SHEETS = [100, 300, 1000]
_LABELS = {"all": "All", **{str(digit): str(digit) for digit in range(10)}}
_SHUFFLES = "explore_shuffles"  # how often the samples have been shuffled


def show_data() -> None:
    """Show the digits of a source."""
    source = asked("source", SOURCES, "train" if find_mnist() else "generated")
    label = asked("label", _LABELS, "all")
    digits = digits_of(source)
    if digits is not None:
        rows = _sort(digits[1], label)
        number = asked_number("digit", len(digits[0]), int(rows[0]) if len(rows) else 0)
        tell(source=source, digit=number)
    with st.container(horizontal=True):
        choose(
            st.segmented_control,
            "Digits",
            "source",
            SOURCES,
            source,
            ends=("digit",),
            required=True,
            wrap=True,
        )
        count = st.segmented_control(
            "How many",
            _SHEETS,
            default=_SHEETS[0],
            format_func="{:,}".format,
            key="explore_count",
            required=True,
            persist_state="session",
        )
    choose(
        st.segmented_control,
        "Show only",
        "label",
        _LABELS,
        label,
        ends=("digit",),
        required=True,
    )
    if digits is None:
        offer_mnist("These digits are MNIST's.", generated=True, key="explore_fetch")
        return
    _show_samples(source, digits, rows[: count or _SHEETS[0]])  # a forged choice may be None
    _show_one(source, digits, number)
    _show_whole(source)


def _sort(labels: UInt8Array, label: str) -> IntArray:
    """The places of the label's digits, in the order in which they are shown."""
    rows = np.arange(len(labels)) if label == "all" else np.flatnonzero(labels == int(label))
    shuffles = st.session_state.get(_SHUFFLES, 0)
    return np.random.default_rng(shuffles).permutation(rows) if shuffles else rows


def _show_samples(source: str, digits: tuple[UInt8Array, ...], rows: IntArray) -> None:
    images, labels = digits
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        st.caption("Click a digit to open it on the Draw page.", width="content")
        st.button("Shuffle", icon=":material/shuffle:", on_click=_shuffle)
    if not len(rows):
        st.write("There is none.")
        return
    clicked = show_sheet(
        images[rows],
        [f"Digit {row}: {a_digit(labels[row])}" for row in rows],
        label=f"{len(rows)} digits, {SOURCES[source]}",
        key="explore_samples",
        clicks=[f"{source}-{row}" for row in rows],
    )
    open_on_draw(clicked)


def _shuffle() -> None:
    st.session_state[_SHUFFLES] = st.session_state.get(_SHUFFLES, 0) + 1


def _show_one(source: str, digits: tuple[UInt8Array, ...], number: int) -> None:
    st.header("One digit, pixel by pixel", anchor=False)
    images, labels = digits
    with st.container(horizontal=True, vertical_alignment="bottom"):
        choose_number("Number", "digit", len(images), number, width=164)
        if st.button("Draw on it", icon=":material/draw:"):
            open_on_draw(f"{source}-{number}")
    st.write(f"{SOURCES[source]}: digit {number:,} is {a_digit(labels[number], '**')}.")
    show_pixels(images[number], label=a_digit(labels[number]).capitalize(), key="explore_pixels")


def _show_whole(source: str) -> None:
    st.header("How many of each", anchor=False)
    sources = ["train", "test"] if source != "generated" else ["generated"]
    found = {SOURCES[each]: statistics_for(each) for each in sources}
    shown = {title: each for title, each in found.items() if each is not None}
    show_counts(shown)
    st.header("How much ink", anchor=False)
    show_statistics(shown[SOURCES[source]])
