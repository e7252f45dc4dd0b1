"""The Explore page on one network: its card."""

import streamlit as st

from app_pages.explore.address import asked, choose, tell
from app_pages.explore.answers import show_stored
from app_pages.explore.layers import show_layers
from app_pages.explore.training import show_training
from app_pages.figures.confusion import show_confusion, show_per_digit
from app_pages.figures.html import facts_html
from app_pages.figures.reliability import show_reliability
from app_pages.visit.links import draw_with
from app_pages.visit.networks import networks_or_stop
from mnist_core.networks.architectures import ARCHITECTURES
from mnist_core.recognition.card import Card


def show_network() -> None:
    """Show all that is known of a network that comes with the program."""
    networks = networks_or_stop()
    titles = {name: name for name in networks}
    name = asked("network", titles, next(iter(titles)))
    tell(network=name)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        choose(st.selectbox, "Network", "network", titles, name, width=280)
        if st.button("Draw with it", type="primary", icon=":material/draw:"):
            draw_with(name)
    card = networks[name].card
    _show_title(card)
    st.html(facts_html(_figures(card)))
    show_layers(card.layers)
    show_training(name, card)
    show_confusion(card.test.confusion, "explore")
    show_per_digit(card.test)
    show_reliability(card)
    show_stored(name, card)


def _show_title(card: Card) -> None:
    known = ARCHITECTURES.get(card.architecture)
    if known is not None:
        st.write(f"**{known.title}.**  \n{known.origin}.")


def _figures(card: Card) -> dict[str, str]:
    drawings = card.drawings.accuracy if card.drawings else {}
    return {
        "MNIST’s test digits": f"{card.test.accuracy:.2%}",
        **{f"Drawings, pen {width}": f"{share:.1%}" for width, share in drawings.items()},
        "Test loss": f"{card.test.loss:.4f}",
        "Parameters": f"{card.parameters:,}",
        "Size": f"{card.bytes / 1e6:.2f} MB",
        "A digit takes": f"{card.milliseconds:.2g} ms"
        if card.milliseconds is not None
        else "not timed",
    }
