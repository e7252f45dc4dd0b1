"""Draw a digit or a number, or show a photograph; see at once what the network reads."""

import streamlit as st

from app_pages.draw.address import take_address
from app_pages.draw.digit import show_digit
from app_pages.draw.number import show_number
from app_pages.draw.photograph import is_on_canvas, show_photograph
from app_pages.draw.switch import show_switch
from app_pages.visit.links import came_from
from app_pages.visit.networks import offered_networks
from app_pages.visit.settings import choose, chosen

_PARTS = {
    "digit": ("Which digit is it?", show_digit),
    "number": ("Which number is it?", show_number),
    "photograph": ("Which numbers are they?", show_photograph),
}


def show_way_back() -> None:
    """The way back to where a link, or a photograph's digit, led here from."""
    if chosen().mode == "digit" and is_on_canvas():
        st.button(
            "Back to the photograph",
            icon=":material/arrow_back:",
            type="tertiary",
            key="draw_back",
            on_click=lambda: choose(mode="photograph"),
        )
        return
    origin = came_from()
    if origin is not None:
        st.page_link(
            origin.page,
            label=f"Back to {origin.title}",
            icon=":material/arrow_back:",
            query_params=dict(origin.query),
        )


offered = offered_networks()
take_address(offered)
title, show = _PARTS[chosen().mode]
with st.container(
    key="draw_head",
    horizontal=True,
    horizontal_alignment="distribute",
    vertical_alignment="center",
):
    st.title(title, anchor=False, width="content")
    show_switch()
show_way_back()
show(offered)
