"""What has a page that shows something else than before shown from its top."""

from pathlib import Path

import streamlit as st

_component = st.components.v2.component(
    "page_top", js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
)


def show_from_top(shows: str | None, key: str) -> None:
    """Scroll to the top whenever ``shows``, the name of what the page shows, is another."""
    _component(data={"shows": shows}, key=key)
