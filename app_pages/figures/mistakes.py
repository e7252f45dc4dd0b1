"""Test digits that a network gets wrong, as a sheet."""

import streamlit as st

from app_pages.figures.confusion import answer_name
from app_pages.figures.sheet import show_sheet
from app_pages.figures.text import percent
from mnist_core.runs.results import Mistakes

_SHOWN = 36


def show_mistakes(mistakes: Mistakes, count: int, *, opens: bool, page: str) -> str | None:
    """Show what a network got wrong, most certain first.

    Args:
        mistakes: the pictures that there are of them.
        count: of all mistakes.
        opens: whether a click lays one on the Draw page: they are MNIST's, and it is at hand.
        page: the prefix of the page's keys.

    Returns:
        The name of the digit that was clicked just now, such as "test-100", or None.
    """
    number = len(mistakes.rows)
    if number > _SHOWN and not st.toggle(f"Show all {number:,}", key=f"{page}_all_mistakes"):
        number = _SHOWN
    st.caption(
        f"{number:,} of {count:,} mistakes, those it was surest of first: what it is, what it "
        "was read as, and how sure that was."
        + (" Click one, and it lies on the Draw page." if opens else "")
    )
    captions = [
        f"{label} as {answer_name(read)}\n{percent(float(sure))}"
        for label, read, sure in zip(
            mistakes.labels, mistakes.answers, mistakes.probabilities, strict=True
        )
    ][:number]
    return show_sheet(
        mistakes.images[:number],
        [
            f"Test digit {row}: {caption.replace(chr(10), ', ')}"
            for row, caption in zip(mistakes.rows, captions, strict=False)
        ],
        label=f"{number} mistakes",
        key=f"{page}_mistakes",
        captions=captions,
        clicks=[f"test-{row}" for row in mistakes.rows[:number]] if opens else (),
    )
