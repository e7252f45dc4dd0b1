"""What a visitor has chosen on the Draw page. Streamlit forgets it when the page is left."""

from typing import Any

import streamlit as st

_KEPT = "draw_kept"


def kept_settings() -> dict[str, Any]:
    """What was chosen, by the widgets' keys; empty before the first choice."""
    return dict(st.session_state.get(_KEPT, {}))


def keep_settings(settings: dict[str, Any]) -> None:
    """Have that given back when the page is next entered."""
    st.session_state[_KEPT] = settings


def choose_network(key: str) -> None:
    """Have a network chosen when the Draw page is next entered."""
    keep_settings(kept_settings() | {"draw_model": key})
