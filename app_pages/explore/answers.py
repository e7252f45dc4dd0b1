"""What is stored of a network's answers and weights: its mistakes, and its filters."""

import numpy as np
import streamlit as st

from app_pages.explore.download import offer_mnist
from app_pages.figures.filters import show_filters
from app_pages.figures.mistakes import show_cell, show_mistakes
from app_pages.visit.answers import answered, are_named, filters_for
from app_pages.visit.digits import digits_of
from app_pages.visit.links import open_on_draw
from app_pages.visit.networks import Network
from mnist_core.evaluation.answered import Answered


def show_wrong(network: Network) -> None:
    """Show the test digits that a network gets wrong, or say why there are none to be seen."""
    found = _answered(network, "explore_fetch_mistakes")
    if found is None:
        return
    test = network.card.test
    count = test.count - sum(test.confusion[digit][digit] for digit in range(10))
    if not count:
        st.write("Nothing: it read every test digit right.")
        return
    clicked = show_mistakes(found.mistakes(), count, opens=are_named(found), page="explore")
    open_on_draw(clicked, network.key)


def show_cell_of(network: Network, label: int, answer: int) -> None:
    """Show the test digits of a label that a network gave an answer to."""
    found = _answered(network, "explore_fetch_cell")
    if found is None:
        return
    clicked = show_cell(
        found.read_as(label, answer),
        network.card.test.confusion[label][answer],
        label,
        answer,
        opens=are_named(found),
        page="explore",
    )
    open_on_draw(clicked, network.key)


def show_filters_of(network: Network) -> None:
    """Show what a network's first layer looks for, or say that it is not stored."""
    filters = filters_for(network)
    if filters is None:
        st.write("Not stored.")
    else:
        show_filters(filters)
        if any(layer.sees_path for layer in network.card.layers):
            st.caption("The branches that see the pen’s path have others, which are not shown.")


def _answered(network: Network, key: str) -> Answered | None:
    """A network's answers; where they cannot be shown, a word says why."""
    if network.is_shipped:
        digits = digits_of("test")
        if digits is None:
            offer_mnist("The pictures of these digits are MNIST’s.", generated=False, key=key)
            return None
        of_each = [sum(row) for row in network.card.test.confusion[:10]]
        if np.bincount(digits[1], minlength=10).tolist() != of_each:
            st.write("It was not measured on the MNIST that is on this server: other test digits.")
            return None
    found = answered(network)
    if found is None:
        st.write("Not stored.")
    return found
