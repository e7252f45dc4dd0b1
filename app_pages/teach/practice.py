"""The practice round: digits that are asked for, kept with what was asked."""

import streamlit as st

from app_pages.practice.report import show_report
from app_pages.practice.round import begin_round, is_under_way, show_round
from app_pages.visit.corrections import keep, kept, name_of, remove
from app_pages.visit.networks import Network
from mnist_core.data.corrections import MOST, Correction

LEARNING = "learn"  # where the page has the network learn: the way there from a round

_ROUND = "teach_practice"
_TAKEN = "teach_taken"  # the names of the last round's drawings, by their numbers in it
_FULL = "teach_full"  # whether a drawing of it was not kept, for want of room


def is_practising() -> bool:
    """Whether a round is under way: asked once each time that the page runs."""
    return is_under_way(_ROUND)


def practise() -> None:
    """Begin a round."""
    st.session_state[_TAKEN] = {}
    st.session_state[_FULL] = False
    begin_round(_ROUND)


def go_on() -> None:
    """Show the round that is under way."""
    show_round(_ROUND, take=_take, done=_end)


def show_practice(network: Network) -> None:
    """Show the button that begins a round, and what came of the last one.

    Args:
        network: what the drawings are read with once the round is over.
    """
    st.header("Practice", anchor=False)
    st.write(
        "You are asked for twenty digits in a shuffled order. Each is kept with the digit that was "
        "asked for. It is the quick way to teach, and a fair test of how well the network reads "
        "you."
    )
    if st.session_state.get(_FULL):
        st.warning(f"Not all were kept: there is room for {MOST} drawings. Remove some below.")
    drawn = [kept()[name] for name in st.session_state.get(_TAKEN, {}).values() if name in kept()]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Practise again" if drawn else "Practise",
            type="secondary" if kept() else "primary",
            icon=":material/front_hand:",
            key="teach_practise",
            on_click=practise,
        )
        if drawn:
            st.markdown(f"[Next: it learns from these](#{LEARNING})", width="content")
    if drawn:
        show_report(drawn, network)


def _take(number: int, correction: Correction) -> None:
    """Keep a drawing of the round, in place of what was drawn for the same number before."""
    taken, name = st.session_state.setdefault(_TAKEN, {}), name_of(correction.strokes)
    before = taken.get(number)
    if before is not None and before != name:
        remove(before)
    if keep(correction):
        taken[number] = name
    else:
        st.session_state[_FULL] = True


def _end() -> None:
    """The page shows by itself that the round is over."""
