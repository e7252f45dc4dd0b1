"""A network's probabilities corrected: of its answers at 90 %, nine in ten are right.

Two numbers correct them. The logits are divided by a temperature (Guo et al., "On calibration of
modern neural networks", arXiv 1706.04599). A constant is then added to the logit of "not a digit",
so that of people's digits no more than a wanted part is refused. Where a network reads strokes too,
two more numbers correct what its branches that see paths add to the answer. All are folded into the
weights of the last layers, so a calibrated network costs no more to run.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from mnist_core.networks.inspection import logit_layers, path_branches_of

if TYPE_CHECKING:
    import keras
from mnist_core.arrays import AnyIntArray, Float32Array, Float64Array, IntArray
from mnist_core.labels import DIGITS, decide

# Temperatures tried: steps of 2 per cent.
_TEMPERATURES = np.geomspace(0.1, 10.0, 233)


@dataclass(frozen=True)
class Calibration:
    """How logits are corrected.

    Attributes:
        temperature: what all logits are divided by, above 0.
        refusal: what is then added to the last logit, that of "not a digit".
    """

    temperature: float
    refusal: float

    def apply(self, probabilities: Float32Array) -> Float32Array:
        """Correct probabilities, float32 (n, k): of the same shape, rows that sum to 1."""
        logits = logits_of(probabilities) / self.temperature
        logits[:, -1] += self.refusal
        return _softmax(logits).astype(np.float32)

    def fold(self, layers: list[Any]) -> None:
        """Change dense layers' weights so that they give logits which are corrected so."""
        for layer in layers:
            kernel, bias = layer.get_weights()
            kernel, bias = kernel / self.temperature, bias / self.temperature
            bias[-1] += self.refusal
            layer.set_weights([kernel, bias])


@dataclass(frozen=True)
class Calibrations:
    """How a network is corrected.

    Attributes:
        pictures: what its answers to pictures need.
        paths: what its branches that see paths need, once ``pictures`` is folded in; None where it
            has none.
    """

    pictures: Calibration
    paths: Calibration | None = None

    def fold(self, model: keras.Model) -> None:
        """Change a network's weights so that it answers as it should."""
        self.pictures.fold(logit_layers(model))
        if self.paths is not None:
            self.paths.fold([branch.layers[-1] for branch in path_branches_of(model)])


def fit(probabilities: Float32Array, labels: AnyIntArray, refused: float) -> Calibration:
    """Choose a temperature and a constant together.

    Each temperature is tried with the constant that refuses the wanted part of the digits. The pair
    that gives them the least mean cross-entropy is taken.

    Args:
        probabilities: float32 (n, k), answers to drawings of digits, "not a digit" last.
        labels: integers (n,), the digits that were drawn, 0 to 9.
        refused: the part of them, 0 to 1, that gets "not a digit" with a probability above one
            half.
    """
    logits = logits_of(probabilities)
    return _fit(lambda temperature: logits / temperature, labels, refused)


def fit_paths(
    pictures: Float32Array,
    both: Float32Array,
    labels: AnyIntArray,
    refused: float,
    *,
    corrected: Calibration,
    branches: tuple[int, int],
) -> Calibration:
    """Choose what the branches that see paths need, those that see pictures being calibrated.

    The mean of all branches' logits is the answer. So the logits of the paths' branches alone
    follow from the answers of both ways, before they were corrected.

    Args:
        pictures: float32 (n, k), answers to digits from their pictures alone, not corrected.
        both: the same from pictures and paths.
        labels: as for ``fit``.
        refused: as for ``fit``.
        corrected: what the answers from pictures are corrected by.
        branches: how many see pictures, and how many see paths.
    """
    with_pictures, with_paths = branches
    count = with_pictures + with_paths
    of_pictures = logits_of(pictures)
    of_paths = (logits_of(both) * count - of_pictures * with_pictures) / with_paths
    added = logits_of(corrected.apply(pictures)) * with_pictures
    found = _fit(
        lambda temperature: (added + of_paths / temperature * with_paths) / count, labels, refused
    )
    # The constant was added to the mean of all branches: only those of the paths can carry it.
    return Calibration(found.temperature, found.refusal * count / with_paths)


def _fit(
    logits_at: Callable[[float], Float64Array], labels: AnyIntArray, refused: float
) -> Calibration:
    best, least = Calibration(1.0, 0.0), np.inf
    for temperature in _TEMPERATURES:
        logits = logits_at(float(temperature))
        margin = logits[:, -1] - np.logaddexp.reduce(logits[:, :-1], axis=1)
        refusal = -float(np.quantile(margin, 1 - refused))
        logits[:, -1] += refusal
        truth = np.maximum(_softmax(logits)[np.arange(len(labels)), labels], 1e-12)
        loss = float(-np.log(truth).mean())
        if loss < least:
            best, least = Calibration(float(temperature), refusal), loss
    return best


def logits_of(probabilities: Float32Array) -> Float64Array:
    """Logits whose softmax these probabilities are."""
    return np.log(np.maximum(probabilities.astype(np.float64), np.finfo(np.float32).tiny))


def _softmax(logits: Float64Array) -> Float64Array:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    softmax: Float64Array = powers / powers.sum(axis=1, keepdims=True)
    return softmax


RIGHT_WHEN_UNSURE = 2 / 3  # the part of a network's "unsure" answers that is right, at most


def choose_unsure_threshold(
    probabilities: Float32Array, labels: IntArray, right: float = RIGHT_WHEN_UNSURE
) -> float:
    """Choose the probability below which a network's answers are "unsure".

    Args:
        probabilities: float32 (n, k), a network's answers to drawings.
        labels: int64 (n,), the truth.
        right: the part of the unsure answers that may be right, at most: 0 to 1.

    Returns:
        0 to 1: the highest threshold below which no more than that part is right. Answers that
        are refused as no digit do not count. 0 where no answer is to be unsure. Answers of 1 are
        never unsure.
    """
    answers, confidence = decide(probabilities)
    digits = np.flatnonzero(answers < DIGITS)
    order = digits[np.argsort(confidence[digits], kind="stable")]
    accuracy = np.cumsum((answers == labels)[order]) / np.arange(1, len(order) + 1)
    doubted = np.flatnonzero(accuracy <= right)
    if not len(doubted):
        return 0.0
    # Just above the last of them.
    last = np.float32(confidence[order[doubted[-1]]])
    return float(min(np.nextafter(last, np.float32(2)), np.float32(1)))
