"""The Explore page on all networks, side by side."""

from collections.abc import Mapping

import streamlit as st

from app_pages.explore.address import ask
from app_pages.explore.gap import show_gap
from app_pages.visit.networks import networks_or_stop
from mnist_core.networks.architectures import ARCHITECTURES
from mnist_core.recognition.card import Card


def show_networks() -> None:
    """Show what each network reads of MNIST and of drawings."""
    networks = networks_or_stop()
    st.write(
        "All of them read MNIST’s test digits well. Drawings are harder: other pens, other sizes, "
        "other hands. How well a network reads MNIST says little about them."
    )
    show_gap(networks)
    _show_table({name: network.card for name, network in networks.items()})
    with st.container(gap="xxsmall"):
        for name, network in networks.items():
            known = ARCHITECTURES.get(network.card.architecture)
            st.button(
                f"**{name}**: {known.title}" if known else f"**{name}**",
                key=f"explore_open_{name}",
                type="tertiary",
                on_click=ask,
                kwargs={"show": "network", "network": name},
            )


def _show_table(cards: Mapping[str, Card]) -> None:
    measured = next((card.drawings for card in cards.values() if card.drawings), None)
    widths = list(measured.accuracy) if measured else []
    rows = []
    for name, card in cards.items():
        accuracy = card.drawings.accuracy if card.drawings else {}
        shares = {
            "MNIST": card.test.accuracy,
            **{f"Pen {width}": accuracy.get(width) for width in widths},
        }
        rows.append(
            {
                "Network": name,
                **{k: "–" if share is None else f"{share:.1%}" for k, share in shares.items()},
                "Parameters": f"{card.parameters:,}",
            }
        )
    st.table(rows)
    count = next(iter(cards.values())).test.count
    note = f"MNIST: the share of its {count:,} test digits that is read correctly."
    if measured:
        note += (
            f" Pen {', '.join(widths)}: the share of {measured.digits:,} digits by "
            f"{measured.writers} writers, drawn on the canvas with a pen of so many pixels."
        )
    st.caption(note)
