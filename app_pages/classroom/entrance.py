"""The way into a class: a pupil types its code, a teacher opens one."""

import streamlit as st

from app_pages.visit.errors import tell
from app_pages.visit.visitor import browser
from mnist_core.classroom.codes import LENGTH, read_code
from mnist_core.classroom.folder import open_classroom
from mnist_core.errors import ClassroomError
from mnist_core.places import classrooms_dir, runs_dir

_TYPED = "class_typed"
_WORD = "class_word"  # what is said once: the class has been deleted
_ERROR = "class_error"


def say_once(words: str) -> None:
    """Have the entrance say something when it is shown next."""
    st.session_state[_WORD] = words


def show_entrance(*, missed: bool) -> None:
    """Show how to join a class, and how to open one.

    Args:
        missed: whether a class was asked for that is not there.
    """
    st.title("A class", anchor=False)
    if words := st.session_state.pop(_WORD, None):
        st.success(words)
    elif missed:
        st.warning("There is no such class: it may have ended, or the code may be mistyped.")
    if error := st.session_state.pop(_ERROR, None):
        st.error(tell(error))
    with st.form("class_join", enter_to_submit=True):
        st.text_input(
            "The code that your teacher shows",
            key=_TYPED,
            max_chars=2 * LENGTH,
            autocomplete="off",
            placeholder="ABCD EFGH",
        )
        st.form_submit_button("Join", type="primary", on_click=_join)
    st.header("For teachers", anchor=False)
    st.write(
        "You get a code and a picture for your pupils’ phones. Each pupil draws twenty digits, "
        "without a name. This page shows what a network reads of them, and a copy of it can learn "
        "from your class. A class ends after a day, or when you end it. Then its drawings are "
        "deleted."
    )
    st.button("Open a class", icon=":material/groups:", key="class_open", on_click=_open)


def _join() -> None:
    code = read_code(st.session_state[_TYPED])
    if code is None:
        st.session_state[_ERROR] = f"A code has {LENGTH} letters and digits. Type it again."
    else:
        st.query_params["code"] = code


def _open() -> None:
    try:
        open_classroom(classrooms_dir(), runs_dir(), browser())
        st.query_params.pop("code", None)
    except ClassroomError as error:
        st.session_state[_ERROR] = str(error)
