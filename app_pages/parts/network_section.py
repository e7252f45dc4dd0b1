"""The Explore page on one network: its card."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from app_pages.parts.address import asked, choose, tell
from app_pages.parts.confusion import show_confusion
from app_pages.parts.facts import in_html
from app_pages.parts.layers import show_layers
from app_pages.parts.models import networks_or_stop
from app_pages.parts.reliability import show_reliability
from app_pages.parts.results import show_per_digit
from app_pages.parts.settings import choose_network
from app_pages.parts.stored import show_stored
from app_pages.parts.training import show_training
from mnist_core.architectures import ARCHITECTURES


def show_network() -> None:
    """Show all that is known of a network that comes with the program."""
    networks = networks_or_stop()
    titles = {name: name for name in networks}
    name = asked("network", titles, next(iter(titles)))
    tell(network=name)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        choose(st.selectbox, "Network", "network", titles, name, width=280)
        if st.button("Draw with it", type="primary", icon=":material/draw:"):
            choose_network(name)
            st.switch_page("app_pages/draw.py")
    card = networks[name].card
    _show_title(card)
    st.html(in_html(_figures(card)))
    show_layers(card["layers"])
    show_training(name, card)
    show_confusion(card["test"]["confusion"], "explore")
    show_per_digit(card["test"])
    show_reliability(card)
    show_stored(name, card)


def _show_title(card: Mapping[str, Any]) -> None:
    known = ARCHITECTURES.get(card["architecture"])
    if known is not None:
        st.write(f"**{known.title}.**  \n{known.origin}.")


def _figures(card: Mapping[str, Any]) -> dict[str, str]:
    drawings = card.get("drawings", {}).get("accuracy", {})
    return {
        "MNIST’s test digits": f"{card['test']['accuracy']:.2%}",
        **{f"Drawings, pen {width}": f"{share:.1%}" for width, share in drawings.items()},
        "Test loss": f"{card['test']['loss']:.4f}",
        "Parameters": f"{card['parameters']:,}",
        "Size": f"{card['bytes'] / 1e6:.2f} MB",
        "A digit takes": f"{card['milliseconds']:.2g} ms"
        if "milliseconds" in card
        else "not timed",
    }
