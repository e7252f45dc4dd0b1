"""Ways from one drawing to 28 x 28 pixels, and what networks read by each."""

from collections.abc import Mapping
from html import escape

import streamlit as st

from app_pages.figures.answer import headline
from app_pages.figures.html import data_url
from mnist_core import Prediction
from mnist_core.arrays import Float32Array, UInt8Array
from mnist_core.ink.preprocessing import Digit
from mnist_core.labels import LABELS


def show_ways(
    paper: UInt8Array,
    seen: Mapping[str, Float32Array],
    read: Mapping[str, Mapping[str, Prediction]],
    label: int | None,
) -> None:
    """Show the paper, and by each way the pixels and what each network reads of them.

    Args:
        paper: uint8 (h, w), 255 is paper.
        seen: by each way's name float32 (28, 28), 0 (paper) to 1 (ink).
        read: of each network, by its name, what it reads by each way.
        label: what the digit is; None where nobody knows.
    """
    pictures = "".join(
        f'<td><img alt="{escape(way)}: the pixels" '
        f'src="{data_url(255 - Digit(pixels, ()).picture)}"></td>'
        for way, pixels in seen.items()
    )
    heads = "".join(f'<th scope="col">{escape(way)}</th>' for way in seen)
    rows = "".join(
        f'<tr><th scope="row">{escape(name)} reads</th>'
        + "".join(_cell(each, label) for each in by_way.values())
        + "</tr>"
        for name, by_way in read.items()
    )
    st.html(
        f'<div class="ways"><figure><img alt="The drawing" src="{data_url(paper)}">'
        "<figcaption>The paper</figcaption></figure>"
        f"<table><thead><tr><td></td>{heads}</tr></thead>"
        f'<tbody><tr><th scope="row">It sees</th>{pictures}</tr>{rows}</tbody></table></div>'
    )


def _cell(prediction: Prediction, label: int | None) -> str:
    title = headline(list(LABELS[: len(prediction.probabilities)]), prediction)
    kind = "" if label is None else "right" if prediction.label == str(label) else "wrong"
    return f'<td class="{kind}">{escape(title)}</td>'
