"""What a visitor chooses on the Draw page: the network and the pen. Kept when the page is left."""

from collections.abc import Mapping

import streamlit as st

from app_pages.figures.text import share
from app_pages.visit.errors import tell
from app_pages.visit.networks import Network, load
from app_pages.visit.settings import keep_settings, kept_settings
from mnist_core import DigitClassifier
from mnist_core.errors import ModelError
from mnist_core.evaluation import is_at_chance
from mnist_core.recognition.classifier import DEFAULT_MODEL

_DEFAULTS = {"draw_model": DEFAULT_MODEL, "draw_stroke_width": 20}


def restore_settings() -> None:
    """Give the widgets the values that they had: once whenever the page is entered."""
    st.session_state.update({**_DEFAULTS, **kept_settings()})


def _keep() -> None:
    # A callback runs even if the page is left before it could run again.
    keep_settings({key: st.session_state[key] for key in _DEFAULTS})


def show_settings(networks: Mapping[str, Network]) -> tuple[DigitClassifier, int]:
    """Let the network and the pen be chosen: the network, and the pen's width in pixels."""
    if st.session_state["draw_model"] not in networks:  # damaged, or gone
        st.session_state["draw_model"] = next(iter(networks))
    key = st.selectbox(
        "Network",
        networks,
        format_func=lambda key: _in_the_menu(networks[key]),
        help="In brackets: the share that it reads right, and of which digits. Shares of different "
        "digits are not alike.",
        key="draw_model",
        on_change=_keep,
    )
    width = st.slider(
        "Pen width", 6, 40, key="draw_stroke_width", format="%d pixels", on_change=_keep
    )
    try:
        return load(networks[key]), width
    except ModelError as error:  # a run's network is looked at when it is chosen
        fallback = next(iter(networks.values()))
        st.error(f"{tell(error)}. {fallback.title} reads instead.")
        return load(fallback), width


def _in_the_menu(network: Network) -> str:
    if is_at_chance(network.card.test):
        return f"{network.title} (at chance: it has not learnt to read)"
    part, of = network.measured
    return f"{network.title} ({share(part)} of {of})"
