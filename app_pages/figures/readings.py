"""What several networks read of one digit, side by side."""

from collections.abc import Mapping

import streamlit as st

from app_pages.figures.answer import headline
from app_pages.figures.html import data_url
from app_pages.figures.text import percent
from mnist_core import Prediction
from mnist_core.arrays import UInt8Array
from mnist_core.labels import LABELS, NOT_A_DIGIT


def show_readings(image: UInt8Array, label: int, readings: Mapping[str, Prediction]) -> None:
    """Show a digit, and all probabilities of each network.

    Args:
        image: uint8 (28, 28), 255 is ink.
        label: what it is.
        readings: of each network, by its name, what it reads.
    """
    right = [each.verdict for each in readings.values() if each.label == str(label)]
    count = f"{right.count('digit')} of {len(readings)} networks read it so"
    doubt = f", {right.count('unsure')} more in doubt" if "unsure" in right else ""
    heads = "".join(f'<th scope="col">{name}</th>' for name in readings)
    answers = "".join(_answer(each, label) for each in readings.values())
    rows = "".join(
        f'<tr class="{"true" if i == label else ""}"><th scope="row">{name}</th>'
        + "".join(_cell(each, i, label) for each in readings.values())
        + "</tr>"
        for i, name in enumerate(LABELS)
    )
    st.html(
        f'<div class="read-digit"><img alt="The digit" src="{data_url(255 - image)}">'
        f"<div>It is<b>{label}</b>{count}{doubt}.</div></div>"
        f'<table class="readings" aria-label="Probabilities"><thead><tr><th></th>{heads}</tr>'
        f'</thead><tbody><tr><th scope="row">Reads</th>{answers}</tr>{rows}</tbody></table>'
    )


def _answer(prediction: Prediction, label: int) -> str:
    title, _ = headline(list(LABELS), prediction)
    kind = "right" if prediction.label == str(label) else "wrong"
    return f'<td class="{kind}">{title}</td>'


def _cell(prediction: Prediction, i: int, label: int) -> str:
    if i >= len(prediction.probabilities):
        return f'<td class="none" title="It does not know “{NOT_A_DIGIT}”.">–</td>'
    probability = float(prediction.probabilities[i])
    if probability < 0.0005:
        return '<td class="none">0</td>'
    colour = "var(--blue)" if i == label else "var(--orange)"
    shade = f"background:color-mix(in srgb, {colour} {100 * probability**0.5 * 0.55:.0f}%, #0000)"
    return f'<td style="{shade}">{percent(probability, decimals=1)}</td>'
