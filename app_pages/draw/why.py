"""Which ink decided, and what would change the answer."""

import streamlit as st

from app_pages.draw.drawn import Drawn
from app_pages.figures.why import Explained, of_strokes, sentence
from app_pages.figures.why import show_why as show_figure
from mnist_core.recognition.counterfactual import smallest_change
from mnist_core.recognition.explanation import explain


def show_why(drawn: Drawn) -> None:
    """Show it of a drawing; of a picture, such as a digit of the data, by its pixels."""
    strokes = () if drawn.now.digit else drawn.now.strokes
    found = explain(drawn.classifier, drawn.digit, strokes)
    change = smallest_change(drawn.classifier, strokes, found)
    explained = Explained(drawn.digit, strokes, found, change)
    told = f'<p class="why-sentence" aria-live="polite">{sentence(explained)}</p>'
    if strokes:
        told += f'<p class="why-strokes">{of_strokes(explained)}</p>'
    st.html(told)
    show_figure(explained)
    part = "A tenth of the ink" if found.pieces else "A patch of 4 × 4 pixels"
    st.caption(
        f"{part} is left out, and the network reads the rest; then the next, all along. So one "
        "sees what the answer hangs on. It does not tell how the network thinks, nor what two "
        "parts do together: where one makes up for the other, neither is coloured."
    )
