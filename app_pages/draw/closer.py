"""What can be looked at closer, below the answer: one thing at a time, following each stroke."""

import streamlit as st

from app_pages.draw.alike import show_alike
from app_pages.draw.drawn import Drawn
from app_pages.draw.inside import show_inside
from app_pages.draw.learnt import show_learnt
from app_pages.draw.what_if import show_what_if
from app_pages.draw.why import show_why
from app_pages.visit.errors import tell
from app_pages.visit.settings import LOOKS, Look, choose, chosen
from mnist_core.errors import ModelError

_PARTS = {
    "inside": ("Inside", show_inside),
    "why": ("Why", show_why),
    "alike": ("Alike", show_alike),
    "what-if": ("What if", show_what_if),
    "learnt": ("How it learnt", show_learnt),
}


def show_closer(drawn: Drawn | None) -> None:
    """Let it be chosen what is looked at, and show it.

    Args:
        drawn: what was read; None without ink.
    """
    look = _choose_look()
    if look is None:
        return
    with st.container(key=f"draw_look_{look}"):
        if drawn is None:
            st.caption("Draw a digit, and it is shown here.")
        else:
            try:
                _PARTS[look][1](drawn)
            except ModelError as error:  # its file was replaced or deleted meanwhile
                st.error(tell(error))


def _choose_look() -> Look | None:
    """What is chosen; None is nothing."""
    st.session_state["draw_look"] = chosen().look
    st.segmented_control(
        "Look closer",
        LOOKS,
        format_func=lambda look: _PARTS[look][0],
        key="draw_look",
        on_change=lambda: choose(look=st.session_state["draw_look"]),
    )
    return chosen().look
