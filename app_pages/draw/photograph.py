"""Numbers on a photograph, found and read."""

from collections.abc import Mapping

import streamlit as st

from app_pages.draw.address import follow_address
from app_pages.visit.networks import Network


def show_photograph(networks: Mapping[str, Network]) -> None:
    """The photograph and what is read on it."""
    st.caption("Photographs are not read yet.")
    follow_address()
