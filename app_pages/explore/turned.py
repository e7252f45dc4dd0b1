"""What networks read of people's drawings that are turned: a curve each."""

from collections.abc import Mapping
from html import escape

import streamlit as st

from app_pages.figures.html import table_html
from app_pages.figures.robustness import Over, show_robustness
from app_pages.figures.text import share
from app_pages.visit.networks import Network
from mnist_core.evaluation.turned import PEN, OnTurned

_TOLD = (-90, -45, -18, 0, 18, 45, 90)  # degrees that the table has


def show_turned(networks: Mapping[str, Network]) -> None:
    """Show the curves of those that come with the program and were measured at the same angles."""
    found = {
        each.title: each.card.turned
        for each in networks.values()
        if each.is_shipped and each.card.turned is not None
    }
    if not found:
        return
    first = next(iter(found.values()))
    alike = {title: each for title, each in found.items() if each.degrees == first.degrees}
    st.header("Turned drawings", anchor=False)
    st.write(
        f"{first.digits:,} digits by people whom no network has met, drawn with a pen of {PEN} "
        "pixels and turned after they were prepared. A network reads what it has learnt to: "
        "upright digits, or digits that were turned a little while it learnt."
    )
    show_robustness(
        Over(
            first.degrees,
            "Turned clockwise, in degrees",
            "read right",
            "The share of people’s drawings that each network reads right, over how far they are "
            "turned. The table below has the figures.",
        ),
        {title: each.accuracy for title, each in alike.items()},
        key="explore_turned",
    )
    st.html(table_html([_row(title, each) for title, each in alike.items()], "Turned drawings"))
    st.caption(
        "Read from the picture alone; −90° is a quarter turn to the left. People seldom turn their "
        "digits so far: the figures of upright ones say more about how well a network reads you."
    )


def _row(title: str, turned: OnTurned) -> dict[str, str]:
    right = dict(zip(turned.degrees, turned.accuracy, strict=True))
    return {
        "Network": escape(title),
        **{f"{each}°".replace("-", "−"): share(right[each]) for each in _TOLD if each in right},
    }
