"""A network as a row of blocks: as high as its pictures are large, as wide as they are many."""

import math
from collections.abc import Sequence
from html import escape
from itertools import groupby

import streamlit as st

from app_pages.figures.glossary import explained
from app_pages.figures.text import PER_CENT
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
    rows = [_row(list(each), branch) for branch, each in groupby(layers, lambda it: it.branch)]
    st.html("".join(rows))


def _row(layers: Sequence[Layer], branch: int | None) -> str:
    blocks = [_block("picture", "", [28, 28, 1])]
    blocks += [
        _block(_NAMES[layer.kind], layer.setting, layer.shape)
        for layer in layers
        if layer.kind in _NAMES
    ]
    heading = f'<div class="sketch-branch">Branch {branch}</div>' if branch else ""
    name = f"Layers of branch {branch}" if branch else "Layers"
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
