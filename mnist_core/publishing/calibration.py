"""A network's probabilities corrected: of its answers at 90 %, nine in ten are right.

Two numbers correct them. The logits are divided by a temperature (Guo et al., "On calibration of
modern neural networks", arXiv 1706.04599). A constant is then added to the logit of "not a digit".
Both are folded into the weights of the last layer, so a calibrated network costs no more to run.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mnist_core.networks.inspection import logit_layers

if TYPE_CHECKING:
    import keras
from mnist_core.arrays import AnyIntArray, Float32Array, Float64Array, IntArray
from mnist_core.labels import DIGITS, decide

# Temperatures tried: steps of 2 per cent.
_TEMPERATURES = np.geomspace(0.25, 4.0, 141)


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
        logits = _logits(probabilities) / self.temperature
        logits[:, -1] += self.refusal
        return _softmax(logits).astype(np.float32)

    def fold(self, model: keras.Model) -> None:
        """Change a network's weights so that it answers as ``apply`` would correct it."""
        for layer in logit_layers(model):
            kernel, bias = layer.get_weights()
            kernel, bias = kernel / self.temperature, bias / self.temperature
            bias[-1] += self.refusal
            layer.set_weights([kernel, bias])


def fit(
    probabilities: Float32Array,
    labels: AnyIntArray,
    outliers: Float32Array,
    refused: float,
) -> Calibration:
    """Choose the temperature and the constant together.

    Each temperature is tried with the constant that refuses the wanted part of the outliers. The
    pair that gives digits the least mean cross-entropy is taken.

    Args:
        probabilities: float32 (n, k), answers to drawings of digits, "not a digit" last.
        labels: integers (n,), the digits that were drawn, 0 to 9.
        outliers: float32 (m, k), answers to drawings that are no digit.
        refused: the part of the outliers, 0 to 1, that must get "not a digit" with a probability
            of at least one half.
    """
    logits = _logits(outliers)
    best, least = Calibration(1.0, 0.0), np.inf
    for temperature in _TEMPERATURES:
        divided = logits / temperature
        margin = divided[:, -1] - np.logaddexp.reduce(divided[:, :-1], axis=1)
        refusal = -float(np.quantile(margin, 1 - refused))
        calibrated = Calibration(float(temperature), refusal).apply(probabilities)
        truth = np.maximum(calibrated[np.arange(len(labels)), labels], 1e-12)
        loss = float(-np.log(truth, dtype=np.float64).mean())
        if loss < least:
            best, least = Calibration(float(temperature), refusal), loss
    return best


def _logits(probabilities: Float32Array) -> Float64Array:
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
