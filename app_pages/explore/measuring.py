"""A network of one's own is measured on people's drawings, where their strokes are at hand."""

import threading

import streamlit as st

from app_pages.visit.errors import tell
from app_pages.visit.networks import Network
from mnist_core.data.writers import pen_strokes_path
from mnist_core.errors import MnistCoreError
from mnist_core.recognition.on_drawings import measure_on_drawings

_DRAWING = "Drawing digits, and reading them …"
_turn = threading.Lock()  # it takes a core for seconds, and everybody shares the server


def offer_measuring(network: Network) -> None:
    """Offer to measure a network of the visitor's, unless that has been done."""
    if network.is_shipped or network.on_drawings is not None or pen_strokes_path() is None:
        return
    if not st.button("Measure it on people’s drawings", icon=":material/gesture:"):
        return
    if not _turn.acquire(blocking=False):
        st.info("Another network is being measured: try again in some seconds.")
        return
    try:
        bar = st.progress(0.0, _DRAWING)
        measure_on_drawings(network.path.parent, lambda part: _show(bar, part))
    except (MnistCoreError, OSError) as error:
        st.error(f"It could not be measured: {tell(error)}")
        return
    finally:
        _turn.release()
    st.rerun()


def _show(bar: st.delta_generator.DeltaGenerator, part: float) -> None:
    bar.progress(part, _DRAWING)
