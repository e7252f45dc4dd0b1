"""What a pupil sees of a class: practice rounds, and thanks. Nothing that others have drawn."""

import inspect
import secrets
from dataclasses import replace
from functools import partial

import streamlit as st

from app_pages.figures.text import counted
from app_pages.practice.round import begin_round, is_under_way, show_round
from app_pages.visit.errors import tell
from app_pages.visit.networks import best_network, load
from app_pages.visit.visitor import pupil
from mnist_core.classroom.folder import Classroom, find_classroom
from mnist_core.classroom.pupils import join, keep_drawing
from mnist_core.data.corrections import Correction
from mnist_core.errors import ClassroomError, MnistCoreError
from mnist_core.labels import NOT_A_DIGIT_INDEX
from mnist_core.places import classrooms_dir, runs_dir

_CODE = "class_code"  # of the class that was joined last
# Of each class, with its code before them:
_NAME = "round"  # what tells a round of this visit from others
_RIGHT = "right"  # of each place of the round, whether it was read right
_THANKED = "thanked"  # how many were read right of how many, in the last round
_ERROR = "error"


def joined_code() -> str | None:
    """The code of the class that this visit has joined, or None."""
    code: str | None = st.session_state.get(_CODE)
    return code


def show_pupil(classroom: Classroom) -> None:
    """Show a class to a pupil: the round that is under way, or what begins one."""
    st.title("Draw for your class", anchor=False)
    _show_round(classroom.code)


@st.fragment
def _show_round(code: str) -> None:
    """What changes with each drawing: nothing else of the page runs again."""
    if find_classroom(classrooms_dir(), runs_dir(), code) is None:
        st.rerun()  # the page says so
    if error := st.session_state.pop(_key(code, _ERROR), None):
        st.error(tell(error))
    if is_under_way(_key(code)):
        # In this fragment instead of its own: so each drawing's error is said at once.
        show = inspect.unwrap(show_round)
        show(_key(code), take=partial(_take, code), done=partial(_done, code))
    else:
        _show_start(code)


def _key(code: str, what: str = "") -> str:
    """The session's key of something of a class, or the prefix of its round's keys."""
    return f"class_{code}_{what}" if what else f"class_{code}"


def _show_start(code: str) -> None:
    thanked = st.session_state.get(_key(code, _THANKED))
    if thanked is None:
        st.write(
            "You will be asked for twenty digits. Draw each of them as you always write it: then "
            "the network sees your own hand."
        )
        st.write(
            "Nobody asks for your name. Your drawings go to your teacher’s page, where your class "
            "may see them. They are deleted when your teacher ends the class, or after a day."
        )
    else:
        right, count = thanked
        st.html(
            f'<div class="class-thanks" role="status"><b>Thank you!</b> The network read {right} '
            f"of your {counted(count, 'digit')} right.</div>"
        )
        st.caption("They are all with your teacher. You may close this page.")
    label = "Begin" if thanked is None else "Another round"
    st.button(
        label,
        type="primary",
        icon=":material/draw:",
        key="class_begin",
        on_click=_begin,
        args=(code,),
    )


def _begin(code: str) -> None:
    try:
        join(_found(code), pupil(code))
    except ClassroomError as error:
        st.session_state[_key(code, _ERROR)] = str(error)
        return
    st.session_state[_CODE] = code
    st.session_state[_key(code, _NAME)] = secrets.token_hex(4)
    st.session_state[_key(code, _RIGHT)] = {}
    begin_round(_key(code))


def _take(code: str, place: int, drawing: Correction) -> None:
    """Keep a drawing as it comes in, and what the network that comes with the program reads.

    After a reload the round's drawings come again, and the class knows the round's name.
    """
    state = st.session_state
    name = state.setdefault(_key(code, _NAME), secrets.token_hex(4))
    try:
        classroom, read = _found(code), _read(drawing)
        join(classroom, pupil(code))
        kept = keep_drawing(classroom, pupil(code), name, place, replace(drawing, read=read))
    except MnistCoreError as error:
        state[_key(code, _ERROR)] = str(error)
        return
    state[_key(code, _NAME)], state[_CODE] = kept, code
    state.setdefault(_key(code, _RIGHT), {})[place] = read == drawing.label


def _read(drawing: Correction) -> int:
    label = load(best_network()).classify_strokes(drawing.strokes, canvas=280).label
    return NOT_A_DIGIT_INDEX if label is None else int(label)


def _done(code: str) -> None:
    right = list(st.session_state.pop(_key(code, _RIGHT), {}).values())
    if right:
        st.session_state[_key(code, _THANKED)] = (sum(right), len(right))


def _found(code: str) -> Classroom:
    """The class of a code.

    Raises:
        ClassroomError: it has ended.
    """
    found = find_classroom(classrooms_dir(), runs_dir(), code)
    if found is None:
        raise ClassroomError("this class has ended")
    return found
