"""Shortcuts that other programs take from a drawing to 28 x 28, past MNIST's recipe.

Networks trained on MNIST read them worse: here they can be seen, and measured.
"""

import cv2
import numpy as np

from mnist_core.arrays import Float32Array, UInt8Array
from mnist_core.errors import BlankImageError
from mnist_core.ink.preprocessing import BOX, FRAME, as_pixels


def shrink(paper: UInt8Array) -> Float32Array:
    """The whole paper shrunk: the digit stays as small, and where, it was drawn.

    Args:
        paper: uint8 (n, n), 255 is paper and 0 is ink.

    Returns:
        float32 (28, 28), 0 (paper) to 1 (ink).
    """
    return _scaled(255 - paper, (FRAME, FRAME))


def crop(paper: UInt8Array) -> Float32Array:
    """Cropped to the ink, the longest side 20 pixels, the box in the middle: as ``shrink``.

    Raises:
        BlankImageError: there is no ink.
    """
    ink = 255 - paper
    x, y, width, height = cv2.boundingRect(ink)
    if width == 0:
        raise BlankImageError("the picture has no ink: draw a digit first")
    columns, rows = (max(1, round(BOX * side / max(width, height))) for side in (width, height))
    top, left = (FRAME - rows) // 2, (FRAME - columns) // 2
    frame = np.zeros((FRAME, FRAME), np.float32)
    box = _scaled(ink[y : y + height, x : x + width], (columns, rows))
    frame[top : top + rows, left : left + columns] = box
    return frame


def _scaled(ink: UInt8Array, size: tuple[int, int]) -> Float32Array:
    """Ink averaged over (width, height) pixels."""
    return as_pixels(np.asarray(cv2.resize(ink, size, interpolation=cv2.INTER_AREA), np.uint8))
