"""The layers of a network: a sketch, and a table."""

from collections.abc import Sequence

import streamlit as st

from app_pages.figures.sketch import show_sketch
from mnist_core.recognition.card import Layer


def show_layers(layers: Sequence[Layer]) -> None:
    """Show the layers of a network as its card has them."""
    st.subheader("Layers", anchor=False)
    show_sketch(layers)
    with st.expander("As a table"):
        branched = any(layer.branch for layer in layers)
        st.table(
            [
                {
                    **({"Branch": layer.branch} if branched else {}),
                    "Layer": f"{layer.kind} {layer.setting}".strip(),
                    "Gives": " × ".join(map(str, layer.shape)),
                    "Parameters": f"{layer.parameters:,}",
                }
                for layer in layers
            ]
        )
