"""A network of one's own is measured on people's drawings, where their strokes are at hand."""

import streamlit as st

from app_pages.visit.errors import tell
from app_pages.visit.networks import Network
from mnist_core.data.pen_strokes import pen_strokes_path
from mnist_core.errors import MnistCoreError
from mnist_core.recognition.on_drawings import measure_on_drawings

_DRAWING = "Drawing digits, and reading them …"


def offer_measuring(network: Network) -> None:
    """Offer to measure a network of the visitor's, unless that has been done."""
    if network.is_shipped or network.on_drawings is not None or pen_strokes_path() is None:
        return
    if not st.button("Measure it on people’s drawings", icon=":material/gesture:"):
        return
    bar = st.progress(0.0, _DRAWING)
    try:
        measure_on_drawings(network.path.parent, lambda part: _show(bar, part))
    except (MnistCoreError, OSError) as error:
        st.error(f"It could not be measured: {tell(error)}")
    else:
        st.rerun()


def _show(bar: st.delta_generator.DeltaGenerator, part: float) -> None:
    bar.progress(part, _DRAWING)
