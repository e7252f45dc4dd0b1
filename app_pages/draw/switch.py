"""The choice of what is read: a digit, a number, or a photograph."""

import streamlit as st

from app_pages.visit.settings import MODES, choose, chosen


def show_switch() -> None:
    """Let it be chosen what is read."""
    st.session_state["draw_mode"] = chosen().mode
    st.segmented_control(
        "What is read",
        MODES,
        format_func=str.capitalize,
        required=True,
        key="draw_mode",
        on_change=lambda: choose(mode=st.session_state["draw_mode"]),
        label_visibility="collapsed",
    )
