"""The data and the networks, to be looked at. What is shown stands in the address."""

import streamlit as st

from app_pages.explore.address import choose_section, complete_address
from app_pages.explore.data import show_data
from app_pages.explore.digit import show_digit
from app_pages.explore.network import show_network
from app_pages.explore.networks import show_networks
from app_pages.visit.links import take_back
from app_pages.visit.place import keep_place

_SECTIONS = {
    "data": ("Data", show_data),
    "digit": ("A digit", show_digit),
    "network": ("A network", show_network),
    "all": ("All networks", show_networks),
}
returned = take_back() is not None
st.title("Digits and networks", anchor=False)
section = choose_section({name: title for name, (title, _) in _SECTIONS.items()}, "data")
_SECTIONS[section][1]()
keep_place(complete_address(), returned=returned)
