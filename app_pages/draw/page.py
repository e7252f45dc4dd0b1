"""Draw a digit; see at once what the network reads."""

from collections.abc import Mapping

import streamlit as st

from app_pages.draw.background import paper_of
from app_pages.draw.canvas import show_buttons, show_canvas, tend_canvas
from app_pages.draw.settings import restore_settings, show_settings
from app_pages.figures.answer import show_answer, show_pictures
from app_pages.visit.drawing import laid_digit, mount_canvas
from app_pages.visit.links import take_linked_digit, tend_address
from app_pages.visit.networks import Network, offered_networks
from mnist_core.errors import BlankImageError, StrokesError
from mnist_core.ink.drawing import read_drawing
from mnist_core.ink.fabric import read_fabric
from mnist_core.ink.preprocessing import Digit
from mnist_core.ink.strokes import CANVAS


def see_drawing(drawing: object) -> Digit | None:
    """What a network would see of the drawing; None without ink, or with an error shown."""
    paper = paper_of(laid_digit())
    try:
        strokes = read_fabric(drawing)
        return None if paper is None and not strokes else read_drawing(strokes, paper)
    except BlankImageError:
        return None
    except StrokesError as error:
        st.error(f"This drawing cannot be read ({error}). Clear it and draw again.")
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
        drawing = show_canvas(width)
        show_buttons()
    with right:
        digit = see_drawing(drawing)
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
tend_canvas()
