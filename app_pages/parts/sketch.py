"""A network as a row of blocks: as high as its pictures are large, as wide as they are many."""

import math
from collections.abc import Sequence
from html import escape
from itertools import groupby
from typing import Any

import streamlit as st

_NAMES = {
    "Conv2D": "convolution",
    "MaxPooling2D": "max pooling",
    "Dense": "dense",
    "Dropout": "dropout",
}
_STYLE = """<style>
.sketch { display: flex; flex-wrap: wrap; gap: .75rem 1.4rem; padding: 0 !important;
  align-items: flex-end; list-style: none; font-size: .75rem; line-height: 1.25; }
.sketch + .sketch { margin-top: 1.5rem; }
.sketch li { display: flex; flex-direction: column; align-items: center; text-align: center;
  margin: 0 !important; }
.sketch i { display: block; border-radius: 3px; margin-bottom: .3rem;
  background: color-mix(in srgb, currentColor 35%, transparent); }
.sketch .dense i { background: #e8590c; }
.sketch li { position: relative; }
.sketch li + li::before { content: "→"; position: absolute; left: -1.15rem; bottom: 2rem;
  opacity: .6; }
.sketch .dropout i { background: none; border: 1px dashed; opacity: .6; }
.sketch small { font-size: inherit; opacity: .7; }
</style>"""


def show_sketch(layers: Sequence[dict[str, Any]]) -> None:
    """Show the convolutions, pooling, dense and dropout layers of a network, a row a branch.

    Args:
        layers: as a model's card lists them.
    """
    branches = [list(each) for _, each in groupby(layers, lambda layer: layer.get("branch"))]
    st.html(_STYLE + "".join(_row(branch) for branch in branches))


def _row(layers: Sequence[dict[str, Any]]) -> str:
    blocks = [_block("picture", "", [28, 28, 1])]
    blocks += [
        _block(_NAMES[layer["kind"]], layer["setting"], layer["shape"])
        for layer in layers
        if layer["kind"] in _NAMES
    ]
    return f'<ol class="sketch" aria-label="Layers">{"".join(blocks)}</ol>'


def _block(name: str, setting: str, shape: Sequence[int]) -> str:
    size = " × ".join(map(str, shape if shape[-1] > 1 else shape[:-1]))
    if len(shape) == 1:
        height, width = 8 + 6 * math.log2(shape[0]), 14.0
    else:
        height, width = 6 + 1.6 * shape[0], 6 + 6 * math.log2(1 + shape[2])
    return (
        f'<li class="{name}"><i style="height:{height:.0f}px;width:{width:.0f}px"></i>'
        f"{escape(name)} {escape(setting)}<small>{size}</small></li>"
    )
