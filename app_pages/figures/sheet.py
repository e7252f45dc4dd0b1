"""Many digits as one picture that can be clicked: a thousand are as quick as ten."""

import math
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from app_pages.figures.colours import STYLE
from app_pages.figures.html import data_url, laid
from mnist_core.arrays import UInt8Array

_HTML = """<div class="sheet"><canvas tabindex="0" role="application"></canvas>
<div class="ring"></div><div class="said" role="status"></div></div>"""
# A digit's pixel is a whole number of the screen's, so that all are alike; and Safari draws a
# picture of 16 million of them at most, and 16,384 high.
_component = st.components.v2.component(
    "digit_sheet",
    html=_HTML,
    css=STYLE,
    js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8"),
)


def show_sheet(
    images: UInt8Array,
    names: Sequence[str],
    *,
    label: str,
    key: str,
    captions: Sequence[str] = (),
    clicks: Sequence[str] = (),
    does: str = "opens it on the Draw page",
    side: int = 48,
) -> str | None:
    """Show digits, as many a row as there is room for.

    Args:
        images: uint8 (n, 28, 28), 255 is ink, which is shown black on white.
        names: of each digit, what it is, for those who point at it or do not see it.
        label: what the sheet is, for those who do not see it.
        key: tells it from other sheets.
        captions: of each digit, some words below it, in one or two lines.
        clicks: of each digit, what a click on it gives; none, where a click means nothing.
        does: what a click does, in words.
        side: of a digit, in pixels: about, for each of its own is a whole number of the screen's.

    Returns:
        What was clicked just now, as it came from the browser; None where nothing was.
    """
    if not len(images):
        return None
    across = math.ceil(math.sqrt(len(images)))
    way = f"choose a digit, Enter {does}" if clicks else "go from digit to digit"
    result = _component(
        data={
            "picture": data_url(laid(255 - images, across, 255)),
            "across": across,
            "count": len(images),
            "names": list(names),
            "captions": list(captions),
            "label": f"{label}. The arrow keys {way}.",
            "clicks": list(clicks),
            "side": side,
        },
        key=key,
        on_clicked_change=lambda: None,
    )
    clicked = result.clicked  # it comes from a browser
    return clicked if isinstance(clicked, str) else None
