"""How a practice round went: how many digits were read right, and the drawings that were not."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

from app_pages.figures.answer import candidates
from app_pages.figures.html import data_url
from app_pages.figures.text import PER_CENT, a_digit, counted, percent
from mnist_core import Prediction
from mnist_core.ink.drawing import paper_with
from mnist_core.ink.strokes import Stroke
from mnist_core.labels import LABELS, NOT_A_DIGIT_INDEX


@dataclass(frozen=True, eq=False)
class Reading:
    """A drawing that was asked for, and what a network made of it.

    Attributes:
        label: what it is, 0 to 9, or 10 for no digit.
        strokes: that were drawn.
        prediction: what the network reads.
        change: what would change the answer, in a sentence as HTML; "" where it is not known.
    """

    label: int
    strokes: tuple[Stroke, ...]
    prediction: Prediction
    change: str = ""

    @property
    def is_right(self) -> bool:
        """Whether the network reads what it is."""
        label = self.prediction.label
        return (NOT_A_DIGIT_INDEX if label is None else int(label)) == self.label


def show_score(right: int, of: int, interval: tuple[float, float], network: str) -> None:
    """Show how many were read right, and what that says of all that the same hand writes.

    Args:
        right: how many.
        of: of so many.
        interval: the 95 % interval of that part, 0 to 1.
        network: what the one is called that has read them.
    """
    low, high = (f"{end * 100:.0f}{PER_CENT}" for end in interval)
    st.html(
        f'<p class="practised-score"><b>{right} of {of}</b> read right by {escape(network)}</p>'
        f"<p>{counted(of, 'digit')} tell{'s' if of == 1 else ''} only roughly how well it reads "
        f"you: in the long run, between {low} and {high} of your digits (95{PER_CENT} interval)."
        "</p>"
    )


def show_wrong(readings: Sequence[Reading], labels: list[str]) -> None:
    """Show the drawings that were read wrong, with what was read and what may be the reason.

    Args:
        readings: of a round.
        labels: the network's, in the order of its probabilities.
    """
    wrong = [each for each in readings if not each.is_right]
    if not wrong:
        return
    figures = "".join(
        f'<figure><img alt="A drawing of {_name(each.label)}" src="{_picture(each)}">'
        f"<figcaption><b>{_name(each.label).capitalize()}</b><br>{_told(each, labels)}"
        f"{f' {each.change}' if each.change else ''}</figcaption></figure>"
        for each in wrong
    )
    st.html(f'<div class="practised">{figures}</div>')


def _picture(reading: Reading) -> str:
    return data_url(paper_with(reading.strokes))


def _told(reading: Reading, labels: list[str]) -> str:
    """What was read, in a sentence."""
    prediction = reading.prediction
    if prediction.verdict == "unsure":
        first, second = (name for name, _ in candidates(labels, prediction))
        return f"It is not sure: {first} or {second}."
    read = NOT_A_DIGIT_INDEX if prediction.label is None else int(prediction.label)
    return f"Taken for {_name(read)}, {percent(prediction.probability)} sure."


def _name(label: int) -> str:
    return "no digit" if label == NOT_A_DIGIT_INDEX else a_digit(int(LABELS[label]))
