"""One run, live: how far it is, its curves, and what can be asked of it."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Literal

import streamlit as st

from app_pages.figures.curves import METRICS_DRAWN, show_curves
from app_pages.figures.phase import (
    Phase,
    describe_in_the_tab,
    explanation,
    is_out_of_time,
    is_teaching,
    phase,
)
from app_pages.figures.progress import progress_html
from app_pages.figures.text import duration, share
from app_pages.train.address import close_run
from app_pages.train.diagnosis import describe_fault
from app_pages.train.snapshot import show_snapshot
from app_pages.visit.asking import show_button, show_error
from app_pages.visit.errors import tell
from app_pages.visit.networks import accuracies, card_of_run
from app_pages.visit.visitor import limits
from mnist_core import runs
from mnist_core.errors import RunError
from mnist_core.training import control

_SECONDS_BETWEEN_LOOKS = 1.0
_ENDED = ("finished", "stopped", "failed")


def show_delete(run: runs.Run) -> None:
    """Show what deletes a run that is at rest."""
    if not run.under_way:
        with st.popover("Delete", icon=":material/delete:", width="content"):
            drawings = ", its history and the drawings that it keeps" if is_teaching(run) else None
            st.write(f"The network{drawings or ' and its history'} will be gone.")
            show_button(run, "Delete this run", "delete", _delete)


def _delete(path: Path) -> None:
    control.delete(path)
    close_run()


def show_run(run: runs.Run) -> None:
    """Show what can be asked of a run, and what it does, live while it is under way."""
    now = phase(run)
    _show_controls(run, now)
    watch = st.fragment(run_every=_SECONDS_BETWEEN_LOOKS if run.under_way else None)(_watch)
    watch(run.path, now)


def _watch(path: Path, seen: Phase) -> None:
    """What changes while a run is under way. The whole page runs again with its buttons."""
    try:
        run = runs.read_run(path)
    except RunError:  # it has been deleted: the page says so
        st.rerun()
    now = phase(run)
    if now != seen:
        st.rerun()
    st.set_page_config(page_title=describe_in_the_tab(run, now))
    try:
        metrics = runs.read_metrics(path, METRICS_DRAWN)
    except RunError as error:
        st.html(progress_html(run, now, _facts(run, now)))
        st.error(tell(error))
        return
    card = card_of_run(run)
    ended = run.status.state in _ENDED
    fault = describe_fault(metrics, ended, card, taught=is_teaching(run))
    st.html(progress_html(run, now, _facts(run, now), fault))
    if metrics or run.under_way:
        with st.container(key="train_curves"):
            if metrics:
                show_curves(metrics, run.status, key=run.name)
            else:
                st.caption("Its curves will be drawn here.")
    if metrics and card is None:
        show_snapshot(path)


def _facts(run: runs.Run, now: Phase) -> Mapping[str, str]:
    """The figures of a run: how it gets on, and once it has been evaluated what came of it."""
    status, card = run.status, card_of_run(run)
    if card is not None:
        return {
            **{name: share(part, 2) for name, part in accuracies(card).items()},
            "Test loss": f"{card.test.loss:.4f}",
            "Parameters": f"{card.parameters:,}",
            "Training time": duration(status.seconds),
        }
    if not (run.under_way or status.epochs):  # it never began
        return {}
    moving = now in ("training", "pausing") and status.digits_per_second > 0
    return {
        "Epoch": f"{status.epoch} of {status.epochs}" if status.epochs else "–",
        "Batch": f"{status.batch:,} of {status.batches:,}" if status.batches else "–",
        "Digits a second": f"{status.digits_per_second:,.0f}" if moving else "–",
        "Time left": duration(status.seconds_left) if moving else "–",
    }


def _show_controls(run: runs.Run, now: Phase) -> None:
    """The buttons for what can be asked of a run now.

    Nothing comes to stand where Pause and Stop stood, for those who click once more.
    """
    # It may have come to rest since the button was shown, and would be queued anew.
    stop = partial(control.stop, limits=limits())
    alignment: Literal["left", "right"] = "left" if run.under_way else "right"
    with st.container(horizontal=True, horizontal_alignment=alignment):
        if run.under_way:
            ends = now in ("stopping", "evaluating")
            stops = ends or runs.asked(run.path) == "stop"
            show_button(run, "Pause", "pause", control.pause, disabled=ends or now == "pausing")
            show_button(run, "Stop", "stop", stop, disabled=stops)
        else:
            if now in ("paused", "interrupted") and runs.checkpoint(run.path).exists():
                show_button(run, "Stop here and evaluate", "stop", stop)
            if now != "finished" and not (limits() and is_out_of_time(run)):
                label = "Try again" if now == "failed" else "Resume"
                resume = partial(control.resume, limits=limits())
                primary = now in ("paused", "interrupted")
                show_button(run, label, "play_arrow", resume, primary=primary)
    if words := explanation(run):
        (st.error if now == "failed" else st.warning)(tell(words))
    show_error(run)
