"""Have a copy of the network learn from the drawings: what it would learn, and the start."""

import streamlit as st

from app_pages.figures.phase import is_of_class, is_teaching
from app_pages.figures.text import counted
from app_pages.teach.practice import LEARNING
from app_pages.teach.run import show_run
from app_pages.visit.corrections import kept
from app_pages.visit.errors import tell
from app_pages.visit.networks import Network
from app_pages.visit.runs import own_runs
from app_pages.visit.visitor import limits, owner
from mnist_core import places, runs
from mnist_core.data.corrections import Correction, split
from mnist_core.errors import MnistCoreError
from mnist_core.labels import LABELS
from mnist_core.training import control

_ERROR = "teach_error"


def show_learning(network: Network) -> None:
    """Show what would be learnt and the button that starts it, and the visitor's last such run.

    Args:
        network: what is taught.
    """
    st.header("Learn from these", anchor=LEARNING)
    last = _last()
    if last is not None:  # first: what came of it stands where one has watched it
        show_run(last)
    if last is None or not last.under_way:
        _show_offer(network, again=last is not None)
    if error := st.session_state.pop(_ERROR, None):
        st.error(tell(error))


def _last() -> runs.Run | None:
    """The visitor's last run that teaches their own drawings."""
    return next((run for run in own_runs() if is_teaching(run) and not is_of_class(run)), None)


def _show_offer(network: Network, *, again: bool) -> None:
    """What would be learnt from, and the button that starts it.

    Args:
        network: what is taught.
        again: whether something has been before: then that comes first.
    """
    if again:
        st.subheader("Once more", anchor=False)
    known = _known(network)
    learnt_from, kept_aside = split(known)
    left_out = len(kept()) - len(known)
    st.write(
        f"A copy of **{network.title}** is taught, the network that reads on the Draw page; it "
        f"stays as it is. {_parts(len(learnt_from), len(kept_aside))}"
    )
    if left_out:
        st.caption(
            f"{counted(left_out, 'drawing')} of no digit {'is' if left_out == 1 else 'are'} left "
            "out: this network knows digits only."
        )
    st.caption(
        "Half of what the copy sees are your drawings, each time a little otherwise. The other "
        "half are digits by others, letters and scribbles: these it is to answer as before. "
        "It takes about a minute. The run keeps your drawings in its folder on this server until "
        "it is deleted, on the Train page."
    )
    st.button(
        "Learn from these",
        type="secondary" if again else "primary",
        icon=":material/model_training:",
        key="teach_start",
        disabled=not learnt_from,
        on_click=_start,
        args=(network,),
    )


def _known(network: Network) -> list[Correction]:
    """The drawings that are kept of what a network knows."""
    return [each for each in kept().values() if LABELS[each.label] in network.card.labels]


def _parts(learnt_from: int, kept_aside: int) -> str:
    """How the drawings are split, in words."""
    if not learnt_from:
        return "There is no drawing yet that it could learn from."
    if not kept_aside:
        return (
            f"{counted(learnt_from, 'drawing')} would be learnt from, and none kept aside to "
            "measure: there are too few."
        )
    is_are = "is" if learnt_from == 1 else "are"
    return f"{learnt_from} {is_are} learnt from, {kept_aside} kept aside to measure."


def _start(network: Network) -> None:
    """Have a network learn from what is kept now; once, however often it is asked.

    A second click may come before the page has changed.
    """
    last = _last()
    if last is not None and last.under_way:
        return
    try:
        control.start_teaching(
            network.key,
            *split(_known(network)),
            places.runs_dir(),
            owner=owner(),
            limits=limits(),
        )
    except (MnistCoreError, OSError) as error:
        st.session_state[_ERROR] = f"Not started: {error}"
