"""How well a network reads each of some people: how far it differs from one to the next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import msgspec
import numpy as np

from mnist_core.arrays import BoolArray, IntArray
from mnist_core.data.pen_strokes import PenCharacter
from mnist_core.data.writers import WriterSplit, person_of
from mnist_core.evaluation.drawings import DRAWN, Drawings, Predict, draw
from mnist_core.files import Count, Share
from mnist_core.labels import decide

PEN = 20  # pixels of a canvas of 280
LEAST = 20  # digits that somebody has written, to be measured


@dataclass(frozen=True, kw_only=True)
class OnEachPerson:
    """How a network reads each of the people whom it has never met, as the app reads drawings.

    Attributes:
        drawings: how many there are of each person, without a name; from the one read worst on.
        right: how many of them are read right, in that order.
        expected: the part read right of a person's drawings, on average over other people, on whom
            thresholds were chosen: what is expected of somebody who has not drawn yet.
    """

    drawings: Annotated[list[Count], msgspec.Meta(min_length=1, max_length=10_000)]
    right: Annotated[list[Count], msgspec.Meta(min_length=1, max_length=10_000)]
    expected: Share

    def __post_init__(self) -> None:
        if len(self.drawings) != len(self.right) or not all(
            right <= drawn and drawn for right, drawn in zip(self.right, self.drawings, strict=True)
        ):
            raise ValueError("the figures on each person do not belong together")

    @property
    def shares(self) -> list[float]:
        """The part read right of each person's drawings, 0 to 1, the lowest first."""
        return [right / drawn for right, drawn in zip(self.right, self.drawings, strict=True)]


@dataclass(frozen=True, eq=False)
class DrawnByPerson:
    """Digits drawn with a medium pen, each several times at other sizes and places.

    Attributes:
        people: of each person, the rows of their drawings: int64 (n,).
        drawn: the drawings of all.
        labels: int64 (m,), what they are.
    """

    people: list[IntArray]
    drawn: Drawings
    labels: IntArray


def draw_by_person(digits: Sequence[PenCharacter]) -> DrawnByPerson:
    """Draw the digits of those who have written at least ``LEAST`` of them."""
    names = np.array([person_of(each.writer) for each in digits])
    kept = [name for name in np.unique(names) if (names == name).sum() >= LEAST]
    lines = [each.lines for each in digits]
    parts = [draw(lines, PEN, seed) for seed in range(DRAWN)]
    return DrawnByPerson(
        [np.flatnonzero(np.tile(names == name, DRAWN)) for name in kept],
        Drawings(
            np.concatenate([each.pixels for each in parts]),
            np.concatenate([each.directions for each in parts]),
        ),
        np.tile(np.array([each.label for each in digits], np.int64), DRAWN),
    )


def measure_by_person(
    predict: Predict, choosing: DrawnByPerson, measured: DrawnByPerson
) -> OnEachPerson | None:
    """Measure a network; None where nobody has written enough.

    Args:
        predict: the network, as the app reads with it: with the pen's path where it sees that.
        choosing: digits of the people on whom thresholds are chosen.
        measured: digits of people whom nothing was chosen on.
    """
    if not choosing.people or not measured.people:
        return None
    expected = np.mean([right.mean() for right in _right(predict, choosing)])
    found = sorted(_right(predict, measured), key=lambda right: (right.mean(), len(right)))
    return OnEachPerson(
        drawings=[len(right) for right in found],
        right=[int(right.sum()) for right in found],
        expected=round(float(expected), 4),
    )


def draw_split(split: WriterSplit) -> tuple[DrawnByPerson, DrawnByPerson]:
    """The digits of ``choosing`` and of ``measured``, drawn."""
    return draw_by_person(split.choosing.digits), draw_by_person(split.measured.digits)


def _right(predict: Predict, people: DrawnByPerson) -> list[BoolArray]:
    """Of each person, which drawings are read right: bool (n,)."""
    right = decide(predict(people.drawn))[0] == people.labels
    return [right[rows] for rows in people.people]
