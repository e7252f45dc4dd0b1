"""A number on a wide canvas, read as a whole."""

from collections.abc import Mapping

import streamlit as st

from app_pages.draw.address import follow_address
from app_pages.visit.networks import Network


def show_number(networks: Mapping[str, Network]) -> None:
    """The wide canvas and what belongs to it."""
    st.caption("Numbers are not read yet.")
    follow_address()
