"""The address completed without an entry of its own in the browser's history."""

from pathlib import Path

import streamlit as st

_component = st.components.v2.component(
    "visit_replace", js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
)


def replace_query(page: str, query: str | None) -> None:
    """Have the browser's address say something else, so that one press of Back leaves the page.

    Streamlit itself would add an entry to the history.

    Args:
        page: its name in the address, such as "explore".
        query: what is to stand behind it, such as "show=data"; None leaves it as it is.
    """
    _component(data={"page": page, "query": query}, key=f"{page}_address")
