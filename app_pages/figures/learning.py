"""What a network read of a drawing at each moment of its training, as one piece of HTML."""

from collections.abc import Sequence

import streamlit as st

from app_pages.figures.answer import headline, note
from app_pages.figures.text import percent
from mnist_core import Prediction
from mnist_core.labels import LABELS, NOT_A_DIGIT


def show_learning(
    predictions: Sequence[Prediction], moments: Sequence[str], at: int, *, sure_from: float
) -> None:
    """Show the answer at one moment, and how probable each label was at all of them.

    Args:
        predictions: what it read at each moment, in their order.
        moments: what each is called, such as "after 640 digits".
        at: the place of the moment whose answer is shown.
        sure_from: the probability from which on the network counts as sure, 0 to 1.
    """
    now, count = predictions[at], len(predictions[at].probabilities)
    labels = list(LABELS[:count])
    title = headline(labels, now)
    words = " words" if len(title) > 1 else ""
    rows = "".join(_row(predictions, at, label, i) for i, label in enumerate(labels))
    st.html(
        f'<div class="learning"><div class="learning-label{words}">{title}</div>'
        f'<div class="learning-note">{note(labels, now, sure_from)}</div>'
        f'<p class="said">{_told(predictions, moments)}</p>'
        f'<div aria-hidden="true">{rows}<div class="learning-axis">'
        f"<span>{moments[0]}</span><span>now</span></div></div></div>"
    )


def _row(predictions: Sequence[Prediction], at: int, label: str, i: int) -> str:
    """A label: a cell a moment, the darker the more probable, and the bar of the one moment."""
    cells = "".join(
        f'<i{" class=at" if place == at else ""} style="--part:{each.probabilities[i]:.2f}"></i>'
        for place, each in enumerate(predictions)
    )
    now = predictions[at]
    best = label == (now.label or NOT_A_DIGIT)
    probability = float(now.probabilities[i])
    return (
        f'<div class="learning-row{" best" if best else ""}"><span>{_short(label)}</span>'
        f'<span class="learning-strip">{cells}</span><span class="learning-track">'
        f'<i style="width:{probability:.1%}"></i></span><span>{percent(probability)}</span></div>'
    )


def _short(label: str) -> str:
    return "none" if label == NOT_A_DIGIT else label


def _told(predictions: Sequence[Prediction], moments: Sequence[str]) -> str:
    """The answers in words, each with the moment from which on it was the answer."""
    found: list[str] = []
    before = None
    for prediction, moment in zip(predictions, moments, strict=True):
        answer = _short(prediction.label or NOT_A_DIGIT)
        if answer != before:
            found.append(f"{answer} {moment}")
        before = answer
    return f"The most probable answer was {', then '.join(found)}."
