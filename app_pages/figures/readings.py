"""What several networks read of one digit, side by side."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

import streamlit as st

from app_pages.figures.answer import headline
from app_pages.figures.html import data_url
from app_pages.figures.text import percent, share
from mnist_core import Prediction
from mnist_core.arrays import UInt8Array
from mnist_core.labels import LABELS, NOT_A_DIGIT


@dataclass(frozen=True)
class Reading:
    """What a network reads.

    Attributes:
        prediction: its answer.
        sure_from: the probability from which on it is sure, 0 to 1.
        own: whether the network is the visitor's own.
    """

    prediction: Prediction
    sure_from: float
    own: bool = False


def show_readings(image: UInt8Array, label: int | None, readings: Mapping[str, Reading]) -> None:
    """Show a digit, and all probabilities of each network.

    Args:
        image: uint8 (28, 28), 255 is ink.
        label: what it is; None where nobody knows.
        readings: of each network, by its name, what it reads; one's own last.
    """
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in readings)
    answers = "".join(_answer(each.prediction, label) for each in readings.values())
    sure = "".join(f'<td class="none">{share(each.sure_from)}</td>' for each in readings.values())
    rows = "".join(
        f'<tr class="{"true" if i == label else ""}"><th scope="row">{name}</th>'
        + "".join(_cell(each.prediction, i, label) for each in readings.values())
        + "</tr>"
        for i, name in enumerate(LABELS)
    )
    predictions = [each.prediction for each in readings.values()]
    told = _together(predictions) if label is None else _agreement(predictions, label)
    st.html(
        f'<div class="read-digit"><img alt="The digit" src="{data_url(255 - image)}">'
        f"<div>{told}</div></div>"
        f'<div class="table" tabindex="0"><table class="readings" aria-label="Probabilities">'
        f"<thead>{_owners(readings)}<tr><td></td>{heads}</tr>"
        f'</thead><tbody><tr><th scope="row">Reads</th>{answers}</tr>{rows}'
        f'<tr><th scope="row">Sure from</th>{sure}</tr></tbody></table></div>'
    )


def _owners(readings: Mapping[str, Reading]) -> str:
    """A row of heads that says whose networks they are; none where all come with the program."""
    own = sum(each.own for each in readings.values())
    if not own:
        return ""
    groups = {"with the program": len(readings) - own, "yours": own}
    cells = "".join(
        f'<th scope="colgroup" colspan="{count}">{name}</th>'
        for name, count in groups.items()
        if count
    )
    return f"<tr><td></td>{cells}</tr>"


def _agreement(predictions: list[Prediction], label: int) -> str:
    """What a digit is, and how many networks think so."""
    right = [each.verdict for each in predictions if each.label == str(label)]
    sure, leaning = right.count("digit"), right.count("unsure")
    other = sum(each.verdict != "unsure" for each in predictions) - sure
    words = f"It is<b>{label}</b>{sure or 'None'} of {len(predictions)} networks "
    words += "are sure of it." if sure > 1 else "is sure of it."
    if leaning:
        words += f" {leaning} {'lean' if leaning > 1 else 'leans'} to it, in doubt."
    if other:
        words += f" {other} {'are' if other > 1 else 'is'} sure of something else."
    return words


def _together(predictions: list[Prediction]) -> str:
    """What networks take a drawing for, the commonest answer first."""
    often = Counter(each.label or "no digit" for each in predictions).most_common()
    first, count = often[0] if often else ("–", 0)
    rest = "".join(
        f"; {each} {'reads' if each == 1 else 'read'} {name}" for name, each in often[1:]
    )
    return f"They read<b>{first}</b>{count} of {len(predictions)} networks{rest}."


def _answer(prediction: Prediction, label: int | None) -> str:
    title = headline(list(LABELS), prediction)
    kind = "right" if label is None or prediction.label == str(label) else "wrong"
    return f'<td class="{kind}">{title}</td>'


def _cell(prediction: Prediction, i: int, label: int | None) -> str:
    if i >= len(prediction.probabilities):
        return f'<td class="none" title="It does not know “{NOT_A_DIGIT}”.">–</td>'
    probability = float(prediction.probabilities[i])
    if probability < 0.0005:
        return '<td class="none">0</td>'
    colour = "var(--blue)" if label is None or i == label else "var(--orange)"
    shade = f"background:color-mix(in srgb, {colour} {100 * probability**0.5 * 0.55:.0f}%, #0000)"
    return f'<td style="{shade}">{percent(probability, decimals=1)}</td>'
