"""Digits for people to read against a network: many are ones that it reads wrong."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mnist_core.arrays import AnyIntArray, Float32Array, IntArray, UInt8Array
from mnist_core.handwriting.digits import write_digit
from mnist_core.handwriting.outliers import draw_outlier
from mnist_core.ink.rendering import render_frame
from mnist_core.labels import NOT_A_DIGIT_INDEX, decide

MISTAKES, RIGHT, OUTLIERS = 4, 4, 2  # of a quiz
_PEN = 0.12  # an outlier's, as a part of its longest side


@dataclass(frozen=True, eq=False)
class Quiz:
    """Pictures to be read, in the order in which they are asked.

    Attributes:
        images: uint8 (n, 28, 28), 255 is ink.
        labels: int64 (n,), 0 to 9, or 10 for what is no digit.
    """

    images: UInt8Array
    labels: IntArray


@dataclass(frozen=True)
class Standing:
    """How somebody did in a quiz so far.

    Attributes:
        right: answers that are right.
        count: of all answers.
        sure_of_wrong: how sure they were of what is wrong, on average, 0 to 1; None where nothing
            is, and of people.
    """

    right: int
    count: int
    sure_of_wrong: float | None = None


def make_quiz(
    images: UInt8Array, labels: AnyIntArray, probabilities: Float32Array, seed: int
) -> Quiz:
    """A quiz: four digits that a network reads wrong, four that it reads right, two that are none.

    Args:
        images: uint8 (n, 28, 28), 255 is ink.
        labels: integers (n,), 0 to 9.
        probabilities: float32 (n, k), the network's answers.
        seed: the same one gives the same quiz.
    """
    random = np.random.default_rng(seed)
    wrong = decide(probabilities)[0] != labels
    rows = [
        random.permutation(np.flatnonzero(wrong == each))[:count]
        for each, count in ((True, MISTAKES), (False, RIGHT))
    ]
    chosen = np.concatenate(rows)
    outliers = [
        render_frame(draw_outlier(random, lambda digit: write_digit(digit, random)), _PEN)
        for _ in range(OUTLIERS)
    ]
    order = random.permutation(len(chosen) + OUTLIERS)
    truth = np.concatenate([labels[chosen].astype(np.int64), [NOT_A_DIGIT_INDEX] * OUTLIERS])
    return Quiz(np.concatenate([images[chosen], outliers])[order], truth[order])


def standing(answers: Sequence[int], labels: AnyIntArray) -> Standing:
    """How a person did: answers 0 to 10 to the first of the labels."""
    right = sum(a == b for a, b in zip(answers, labels.tolist(), strict=False))
    return Standing(right, len(answers))


def network_standing(probabilities: Float32Array, labels: AnyIntArray) -> Standing:
    """How a network did: its answers, float32 (m, k), to the first of the labels."""
    answers, sure = decide(probabilities)
    wrong = answers != labels[: len(answers)]
    return Standing(
        right=int((~wrong).sum()),
        count=len(answers),
        sure_of_wrong=float(sure[wrong].mean()) if wrong.any() else None,
    )
