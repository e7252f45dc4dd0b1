"""What the network reads, as one piece of HTML: the answer, all probabilities, what it sees.

One element that always has the same size, so that nothing moves when the answer changes; colours
are taken from the text's, so that it fits either theme.
"""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Literal

import numpy as np
import streamlit as st

from app_pages.figures.html import data_url
from app_pages.figures.text import a_digit, percent
from mnist_core import Prediction
from mnist_core.ink.preprocessing import Digit, Step
from mnist_core.labels import LABELS, NOT_A_DIGIT
from mnist_core.recognition.classifier import Verdict

Kind = Literal["sure", "unsure", "none"]
# What stylesheets and scripts call the verdicts.
KINDS: Mapping[Verdict, Kind] = {"digit": "sure", "unsure": "unsure", "not a digit": "none"}


def show_answer(
    labels: list[str],
    prediction: Prediction | None,
    digit: Digit | None,
    *,
    sure_from: float,
    subject: str = "The drawing",
    truth: int | None = None,
    number: str | None = None,
    busy: bool = False,
) -> None:
    """Show what a network makes of a drawing, or an invitation to draw.

    Args:
        labels: the network's, in the order of the probabilities.
        prediction: what it reads; None where there is nothing to read.
        digit: what it sees; None where there is nothing to see.
        sure_from: the probability from which on the network counts as sure, 0 to 1.
        subject: what that is, where it is no drawing.
        truth: what the digit is, where that is known.
        number: what it is read as where it seems to be several digits, such as "27": the note's
            place is left free for what is offered then.
        busy: whether it is still being drawn.
    """
    title = f"{number}?" if number else headline(labels, prediction)
    told = "" if number else note(labels, prediction, sure_from) + _truth(truth)
    offers = " offers" if number else ""
    words = " words" if len(title) > 1 else ""
    st.html(
        f'<div class="answer" aria-busy="{str(busy).lower()}">'
        f'<div class="answer-words">'
        f'<div class="answer-label{words}">{title}</div>'
        f'<div class="answer-note{offers}">{told}</div>'
        f"</div>{_seen(digit, subject)}{_bars(labels, prediction)}</div>"
    )


def show_pictures(steps: Sequence[Step]) -> None:
    """Show the pictures on the way to the digit, in frames of one size, below the answer."""
    figures = "".join(
        f'<figure><img alt="{step.title}" src="{data_url(step.picture)}">'
        f"<figcaption>{number}. {step.title}</figcaption></figure>"
        for number, step in enumerate(steps, start=1)
    )
    st.html(f'<div class="answer-steps">{figures}</div>')


def headline(labels: list[str], prediction: Prediction | None) -> str:
    """An answer as a person would say it, in a few words."""
    if prediction is None:
        return "Draw a digit"
    if prediction.verdict == "not a digit":
        return "Not a digit"
    if prediction.verdict == "unsure":
        return " or ".join(name for name, _ in candidates(labels, prediction)) + "?"
    return str(prediction.label)


def note(labels: list[str], prediction: Prediction | None, sure_from: float) -> str:
    """How sure an answer is, or what can be drawn; ``sure_from`` as ``show_answer`` takes it."""
    if prediction is None:
        return "0 to 9, with mouse or finger, as large or small as you like."
    if prediction.verdict == "not a digit":
        return f"{percent(prediction.probability)} sure of that"
    if prediction.verdict == "unsure":
        shares = [f"{name}: {percent(part)}" for name, part in candidates(labels, prediction)]
        return f"{', '.join(shares)}; it would be sure from {percent(sure_from, decimals=1)}"
    return f"{percent(prediction.probability)} sure"


def candidates(labels: list[str], prediction: Prediction) -> list[tuple[str, float]]:
    """What a doubtful drawing might be: two names, and how probable each is."""
    found = np.argsort(-prediction.probabilities, kind="stable")[:2]
    # In the order of the labels where one is "not a digit": what it might be comes first.
    if NOT_A_DIGIT in (labels[each] for each in found):
        found = np.sort(found)
    return [
        ("no digit" if labels[i] == NOT_A_DIGIT else labels[i], float(prediction.probabilities[i]))
        for i in found
    ]


def show_small_answers(readings: Mapping[str, tuple[Prediction, float]]) -> None:
    """Show what several networks read of one drawing, each in a few words.

    Args:
        readings: of each network, by its title, what it reads, and from which probability on it
            counts as sure, 0 to 1.
    """
    cards = "".join(
        f"<li><span>{escape(name)}</span><b>{headline(list(LABELS), reading)}</b>"
        f"<span>{note(list(LABELS), reading, sure_from)}</span></li>"
        for name, (reading, sure_from) in readings.items()
    )
    st.html(f'<ul class="small-answers">{cards}</ul>')


def _truth(truth: int | None) -> str:
    return "" if truth is None else f". <b>It is {a_digit(truth)}.</b>"


def _seen(digit: Digit | None, subject: str) -> str:
    """The 28 x 28 pixels, enlarged without blur."""
    picture = ""
    if digit is not None:
        seen = data_url(digit.picture)
        picture = f'<img alt="{subject} in 28 by 28 pixels" src="{seen}">'
    empty = "" if digit else " answer-empty"
    return (
        f'<div class="answer-seen"><div class="answer-frame{empty}">{picture}</div>'
        "<span>What it sees</span></div>"
    )


def _bars(labels: list[str], prediction: Prediction | None) -> str:
    """All probabilities as a bar chart, one row a label."""
    rows = []
    for i, label in enumerate(labels):
        probability = 0.0 if prediction is None else float(prediction.probabilities[i])
        share = "" if prediction is None else percent(probability, decimals=1)
        best = prediction is not None and label == (prediction.label or NOT_A_DIGIT)
        rows.append(
            f'<div class="answer-row{" answer-best" if best else ""}" role="listitem">'
            f"<span>{label}</span>"
            '<span class="answer-track">'
            f'<div class="answer-bar" style="width:{probability:.1%}"></div></span>'
            f'<span class="answer-share">{share}</span>'
            "</div>"
        )
    return f'<div class="answer-bars" role="list" aria-label="Probabilities">{"".join(rows)}</div>'
