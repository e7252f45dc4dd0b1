"""A picture painted pixel by pixel, as a browser reports it. Nothing about a report is believed."""

import numpy as np

from mnist_core.arrays import UInt8Array
from mnist_core.errors import InvalidImageError
from mnist_core.ink.preprocessing import FRAME


def read_painting(report: object) -> UInt8Array:
    """The picture of a report: uint8 (28, 28), 255 is ink.

    Args:
        report: a list of 784 whole numbers, 0 to 255, row by row.

    Raises:
        InvalidImageError: it is no such list.
    """
    if not isinstance(report, list) or len(report) != FRAME * FRAME:
        raise InvalidImageError(f"expected a list of {FRAME * FRAME} pixels")
    if not all(type(each) is int and 0 <= each <= 255 for each in report):
        raise InvalidImageError("expected pixels that are whole numbers from 0 to 255")
    return np.array(report, np.uint8).reshape(FRAME, FRAME)


def count_changed(before: UInt8Array, after: UInt8Array) -> int:
    """How many pixels of two pictures of one size are not the same."""
    return int(np.count_nonzero(before != after))
