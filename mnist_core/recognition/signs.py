"""What is read on a photograph as a digit and is none: letters, drawings, what is left of paper.

Within a number all is a digit that may be one (``recognition.number``). A photograph shows letters
and drawings too.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations, pairwise

from mnist_core.arrays import UInt8Array
from mnist_core.ink.segmentation import Ink
from mnist_core.ink.signs import Cut, are_forked, cuts_of, has_ring_in_ring
from mnist_core.ink.strokes import Box
from mnist_core.recognition.classifier import DigitClassifier, refused
from mnist_core.recognition.number import Character

# A part of what hangs together that is less probable is in doubt; and from where on the whole is
# surely no digit.
_SURE_PART, _SURELY_NONE = 0.6, 0.9


def without_signs(
    classifier: DigitClassifier, characters: Sequence[Character], ink: UInt8Array
) -> list[Character]:
    """A line's characters, and no digit where one is part of a letter or a drawing.

    Args:
        classifier: reads digits.
        characters: of the line, from left to right, in its own pixels.
        ink: uint8 (h, w), the line's; 255 is ink and 0 is paper.
    """
    none = {i for i, each in enumerate(characters) if _is_none_alone(classifier, each, ink)}
    for i, (left, right) in enumerate(pairwise(characters)):
        if _are_one_letter(left, right, ink):
            none |= {i, i + 1}
    judged = [_no_digit(each) if i in none else each for i, each in enumerate(characters)]
    for cut in cuts_of(ink, [each.box for each in judged]):
        if is_one_sign(classifier, cut, [judged[i] for i in cut.members]):
            for i in cut.members:
                judged[i] = _no_digit(judged[i])
    return judged


def without_stacked(characters: Sequence[Character]) -> list[Character]:
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


def _is_none_alone(classifier: DigitClassifier, character: Character, ink: UInt8Array) -> bool:
    """Whether a character is none by itself.

    The network takes it for none, or it is a ring in a ring, which the network takes for a 0.
    """
    x, y, width, height = (round(each) for each in character.box)
    part = ink[max(y, 0) : y + height, max(x, 0) : x + width]
    alone = classifier.verdict(character.prediction.probabilities)
    return alone.label is None or has_ring_in_ring(part)


def _are_one_letter(left: Character, right: Character, ink: UInt8Array) -> bool:
    """Whether two 1s are the strokes of a V or an N: they hang together, and lean apart.

    The 1s of one hand lean alike, and hardly ever touch.
    """
    if not left.prediction.label == right.prediction.label == "1":
        return False
    return are_forked(ink, left.box, right.box)


def is_one_sign(classifier: DigitClassifier, cut: Cut, characters: Sequence[Character]) -> bool:
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
    pixels = Ink([(cut.piece, 0, 0)]).see([0]).pixels
    return refused(classifier.predict(pixels[None])[0]).probability >= _SURELY_NONE


def _no_digit(character: Character) -> Character:
    """A character that is no digit, whatever was read."""
    return replace(character, prediction=refused(character.prediction.probabilities))


def _are_stacked(one: Box, other: Box) -> bool:
    """Whether one stands right above the other, as no two digits of a line do.

    What is left of a printed margin stands so.
    """
    aside = abs(one[0] - other[0] + (one[2] - other[2]) / 2)
    upper, lower = sorted((one, other), key=lambda each: each[1])
    apart = upper[1] + upper[3] <= lower[1] + lower[3] / 4
    return apart and aside < max(one[2], other[2], max(one[3], other[3]) / 4)
