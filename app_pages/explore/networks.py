"""The Explore page on all networks, side by side."""

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from app_pages.explore.address import ask
from app_pages.explore.choice import groups
from app_pages.explore.gap import show_gap
from app_pages.explore.turned import show_turned
from app_pages.figures.html import table_html
from app_pages.figures.text import share, typeset
from app_pages.visit.networks import Network, offered_networks
from mnist_core.networks.architectures import ARCHITECTURES
from mnist_core.recognition.card import OnDrawings


def show_networks() -> None:
    """Show what each network reads of MNIST and of drawings."""
    networks = offered_networks()
    st.write(
        "All of those that come with the program read MNIST’s test digits well. Drawings are "
        "harder: other pens, other sizes, other hands. How well a network reads MNIST says little "
        "about them."
    )
    show_gap(networks)
    _show_tables(networks)
    show_turned(networks)


def _show_tables(networks: Mapping[str, Network]) -> None:
    cards = [network.card for network in networks.values()]
    measured = next((card.drawings for card in cards if card.drawings), None)
    grouped = groups(networks)
    for title, group in grouped.items():
        if len(grouped) > 1:
            st.header(title, anchor=False)
        st.html(table_html([_row(each, measured) for each in group], title))
        with st.container(gap="xxsmall", key=f"explore_links_{group[0].is_shipped}"):
            for each in group:
                st.button(
                    _introduction(each),
                    key=f"explore_open_{each.key}",
                    type="tertiary",
                    on_click=ask,
                    kwargs={"show": "network", "network": each.key},
                )
    st.caption(_note(measured))


def _row(network: Network, measured: OnDrawings | None) -> dict[str, str]:
    card = network.card
    accuracy = card.drawings.accuracy if card.drawings else {}
    shares = {
        "MNIST": card.on_mnist,
        **{
            f"Pen {width}": accuracy.get(width) for width in (measured.accuracy if measured else [])
        },
    }
    learnt = "" if network.is_shipped else f"<small>{network.learnt_from}</small>"
    return {
        "Network": f"{escape(network.title)}{learnt}",
        **{k: "–" if part is None else share(part) for k, part in shares.items()},
        "Parameters": f"{card.parameters:,}",
    }


def _introduction(network: Network) -> str:
    known = ARCHITECTURES.get(network.card.architecture)
    return f"**{network.title}**: {typeset(known.title)}" if known else f"**{network.title}**"


def _note(measured: OnDrawings | None) -> str:
    note = "MNIST: the share of its 10,000 test digits that is read correctly."
    if measured is None:
        return note
    widths: Sequence[str] = list(measured.accuracy)
    return (
        f"{note} Pen {', '.join(widths)}: the share of {measured.digits:,} digits by "
        f"{measured.writers} writers, drawn on the canvas with a pen of so many pixels, and read "
        "from the picture alone."
    )
