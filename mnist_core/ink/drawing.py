"""Strokes, and the digit that may lie under them, to what a network sees."""

from collections.abc import Sequence

import numpy as np

from mnist_core.arrays import UInt8Array
from mnist_core.ink.preprocessing import FRAME, Digit, preprocess
from mnist_core.ink.rendering import render
from mnist_core.ink.strokes import CANVAS, Stroke


def read_drawing(strokes: Sequence[Stroke], digit: UInt8Array | None = None) -> Digit:
    """What a network sees of strokes on a canvas of 280 pixels.

    Args:
        strokes: in canvas pixels.
        digit: uint8 (28, 28), 255 is ink: what lies under them; None is white paper.

    Raises:
        BlankImageError: there is no ink.
    """
    # MNIST's own digits come back as they were only if they are not moved by parts of a pixel.
    return preprocess(paper_with(strokes, digit), subpixel=digit is None)


def paper_with(strokes: Sequence[Stroke], digit: UInt8Array | None = None) -> UInt8Array:
    """Strokes on a canvas of 280 pixels, as they are seen: uint8 (280, 280), 255 is paper.

    Args:
        strokes: in canvas pixels.
        digit: as for ``read_drawing``.
    """
    drawn = render(strokes, CANVAS)
    if digit is None:
        return drawn
    times = CANVAS // FRAME
    return np.minimum(drawn, 255 - np.repeat(np.repeat(digit, times, axis=0), times, axis=1))
