"""What the default network learns from beside MNIST: drawings, always made anew.

Pen strokes of people, digits that the program writes itself, and what is no digit.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mnist_core.arrays import Float64Array, IntArray, UInt8Array
from mnist_core.data.pen_strokes import PenDigit
from mnist_core.errors import StrokesError
from mnist_core.handwriting import hand
from mnist_core.handwriting.digits import write_digit
from mnist_core.handwriting.outliers import draw_outlier
from mnist_core.ink.geometry import boxed
from mnist_core.ink.preprocessing import FRAME
from mnist_core.ink.rendering import render_frame
from mnist_core.labels import NOT_A_DIGIT_INDEX

# Pens, as parts of the drawing's longest side; thick ones make blots of letters and small pictures,
# which could be anything.
_THINNEST, _THICKEST, _THICKEST_OF_OUTLIERS = 0.035, 0.32, 0.22
# How far pen strokes are bent, slanted and stretched: people's, they differ enough in themselves.
_CHANGES = hand.Hand(bend=0.03, balance=0.02, slant=0.15, rotation=6.0, aspect=0.15)
_SLASHED = 0.12  # part of the zeros of people that get a slash, for the writers made none
_CROSSED = 0.10  # and of the sevens that get a bar


@dataclass(frozen=True)
class Shares:
    """How many drawings of each sort an epoch has.

    Attributes:
        pen: of people's pen strokes.
        written: digits that the program writes.
        outliers: what is no digit.
    """

    pen: int = 30_000
    written: int = 20_000
    outliers: int = 16_000


class Mixture:
    """Drawings to train on: one a row, drawn anew each time it is asked for.

    Args:
        pen_digits: people's strokes, of each digit at least one.
        shares: how many rows of each sort.

    Attributes:
        labels: uint8 (n,), 0 to 9, or 10 for what is no digit.

    Raises:
        StrokesError: a digit is missing.
    """

    def __init__(self, pen_digits: Sequence[PenDigit], shares: Shares | None = None) -> None:
        how_many = shares or Shares()
        self._pen_digits = pen_digits
        self._of_label = [[d for d in pen_digits if d.label == label] for label in range(10)]
        if not all(self._of_label):
            raise StrokesError("the pen strokes to train on have not each digit: 0 to 9 are needed")
        self._written_from = how_many.pen
        self._outliers_from = how_many.pen + how_many.written
        pen = np.resize([digit.label for digit in pen_digits], how_many.pen)
        written = np.arange(how_many.written) % 10
        outliers = np.full(how_many.outliers, NOT_A_DIGIT_INDEX)
        self.labels: UInt8Array = np.concatenate([pen, written, outliers]).astype(np.uint8)

    def fingerprint(self) -> bytes:
        """A hash of the pen strokes: tells them from others."""
        digest = hashlib.sha256(self.labels.data)
        for digit in self._pen_digits:
            for line in digit.lines:
                digest.update(np.ascontiguousarray(line).data)
        return digest.digest()

    def draw(self, rows: IntArray, random: np.random.Generator) -> UInt8Array:
        """Draw rows as they have never been before.

        Args:
            rows: int64 (n,), which.
            random: the source of chance; the same state gives the same drawings.

        Returns:
            uint8 (n, 28, 28), 255 is ink.
        """
        drawn = np.empty((len(rows), FRAME, FRAME), np.uint8)
        for i, row in enumerate(rows):
            drawn[i] = render_frame(self._lines(int(row), random), self._pen(int(row), random))
        return drawn

    def _pen(self, row: int, random: np.random.Generator) -> float:
        """A pen's width; twice as thick is as likely as half as thick."""
        thickest = _THICKEST if row < self._outliers_from else _THICKEST_OF_OUTLIERS
        return float(np.exp(random.uniform(np.log(_THINNEST), np.log(thickest))))

    def _lines(self, row: int, random: np.random.Generator) -> list[Float64Array]:
        if row < self._written_from:
            return _varied(self._pen_digits[row % len(self._pen_digits)], random)
        if row < self._outliers_from:
            return write_digit(int(self.labels[row]), random)
        return draw_outlier(random, lambda label: self._some_writing(label, random))

    def _some_writing(self, label: int, random: np.random.Generator) -> list[Float64Array]:
        """A writing of a digit, by people more often than by the program."""
        if random.random() < 0.25:
            return write_digit(label, random)
        of_label = self._of_label[label]
        return _varied(of_label[random.integers(len(of_label))], random)


def _varied(digit: PenDigit, random: np.random.Generator) -> list[Float64Array]:
    """People's strokes as another hand might have made them, in a box of 1."""
    lines = boxed(digit.lines)
    across = np.ptp(np.concatenate(lines), axis=0)
    if digit.label == 0 and random.random() < _SLASHED:
        lines.append(_bar((0.9, 0.1), (0.1, 0.9), across, random))
    if digit.label == 7 and len(lines) == 1 and random.random() < _CROSSED:
        lines.append(_bar((0.25, 0.55), (0.85, 0.5), across, random))
    ends = np.cumsum([len(line) for line in lines])
    return np.split(hand.vary(np.concatenate(lines), random, _CHANGES), ends[:-1])


def _bar(
    start: tuple[float, float],
    end: tuple[float, float],
    across: Float64Array,
    random: np.random.Generator,
) -> Float64Array:
    """A line through a digit, from about here to there: parts of its box."""
    ends = np.array([start, end]) + random.normal(0, 0.08, (2, 2))
    return np.asarray(ends * across)
