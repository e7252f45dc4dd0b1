"""Draw a digit; see at once what the network reads."""

from collections.abc import Mapping

import streamlit as st

from app_pages.parts.answer import show_answer, show_pictures
from app_pages.parts.canvas import mount_canvas, show_buttons, show_canvas, tend_canvas
from app_pages.parts.models import Network, offered_networks
from app_pages.parts.settings import restore_settings, show_settings
from mnist_core import preprocess
from mnist_core.drawings import CANVAS
from mnist_core.errors import BlankImageError, StrokesError
from mnist_core.preprocessing import Digit
from mnist_core.strokes import read_fabric, render


def read_drawing(drawing: object) -> Digit | None:
    """What a network would see of the drawing; None without ink, or with an error shown."""
    try:
        strokes = read_fabric(drawing)
        return preprocess(render(strokes, CANVAS)) if strokes else None
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
    show_steps(digit)


st.header("Which digit is it?", anchor=False)
mount_canvas()
restore_settings()
draw(offered_networks())
tend_canvas()
