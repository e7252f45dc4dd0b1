"""A photograph read as numbers, line by line."""

from dataclasses import replace

from mnist_core.arrays import UInt8Array
from mnist_core.errors import BlankImageError
from mnist_core.ink.lines import Line, find_lines
from mnist_core.ink.paper import find_ink, reduced
from mnist_core.ink.preprocessing import composite, drawn_ink
from mnist_core.recognition.classifier import DigitClassifier
from mnist_core.recognition.number import Number, read_ink

_CANVAS = 300  # pixels: what is no larger may be a drawing, and is read as ``preprocess`` reads it


def read_photograph(classifier: DigitClassifier, picture: UInt8Array) -> tuple[Number, ...]:
    """Read a photograph's digits.

    Args:
        classifier: reads the digits.
        picture: uint8, as ``preprocess`` takes it.

    Returns:
        The lines from top to bottom, boxes in the picture's pixels; none where there is no digit.

    Raises:
        InvalidImageError: it is no picture.
    """
    small = reduced(composite(picture))
    scale = max(small.shape[:2]) / max(picture.shape[:2])
    ink = drawn_ink(small) if max(small.shape) <= _CANVAS else None
    numbers = []
    for line in find_lines(find_ink(small) if ink is None else ink):
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
