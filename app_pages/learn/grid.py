"""A picture of 28 x 28 pixels that can be painted, pixel by pixel."""

from pathlib import Path

import streamlit as st

from app_pages.figures.colours import STYLE
from app_pages.pen.script import script
from mnist_core.arrays import UInt8Array
from mnist_core.errors import InvalidImageError
from mnist_core.ink.painting import read_painting

_HTML = """<div class="grid"><canvas class="grid-picture" tabindex="0" role="application"></canvas>
<canvas class="grid-loupe" aria-hidden="true"></canvas>
<div class="grid-value"></div><div class="said" role="status"></div></div>"""
_component = st.components.v2.component(
    "digit_grid",
    html=_HTML,
    css=STYLE,
    js=script(Path(__file__).with_suffix(".js")),
)


def show_grid(start: UInt8Array, ink: int, *, label: str, key: str) -> UInt8Array:
    """Show a picture to be painted on, and the numbers around the pixel that is pointed at.

    Args:
        start: uint8 (28, 28), 255 is ink: the picture as it is first.
        ink: what a painted pixel becomes, 0 to 255.
        label: what it is, for those who do not see it.
        key: tells it from other pictures: another key begins with ``start`` again.

    Returns:
        The picture as it is now; ``start`` where the browser sends something else.
    """
    result = _component(
        data={"start": start.ravel().tolist(), "ink": ink, "label": label},
        key=key,
        on_painted_change=lambda: None,
    )
    if result.painted is None:
        return start
    try:
        return read_painting(result.painted)
    except InvalidImageError:
        return start
