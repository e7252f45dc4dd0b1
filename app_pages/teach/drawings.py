"""The drawings that are kept: counted, looked over, said to be something else, and removed."""

from collections.abc import Mapping

import numpy as np
import streamlit as st

from app_pages.figures.html import data_url
from app_pages.figures.sheet import show_sheet
from app_pages.figures.text import a_digit, counted
from app_pages.visit.corrections import kept, picture_of, relabel, remove, remove_all
from mnist_core.data.corrections import Correction
from mnist_core.ink.drawing import paper_with
from mnist_core.labels import DIGITS, LABELS

_SIDE = 56  # pixels of a drawing: wide enough for a finger
_NAMES = [*LABELS[:DIGITS], "No digit"]


def show_drawings() -> None:
    """Show all drawings by their labels; one that is clicked is opened."""
    st.header("Your drawings", anchor=False)
    drawings = kept()
    if not drawings:
        st.write("None yet. Practise, or draw on the Draw page and say whether it was read right.")
        return
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        st.markdown(_counted(drawings), width="content")
        _show_remove_all(len(drawings))
    st.caption("Choose one to say that it is something else, or to remove it.")
    clicked = None
    with st.container(key="teach_sheets"):
        for label in range(len(LABELS)):
            some = {name: each for name, each in drawings.items() if each.label == label}
            if some:
                clicked = _show_label(label, some) or clicked
    if clicked is not None and clicked in drawings:
        _open(clicked, drawings[clicked])


def _counted(drawings: Mapping[str, Correction]) -> str:
    practised = sum(each.practised for each in drawings.values())
    others = len(drawings) - practised
    parts = [
        f"{number} {what}"
        for number, what in ((practised, "practised"), (others, "from the Draw page"))
        if number
    ]
    return f"{counted(len(drawings), 'drawing')}: {', '.join(parts)}"


def _show_label(label: int, drawings: Mapping[str, Correction]) -> str | None:
    """The drawings of a label; the name of the one that was clicked just now, or None."""
    called = _NAMES[label]
    with st.container(key=f"teach_of_{label}"):
        st.html(f'<h3 class="teach-label">{called} <small>×{len(drawings)}</small></h3>')
        return show_sheet(
            np.array([picture_of(name) for name in drawings]),
            [_described(each) for each in drawings.values()],
            label=f"Drawings of {called}",
            key=f"teach_sheet_{label}",
            clicks=list(drawings),
            does="opens it",
            side=_SIDE,
        )


def _described(correction: Correction) -> str:
    """What a drawing is, and what was read."""
    words = _thing(correction.label).capitalize()
    if correction.read is not None:
        words += f", read as {_thing(correction.read)}"
    return words


def _thing(label: int) -> str:
    return a_digit(label) if label < DIGITS else "no digit"


def _show_remove_all(number: int) -> None:
    with st.popover("Remove all", icon=":material/delete:", width="content"):
        st.write("They are nowhere else, unless you have downloaded them.")
        st.button(
            f"Remove {counted(number, 'drawing')}", key="teach_remove_all", on_click=remove_all
        )


@st.dialog("A drawing")
def _open(name: str, correction: Correction) -> None:
    """A drawing by itself: once it is said to be something else, or removed, it closes."""
    if kept().get(name) is not correction:
        st.rerun()
    described, key = _described(correction), f"teach_label_{name}"
    st.html(
        f'<img class="teach-drawing" alt="{described}" '
        f'src="{data_url(paper_with(correction.strokes))}">'
    )
    st.caption(f"{described}. Which is it?")
    with st.container(key="teach_label"):
        st.segmented_control(
            "Which is it?",
            range(len(LABELS)),
            default=correction.label,
            format_func=_NAMES.__getitem__,
            required=True,
            key=key,
            on_change=lambda: relabel(name, st.session_state[key]),
            label_visibility="collapsed",
        )
    st.button("Remove", icon=":material/delete:", key="teach_remove", on_click=remove, args=(name,))
