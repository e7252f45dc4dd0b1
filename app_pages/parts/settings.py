"""What a visitor chooses on the Draw page: the network and the pen. Kept when the page is left."""

import streamlit as st

from mnist_core import DigitClassifier
from mnist_core.classifier import DEFAULT_MODEL

_DEFAULTS = {"draw_model": DEFAULT_MODEL, "draw_stroke_width": 20}
_KEPT = "draw_kept"  # Streamlit forgets a widget's value when its page is left


def restore_settings() -> None:
    """Give the widgets the values that they had: once whenever the page is entered."""
    st.session_state.update({**_DEFAULTS, **st.session_state.get(_KEPT, {})})


def show_settings(classifiers: dict[str, DigitClassifier]) -> tuple[DigitClassifier, int]:
    """Let the network and the pen be chosen: the network, and the pen's width in pixels."""
    if st.session_state["draw_model"] not in classifiers:  # damaged, or gone
        st.session_state["draw_model"] = next(iter(classifiers))
    model = st.selectbox(
        "Network",
        classifiers,
        format_func=lambda n: f"{n} ({classifiers[n].card['test']['accuracy']:.1%} on MNIST)",
        key="draw_model",
    )
    width = st.slider("Pen width", 6, 40, key="draw_stroke_width", format="%d pixels")
    st.session_state[_KEPT] = {key: st.session_state[key] for key in _DEFAULTS}
    return classifiers[model], width
