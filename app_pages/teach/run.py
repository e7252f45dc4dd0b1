"""A run that teaches: live while it is under way, and then before and after side by side."""

from functools import partial
from pathlib import Path

import streamlit as st

from app_pages.figures.phase import Phase, describe, explanation, is_out_of_time, phase
from app_pages.figures.progress import progress_html
from app_pages.figures.teaching import show_teaching
from app_pages.figures.text import duration
from app_pages.teach.practice import practise
from app_pages.visit.asking import show_button, show_error
from app_pages.visit.errors import tell
from app_pages.visit.links import draw_with
from app_pages.visit.networks import card_of_run, key_of
from app_pages.visit.runs import began_from, title
from app_pages.visit.settings import choose
from app_pages.visit.visitor import limits
from mnist_core import runs
from mnist_core.errors import RunError
from mnist_core.runs.teaching import read_teaching
from mnist_core.training import control

_SECONDS_BETWEEN_LOOKS = 1.0


def show_run(run: runs.Run) -> None:
    """Show what can be asked of it, how far it is, and what came of it."""
    now = phase(run)
    st.subheader(title(run), anchor=False)
    _show_controls(run, now)
    show_error(run)
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
            show_button(run, "Pause", "pause", control.pause, disabled=ends or now == "pausing")
            stops = ends or runs.asked(run.path) == "stop"
            show_button(run, "Stop", "stop", partial(control.stop, limits=limits()), disabled=stops)
        elif now not in ("finished", "stopped") and not (limits() and is_out_of_time(run)):
            label = "Try again" if now == "failed" else "Resume"
            show_button(run, label, "play_arrow", partial(control.resume, limits=limits()))
        if st.button("All of it on Train", icon=":material/monitoring:", key="teach_train"):
            st.switch_page("app_pages/train/page.py", query_params={"run": run.name})
    if words := explanation(run):
        (st.error if now == "failed" else st.warning)(tell(words))


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
