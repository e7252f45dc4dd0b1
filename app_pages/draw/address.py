"""What the Draw page's address names: what is read, the digit laid, the network, the pen, and more.

``/?network=mlp-128&digit=test-100&pen=10`` chooses the network, the digit and the pen,
``mode=number`` the wide canvas, ``look=why`` what is looked at closer, and ``present=1`` shows the
page to a class. The address follows what is chosen, so that it can be copied, and reloaded.
"""

from collections.abc import Collection
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from app_pages.pen.widths import PEN_WIDTHS
from app_pages.visit.digits import find_digit, is_name
from app_pages.visit.drawing import drawing, lay_digit
from app_pages.visit.errors import tell
from app_pages.visit.present import is_presented
from app_pages.visit.settings import LOOKS, MODES, Settings, choose, chosen
from mnist_core.errors import DatasetError

_ASKING = ("mode", "network", "pen", "look", "digit")
_TAKEN = "draw_address"  # what the address has asked for last
_TOLD = "draw_address_told"  # what the browser was last told to have there

_component = st.components.v2.component(
    "draw_address", js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
)


def take_address(networks: Collection[str]) -> None:
    """Do what the address asks for, once; say what cannot be done.

    When a connection was lost, the page runs again with the address that it was entered by: what
    has been chosen and drawn since stays. So it does where the address only says what was chosen
    before, as when something else has just been chosen.

    Args:
        networks: the keys of those that are offered.
    """
    asked = tuple(st.query_params.get(name) for name in _ASKING)
    if asked in (st.session_state.get(_TAKEN), st.session_state.get(_TOLD)):
        return
    st.session_state[_TAKEN] = asked
    mode, network, pen, look, digit = asked
    if mode is not None and mode != chosen().mode:
        if mode in MODES:
            choose(mode=mode)
        else:
            st.warning(f"The address’s mode can be {', '.join(MODES[:-1])} or {MODES[-1]}.")
    if network is not None and network != chosen().network:
        if network in networks:
            choose(network=network)
        else:
            st.warning("The address names a network that is not here.")
    if pen is not None and pen != str(chosen().pen):
        if pen in map(str, PEN_WIDTHS):
            choose(pen=int(pen))
        else:
            st.warning(
                f"The address’s pen can be {PEN_WIDTHS.start} to {PEN_WIDTHS.stop - 1} pixels wide."
            )
    if look is not None and look != chosen().look:
        if look in LOOKS:
            choose(look=look)
        else:
            st.warning(f"The address’s look can be {', '.join(LOOKS[:-1])} or {LOOKS[-1]}.")
    if digit and digit != drawing().digit:
        try:
            find_digit(digit)
        except DatasetError as error:
            st.warning(f"Nothing was put on the canvas: {tell(error)}.")
        else:
            lay_digit(digit, stays=True)


def address(*, present: bool, everything: bool = False) -> str:
    """The query that leads to what is shown, such as "digit=test-100"; "" for a page as it begins.

    Args:
        present: whether it is shown to a class.
        everything: name the network and the pen even where they are those that a visit begins with.
    """
    named = _named(everything=everything) | {"present": "1" if present else None}
    return urlencode({name: value for name, value in named.items() if value is not None}, safe="/")


def follow_address() -> None:
    """Have the browser's address name what is shown."""
    named = _named(everything=False)
    st.session_state[_TOLD] = tuple(named[name] for name in _ASKING)
    _component(data={"query": address(present=is_presented())}, key="draw_address_bar")


def _named(*, everything: bool) -> dict[str, str | None]:
    """What the address names of what is chosen, in its order, as ``address`` takes it."""
    now, first, digit = chosen(), Settings(), drawing().digit
    # A photograph's digit is of this visit: an address leads nobody else to it.
    is_named = now.mode == "digit" and digit is not None and is_name(digit)
    return {
        "mode": now.mode if now.mode != first.mode else None,
        "network": now.network if everything or now.network != first.network else None,
        "digit": digit if is_named else None,
        "pen": str(now.pen) if everything or now.pen != first.pen else None,
        "look": now.look if now.mode == "digit" else None,
    }
