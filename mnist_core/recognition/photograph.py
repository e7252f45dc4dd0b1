"""A photograph read as numbers, line by line."""

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from mnist_core.arrays import UInt8Array
from mnist_core.errors import BlankImageError
from mnist_core.ink.lines import Line, find_lines
from mnist_core.ink.paper import find_ink, reduced
from mnist_core.ink.preprocessing import composite, drawn_ink, preprocess
from mnist_core.recognition.classifier import DigitClassifier
from mnist_core.recognition.number import Character, Number, read_ink
from mnist_core.recognition.signs import without_signs, without_stacked

_MINIATURE = 56  # pixels: in what is no larger, as MNIST's pictures are, there is no second digit
# A 1 alone: of the picture's longer side, how high it is; or how many times a number's height.
_ALONE, _ALIKE = 1 / 12, 2.0
_MANY_ONES = 3  # lines of nothing but 1s beside other numbers are what is left of printed lines
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
    whole = composite(picture)
    if max(whole.shape[:2]) <= _MINIATURE:
        return _miniature(classifier, whole)
    small = reduced(whole)
    ink = drawn_ink(small) if max(small.shape[:2]) <= _CANVAS else None
    lines = find_lines(find_ink(small) if ink is None else ink)
    scale = max(small.shape[:2]) / max(whole.shape[:2])
    read = [number for line in lines if (number := _read(classifier, line, scale)) is not None]
    return tuple(_numbers(read, max(whole.shape[:2])))


def _miniature(classifier: DigitClassifier, picture: UInt8Array) -> tuple[Number, ...]:
    """A picture that is too small for more than one digit."""
    try:
        seen = preprocess(picture)
    except BlankImageError:
        return ()
    prediction = classifier.read(seen.pixels)
    if prediction.label is None:
        return ()
    x, y, width, height = cv2.boundingRect(255 - seen.steps[1].picture)
    # Nobody looks at the steps of a photograph's digit: a page would keep them.
    character = Character(prediction, (x, y, width, height), replace(seen, steps=()))
    return (Number((character,)),)


def _read(classifier: DigitClassifier, line: Line, scale: float) -> Number | None:
    """A line with its boxes on the picture; None where nothing is left to be read."""
    try:
        number = read_ink(classifier, line.ink)
    except BlankImageError:
        return None
    characters = []
    for each in without_signs(classifier, number.characters, line.ink):
        x, y, width, height = (value / scale for value in line.box_on_page(each.box))
        characters.append(replace(each, box=(x, y, width, height)))
    return replace(number, characters=tuple(without_stacked(characters)))


def _numbers(lines: Sequence[Number], longest: int) -> list[Number]:
    """The lines that have digits.

    Where most of a picture is no digit, it is text, or what looks like ink and is none: a line of
    it is a number if it has digits only. A stroke alone may be anything.

    Args:
        lines: that were read.
        longest: pixels: the picture's longer side.
    """
    digits = sum(len(each.text) for each in lines)
    mostly = 2 * digits >= sum(len(each.characters) for each in lines)
    found = [each for each in lines if each.text and (mostly or _is_whole(each))]
    ones = [each for each in found if set(each.text) == {"1"}]
    if _MANY_ONES <= len(ones) < len(found):
        found = [each for each in found if each not in ones]
    heights = [_height(each) for each in found if len(each.text) > 1]
    return [each for each in found if each.text != "1" or _is_one(each, heights, longest)]


def _is_whole(number: Number) -> bool:
    return len(number.text) == len(number.characters)


def _is_one(number: Number, heights: Sequence[float], longest: int) -> bool:
    """Whether a 1 that has no digit beside it is one: it is as high as the picture's numbers, or
    by itself what the picture shows."""
    height = _height(number)
    alike = any(1 / _ALIKE < height / each < _ALIKE for each in heights)
    return alike or height >= _ALONE * longest


def _height(number: Number) -> float:
    """The height of a line's digits, in pixels."""
    return float(np.median([each.box[3] for each in number.characters if each.prediction.label]))
