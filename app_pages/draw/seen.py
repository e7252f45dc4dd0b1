"""The picture that the network sees, and the pen's path beside it."""

import streamlit as st

from app_pages.figures.path import show_path, show_picture
from app_pages.visit.digits import is_photographed
from app_pages.visit.drawing import Drawing
from mnist_core.ink.preprocessing import Digit

_ALONE = "the network sees the picture alone."


def show_seen(digit: Digit | None, now: Drawing, *, sees_paths: bool) -> None:
    """Show what the network sees of the drawing, once that is asked for.

    Args:
        digit: what there is to see; None without ink.
        now: the drawing.
        sees_paths: whether the network sees the pen's path.
    """
    with st.expander(
        "What it sees: the picture and the pen’s path", key="draw_seen", on_change="rerun"
    ) as seen:
        if not seen.open:
            return
        with st.container(key="draw_path"):
            if digit is None:
                st.caption("Draw a digit, and what the network sees is shown here.")
            elif not sees_paths:
                show_picture(digit, "This network sees the picture alone, not the pen’s path.")
            elif digit.directions is not None:
                show_path(digit)
            elif now.digit:
                source = "photograph" if is_photographed(now.digit) else "data"
                show_picture(digit, f"A digit of the {source} has no path: {_ALONE}")
            else:
                show_picture(digit, f"A dot has no path: {_ALONE}")
