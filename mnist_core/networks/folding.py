"""A Keras network's weights as LiteRT has them: batch normalisation is part of what it follows.

At work a batch normalisation multiplies each channel by a number and adds another. Right after a
convolution or a dense layer both become part of that layer's weights (Jacob et al., "Quantization
and training of neural networks for efficient integer-arithmetic-only inference", CVPR 2018, 3.2).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import keras
from mnist_core.arrays import Float32Array
from mnist_core.networks.inspection import branches_of


def folded(model: keras.Model) -> list[Float32Array]:
    """The weights of the way from the picture to the answer, in the order of an exported network.

    Args:
        model: a network that ``Architecture.build`` made, with the weights that it has now.

    Returns:
        float32: of a convolution the kernels, (units, height, width, channels), and what is added,
        (units,); of a dense layer (units, inputs) and (units,); of a batch normalisation that
        stands alone what is multiplied by and what is added, (channels,); and last, where there
        are branches, the part of the answer that each has, ().

    Raises:
        ValueError: a layer has weights of which this does not know what becomes of them.
    """
    branches = branches_of(model)
    found = [each for way in branches or [model] for each in _way(way.layers)]
    if len(branches) > 1:
        found.append(np.array(1 / len(branches), np.float32))
    return found


def _way(layers: Sequence[Any]) -> list[Float32Array]:
    """The weights of layers that follow one another."""
    found: list[Float32Array] = []
    takes_in = False  # whether the layer before is one that a normalisation becomes part of
    for layer in layers:
        if hasattr(layer, "moving_mean"):
            scale, shift = _normalisation(layer)
            if takes_in:
                kernel, bias = found[-2:]
                found[-2] = kernel * scale.reshape(-1, *[1] * (kernel.ndim - 1))
                found[-1] = bias * scale + shift
            else:
                found += [scale, shift]
        elif type(layer).__name__ in ("Conv2D", "Dense"):
            kernel, *biases = layer.get_weights()
            found.append(np.ascontiguousarray(np.moveaxis(kernel, -1, 0)))
            found.append(biases[0] if biases else np.zeros(kernel.shape[-1], np.float32))
        elif layer.weights:
            raise ValueError(f"cannot fold a layer of kind {type(layer).__name__}")
        takes_in = type(layer).__name__ in ("Conv2D", "Dense")
    return found


def _normalisation(layer: Any) -> tuple[Float32Array, Float32Array]:
    """What a batch normalisation multiplies by, and what it adds (Ioffe and Szegedy, 2015)."""
    mean, variance = layer.moving_mean.numpy(), layer.moving_variance.numpy()
    scale = 1 / np.sqrt(variance + np.float32(layer.epsilon))
    if layer.gamma is not None:
        scale = scale * layer.gamma.numpy()
    shift = -mean * scale
    return scale, shift if layer.beta is None else shift + layer.beta.numpy()
