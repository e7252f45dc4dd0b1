"""Draw a digit; see at once what the network reads."""

from collections.abc import Mapping

import streamlit as st

from app_pages.parts.answer import show_answer, show_pictures
from app_pages.parts.canvas import (
    laid_digit,
    mount_canvas,
    show_buttons,
    show_canvas,
    tend_canvas,
)
from app_pages.parts.linked import take_linked_digit, tend_address
from app_pages.parts.models import Network, offered_networks
from app_pages.parts.paper import paper_of, read
from app_pages.parts.settings import restore_settings, show_settings
from mnist_core.errors import BlankImageError, StrokesError
from mnist_core.preprocessing import Digit
from mnist_core.strokes import CANVAS, read_fabric


def read_drawing(drawing: object) -> Digit | None:
    """What a network would see of the drawing; None without ink, or with an error shown."""
    paper = paper_of(laid_digit())
    try:
        strokes = read_fabric(drawing)
        return None if paper is None and not strokes else read(strokes, paper)
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
        digit = read_drawing(drawing)
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
