"""Draw a digit; see at once what the network reads."""

from collections.abc import Mapping

import streamlit as st

from app_pages.draw.canvas import laid_picture, show_buttons, show_canvas
from app_pages.draw.settings import restore_settings, show_settings
from app_pages.figures.answer import show_answer, show_pictures
from app_pages.visit.drawing import drawing, mount_canvas
from app_pages.visit.links import take_linked_digit, tend_address
from app_pages.visit.networks import Network, offered_networks
from mnist_core.errors import BlankImageError
from mnist_core.ink.drawing import read_drawing
from mnist_core.ink.preprocessing import Digit
from mnist_core.ink.strokes import CANVAS


def see_drawing() -> Digit | None:
    """What a network would see of the drawing; None without ink."""
    now = drawing()
    try:
        return read_drawing(now.strokes, laid_picture(now.digit))
    except BlankImageError:
        return None


def show_steps(digit: Digit | None) -> None:
    """The way from the drawing to 28 x 28, picture by picture."""
    with st.expander("How the drawing becomes 28 × 28 pixels"):
        if digit is None:
            st.caption("Draw a digit, and its way into the network is shown here.")
            return
        show_pictures(digit.steps)


@st.fragment
def draw(networks: Mapping[str, Network]) -> None:
    """All that a stroke changes: nothing else runs again."""
    with st.container(horizontal=True, gap="medium", horizontal_alignment="distribute"):
        left = st.container(width=CANVAS)
        right = st.container(width=360)
        settings = st.container(width=CANVAS)
    with settings:
        classifier, width = show_settings(networks)
    with left:
        show_canvas(width)
        show_buttons()
    with right:
        digit = see_drawing()
        prediction = None
        if digit is not None:
            prediction = classifier.verdict(classifier.predict(digit.pixels[None])[0])
        show_answer(classifier.labels, prediction, digit)
    tend_address()
    show_steps(digit)


st.header("Which digit is it?", anchor=False)
mount_canvas()
take_linked_digit()
restore_settings()
draw(offered_networks())
