"""A network as a row of blocks: as high as its pictures are large, as wide as they are many."""

import math
from collections.abc import Sequence
from html import escape
from itertools import groupby

import streamlit as st

from app_pages.figures.glossary import explained
from app_pages.figures.text import PER_CENT
from mnist_core.ink.directions import DIRECTIONS
from mnist_core.ink.preprocessing import FRAME
from mnist_core.recognition.card import Layer

_NAMES = {
    "Conv2D": "convolution",
    "MaxPooling2D": "max pooling",
    "Dense": "dense layer",
    "Dropout": "dropout",
}


def show_sketch(layers: Sequence[Layer]) -> None:
    """Show the convolutions, pooling, dense and dropout layers of a network, a row a branch.

    Args:
        layers: as its card lists them.
    """
    st.html("".join(map(_row, branches(layers))))


def branches(layers: Sequence[Layer]) -> list[list[Layer]]:
    """The layers of each branch; of a network that is a single way, all of them."""
    return [list(each) for _, each in groupby(layers, lambda layer: layer.branch)]


def branch_title(layers: Sequence[Layer]) -> str:
    """A branch's number and what it sees; "" where its layers are the network's only ones."""
    first = layers[0]
    sees = "the pen’s path" if first.sees_path else "the picture"
    return f"Branch {first.branch} sees {sees}" if first.branch else ""


def _row(layers: Sequence[Layer]) -> str:
    if layers[0].sees_path:
        blocks = [_block("pen’s path", "", [FRAME, FRAME, DIRECTIONS])]
    else:
        blocks = [_block("picture", "", [FRAME, FRAME, 1])]
    blocks += [
        _block(_NAMES[layer.kind], layer.setting, layer.shape)
        for layer in layers
        if layer.kind in _NAMES
    ]
    title = branch_title(layers)
    heading = f'<div class="sketch-branch">{title}</div>' if title else ""
    name = f"Layers: {title}" if title else "Layers"
    return f'{heading}<ol class="sketch" aria-label="{name}">{"".join(blocks)}</ol>'


def _block(name: str, setting: str, shape: Sequence[int]) -> str:
    size = " × ".join(map(str, shape if shape[-1] > 1 else shape[:-1]))
    if len(shape) < 3:
        height, width = 8 + 6 * math.log2(shape[0]), 14.0
    else:
        height, width = 6 + 1.6 * shape[0], 6 + 6 * math.log2(1 + shape[2])
    told = escape(setting.replace("%", PER_CENT))
    return (
        f'<li class="{name}"><i style="height:{height:.0f}px;width:{width:.0f}px"></i>'
        f"{explained(name)} {told}<small>{size}</small></li>"
    )
