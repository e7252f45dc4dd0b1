"""Probabilities made to mean what they say on drawings, at no cost at work.

A network's logits are divided by a temperature (Guo et al., "On calibration of modern neural
networks", arXiv 1706.04599), and that of "not a digit" gets a constant added: both can be folded
into the weights of the last layer.
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
    """How logits are changed.

    Attributes:
        temperature: what they are divided by.
        refusal: what "not a digit", the last of them, then gets added.
    """

    temperature: float
    refusal: float

    def apply(self, probabilities: Float32Array) -> Float32Array:
        """What probabilities, float32 (n, k), become: of the same shape."""
        logits = _logits(probabilities) / self.temperature
        logits[:, -1] += self.refusal
        return _softmax(logits).astype(np.float32)

    def fold(self, model: keras.Model) -> None:
        """Make the layers that give a network's logits give what ``apply`` does."""
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
    """The calibration that fits drawings of digits best and refuses so much of what is none.

    Args:
        probabilities: float32 (n, k), answers to drawings of digits, "not a digit" last.
        labels: integers (n,), the digits that they are.
        outliers: float32 (m, k), answers to drawings that are no digit.
        refused: the part of those, 0 to 1, that is given a probability of at least one half of
            being none.

    Returns:
        Of all temperatures tried, each with the refusal that it asks for, that of the least mean
        cross-entropy.
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
    """Logits that a softmax makes these probabilities of."""
    return np.log(np.maximum(probabilities.astype(np.float64), np.finfo(np.float32).tiny))


def _softmax(logits: Float64Array) -> Float64Array:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    softmax: Float64Array = powers / powers.sum(axis=1, keepdims=True)
    return softmax


RIGHT_WHEN_UNSURE = 2 / 3  # the part of a network's "unsure" answers that is right, at most


def choose_unsure_threshold(
    probabilities: Float32Array, labels: IntArray, right: float = RIGHT_WHEN_UNSURE
) -> float:
    """The probability below which a network's answers are to be doubted.

    Args:
        probabilities: float32 (n, k), a network's answers to drawings.
        labels: int64 (n,), the truth.
        right: the part of the doubted answers that may be right, at most.

    Returns:
        0 to 1. The least probable answers are doubted, as many as are right no more often than
        that; those that are refused as no digit do not count. 0 where none is to be doubted.
    """
    answers, confidence = decide(probabilities)
    digits = np.flatnonzero(answers < DIGITS)
    order = digits[np.argsort(confidence[digits], kind="stable")]
    accuracy = np.cumsum((answers == labels)[order]) / np.arange(1, len(order) + 1)
    doubted = np.flatnonzero(accuracy <= right)
    if not len(doubted):
        return 0.0
    # Just above the last of them.
    return float(np.nextafter(np.float32(confidence[order[doubted[-1]]]), np.float32(2)))
