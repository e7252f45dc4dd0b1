"""What lies under the strokes: white paper, or a digit of 28 x 28 pixels."""

import numpy as np

from app_pages.visit.digits import find_digit
from mnist_core.arrays import UInt8Array
from mnist_core.errors import DatasetError
from mnist_core.ink.preprocessing import FRAME
from mnist_core.ink.strokes import CANVAS


def paper_of(name: str | None) -> UInt8Array | None:
    """A digit, such as "test-100", as large as the canvas and black on white; None is white."""
    try:
        image = find_digit(name) if name else None
    except DatasetError:  # it was there when it was laid
        return None
    if image is None:
        return None
    times = CANVAS // FRAME
    return 255 - np.repeat(np.repeat(image, times, axis=0), times, axis=1)
