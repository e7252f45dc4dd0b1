"""Strokes, and the digit that may lie under them, to what a network sees."""

from collections.abc import Sequence

import numpy as np

from mnist_core.arrays import (
    UInt8Array,
)
from mnist_core.ink.preprocessing import Digit, preprocess
from mnist_core.ink.rendering import render
from mnist_core.ink.strokes import CANVAS, Stroke


def read_drawing(strokes: Sequence[Stroke], paper: UInt8Array | None) -> Digit:
    """What a network sees of strokes on a canvas of 280 pixels.

    Args:
        strokes: in canvas pixels.
        paper: uint8 (280, 280), 255 is paper and 0 is ink: a digit that lies under the
            strokes; None is white paper.

    Raises:
        BlankImageError: there is no ink.
    """
    if paper is None:
        return preprocess(render(strokes, CANVAS))
    # MNIST's own digits come back as they were only if they are not moved by parts of a pixel.
    return preprocess(np.minimum(paper, render(strokes, CANVAS)), subpixel=False)
