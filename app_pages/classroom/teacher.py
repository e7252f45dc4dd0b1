"""The class's page: seen by the one who has opened the class, and by whom they show it to."""

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from app_pages.classroom.entrance import say_once
from app_pages.classroom.invitation import show_invitation
from app_pages.classroom.overview import (
    forget_readings,
    look,
    show_counts,
    show_hardest,
    show_matrices,
)
from app_pages.classroom.training import has_learnt, show_training
from app_pages.visit.errors import tell
from app_pages.visit.networks import Network, best_network, offered_networks
from app_pages.visit.present import begin_presentation, is_presented
from app_pages.visit.settings import chosen
from app_pages.visit.visitor import browser
from mnist_core.classroom.folder import Classroom, classroom_of, end_classroom
from mnist_core.classroom.pupils import (
    DRAWINGS,
    PUPILS,
    WHOLE_CLASS,
    choose_evenly,
    read_drawings,
    read_pupils,
)
from mnist_core.data.corrections import to_archive
from mnist_core.errors import ClassroomError, MnistCoreError
from mnist_core.places import classrooms_dir, runs_dir

_SECONDS_BETWEEN_LOOKS = 2.0
_ERROR = "class_ending_error"


def show_teacher(classroom: Classroom) -> None:
    """Show a class to who has opened it: how to come to it, and what it has drawn."""
    st.title("Your class", anchor=False)
    if error := st.session_state.pop(_ERROR, None):
        st.error(tell(error))
    show_invitation(classroom.code)
    if is_presented():
        _show_watched()
        _show_controls(classroom)
    else:  # nothing that is clicked moves when digits come in
        _show_controls(classroom)
        _show_watched()


def _show_watched() -> None:
    with st.container(key="class_watched"):
        _watch()


@st.fragment(run_every=_SECONDS_BETWEEN_LOOKS)
def _watch() -> None:
    """What changes while the class draws."""
    classroom = classroom_of(classrooms_dir(), runs_dir(), browser())
    if classroom is None:  # its day is over, or another tab has ended it
        st.rerun()
    network = _in_use()
    try:
        seen = look(classroom, network)
    except MnistCoreError as error:
        st.error(tell(error))
        return
    show_counts(seen)
    if has_learnt(network, classroom):
        st.caption("The network in use has learnt from these digits: it reads others less well.")
    show_matrices(seen, network)
    show_training(classroom, seen, network)
    show_hardest(seen.hardest)


def _in_use() -> Network:
    """The network that the visitor draws with, or the one that comes with the program."""
    return offered_networks().get(chosen().network) or best_network()


def _show_controls(classroom: Classroom) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            "Download its digits",
            data=lambda: _archive(classroom),
            file_name=f"class-{classroom.code}.zip",
            mime="application/zip",
            icon=":material/download:",
            on_click="ignore",
            key="class_download",
        )
        with st.popover("End the class", icon=":material/delete:"):
            st.write(
                "All its drawings are deleted for good, in its trainings too. Its networks stay "
                "on the Train page."
            )
            st.button("Delete everything", type="primary", key="class_end", on_click=_end)
        if not is_presented():
            st.button(
                "Large, for a projector",
                icon=":material/present_to_all:",
                key="class_present",
                on_click=begin_presentation,
            )
    st.caption(f"It ends by itself {_when(classroom.ends)}. Then its drawings are deleted.")


def _archive(classroom: Classroom) -> bytes:
    """All drawings of a class; of forged ones no more than the server has memory for."""
    kept = choose_evenly(read_pupils(classroom), PUPILS * DRAWINGS, WHOLE_CLASS)
    return to_archive(read_drawings(kept))


def _end() -> None:
    try:
        classroom = classroom_of(classrooms_dir(), runs_dir(), browser())
        if classroom is not None:
            end_classroom(classroom, runs_dir())
        forget_readings()
        st.query_params.pop("code", None)
        say_once("The class has ended. All its drawings are deleted.")
    except ClassroomError as error:
        st.session_state[_ERROR] = str(error)


def _when(moment: float) -> str:
    """A moment by the visitor's clock."""
    try:
        zone = ZoneInfo(st.context.timezone or "UTC")
    except (ValueError, TypeError, ZoneInfoNotFoundError):  # it comes from a browser
        zone = ZoneInfo("UTC")
    return f"on {datetime.fromtimestamp(moment, zone):%A at %H:%M}"
