"""The app's colours, for its charts and its stylesheet."""

from pathlib import Path

import streamlit as st

BLUE = "#3b82c4"  # what is right, or as it should be
ORANGE = "#e8590c"  # what is wrong, or stands out

STYLE = (Path(__file__).parent / "style.css").read_text(encoding="utf-8")


def stylesheet() -> str:
    """The one stylesheet as HTML, with the colours that it uses."""
    return f"<style>:root {{ --blue: {BLUE}; --orange: {ORANGE}; }}\n{STYLE}</style>"


def bgr(colour: str) -> tuple[int, int, int]:
    """A colour such as "#3b82c4" as OpenCV has it: blue, green, red."""
    blue, green, red = bytes.fromhex(colour[1:])[::-1]
    return blue, green, red


def text_colour() -> str:
    """The theme's colour of text, for charts, which cannot take it from the page."""
    return "#fafafa" if st.context.theme.type == "dark" else "#31333f"
