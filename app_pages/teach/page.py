"""Teach a network one's own hand: practise, look the drawings over, have it learn from them."""

import streamlit as st

from app_pages.figures.top import show_from_top
from app_pages.teach.drawings import show_drawings
from app_pages.teach.files import show_files
from app_pages.teach.learning import show_learning
from app_pages.teach.practice import go_on, is_practising, show_practice
from app_pages.visit.links import take_back
from app_pages.visit.networks import chosen_network

take_back()
st.title("Teach it your hand", anchor=False)
network = chosen_network()
practises = is_practising()
if practises:
    go_on()
else:
    st.write(
        "Draw some digits, and say which they are. Then a copy of the network learns from them, "
        "and reads your hand better."
    )
    show_practice(network)
    show_drawings()
    show_files()
    show_learning(network)
show_from_top("practice" if practises else None, key="teach_top")
