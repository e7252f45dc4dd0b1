"""How a network reads people whom it has never met, and what the pen's path is worth to it."""

import streamlit as st

from app_pages.figures.people import show_people
from app_pages.visit.networks import Network

TITLE = "People whom it has never met"


def show_on_people(network: Network) -> None:
    """Show a network's figures on people; of one that sees paths, with and without them."""
    people = network.card.people
    if not people:  # such a network does not offer it
        return
    words = [
        "None of these people’s writing was learnt from.",
        "Each digit, letter and sign is drawn once with a pen of 10, 20 and 32 pixels, on a canvas "
        "of 280.",
    ]
    if any(each.refused for each in people.values()):
        words.append("The scribbles are drawn by the program, of kinds that were not learnt from.")
    if "strokes" in people:
        words.append("Bold: the better of the two.")
    st.write(" ".join(words))
    show_people(people)
    if "strokes" in people:
        st.caption(
            "The picture: the drawing alone, as from a photograph. With the path: the way that the "
            "pen went besides, as the Draw page reads it."
        )
