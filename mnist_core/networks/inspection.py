"""What a Keras network is made of: its branches, its layers, its filters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import keras
from mnist_core.arrays import Float32Array


def branches_of(model: keras.Model) -> list[Any]:
    """A network's branches that see the picture; none where it is a single way."""
    return [layer for layer in _parts(model) if not _sees_path(layer)]


def path_branches_of(model: keras.Model) -> list[Any]:
    """A network's branches that see the pen's path; mostly none."""
    return [layer for layer in _parts(model) if _sees_path(layer)]


def _parts(model: keras.Model) -> list[Any]:
    """The branches of a network that ``Architecture.build`` made, in their order."""
    return [layer for layer in model.layers if hasattr(layer, "layers")]


def _sees_path(branch: Any) -> bool:
    return str(branch.name).startswith("path_")


def picture_model(model: keras.Model) -> keras.Model:
    """The part of a network that answers where there is only a picture: mostly the whole."""
    import keras

    if not path_branches_of(model):
        return model
    return keras.Model(model.inputs[0], model.outputs[0])


def normalisations_of(model: keras.Model) -> list[Any]:
    """The layers that keep moving statistics of what they have seen."""
    ways = _parts(model) or [model]
    return [layer for way in ways for layer in way.layers if hasattr(layer, "moving_mean")]


def logit_layers(model: keras.Model) -> list[Any]:
    """The dense layers that the answer to a picture, or that of each branch, comes from."""
    return [branch.layers[-1] for branch in branches_of(model)] or [model.layers[-1]]


def filters_of(model: keras.Model) -> list[Float32Array]:
    """The weights of a network's first layer, or that of each branch, as pictures.

    Returns:
        float32 (units, height, width), positive where ink raises what a unit gives: the kernels of
        a convolution, or a dense layer's weights of all 28 x 28 pixels.
    """
    ways = branches_of(model) or [model]
    firsts = [next(layer for layer in way.layers if layer.weights) for way in ways]
    return [_as_pictures(layer.get_weights()[0]) for layer in firsts]


def _as_pictures(weights: Float32Array) -> Float32Array:
    """A convolution's weights, (height, width, 1, units), or a dense layer's, (784, units)."""
    size = weights.shape[:2] if weights.ndim == 4 else (28, 28)
    return np.moveaxis(weights.reshape(*size, -1), -1, 0)


def describe_layers(model: keras.Model) -> list[dict[str, Any]]:
    """What a network is made of, layer by layer, for its card.

    Returns:
        Of each layer: "kind", Keras's name of it, such as "Conv2D"; "setting", what makes it
        special, such as its kernel size, or ""; "shape", of what it gives, without the batch;
        "parameters", how many it has; and where there are branches, "branch", its own from 1, and
        "sees_path", whether that one sees the pen's path.
    """
    branches = [*branches_of(model), *path_branches_of(model)]
    if not branches:
        return [_describe(layer) for layer in model.layers]
    return [
        {**_describe(layer), "branch": i, "sees_path": _sees_path(branch)}
        for i, branch in enumerate(branches, start=1)
        for layer in branch.layers
    ]


def _describe(layer: Any) -> dict[str, Any]:
    return {
        "kind": type(layer).__name__,
        "setting": _setting(layer),
        "shape": list(layer.output.shape[1:]),
        "parameters": layer.count_params(),
    }


def _setting(layer: Any) -> str:
    for name in ("kernel_size", "pool_size"):
        if hasattr(layer, name):
            size = " × ".join(map(str, getattr(layer, name)))
            stride = layer.strides[0]
            return size if name == "pool_size" or stride == 1 else f"{size}, stride {stride}"
    return f"{layer.rate:.0%}" if hasattr(layer, "rate") else ""
