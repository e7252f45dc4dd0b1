"""Ways to the Draw page: with a digit of the data, or with a network."""

import streamlit as st

from app_pages.visit.digits import find_digit
from app_pages.visit.drawing import lay_digit
from app_pages.visit.settings import choose_network
from mnist_core.errors import DatasetError

_DRAW = "app_pages/draw/page.py"


def open_on_draw(name: str | None) -> None:
    """Go to the Draw page with a digit such as "test-100"; nothing happens where there is none."""
    if name is None:
        return
    try:
        find_digit(name)
    except DatasetError:
        return
    lay_digit(name)
    st.switch_page(_DRAW, query_params={"digit": name})


def draw_with(network: str) -> None:
    """Go to the Draw page with the network of that key."""
    choose_network(network)
    st.switch_page(_DRAW)
