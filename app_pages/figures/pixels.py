"""One digit large, with the value of each pixel."""

from pathlib import Path

import streamlit as st

from app_pages.figures.colours import STYLE
from mnist_core.arrays import UInt8Array

_HTML = """<div class="pixels"><canvas tabindex="0" role="application"></canvas>
<div class="ring"></div></div><div class="pixels-value" role="status"></div>"""
_component = st.components.v2.component(
    "digit_pixels",
    html=_HTML,
    css=STYLE,
    js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8"),
)


def show_pixels(image: UInt8Array, *, label: str, key: str) -> None:
    """Show a digit as large as there is room for; its values stand in it where they can be read.

    Args:
        image: uint8 (28, 28), 255 is ink, which is shown black on white.
        label: what it is, for those who do not see it.
        key: tells it from other pictures.
    """
    _component(
        data={
            "values": image.ravel().tolist(),
            "label": f"{label}, pixel by pixel. The arrow keys go from pixel to pixel.",
        },
        key=key,
    )
