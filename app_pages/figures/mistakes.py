"""Test digits and what a network read them as, as a sheet: its mistakes, or a cell's digits."""

import streamlit as st

from app_pages.figures.confusion import answer_name
from app_pages.figures.sheet import show_sheet
from app_pages.figures.text import percent
from mnist_core.runs.results import Examples

_SHOWN = 36
_CLICK = " Click one to open it on the Draw page."


def show_mistakes(mistakes: Examples, count: int, *, opens: bool, page: str) -> str | None:
    """Show what a network got wrong, most certain first.

    Args:
        mistakes: those whose pictures there are.
        count: of all mistakes.
        opens: whether a click lays one on the Draw page: they are MNIST's, and it is at hand.
        page: the prefix of the page's keys.

    Returns:
        The name of the digit that was clicked just now, such as "test-100", or None.
    """
    st.caption(
        f"Mistakes: {_of(len(mistakes.rows), count)}. Those it was surest of come first. Below "
        "each: what it is, what it was read as, and how sure the network was."
        f"{_CLICK if opens else ''}"
    )
    return _show(mistakes, "mistakes", opens=opens, key=f"{page}_mistakes")


def show_cell(
    examples: Examples, count: int, label: int, answer: int, *, opens: bool, page: str
) -> str | None:
    """Show the digits of a cell of the confusion matrix, as ``show_mistakes`` does.

    Args:
        examples: those whose pictures there are.
        count: of all digits in the cell.
        label: what they are.
        answer: the index of what they were read as.
        opens: as for ``show_mistakes``.
        page: the prefix of the page's keys.
    """
    st.markdown(f"**{label} read as {answer_name(answer)}**")
    if not len(examples.rows):
        st.caption("A run keeps the pictures of its mistakes only.")
        return None
    digits = "digit" if count == 1 else "digits"
    st.caption(
        f"{_of(len(examples.rows), count)} {digits}, those it was surest of first."
        + (_CLICK if opens else "")
    )
    return _show(examples, "digits", opens=opens, key=f"{page}_cell")


def _of(number: int, count: int) -> str:
    return f"{number:,}" if number == count else f"{number:,} of {count:,}"


def _show(examples: Examples, what: str, *, opens: bool, key: str) -> str | None:
    number = len(examples.rows)
    if number > _SHOWN and not st.toggle(f"Show all {number:,}", key=f"{key}_all"):
        number = _SHOWN
    captions = [
        f"{label} as {answer_name(read)}\n{percent(float(sure))}"
        for label, read, sure in zip(
            examples.labels[:number], examples.answers, examples.probabilities, strict=False
        )
    ]
    return show_sheet(
        examples.images[:number],
        [
            f"Test digit {row}: {caption.replace(chr(10), ', ')}"
            for row, caption in zip(examples.rows, captions, strict=False)
        ],
        label=f"{number} {what}",
        key=key,
        captions=captions,
        clicks=[f"test-{row}" for row in examples.rows[:number]] if opens else (),
    )
