"""The Explore page on one network: its figures, and what else is known of it, folded."""

from collections.abc import Callable

import streamlit as st

from app_pages.explore.address import ask, asked, asked_parts, choose, fold, tell
from app_pages.explore.answers import show_cell_of, show_filters_of, show_wrong
from app_pages.explore.choice import titles
from app_pages.explore.layers import show_layers
from app_pages.explore.measuring import offer_measuring
from app_pages.explore.people import TITLE, show_on_people
from app_pages.explore.training import show_training
from app_pages.figures.confusion import cells, show_confusion, show_per_digit
from app_pages.figures.html import facts_html
from app_pages.figures.reliability import show_reliability
from app_pages.figures.text import share, typeset
from app_pages.visit.links import draw_with
from app_pages.visit.networks import Network, accuracies, offered_networks
from mnist_core.networks.architectures import ARCHITECTURES
from mnist_core.recognition.card import Card


def show_network() -> None:
    """Show all that is known of a network."""
    networks = offered_networks()
    named = titles(networks.values())
    name = asked("network", named, next(iter(named)))
    network = networks[name]
    opened = asked_parts("open", PARTS, ("layers",))
    there = cells(network.card.test.confusion)
    cell = asked("cell", there, "", expected="one with digits in it, such as 3-3")
    tell(network=name, open=opened)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        choose(st.selectbox, "Network", "network", named, name, ends=("cell",), width=360)
        if st.button("Draw with it", type="primary", icon=":material/draw:"):
            draw_with(name)
    _show_title(network)
    st.html(facts_html(_figures(network.card)))
    offer = st.container()
    with st.container(key="explore_parts", gap="small"):
        for part, (title, show) in PARTS.items():
            if part == "people" and not network.card.people:
                continue
            with fold(title, "open", part, opened) as section:
                if section.open:
                    show(network, cell)
    with offer:  # last, for it takes its time
        offer_measuring(network)


def _show_title(network: Network) -> None:
    card = network.card
    known = ARCHITECTURES.get(card.architecture)
    if not network.is_shipped:
        st.write(f"**Your own {card.architecture}**, which learnt from: {network.learnt_from}.")
    elif known is not None:
        st.write(f"**{typeset(known.title)}.**  \n{known.origin}.")


def _figures(card: Card) -> dict[str, str]:
    drawings = card.drawings.accuracy if card.drawings else {}
    return {
        **{name: share(part, 2) for name, part in accuracies(card).items()},
        **{f"Drawings, pen {width}": share(part) for width, part in drawings.items()},
        "Test loss": f"{card.test.loss:.4f}",
        "Parameters": f"{card.parameters:,}",
        "Size": f"{card.bytes / 1e6:.2f} MB",
        "A digit takes": f"{card.milliseconds:.2g} ms"
        if card.milliseconds is not None
        else "not timed",
    }


def _show_confusion(network: Network, chosen: str) -> None:
    confusion = network.card.test.confusion
    clicked = show_confusion(confusion, "explore", opens=True, chosen=chosen)
    if clicked is not None:
        ask(cell=None if clicked == chosen else clicked)
        st.rerun()
    if chosen:
        show_cell_of(network, *cells(confusion)[chosen])


# What is known of a network, by its name in the address: its title, and what shows it, given the
# cell of the confusion matrix that is open, such as "3-5", or "".
PARTS: dict[str, tuple[str, Callable[[Network, str], None]]] = {
    "layers": ("Layers", lambda network, _: show_layers(network.card.layers)),
    "training": ("Training", lambda network, _: show_training(network)),
    "people": (TITLE, lambda network, _: show_on_people(network)),
    "confusion": ("Which digits it takes for which", _show_confusion),
    "digits": ("Digit by digit", lambda network, _: show_per_digit(network.card.test)),
    "certainty": (
        "How much its probabilities are worth",
        lambda network, _: show_reliability(network.card),
    ),
    "mistakes": ("What it got wrong", lambda network, _: show_wrong(network)),
    "filters": ("What its first layer looks for", lambda network, _: show_filters_of(network)),
}
