"""A network learns from a class: started, watched, and what came of it."""

import streamlit as st

from app_pages.figures.phase import phase
from app_pages.figures.progress import progress_html
from app_pages.figures.teaching import show_teaching
from app_pages.figures.text import counted
from app_pages.visit.errors import tell
from app_pages.visit.links import draw_with
from app_pages.visit.networks import Network, best_network, card_of_run, key_of
from app_pages.visit.runs import began_from, own_run
from app_pages.visit.visitor import browser, limits, owner
from mnist_core import runs
from mnist_core.classroom.folder import Classroom, classroom_of
from mnist_core.classroom.pupils import split_pupils
from mnist_core.classroom.reading import Overview
from mnist_core.data.corrections import MOST
from mnist_core.errors import MnistCoreError, RunError
from mnist_core.places import classrooms_dir, runs_dir
from mnist_core.runs.teaching import read_teaching
from mnist_core.training.classroom import teach_class

_ERROR = "class_training_error"


def show_training(classroom: Classroom, seen: Overview, network: Network) -> None:
    """Show what starts a training on a class, how it gets on, and what came of it.

    Args:
        classroom: the class.
        seen: what it has drawn.
        network: that is in use.
    """
    st.header("Train on our class", anchor=False)
    st.write(_plan(seen))
    run = _latest(classroom)
    if run is not None:  # first: what came of it stands where one has watched it
        _show_run(run)
    if run is None or not run.under_way:
        st.button(
            "Train on our class" if run is None else "Train on our class again",
            icon=":material/model_training:",
            type="primary" if run is None else "secondary",
            key="class_train",
            disabled=not seen.drawings,
            on_click=_start,
            args=(_begun_from(classroom, network),),
        )
    if error := st.session_state.pop(_ERROR, None):
        st.error(tell(error))


def has_learnt(network: Network, classroom: Classroom) -> bool:
    """Whether a network has learnt from a class."""
    return network.key in [f"runs/{name}" for name in classroom.runs]


def _plan(seen: Overview) -> str:
    """What is learnt from, and what is kept aside, in words."""
    learnt, aside = split_pupils(range(seen.pupils))
    if not learnt:
        return "A copy of the network in use learns from your class once somebody has drawn."
    words = f"A copy of the network in use learns from {counted(len(learnt), 'pupil')}. "
    if aside:
        who = "one is" if len(aside) == 1 else f"{len(aside)} are"
        words += f"Every fourth pupil is kept aside, {who} so far: on their digits it is measured."
    else:
        words += "Once there are two, one is kept aside: on their digits it is measured."
    if seen.drawings > MOST:
        words += f" It learns from {MOST} digits at most, as many of each pupil as there is room."
    return words


def _latest(classroom: Classroom) -> runs.Run | None:
    """The last run that has learnt from a class; None where it has been deleted."""
    return own_run(classroom.runs[-1]) if classroom.runs else None


def _begun_from(classroom: Classroom, network: Network) -> str:
    """The network that a copy is made of: of one that knows the class, it would not be a test."""
    return best_network().key if has_learnt(network, classroom) else network.key


def _start(start_from: str) -> None:
    """Have a network learn from the class; once, though it is clicked twice."""
    try:
        classroom = classroom_of(classrooms_dir(), runs_dir(), browser())
        last = None if classroom is None else _latest(classroom)
        if classroom is not None and (last is None or not last.under_way):
            teach_class(classroom, start_from, runs_dir(), owner=owner(), limits=limits())
    except (MnistCoreError, OSError) as error:
        st.session_state[_ERROR] = str(error)


def _show_run(run: runs.Run) -> None:
    if run.under_way:
        st.html(progress_html(run, phase(run), {}))
    elif run.status.state == "failed":
        st.error(tell(f"It failed: {run.status.error}."))
    elif card_of_run(run) is None:
        st.warning("It came to rest before its end. The Train page goes on with it.")
    else:
        _show_outcome(run)
    with st.container(horizontal=True):
        if card_of_run(run) is not None and st.button(
            "Draw with it", icon=":material/draw:", key="class_draw_with"
        ):
            draw_with(key_of(run))
        if st.button("All of it on Train", icon=":material/monitoring:", key="class_see_run"):
            st.switch_page("app_pages/train/page.py", query_params={"run": run.name})


def _show_outcome(run: runs.Run) -> None:
    try:
        first = began_from(run) or "before"
        show_teaching(read_teaching(run.path), first, own="Your class’s digits")
    except RunError as error:
        st.error(tell(error))
