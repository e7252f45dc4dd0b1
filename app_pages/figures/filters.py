"""What the first layer of a network looks for: its weights as pictures."""

import math
from collections.abc import Sequence

import cv2
import numpy as np
import streamlit as st

from app_pages.figures.colours import BLUE, ORANGE, bgr
from app_pages.figures.html import data_url
from mnist_core.arrays import Float32Array, UInt8Array

_STRONG = 0.995  # the part of all weights that is below full colour: a few are far above
_GAP = 1  # pixels between two filters, before they are enlarged
_WIDTH = 700  # pixels that they are enlarged to at most


def show_filters(filters: Sequence[Float32Array]) -> None:
    """Show filters, float32 (units, height, width) each branch, on a scale the same both ways."""
    pictures = "".join(
        f'<img alt="{len(each)} filters of {each.shape[1]} by {each.shape[2]} pixels" '
        f'src="{data_url(_as_picture(each))}">'
        for each in filters
    )
    st.html(f'<div class="filters">{pictures}</div>')
    st.caption(
        "Orange: ink there raises what the unit gives; blue: ink there lowers it; white: it does "
        "not matter."
    )


def _as_picture(filters: Float32Array) -> UInt8Array:
    """Filters beside each other, uint8 (h, w, 4), blue first, transparent between them."""
    count, height, width = filters.shape
    tiles = shades(filters, float(np.quantile(np.abs(filters), _STRONG)))
    across = 8 if count <= 16 else 12
    rows = math.ceil(count / across)
    picture = np.zeros((rows * (height + _GAP), across * (width + _GAP), 4), np.uint8)
    for i, tile in enumerate(tiles):
        y, x = i // across * (height + _GAP), i % across * (width + _GAP)
        picture[y : y + height, x : x + width, :3] = tile
        picture[y : y + height, x : x + width, 3] = 255
    times = max(1, _WIDTH // picture.shape[1])
    return np.asarray(
        cv2.resize(picture, None, fx=times, fy=times, interpolation=cv2.INTER_NEAREST), np.uint8
    )


def shades(values: Float32Array, strongest: float) -> UInt8Array:
    """Numbers as colours: orange above 0, blue below, white at 0.

    Args:
        values: float32, of any shape.
        strongest: what has full colour, above it and below 0 too.

    Returns:
        uint8, that shape and (3,): blue, green, red.
    """
    strength = np.minimum(np.abs(values) / max(strongest, 1e-9), 1)
    colour = np.where(values[..., None] > 0, bgr(ORANGE), bgr(BLUE))
    return np.asarray(np.rint(255 - strength[..., None] * (255 - colour)), np.uint8)
