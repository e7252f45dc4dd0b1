"""A digit of the data on the Draw page: ``/?digit=test-100`` lays it under the strokes."""

from typing import NoReturn

import streamlit as st

from app_pages.parts.canvas import laid_digit, lay_digit
from app_pages.parts.digits import find_digit
from mnist_core.errors import DatasetError

_TAKEN = "draw_linked"  # what the address asked for when it was last looked at


def open_on_draw(name: str) -> NoReturn:
    """Go to the Draw page with a digit, such as "test-100"."""
    st.session_state.pop(_TAKEN, None)
    st.switch_page("app_pages/draw.py", query_params={"digit": name})


def take_linked_digit() -> None:
    """Lay the digit that the address asks for under the strokes to come: once."""
    name = st.query_params.get("digit")
    if name and name != st.session_state.get(_TAKEN):
        try:
            find_digit(name)
        except DatasetError as error:
            st.warning(f"Nothing was put on the canvas: {error}.")
        else:
            lay_digit(name)
    st.session_state[_TAKEN] = name
    tend_address()


def tend_address() -> None:
    """Have the address name no digit but the one that lies there."""
    name = st.query_params.get("digit")
    if name and name != laid_digit():
        del st.query_params["digit"]
        st.session_state[_TAKEN] = None
