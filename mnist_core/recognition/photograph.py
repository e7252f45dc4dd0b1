"""A photograph read as numbers, line by line."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations, pairwise

import cv2
import numpy as np

from mnist_core.arrays import UInt8Array
from mnist_core.errors import BlankImageError
from mnist_core.ink.lines import Cut, Line, are_forked, cuts_of, find_lines, has_ring_in_ring
from mnist_core.ink.paper import find_ink, reduced
from mnist_core.ink.preprocessing import (
    as_pixels,
    centre_in_frame,
    composite,
    drawn_ink,
    preprocess,
)
from mnist_core.ink.strokes import Box
from mnist_core.labels import DIGITS, NOT_A_DIGIT_INDEX
from mnist_core.recognition.classifier import DigitClassifier, Prediction
from mnist_core.recognition.number import Character, Number, read_ink

_MINIATURE = 56  # pixels: in what is no larger, as MNIST's pictures are, there is no second digit
# A 1 alone: of the picture's longer side, how high it is; or how many times a number's height.
_ALONE, _ALIKE = 1 / 12, 2.0
# A part of what hangs together that is less probable is in doubt; and from where on the whole is
# surely no digit.
_SURE_PART, _SURELY_NONE = 0.6, 0.9
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
    judged = [_judged(classifier, each, line.ink) for each in number.characters]
    for left, right in pairwise(number.characters):
        if _are_one_letter(left, right, line.ink):
            judged = [_no_digit(each) if each in (left, right) else each for each in judged]
    for cut in cuts_of(line.ink, [each.box for each in judged]):
        if _is_one_sign(classifier, cut, [judged[i] for i in cut.members]):
            for i in cut.members:
                judged[i] = _no_digit(judged[i])
    characters = []
    for each in judged:
        x, y, width, height = (value / scale for value in line.box_on_page(each.box))
        characters.append(replace(each, box=(x, y, width, height)))
    return replace(number, characters=tuple(_without_stacked(characters)))


def _without_stacked(characters: Sequence[Character]) -> list[Character]:
    """A line's characters, and no digit where two stand right above each other in a line of 1s.

    In other lines they may be of two lines that were taken for one.
    """
    digits = [each for each in characters if each.prediction.label is not None]
    if any(each.prediction.label != "1" for each in digits):
        return list(characters)
    stacked = {
        each
        for one, other in combinations(digits, 2)
        if _are_stacked(one.box, other.box)
        for each in (one, other)
    }
    return [_no_digit(each) if each in stacked else each for each in characters]


def _are_stacked(one: Box, other: Box) -> bool:
    """Whether one stands right above the other, as no two digits of a line do.

    What is left of a printed margin stands so.
    """
    aside = abs(one[0] - other[0] + (one[2] - other[2]) / 2)
    upper, lower = sorted((one, other), key=lambda each: each[1])
    apart = upper[1] + upper[3] <= lower[1] + lower[3] / 4
    return apart and aside < max(one[2], other[2], max(one[3], other[3]) / 4)


def _judged(classifier: DigitClassifier, character: Character, ink: UInt8Array) -> Character:
    """A character of a line's ink, and no digit where it is none by itself.

    Within a number all is a digit that may be one. A photograph shows letters and drawings too: so
    what the network by itself takes for none is none, and neither is a ring in a ring, which it
    takes for a 0.
    """
    x, y, width, height = (round(each) for each in character.box)
    part = ink[max(y, 0) : y + height, max(x, 0) : x + width]
    alone = classifier.verdict(character.prediction.probabilities)
    if alone.label is not None and not has_ring_in_ring(part):
        return character
    return _no_digit(character)


def _is_one_sign(classifier: DigitClassifier, cut: Cut, characters: Sequence[Character]) -> bool:
    """Whether what was cut is one letter or drawing.

    Two digits that touch are both probable, and parts of a letter often are not. So where one is
    in doubt, and the whole is surely none, no part is a digit. Rings that were cut are rings.

    Args:
        classifier: reads digits.
        cut: ink that hangs together.
        characters: that are parts of it.
    """
    if has_ring_in_ring(cut.place):
        return True
    digits = [each.prediction for each in characters if each.prediction.label is not None]
    if len(digits) < 2 or min(each.probability for each in digits) >= _SURE_PART:
        return False
    pixels = as_pixels(centre_in_frame(cut.piece))
    probabilities = classifier.predict(pixels[None])[0]
    return len(probabilities) > DIGITS and probabilities[NOT_A_DIGIT_INDEX] >= _SURELY_NONE


def _no_digit(character: Character) -> Character:
    """A character that is no digit, whatever was read."""
    probabilities = character.prediction.probabilities
    none = float(probabilities[NOT_A_DIGIT_INDEX]) if len(probabilities) > DIGITS else 0.0
    return replace(character, prediction=Prediction(None, none, probabilities, "not a digit"))


def _are_one_letter(left: Character, right: Character, ink: UInt8Array) -> bool:
    """Whether two 1s are the strokes of a V or an N: they hang together, and lean apart.

    The 1s of one hand lean alike, and hardly ever touch.
    """
    if not left.prediction.label == right.prediction.label == "1":
        return False
    return are_forked(ink, left.box, right.box)


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
