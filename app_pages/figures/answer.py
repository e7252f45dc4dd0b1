"""What the network reads, as one piece of HTML: the answer, all probabilities, what it sees.

One element that always has the same size, so that nothing moves when the answer changes; colours
are taken from the text's, so that it fits either theme.
"""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from app_pages.figures.html import data_url
from app_pages.figures.text import percent
from mnist_core import Prediction
from mnist_core.ink.preprocessing import Digit, Step
from mnist_core.labels import NOT_A_DIGIT

_STYLE = """
<style>
.answer { display: grid; grid-template-columns: 1fr 112px; gap: 0 1.25rem; min-height: 355px; }
.answer-words { min-height: 7.5rem; display: flex; flex-direction: column; justify-content: center }
.answer-label { font-size: 4.5rem; font-weight: 700; line-height: 1; }
.answer-label.words { font-size: 2.5rem; line-height: 1.1; }
.answer-note { margin-top: .4rem; opacity: .75; }
.answer-seen { text-align: center; font-size: .8rem; line-height: 1.2; }
.answer-seen span { opacity: .75; }
.answer-frame { width: 112px; height: 112px; background: #000; border-radius: .5rem;
  overflow: hidden; margin-bottom: .3rem; box-sizing: content-box;
  outline: 1px solid color-mix(in srgb, currentColor 25%, transparent); }
.answer-empty { background: none; outline-style: dashed; }
.answer-steps { display: grid; grid-template-columns: repeat(auto-fill, 148px); gap: 1rem;
  justify-content: space-between; }
.answer-steps figure { margin: 0; }
.answer-steps img { width: 148px; height: 148px; object-fit: contain; background: #8882;
  border-radius: .25rem; image-rendering: pixelated;
  outline: 1px solid color-mix(in srgb, currentColor 25%, transparent); }
.answer-steps figcaption { font-size: .8rem; line-height: 1.3; margin-top: .3rem; }
.answer-frame img { width: 112px; height: 112px; image-rendering: pixelated; display: block; }
.answer-bars { grid-column: 1 / -1; margin-top: .75rem; display: grid; gap: 3px;
  grid-template-columns: max-content 1fr 4.2rem; align-items: center; font-size: .9rem;
  line-height: 1.1; font-variant-numeric: tabular-nums; }
.answer-track { height: .8rem; border-radius: .25rem; margin: 0 .3rem 0 .6rem;
  background: color-mix(in srgb, currentColor 9%, transparent); overflow: hidden; }
.answer-bar { height: 100%; background: color-mix(in srgb, currentColor 60%, transparent); }
.answer-best .answer-bar { background: #e8590c; }
.answer-row { display: contents; }
.answer-best { font-weight: 700; }
.answer-name::after { content: attr(data-name); display: block; height: 0; overflow: hidden;
  visibility: hidden; font-weight: 700; }  /* keeps the width of the name in bold free */
.answer-share { text-align: right; }
</style>
"""


def show_answer(
    labels: list[str],
    prediction: Prediction | None,
    digit: Digit | None,
    subject: str = "The drawing",
) -> None:
    """Show what a network makes of a drawing, or an invitation to draw.

    Args:
        labels: the network's, in the order of the probabilities.
        prediction: what it reads; None where there is nothing to read.
        digit: what it sees; None where there is nothing to see.
        subject: what that is, where it is no drawing.
    """
    title, note = headline(labels, prediction)
    words = " words" if len(title) > 1 else ""
    st.html(
        f'{_STYLE}<div class="answer">'
        f'<div class="answer-words" role="status" aria-atomic="true">'
        f'<div class="answer-label{words}">{title}</div><div class="answer-note">{note}</div>'
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


def headline(labels: list[str], prediction: Prediction | None) -> tuple[str, str]:
    """An answer as a person would say it: the headline, and a note below it."""
    if prediction is None:
        return "Draw a digit", "0 to 9, with mouse or finger, as large or small as you like."
    if prediction.verdict == "not a digit":
        return "Not a digit", f"{percent(prediction.probability)} sure of that"
    if prediction.verdict == "unsure":
        # In the order of the labels where one is "not a digit": what it might be comes first.
        candidates = np.argsort(-prediction.probabilities, kind="stable")[:2]
        if NOT_A_DIGIT in (labels[each] for each in candidates):
            candidates = np.sort(candidates)
        names = ["no digit" if labels[i] == NOT_A_DIGIT else labels[i] for i in candidates]
        shares = [percent(float(prediction.probabilities[i])) for i in candidates]
        note = ", ".join(f"{name}: {share}" for name, share in zip(names, shares, strict=True))
        return " or ".join(names) + "?", note
    return str(prediction.label), f"{percent(prediction.probability)} sure"


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
            f'<span class="answer-name" data-name="{label}">{label}</span>'
            '<span class="answer-track">'
            f'<div class="answer-bar" style="width:{probability:.1%}"></div></span>'
            f'<span class="answer-share">{share}</span>'
            "</div>"
        )
    return f'<div class="answer-bars" role="list" aria-label="Probabilities">{"".join(rows)}</div>'
