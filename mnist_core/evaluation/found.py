"""What was read of characters whose places are known, counted."""

from collections.abc import Sequence
from dataclasses import dataclass

from mnist_core.ink.strokes import Box

_LEAST_OVERLAP = 0.5  # of two boxes, common to whole: from here on they are one character's
_SLIMMEST = 0.4  # of the longer side: a box that is slimmer is made as wide before


@dataclass(frozen=True)
class Written:
    """A character on a picture.

    Attributes:
        label: "0" to "9"; None for a letter or doodle.
        box: x and y of its top left corner, width and height, ink included, in the picture's
            pixels.
    """

    label: str | None
    box: Box


@dataclass(frozen=True)
class Count:
    """How much of what is written was read; counts add up.

    Attributes:
        pictures: how many.
        digits: that are written.
        found: of these, those with a digit read at their place.
        right: of these, those read as what they are.
        false: digits read where no character is written, or a second one where one is.
        lines: with digits in them.
        lines_right: of these, those whose digits alone make up one line read.
        others: letters and doodles.
        others_marked: of these, those that are not read as a digit.
    """

    pictures: int = 0
    digits: int = 0
    found: int = 0
    right: int = 0
    false: int = 0
    lines: int = 0
    lines_right: int = 0
    others: int = 0
    others_marked: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(**{name: each + getattr(other, name) for name, each in vars(self).items()})


def compare(written: Sequence[Sequence[Written]], read: Sequence[Sequence[Written]]) -> Count:
    """Count what was read of a picture: both are its lines, and these their characters."""
    characters = [each for line in written for each in line]
    lines, lines_read = _lines_of_digits(written), _lines_of_digits(read)
    digits = [each for line in lines for each in line]
    taken = [each for line in lines_read for each in line]
    readings = _readings(characters, taken)
    found = [each for each in digits if each in readings]
    right = {each for each in found if readings[each].label == each.label}
    others = [each for each in characters if each.label is None]
    return Count(
        pictures=1,
        digits=len(digits),
        found=len(found),
        right=len(right),
        false=len(taken) - len(readings),
        lines=len(lines),
        lines_right=sum(
            right.issuperset(line) and [readings[each] for each in line] in lines_read
            for line in lines
        ),
        others=len(others),
        others_marked=sum(each not in readings for each in others),
    )


def _lines_of_digits(lines: Sequence[Sequence[Written]]) -> list[list[Written]]:
    digits = [[each for each in line if each.label is not None] for line in lines]
    return [line for line in digits if line]


def _readings(written: Sequence[Written], taken: Sequence[Written]) -> dict[Written, Written]:
    """The digit read where a character is written, the best pairs first: each is taken once."""
    pairs = [
        (overlap, one, other)
        for one in written
        for other in taken
        if (overlap := _overlap(one.box, other.box)) >= _LEAST_OVERLAP
    ]
    readings: dict[Written, Written] = {}
    used: set[Written] = set()
    for _, one, other in sorted(pairs, key=lambda pair: pair[0], reverse=True):
        if one not in readings and other not in used:
            readings[one] = other
            used.add(other)
    return readings


def _overlap(first: Box, second: Box) -> float:
    """Common area of two boxes to that of both together; slim ones are made wider before."""
    one, other = _widened(first), _widened(second)
    width = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    height = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    common = max(width, 0) * max(height, 0)
    return common / (one[2] * one[3] + other[2] * other[3] - common)


def _widened(box: Box) -> Box:
    x, y, width, height = box
    least = _SLIMMEST * max(width, height)
    wide, high = max(width, least), max(height, least)
    return x - (wide - width) / 2, y - (high - height) / 2, wide, high
