"""A network's answers against the truth: accuracy, confusion matrix, calibration."""

import math
from dataclasses import dataclass
from typing import Annotated

import msgspec
import numpy as np

from mnist_core.arrays import AnyIntArray, Float32Array, IntArray
from mnist_core.files import Count
from mnist_core.labels import decide

CALIBRATION_BINS = 15


@dataclass(frozen=True, kw_only=True)
class Reliability:
    """How often answers of each probability are right: a reliability diagram in 15 equal bins.

    Attributes:
        count: answers in each bin.
        confidence: their mean probability; 0 where there are none.
        accuracy: the part of them that is right; 0 where there are none.
    """

    count: list[Count]
    confidence: list[float]
    accuracy: list[float]

    @property
    def calibration_error(self) -> float:
        """Expected calibration error, 0 to 1.

        In each bin it takes the distance between mean probability and accuracy, and averages it
        over all answers (Guo et al., "On calibration of modern neural networks", 2017).
        """
        gaps = np.abs(np.subtract(self.accuracy, self.confidence))
        return float(np.average(gaps, weights=self.count))


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """A network's answers against the truth.

    Attributes:
        count: digits looked at.
        accuracy: the part of them read right, 0 to 1.
        loss: mean cross-entropy, natural logarithm.
        calibration_error: expected calibration error of the answers, 0 to 1.
        reliability: the bins that it is computed from; None where they were not kept.
        confusion: how many, a row for each true label and a column for each answer.
        precision: for each label, the part of the answers with it that is right; 0 without any.
        recall: for each label, the part of its digits that is read right; 0 without any.
        f1: for each label, the harmonic mean of the two.
    """

    count: Count
    accuracy: float
    loss: Annotated[float, msgspec.Meta(ge=0)]
    calibration_error: float
    reliability: Reliability | None = None
    confusion: list[list[Count]]
    precision: list[float]
    recall: list[float]
    f1: list[float]


def evaluate(probabilities: Float32Array, labels: AnyIntArray) -> Evaluation:
    """Compare answers with the truth.

    Args:
        probabilities: float32 (n, k), rows that sum to 1; n at least 1.
        labels: integers (n,), 0 to k - 1.
    """
    answers, _ = decide(probabilities)
    reliable = reliability(probabilities, labels)
    of_truth = probabilities[np.arange(len(labels)), labels].astype(np.float64)
    size = probabilities.shape[1]
    confusion = np.bincount(labels * np.int64(size) + answers, minlength=size * size)
    confusion = confusion.reshape(size, size)
    right = confusion.diagonal()
    precision = right / np.maximum(confusion.sum(axis=0), 1)
    recall = right / np.maximum(confusion.sum(axis=1), 1)
    return Evaluation(
        count=len(labels),
        accuracy=float((answers == labels).mean()),
        loss=float(-np.log(np.maximum(of_truth, 1e-7)).mean()),  # Keras clips at 1e-7 too
        calibration_error=reliable.calibration_error,
        reliability=reliable,
        confusion=confusion.tolist(),
        precision=precision.tolist(),
        recall=recall.tolist(),
        f1=(2 * right / np.maximum(confusion.sum(axis=0) + confusion.sum(axis=1), 1)).tolist(),
    )


def reliability(probabilities: Float32Array, labels: AnyIntArray) -> Reliability:
    """How often the answers of each probability are right.

    Args:
        probabilities: float32 (n, k), rows that sum to 1; n at least 1.
        labels: integers (n,), 0 to k - 1.
    """
    answers, confidence = decide(probabilities)
    bins = np.minimum((confidence * CALIBRATION_BINS).astype(np.int64), CALIBRATION_BINS - 1)
    count = np.bincount(bins, minlength=CALIBRATION_BINS)
    sums = (
        np.bincount(bins, weights=each, minlength=CALIBRATION_BINS)
        for each in (confidence, answers == labels)
    )
    means = [(each / np.maximum(count, 1)).tolist() for each in sums]
    return Reliability(count=count.tolist(), confidence=means[0], accuracy=means[1])


def is_at_chance(evaluation: Evaluation) -> bool:
    """Whether a network reads no better than one that always gives the commonest label.

    That one is right as often as its label comes. Three standard deviations of such a share, of as
    many digits, are taken for chance as well: 1 network in 700 that knows nothing has more.
    """
    commonest = max(map(sum, evaluation.confusion)) / evaluation.count
    chance = math.sqrt(commonest * (1 - commonest) / evaluation.count)
    return evaluation.accuracy <= commonest + 3 * chance


def most_certain_mistakes(probabilities: Float32Array, labels: AnyIntArray) -> IntArray:
    """The rows whose answer is wrong, the most probable such answer first.

    Args:
        probabilities: float32 (n, k), answers.
        labels: integers (n,), what they should be.

    Returns:
        int64 (m,), rows of both.
    """
    answers, confidence = decide(probabilities)
    wrong = np.flatnonzero(answers != labels)
    return wrong[np.argsort(-confidence[wrong], kind="stable")]


def calibration_error(probabilities: Float32Array, labels: AnyIntArray) -> float:
    """Expected calibration error of answers, 0 to 1, as ``Reliability`` has it."""
    return reliability(probabilities, labels).calibration_error
