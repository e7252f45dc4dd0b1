"""Probabilities made to mean what they say on drawings, at no cost at work.

A network's logits are divided by a temperature (Guo et al., "On calibration of modern neural
networks", arXiv 1706.04599), and that of "not a digit" gets a constant added: both can be folded
into the weights of the last layer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from mnist_core.architectures import logit_layers

if TYPE_CHECKING:
    import keras

Float32Array = npt.NDArray[np.float32]
FloatArray = npt.NDArray[np.float64]

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
    labels: npt.NDArray[np.integer],
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


def _logits(probabilities: Float32Array) -> FloatArray:
    """Logits that a softmax makes these probabilities of."""
    return np.log(np.maximum(probabilities.astype(np.float64), np.finfo(np.float32).tiny))


def _softmax(logits: FloatArray) -> FloatArray:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    softmax: FloatArray = powers / powers.sum(axis=1, keepdims=True)
    return softmax
