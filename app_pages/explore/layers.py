"""The layers of a network: a sketch, and a table."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from app_pages.figures.html import table_html
from app_pages.figures.sketch import show_sketch
from app_pages.figures.text import PER_CENT
from mnist_core.recognition.card import Layer


def show_layers(layers: Sequence[Layer]) -> None:
    """Show the layers of a network as its card has them."""
    show_sketch(layers)
    branched = any(layer.branch for layer in layers)
    rows = [
        {
            **({"Branch": str(layer.branch)} if branched else {}),
            "Layer": escape(f"{layer.kind} {layer.setting}".strip().replace("%", PER_CENT)),
            "Gives": " × ".join(map(str, layer.shape)),
            "Parameters": f"{layer.parameters:,}",
        }
        for layer in layers
    ]
    table = table_html(rows, "Layers")
    st.html(f'<details class="folded"><summary>As a table</summary>{table}</details>')
