"""A network's answers to test digits with their pictures, and the digits that are worth a look."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mnist_core.arrays import AnyIntArray, Float32Array, IntArray, UInt8Array
from mnist_core.evaluation.metrics import most_certain_mistakes
from mnist_core.labels import decide
from mnist_core.runs.results import Examples


@dataclass(frozen=True, eq=False)
class Answered:
    """A network's answers to the test digits, and the pictures that there are of them.

    Attributes:
        probabilities: float32 (n, k), the answers.
        labels: integers (n,), what they should be.
        pictured: int64 (m,), the places of the digits whose pictures are at hand.
        images: uint8 (m, 28, 28), 255 is ink: the pictures.
    """

    probabilities: Float32Array
    labels: AnyIntArray
    pictured: IntArray
    images: UInt8Array

    def mistakes(self) -> Examples:
        """The digits read wrong, those first whose wrong answer it was surest of."""
        return self._examples(most_certain_mistakes(self.probabilities, self.labels))

    def read_as(self, label: int, answer: int) -> Examples:
        """The digits of a label that got an answer, those first that it was surest of."""
        answers, confidence = decide(self.probabilities)
        rows = np.flatnonzero((answers == answer) & (self.labels == label))
        return self._examples(rows[np.argsort(-confidence[rows], kind="stable")])

    def _examples(self, rows: IntArray) -> Examples:
        """Those of the rows whose pictures are at hand."""
        picture = np.full(len(self.labels), -1)
        picture[self.pictured] = np.arange(len(self.pictured))
        rows = rows[picture[rows] >= 0]
        answers, confidence = decide(self.probabilities[rows])
        return Examples(rows, self.images[picture[rows]], self.labels[rows], answers, confidence)


@dataclass(frozen=True, eq=False)
class Difficulty:
    """How hard test digits are for several networks.

    Attributes:
        wrong: int64 (n,), how many networks read each digit wrong.
        truth: float32 (n,), the mean probability that they give to what it is.
        networks: how many there are.
    """

    wrong: IntArray
    truth: Float32Array
    networks: int

    def hardest_first(self) -> IntArray:
        """The digits' places, int64 (n,): by how many are wrong, then by how unsure they are."""
        return np.lexsort((self.truth, -self.wrong))

    def most_disputed(self) -> int:
        """The place of the digit on which the networks are most evenly divided."""
        divided = np.minimum(self.wrong, self.networks - self.wrong)
        return int(np.lexsort((self.truth, -divided))[0])


def difficulty(answers: Sequence[Float32Array], labels: AnyIntArray) -> Difficulty:
    """How hard digits are for the networks that gave these answers.

    Args:
        answers: of each network float32 (n, k), rows that sum to 1: at least one network.
        labels: integers (n,), what the digits are.
    """
    rows = np.arange(len(labels))
    wrong = np.sum([decide(each)[0] != labels for each in answers], axis=0)
    truth = np.mean([each[rows, labels] for each in answers], axis=0)
    return Difficulty(np.asarray(wrong, np.int64), np.asarray(truth, np.float32), len(answers))
