"""A digit's strokes made thicker or thinner, in its 28 x 28 pixels."""

import cv2
import numpy as np

from mnist_core.arrays import UInt8Array

_LEAST_INK = 0.6  # the part of a digit's ink that thinning leaves
_PEN = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (3, 3))


def thickened(image: UInt8Array, amount: float) -> UInt8Array:
    """Strokes made thicker, or thinner.

    Args:
        image: uint8 (h, w), 255 is ink.
        amount: pixels that strokes gain on either side; below 0, from -1 on, what they lose.

    Returns:
        uint8 (h, w); the picture itself where the amount is 0.
    """
    if amount == 0:
        return image
    if amount < 0:
        return _thinned(image, -amount)
    whole, part = int(amount), amount % 1
    less = cv2.dilate(image, _PEN, iterations=whole) if whole else image
    return np.asarray(cv2.addWeighted(cv2.dilate(less, _PEN), part, less, 1 - part, 0), np.uint8)


def _thinned(image: UInt8Array, amount: float) -> UInt8Array:
    """Strokes about ``amount`` pixels thinner on either side, 0 to 1, but no stroke worn away."""
    eroded = cv2.erode(image, _PEN)
    kept = cv2.sumElems(eroded)[0] / max(cv2.sumElems(image)[0], 1.0)
    part = min(amount, (1 - _LEAST_INK) / max(1 - kept, 1e-9))
    thin = cv2.addWeighted(eroded, part, image, 1 - part, 0)
    # Erosion takes the ink's strength too: give it back.
    gain = min(255 / max(int(thin.max()), 1), 1 / _LEAST_INK)
    return np.asarray(cv2.convertScaleAbs(thin, alpha=gain), np.uint8)
