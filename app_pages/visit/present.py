"""Whether the pages are shown to a class: large, on a projector. ``?present=1`` on any page."""

import streamlit as st

_KEY = "visit_present"


def is_presented() -> bool:
    """Whether the pages are presented: since an address has asked for it, until it is ended."""
    asked = st.query_params.get("present")
    if asked is not None:
        st.session_state[_KEY] = asked == "1"
    return bool(st.session_state.get(_KEY, False))


def begin_presentation() -> None:
    """Show the pages to a class from now on, after a reload too."""
    st.query_params["present"] = "1"


def end_presentation() -> None:
    """Show the pages as they are on a laptop again."""
    st.session_state[_KEY] = False
    st.query_params.pop("present", None)
