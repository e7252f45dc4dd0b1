"""The layers of a network: a sketch, and a table."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from app_pages.figures.html import grouped_table_html
from app_pages.figures.sketch import branch_title, branches, show_sketch
from app_pages.figures.text import PER_CENT
from mnist_core.recognition.card import Layer


def show_layers(layers: Sequence[Layer]) -> None:
    """Show the layers of a network as its card has them."""
    show_sketch(layers)
    groups = {
        branch_title(branch): [_row(layer) for layer in branch] for branch in branches(layers)
    }
    table = grouped_table_html(groups, "Layers")
    st.html(f'<details class="folded"><summary>As a table</summary>{table}</details>')


def _row(layer: Layer) -> dict[str, str]:
    return {
        "Layer": escape(f"{layer.kind} {layer.setting}".strip().replace("%", PER_CENT)),
        "Gives": " × ".join(map(str, layer.shape)),
        "Parameters": f"{layer.parameters:,}",
    }
