"""What a network is taught with: somebody's drawings varied, and others, so that none is forgotten.

A network that learns a few drawings alone forgets the rest ("catastrophic interference", McCloskey
and Cohen, 1989). So it rehearses: digits of MNIST or of the program's own, and what is no digit.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from mnist_core.arrays import Float64Array, UInt8Array
from mnist_core.data.corrections import Correction
from mnist_core.data.dataset import Dataset
from mnist_core.data.mixture import Draft, draft_digit, draft_outlier, draw_drafts, varied
from mnist_core.data.pen_strokes import Kind, PenCharacter
from mnist_core.handwriting.digits import write_digit
from mnist_core.handwriting.outliers import FAMILIES, KINDS, TRAINED_ON, draw_outlier
from mnist_core.ink.directions import DIRECTIONS
from mnist_core.ink.drawing import paths, read_drawing
from mnist_core.ink.preprocessing import FRAME
from mnist_core.ink.strokes import CANVAS
from mnist_core.labels import DIGITS, LABELS, NOT_A_DIGIT_INDEX

# How many are rehearsed, chosen on simulated hands: with fewer of MNIST's, more was forgotten.
STORED, WRITTEN, LETTERS, OUTLIERS = 6_000, 2_000, 2_000, 2_000
VARIED = 2_000  # of somebody's drawings in all, but
_MOST_OF_ONE = 100  # of one drawing
_TOLD = 100  # drawings between two words of how many there are
_AS_DRAWN = 10  # one in so many is the drawing as it was drawn
_LETTERS = [kind for kind in FAMILIES["letters"] if kind in TRAINED_ON]


@dataclass(frozen=True, eq=False)
class Examples:
    """Drawings as networks see them, with what they are.

    Attributes:
        pictures: uint8 (n, 28, 28), 255 is ink.
        directions: uint8 (n, 28, 28, 8), the pen's path; all 0 where it is not known.
        labels: uint8 (n,), 0 to 9, or 10 for what is no digit.
    """

    pictures: UInt8Array
    directions: UInt8Array
    labels: UInt8Array

    def __len__(self) -> int:
        return len(self.labels)


def as_drawn(corrections: Sequence[Correction]) -> Examples:
    """Somebody's drawings as the app's networks see them."""
    count = len(corrections)
    pictures = np.zeros((count, FRAME, FRAME), np.uint8)
    directions = np.zeros((count, FRAME, FRAME, DIRECTIONS), np.uint8)
    for i, each in enumerate(corrections):
        seen = read_drawing(each.strokes)
        pictures[i] = seen.picture
        if seen.directions is not None:
            directions[i] = seen.directions
    return Examples(pictures, directions, _labels([each.label for each in corrections]))


def vary(corrections: Sequence[Correction], random: np.random.Generator) -> Examples:
    """Somebody's drawings as the same hand might make them another time, and as they are.

    They are varied as people's strokes are that a network is first trained on.

    Args:
        corrections: at least one.
        random: the source of chance.
    """
    times = min(_MOST_OF_ONE, -(-VARIED // len(corrections)))
    as_is = -(-times // _AS_DRAWN)
    told = [_as_character(each, i) for i, each in enumerate(corrections)] * (times - as_is)
    drawn = draw_drafts((_draft(each, random) for each in told), len(told), random)
    assert drawn.directions is not None
    same = as_drawn(list(corrections) * as_is)
    return Examples(
        np.concatenate([drawn.pictures, same.pictures]),
        np.concatenate([drawn.directions, same.directions]),
        np.concatenate([_labels([each.label for each in told]), same.labels]),
    )


def rehearse(
    dataset: Dataset,
    random: np.random.Generator,
    drawn: Callable[[int, int], object] = lambda done, count: None,
) -> Examples:
    """What a network is shown beside somebody's drawings.

    Args:
        dataset: some of its training digits are shown, whose path nobody knows.
        random: the source of chance.
        drawn: told now and then how many have been drawn, and of how many.
    """
    count = min(STORED, len(dataset.train_labels))
    rows = random.choice(len(dataset.train_labels), count, replace=False)
    labels = [
        *(i % DIGITS for i in range(WRITTEN)),
        *([NOT_A_DIGIT_INDEX] * (LETTERS + OUTLIERS)),
    ]
    others = draw_drafts(_told(_drafts(random), len(labels), drawn), len(labels), random)
    assert others.directions is not None
    unknown = np.zeros((count, *others.directions.shape[1:]), np.uint8)
    return Examples(
        np.concatenate([dataset.train_images[rows], others.pictures]),
        np.concatenate([unknown, others.directions]),
        np.concatenate([dataset.train_labels[rows], _labels(labels)]),
    )


def _told(
    drafts: Iterator[Draft], count: int, drawn: Callable[[int, int], object]
) -> Iterator[Draft]:
    """The drafts, while it is told how many have been asked for."""
    for i, draft in enumerate(drafts, 1):
        yield draft
        if i % _TOLD == 0 or i == count:
            drawn(i, count)


def _drafts(random: np.random.Generator) -> Iterator[Draft]:
    """Digits that the program writes, letters, and what else is no digit."""

    def write(label: int) -> list[Float64Array]:
        return write_digit(label, random)

    for i in range(WRITTEN):
        yield draft_digit(write(i % DIGITS), random)
    for _ in range(LETTERS):
        letter = _LETTERS[int(random.integers(len(_LETTERS)))]
        yield draft_outlier(KINDS[letter](random, write), random)
    for _ in range(OUTLIERS):
        yield draft_outlier(draw_outlier(random, write), random)


def _as_character(correction: Correction, position: int) -> PenCharacter:
    """A drawing's lines, without specks and what lies outside the canvas."""
    # Of dots alone no path is left.
    lines = paths(correction.strokes, CANVAS) or [each.points for each in correction.strokes]
    kind: Kind = "digit" if correction.label < DIGITS else "sign"
    return PenCharacter(LABELS[correction.label], kind, "own", position, tuple(lines))


def _draft(character: PenCharacter, random: np.random.Generator) -> Draft:
    lines = varied(character, random)
    is_digit = character.label < DIGITS
    return draft_digit(lines, random) if is_digit else draft_outlier(lines, random)


def _labels(labels: Sequence[int]) -> UInt8Array:
    return np.array(labels, np.uint8)
