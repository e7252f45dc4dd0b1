"""Ways to the Draw page: with a digit of the data, or with a network.

``/?digit=test-100`` lays a digit under the strokes. As long as one lies there the address names it.
"""

import streamlit as st

from app_pages.visit.digits import find_digit
from app_pages.visit.drawing import laid_digit, lay_digit
from app_pages.visit.errors import tell
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


def take_linked_digit() -> None:
    """Lay the digit that the address asks for under the strokes to come, unless it lies there."""
    name = st.query_params.get("digit")
    if name and name != laid_digit():
        try:
            find_digit(name)
        except DatasetError as error:
            st.warning(f"Nothing was put on the canvas: {tell(error)}.")
        else:
            lay_digit(name)
    tend_address()


def tend_address() -> None:
    """Have the address name the digit that lies there, and no other."""
    laid = laid_digit()
    if st.query_params.get("digit") == laid:
        return
    if laid is None:
        del st.query_params["digit"]
    else:
        st.query_params["digit"] = laid
