"""The choice of what to draw with: the network, and the pen."""

from collections.abc import Mapping

import streamlit as st

from app_pages.figures.text import share
from app_pages.pen.widths import PEN_WIDTHS
from app_pages.visit.errors import tell
from app_pages.visit.networks import Network, load
from app_pages.visit.settings import choose, chosen
from mnist_core import DigitClassifier
from mnist_core.errors import ModelError
from mnist_core.evaluation import is_at_chance


def show_settings(networks: Mapping[str, Network]) -> None:
    """Let the network be chosen, and the pen's width more finely than by the three pens."""
    show_network(networks)
    with st.popover("Pen width", icon=":material/line_weight:", width="stretch"):
        st.session_state["draw_pen"] = chosen().pen
        st.slider(
            "Pen width",
            PEN_WIDTHS.start,
            PEN_WIDTHS.stop - 1,
            key="draw_pen",
            format="%d pixels",
            on_change=lambda: choose(pen=st.session_state["draw_pen"]),
            help="Of a canvas of 280 pixels.",
        )


def show_network(networks: Mapping[str, Network]) -> None:
    """Let the network be chosen."""
    st.session_state["draw_model"] = chosen().network
    st.selectbox(
        "Network",
        networks,
        format_func=lambda key: _in_the_menu(networks[key]),
        help="In brackets: the share that it reads right, and of which digits. Shares of different "
        "digits are not alike.",
        key="draw_model",
        on_change=lambda: choose(network=st.session_state["draw_model"]),
    )


def load_chosen(networks: Mapping[str, Network]) -> DigitClassifier:
    """The chosen network, ready to read; the first one, and a word, where it is not there."""
    if chosen().network not in networks:  # damaged, or gone
        choose(network=next(iter(networks)))
    try:
        return load(networks[chosen().network])
    except ModelError as error:  # a run's network is looked at when it is chosen
        fallback = next(iter(networks.values()))
        st.error(f"{tell(error)}. {fallback.title} reads instead.")
        return load(fallback)


def _in_the_menu(network: Network) -> str:
    is_named = network.is_shipped or network.is_taught
    named = network.title if is_named else f"{network.title}, {network.learnt_from}"
    if is_at_chance(network.card.test):
        return f"{named} (at chance: it has not learnt to read)"
    part, of = network.measured
    return f"{named} ({share(part)} of {of})"
