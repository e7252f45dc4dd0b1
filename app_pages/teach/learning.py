"""Have a copy of the network learn from the drawings; see it learn, and what came of it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import streamlit as st

from app_pages.figures.phase import Phase, describe, explanation, is_out_of_time, is_teaching, phase
from app_pages.figures.progress import progress_html
from app_pages.figures.teaching import show_teaching
from app_pages.figures.text import counted, duration
from app_pages.teach.practice import practise
from app_pages.visit.corrections import kept
from app_pages.visit.errors import tell
from app_pages.visit.links import draw_with
from app_pages.visit.networks import Network, card_of_run, key_of
from app_pages.visit.runs import began_from, own_run, own_runs, title
from app_pages.visit.settings import choose
from app_pages.visit.visitor import limits, owner
from mnist_core import places, runs
from mnist_core.data.corrections import split
from mnist_core.errors import MnistCoreError, RunError
from mnist_core.labels import LABELS
from mnist_core.runs.teaching import read_teaching
from mnist_core.training import control

_SECONDS_BETWEEN_LOOKS = 1.0
_ERROR = "teach_error"


def show_learning(network: Network) -> None:
    """Show what would be learnt and the button that starts it, and the visitor's last such run.

    Args:
        network: what is taught.
    """
    st.header("Learn from these", anchor=False)
    last = next((run for run in own_runs() if is_teaching(run)), None)
    if last is None or not last.under_way:
        _show_offer(network)
    if error := st.session_state.pop(_ERROR, None):
        st.error(tell(error))
    if last is not None:
        _show_run(last)


def _show_offer(network: Network) -> None:
    """What would be learnt from, and the button that starts it."""
    known = [each for each in kept().values() if LABELS[each.label] in network.card.labels]
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
        "half are digits by others, so that it forgets nothing. It takes under a minute. The run "
        "keeps your drawings in its folder on this server until it is deleted, on the Train page."
    )
    st.button(
        "Learn from these",
        type="primary",
        icon=":material/model_training:",
        key="teach_start",
        disabled=not learnt_from,
        on_click=_start,
        args=(network.key,),
    )


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


def _start(key: str) -> None:
    """Have the network of that key learn from what is kept now."""
    try:
        control.start_teaching(
            key,
            *split(list(kept().values())),
            places.runs_dir(),
            owner=owner(),
            limits=limits(),
        )
    except (MnistCoreError, OSError) as error:
        st.session_state[_ERROR] = f"Not started: {error}"


def _show_run(run: runs.Run) -> None:
    """A run: what can be asked of it, how far it is, and what came of it."""
    now = phase(run)
    st.subheader(title(run), anchor=False)
    _show_controls(run, now)
    if card_of_run(run) is not None:
        st.caption(f"{describe(run, now)}.")
        _show_result(run)
        return
    watch = st.fragment(run_every=_SECONDS_BETWEEN_LOOKS if run.under_way else None)(_watch)
    watch(run.path, now)


def _watch(path: Path, seen: Phase) -> None:
    """How far a run is. The whole page runs again once it does something else."""
    try:
        run = runs.read_run(path)
    except RunError:  # it has been deleted
        st.rerun()
    now = phase(run)
    if now != seen:
        st.rerun()
    moving = now in ("training", "pausing") and run.status.digits_per_second > 0
    left = {"Time left": duration(run.status.seconds_left) if moving else "–"}
    st.html(progress_html(run, now, left if run.under_way else {}))


def _show_controls(run: runs.Run, now: Phase) -> None:
    with st.container(horizontal=True):
        if run.under_way:
            ends = now in ("stopping", "evaluating")
            _button(run, "Pause", "pause", control.pause, disabled=ends or now == "pausing")
            stops = ends or runs.asked(run.path) == "stop"
            _button(run, "Stop", "stop", partial(control.stop, limits=limits()), disabled=stops)
        elif now not in ("finished", "stopped") and not (limits() and is_out_of_time(run)):
            label = "Try again" if now == "failed" else "Resume"
            _button(run, label, "play_arrow", partial(control.resume, limits=limits()))
        if st.button("All of it on Train", icon=":material/monitoring:", key="teach_train"):
            st.switch_page("app_pages/train/page.py", query_params={"run": run.name})
    if words := explanation(run):
        (st.error if now == "failed" else st.warning)(tell(words))


def _button(
    run: runs.Run, label: str, icon: str, act: Callable[[Path], None], *, disabled: bool = False
) -> None:
    st.button(
        label,
        icon=f":material/{icon}:",
        key=f"teach_{icon}_{run.name}",
        on_click=_ask,
        args=(run.name, act),
        disabled=disabled,
    )


def _ask(name: str, act: Callable[[Path], None]) -> None:
    """Do what was asked, if the run is still there and the visitor's."""
    run = own_run(name)
    try:
        if run is not None:
            act(run.path)
    except (MnistCoreError, OSError) as error:
        st.session_state[_ERROR] = str(error)


def _show_result(run: runs.Run) -> None:
    """Before and after, and the ways on."""
    try:
        show_teaching(read_teaching(run.path), began_from(run) or "")
    except RunError as error:
        st.error(f"What came of it cannot be shown: {tell(error)}")
    with st.container(horizontal=True):
        if st.button("Draw with it", type="primary", icon=":material/draw:", key="teach_use"):
            draw_with(key_of(run))
        st.button(
            "Practise again: a fair test of the new network",
            icon=":material/front_hand:",
            key="teach_test",
            on_click=_test,
            args=(key_of(run),),
        )


def _test(key: str) -> None:
    choose(network=key)
    practise()
