"""The place on a page at which it was left for the Draw page, found again on the way back."""

from pathlib import Path

import streamlit as st

_component = st.components.v2.component(
    "visit_place", js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
)


def keep_place(address: str, *, returned: bool) -> None:
    """Have the browser keep how far the page is scrolled: once, at the page's end.

    Args:
        address: what is shown; each has a place of its own.
        returned: whether the visitor has just come back: the page is scrolled to its place.
    """
    _component(data={"address": address, "returned": returned}, key="visit_place")
