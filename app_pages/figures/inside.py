"""What each layer of a network makes of a digit, as pictures; and how one number of it came."""

import base64
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from app_pages.figures.colours import BLUE, STYLE, bgr
from app_pages.figures.html import data_url, laid
from app_pages.figures.text import counted
from mnist_core.arrays import Float32Array, UInt8Array
from mnist_core.labels import LABELS
from mnist_core.recognition.activations import Kind, Layer

_component = st.components.v2.component(
    "network_inside",
    html='<div class="inside"></div>',
    css=STYLE,
    js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8"),
)
_TITLES: dict[Kind, str] = {
    "convolution": "Convolution",
    "pooling": "Pooling",
    "normalisation": "Normalisation",
    "dense": "Dense layer",
    "mean": "Mean of the branches",
    "softmax": "Softmax",
}
_WORDS: dict[Kind, str] = {
    "convolution": "Each picture comes of one kernel, a small grid of weights that is slid over "
    "all pictures above: bright where what is there looks like the kernel.",
    "pooling": "Of each 2 × 2 pixels the largest is kept.",
    "normalisation": "Each picture is multiplied by a number of its own, and another is added.",
    "dense": "Each square is a unit: all numbers above, each times a weight, added up.",
    "mean": "What the branches say of each label, averaged.",
    "softmax": "Each number becomes a power of e, and all are divided by their sum: probabilities.",
}
_RELU = " What is below 0 becomes 0."
_STRONG = 0.995  # the part of all numbers that is below full brightness: a few are far above


def show_layers(layers: Sequence[Layer], *, key: str) -> None:
    """Show layers in their order, one picture a layer; a map that is clicked is taken apart.

    Args:
        layers: of one branch, or those that join branches.
        key: tells it from others.
    """
    opened = _opened(st.session_state.get(key), layers)
    _component(
        data={
            "layers": told(layers),
            "detail": None if opened is None else _detail(layers, *opened),
        },
        key=key,
        on_opened_change=lambda: None,
    )


def _opened(state: Any, layers: Sequence[Layer]) -> tuple[int, int] | None:
    """The layer and the map that are open; None where none is, or the browser's word is wrong."""
    pair = getattr(state, "opened", None)
    if not isinstance(pair, list) or len(pair) != 2:
        return None
    if not all(type(each) is int and each >= 0 for each in pair):  # True is an int, too
        return None
    layer, number = pair
    if layer >= len(layers) or number >= layers[layer].values.shape[-1]:
        return None
    return layer, number


def told(layers: Sequence[Layer]) -> list[dict[str, Any]]:
    """Layers as the browser is told of them, each with its picture."""
    return [_told(layer, i) for i, layer in enumerate(layers)]


def _told(layer: Layer, number: int) -> dict[str, Any]:
    maps = _maps(layer.values)
    count, height, width = maps.shape
    across = math.ceil(math.sqrt(count))
    of = f"{counted(count, 'map')} of {height} × {width} pixels" if height > 1 else ""
    named = [*LABELS[:count]] if _is_answer(layer) else []
    relu = _RELU if layer.relu else ""
    return {
        "title": f"{number + 1}. {_TITLES[layer.kind]}",
        "size": of or counted(count, "label" if named else "unit"),
        "words": _WORDS[layer.kind] + relu,
        "picture": data_url(laid(_shades(maps), across, 0)),
        "across": across,
        "count": count,
        "width": width,
        "height": height,
        "names": named,
        "values": [round(each, 4) for each in layer.values.tolist()] if height == 1 else [],
    }


def _is_answer(layer: Layer) -> bool:
    return layer.values.ndim == 1 and not layer.relu and layer.values.shape[0] <= len(LABELS)


def _maps(values: Float32Array) -> Float32Array:
    """A layer's values as maps, (n, height, width); units are maps of one pixel."""
    return np.moveaxis(values.reshape((1, 1, -1) if values.ndim == 1 else values.shape), -1, 0)


def _shades(maps: Float32Array) -> UInt8Array:
    """Maps as pictures, uint8 (n, h, w) or with colours: bright is high, below 0 is blue."""
    strongest = float(np.quantile(np.abs(maps), _STRONG))
    strength = np.clip(maps / max(strongest, 1e-9), -1, 1)
    picture: UInt8Array = np.rint(255 * np.maximum(strength, 0)).astype(np.uint8)
    if maps.min() >= 0:
        return picture
    below = np.rint(np.maximum(-strength, 0)[..., None] * bgr(BLUE)).astype(np.uint8)
    return np.asarray(picture[..., None] + below, np.uint8)


def _detail(layers: Sequence[Layer], number: int, chosen: int) -> dict[str, Any]:
    """All that one map was made from, for the browser to take it apart at any place."""
    layer = layers[number]
    maps = _maps(layer.values)
    found: dict[str, Any] = {
        "layer": number,
        "map": chosen,
        "kind": layer.kind,
        "relu": layer.relu,
        "stride": layer.stride,
        "size": layer.size,
        "values": _packed(maps[chosen]),
    }
    if layer.kind == "convolution":
        kernels, biases = layer.weights
        size = kernels.shape[1]
        found |= {
            "given": _packed(_maps(layer.given)),
            "shape": list(_maps(layer.given).shape),
            "kernel": _packed(np.moveaxis(kernels[chosen], -1, 0)),
            "size": size,
            "padding": _padding(layer, size),
            "bias": float(biases[chosen]),
        }
    elif layer.kind == "dense":
        before = layers[number - 1].values.shape if number else (28, 28, 1)
        flat = before if math.prod(before) == layer.given.size else layer.given.shape
        found |= {
            "given": _packed(layer.given.reshape(-1)),
            "shape": list(flat),
            "kernel": _packed(layer.weights[0][chosen]),
            "bias": float(layer.weights[1][chosen]),
        }
    elif layer.kind == "normalisation":
        found |= {
            "given": _packed(_maps(layer.given)[chosen]),
            "times": float(layer.weights[0][chosen]),
            "bias": float(layer.weights[1][chosen]),
        }
    elif layer.kind == "pooling":
        pooled = _maps(layer.given)[chosen]
        found |= {"given": _packed(pooled), "shape": [1, *pooled.shape]}
    else:
        column = layer.given[:, chosen] if layer.kind == "mean" else layer.given
        found |= {"given": _packed(column)}
    return found


def _padding(layer: Layer, size: int) -> list[int]:
    """Zeros above and on the left of maps that are padded: the half of all, rounded down
    (TensorFlow's "SAME").
    """
    if not layer.same:
        return [0, 0]
    return [
        max((made - 1) * layer.stride + size - given, 0) // 2
        for made, given in zip(layer.values.shape[:2], layer.given.shape[:2], strict=True)
    ]


def _packed(values: Float32Array) -> str:
    """Numbers as the browser unpacks them: float32, little-endian, in base 64."""
    return base64.b64encode(np.ascontiguousarray(values, "<f4").tobytes()).decode()
