"""Ways to the Draw page, with a digit of the data or with a network, and the way back from it."""

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from app_pages.visit.digits import find_digit
from app_pages.visit.drawing import lay_digit
from app_pages.visit.settings import choose
from mnist_core.errors import DatasetError

_DRAW = "app_pages/draw/page.py"
_CAME_FROM = "draw_came_from"
_PAGES = {
    "explore": "Explore",
    "train": "Train",
    "teach": "Teach",
}  # by their names in the address: their titles


@dataclass(frozen=True)
class Origin:
    """Where a visitor was before they came to the Draw page.

    Attributes:
        name: the page's in the address: "explore", "train" or "teach".
        query: the rest of the address there.
    """

    name: str
    query: Mapping[str, str]

    @property
    def page(self) -> str:
        """The page, as ``st.switch_page`` takes it."""
        return f"app_pages/{self.name}/page.py"

    @property
    def title(self) -> str:
        """What the page is called."""
        return _PAGES[self.name]


def open_on_draw(name: str | None, network: str | None = None) -> None:
    """Go to the Draw page with a digit; nothing happens where there is none.

    Args:
        name: the digit's, such as "test-100".
        network: the key of the network that is to read it; None leaves the one that is chosen.
    """
    if name is None:
        return
    try:
        find_digit(name)
    except DatasetError:
        return
    lay_digit(name)
    choose(mode="digit")
    query = {"digit": name}
    if network is not None:
        choose(network=network)
        query = {"network": network, **query}
    _leave()
    st.switch_page(_DRAW, query_params=query)


def draw_with(network: str) -> None:
    """Go to the Draw page with the network of that key."""
    choose(network=network)
    _leave()
    st.switch_page(_DRAW)


def came_from() -> Origin | None:
    """Where the visitor was before a link led them to the Draw page; None: it was no such link."""
    found: Origin | None = st.session_state.get(_CAME_FROM)
    return found


def take_back() -> Origin | None:
    """Where the visitor was on this page, if they have just come back to it from the Draw page.

    Its query may be missing in the address: Streamlit leaves the Draw page's in the history.
    """
    origin = came_from()
    if origin is None or origin.name != st.session_state.get("page"):
        return None
    del st.session_state[_CAME_FROM]
    return origin


def _leave() -> None:
    here = st.session_state.get("page")
    if here in _PAGES:
        st.session_state[_CAME_FROM] = Origin(here, st.query_params.to_dict())
