"""A line of digits read as one number: from strokes, or from its ink."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mnist_core.arrays import UInt8Array
from mnist_core.ink.drawing import read_drawing
from mnist_core.ink.preprocessing import Digit, preprocess
from mnist_core.ink.segmentation import groups_of_ink, groups_of_strokes
from mnist_core.ink.strokes import Stroke, checked
from mnist_core.recognition.classifier import DigitClassifier, Prediction

Box = tuple[float, float, float, float]  # x, y, width, height, in pixels; ink included


@dataclass(frozen=True, eq=False)
class Character:
    """A digit of a number, or what stands among its digits and is none.

    Attributes:
        prediction: what the network reads.
        box: x and y of its top left corner, width and height, ink included: in the pixels of the
            canvas or picture.
        seen: what the network sees of it.
    """

    prediction: Prediction
    box: Box
    seen: Digit


@dataclass(frozen=True, eq=False)
class Number:
    """A line read as one number.

    Attributes:
        characters: from left to right; at least one.
        second: the second-best reading of the whole, where it is near; otherwise None.
    """

    characters: tuple[Character, ...]
    second: str | None = None

    @property
    def text(self) -> str:
        """The digits from left to right, "" where there are none."""
        return "".join(each.prediction.label or "" for each in self.characters)


def read_number(classifier: DigitClassifier, strokes: Sequence[Stroke]) -> Number:
    """Read strokes as one number.

    Args:
        classifier: reads the digits.
        strokes: in the pixels of a canvas of any size, in the order in which they were drawn.

    Raises:
        InvalidImageError: what was given are no strokes.
        BlankImageError: there are none, or they leave no ink.
    """
    characters = []
    for group in groups_of_strokes(checked(strokes)):
        points = np.concatenate([each.points for each in group])
        half = max(each.width for each in group) / 2
        low, high = points.min(axis=0) - half, points.max(axis=0) + half
        side = float((high - low).max())
        scale = 240 / side
        moved = [Stroke((each.points - low) * scale + 10, each.width * scale) for each in group]
        seen = read_drawing(moved)
        prediction = classifier.read(seen.pixels, seen.directions)
        x, y, right, bottom = map(float, (*low, *high))
        characters.append(Character(prediction, (x, y, right - x, bottom - y), seen))
    return Number(tuple(characters))


def read_ink(classifier: DigitClassifier, ink: UInt8Array) -> Number:
    """Read the ink of one line as one number.

    Args:
        classifier: reads the digits.
        ink: uint8 (h, w), 255 is ink and 0 is paper.

    Raises:
        BlankImageError: there is no ink.
    """
    characters = []
    for x, y, width, height in groups_of_ink(ink):
        seen = preprocess(255 - np.pad(ink[y : y + height, x : x + width], 4))
        prediction = classifier.read(seen.pixels)
        characters.append(Character(prediction, (x, y, width, height), seen))
    return Number(tuple(characters))
