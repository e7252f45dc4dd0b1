"""A photograph read as numbers, line by line."""

from dataclasses import replace

import cv2
import numpy as np

from mnist_core.arrays import UInt8Array
from mnist_core.errors import BlankImageError
from mnist_core.ink.lines import Line, find_lines
from mnist_core.ink.paper import find_ink
from mnist_core.recognition.classifier import DigitClassifier
from mnist_core.recognition.number import Number, read_ink

_SIDE = 1600  # pixels of the longer side that a larger picture is brought to


def read_photograph(classifier: DigitClassifier, picture: UInt8Array) -> tuple[Number, ...]:
    """Read a photograph's digits.

    Args:
        classifier: reads the digits.
        picture: uint8, as ``preprocess`` takes it.

    Returns:
        The lines from top to bottom, boxes in the picture's pixels; none where there is no digit.
    """
    scale = min(_SIDE / max(picture.shape[:2]), 1.0)
    small = picture
    if scale < 1:
        small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    numbers = []
    for line in find_lines(find_ink(np.asarray(small, np.uint8))):
        number = _read(classifier, line, scale)
        if number is not None:
            numbers.append(number)
    return tuple(numbers)


def _read(classifier: DigitClassifier, line: Line, scale: float) -> Number | None:
    """A line as a number; None where it has no digit."""
    try:
        number = read_ink(classifier, line.ink)
    except BlankImageError:
        return None
    if not number.text:
        return None
    characters = []
    for each in number.characters:
        x, y, width, height = (value / scale for value in line.box_on_page(each.box))
        characters.append(replace(each, box=(x, y, width, height)))
    return replace(number, characters=tuple(characters))
