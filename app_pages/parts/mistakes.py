"""The test digits that a published network gets wrong, as a sheet."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import streamlit as st

from app_pages.parts.answer import percent
from app_pages.parts.confusion import answer
from app_pages.parts.digits import digits_of
from app_pages.parts.fetch import offer_mnist
from app_pages.parts.linked import open_on_draw
from app_pages.parts.sheet import show_sheet
from mnist_core.evaluation import most_certain_mistakes, shown

_SHOWN = 36


def show_mistakes(
    probabilities: npt.NDArray[np.float32], confusion: Sequence[Sequence[int]]
) -> None:
    """Show what a network got wrong, most certain first.

    Args:
        probabilities: float32 (n, k), its answers to the test digits.
        confusion: how many were read as which, as its card has it.
    """
    digits = digits_of("test")
    if digits is None:
        offer_mnist("The pictures of its mistakes are MNIST's.", generated=False)
        return
    images, labels = digits
    of_each = [sum(row) for row in confusion[:10]]
    if np.bincount(labels, minlength=10).tolist() != of_each:
        st.write("It was not measured on the MNIST that is on this server: other test digits.")
        return
    rows = most_certain_mistakes(probabilities, labels)
    count = len(rows)
    if count > _SHOWN and not st.toggle(f"Show all {count:,}", key="explore_all_mistakes"):
        rows = rows[:_SHOWN]
    st.caption(
        f"{len(rows):,} of {count:,} mistakes, those it was surest of first: what it is, what it "
        "was read as, and how sure that was. Click one, and it lies on the Draw page."
    )
    answers, confidence = shown(probabilities[rows])
    captions = [
        f"{labels[row]} as {answer(read)}\n{percent(float(sure))}"
        for row, read, sure in zip(rows, answers, confidence, strict=True)
    ]
    clicked = show_sheet(
        images[rows],
        [
            f"Test digit {row}: {caption.replace(chr(10), ', ')}"
            for row, caption in zip(rows, captions, strict=True)
        ],
        label=f"{len(rows)} mistakes",
        key="explore_mistakes",
        captions=captions,
    )
    if clicked is not None:
        open_on_draw(f"test-{rows[clicked]}")
