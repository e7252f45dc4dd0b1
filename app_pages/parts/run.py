"""One run: what it does now, and what can be asked of it."""

import math
from collections.abc import Callable, Mapping
from functools import partial
from html import escape
from pathlib import Path

import streamlit as st

from app_pages.parts.charts import show_curves
from app_pages.parts.models import network_of_run
from app_pages.parts.settings import choose_network
from app_pages.parts.visitor import limits, own_run
from mnist_core import control, runs, slot
from mnist_core.errors import MnistCoreError, RunError

_SECONDS_BETWEEN_LOOKS = 1.0
_METRICS_READ = 5000
_ERROR = "train_error"
_STYLE = """<style>
.run-words { font-size: 1.15rem; font-weight: 600; min-height: 1.6rem; }
.run-track { height: .6rem; border-radius: .3rem; margin: .5rem 0 .75rem; overflow: hidden;
  background: color-mix(in srgb, currentColor 12%, transparent); }
.run-track div { height: 100%; background: #e8590c; transition: width .5s linear; }
.run-facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(7.5rem, 1fr));
  gap: .5rem 1rem; margin: 0 !important; padding: 0 !important;
  font-variant-numeric: tabular-nums; }
.run-facts dt { font-size: .8rem; opacity: .7; font-weight: 400; }
.run-facts dd { margin: 0 !important; font-size: 1.05rem; white-space: nowrap; }
</style>"""


def show_run(run: runs.Run) -> None:
    """Show what a run does, live while it is under way, and its controls."""
    moving = run.status.state not in runs.AT_REST
    watch = st.fragment(run_every=_SECONDS_BETWEEN_LOOKS if moving else None)(_watch)
    controls = st.container()
    watch(run.path, run.status.state)
    with controls:
        _show_controls(run)


def _watch(path: Path, state: str) -> None:
    """What changes while a run is under way. The whole page runs again once its state changes."""
    try:
        run = runs.read_run(path)
        metrics = runs.read_metrics(path, at_most=_METRICS_READ)
    except RunError as error:
        if path.exists():
            st.error(str(error))
            return
        st.rerun()  # it has been deleted: the page says so
    if run.status.state != state:
        st.rerun()
    st.html(_progress(run))
    show_curves(metrics, run.status.epochs or run.config.get("epochs", 1), key=run.name)


def in_words(run: runs.Run) -> str:
    """What a run does now, in a sentence."""
    status, wish = run.status, runs.asked(run.path)
    where = f"epoch {status.epoch} of {status.epochs}"
    if status.state == "queued":
        first = len(slot.ahead(run.path))
        return "Starting …" if not first else f"Waiting: number {first} in the queue"
    if status.state == "stopping" or (status.state == "running" and wish == "stop"):
        return "Stopping: evaluating and saving what it has learnt …"
    if status.state == "running" and wish == "pause":
        return "Pausing …"
    if status.state == "running" and not status.digits_per_second:
        return "Loading TensorFlow and the digits …"
    if status.state == "running" and _done(status) == 1:
        return "Evaluating and saving …"
    words = {
        "running": f"Training: {where}",
        "paused": f"Paused in {where}" if status.epochs else "Paused before its first epoch",
        "finished": f"Finished: {status.epochs} epochs in {duration(status.seconds)}",
        "stopped": f"Stopped in {where}" if status.epochs else "Stopped before its first epoch",
        "failed": "Failed",
        "interrupted": "Interrupted",
    }
    return words[status.state]


def explanation(run: runs.Run) -> str | None:
    """What a person should know of why a run came to rest, or None."""
    status, limit = run.status, run.config.get("time_limit")
    if status.state == "failed":
        return f"It failed: {status.error}."
    if status.state == "interrupted":
        kept = (run.path / "checkpoint").exists()
        return (
            "Its process is gone: it was killed, ran out of memory, or the machine was switched "
            "off. " + ("Resume goes on from its last checkpoint." if kept else "Resume starts it.")
        )
    if status.state == "stopped" and limit and status.seconds >= limit:
        return f"It was stopped at this server's limit of {duration(limit)} of training."
    return None


def duration(seconds: float) -> str:
    """Seconds as people say them."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def _done(status: runs.Status) -> float:
    """The part of a training that is done, 0 to 1."""
    total = status.epochs * status.batches
    return (max(status.epoch - 1, 0) * status.batches + status.batch) / total if total else 0.0


def facts_in_html(facts: Mapping[str, str]) -> str:
    """Names and what they are, side by side as far as there is room."""
    listed = "".join(f"<div><dt>{name}</dt><dd>{fact}</dd></div>" for name, fact in facts.items())
    return f'<dl class="run-facts">{listed}</dl>'


def _progress(run: runs.Run) -> str:
    status, done = run.status, _done(run.status)
    facts = {}
    if status.state not in runs.AT_REST:
        speed = status.digits_per_second
        facts = {
            "Epoch": f"{status.epoch} of {status.epochs}" if status.epochs else "–",
            "Batch": f"{status.batch:,} of {status.batches:,}" if status.batches else "–",
            "Digits a second": f"{speed:,.0f}" if speed else "–",
            "Time left": duration(status.seconds_left) if speed else "–",
        }
    return (
        f'{_STYLE}<div class="run-words" role="status">{escape(in_words(run))}</div>'
        f'<div class="run-track" role="progressbar" aria-label="Progress" aria-valuemin="0" '
        f'aria-valuemax="100" aria-valuenow="{math.floor(done * 100)}">'
        f'<div style="width:{done:.2%}"></div></div>{facts_in_html(facts)}'
    )


def _show_controls(run: runs.Run) -> None:
    """The buttons for what can be asked of a run in its state."""
    state, limit = run.status.state, run.config.get("time_limit")
    out_of_time = bool(limit) and run.status.seconds >= float(limit)
    if words := explanation(run):
        (st.error if state == "failed" else st.warning)(words)
    if error := st.session_state.pop(_ERROR, None):
        st.error(error)
    with st.container(horizontal=True):
        network = network_of_run(run)
        if (
            state in runs.AT_REST
            and network is not None
            and st.button("Draw with it", type="primary", icon=":material/draw:", key="train_use")
        ):
            choose_network(network.key)
            st.switch_page("app_pages/draw.py")
        if state in ("queued", "running", "stopping"):
            busy = state == "stopping"
            _button(run, "Pause", "pause", control.pause, disabled=busy)
            _button(run, "Stop", "stop", control.stop, disabled=busy)
            return
        if state != "finished" and not out_of_time:
            resume = partial(control.resume, limits=limits())
            label = "Try again" if state == "failed" else "Resume"
            _button(run, label, "play_arrow", resume)
        if state in ("paused", "interrupted") and (run.path / "checkpoint").exists():
            _button(run, "Stop here and evaluate", "stop", control.stop)
        with st.popover("Delete", icon=":material/delete:"):
            st.write("The network and its history will be gone.")
            _button(run, "Delete this run", "delete", control.delete)


def _button(
    run: runs.Run, label: str, icon: str, act: Callable[[Path], None], disabled: bool = False
) -> None:
    st.button(
        label,
        icon=f":material/{icon}:",
        key=f"train_{icon}_{run.name}",
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
            if not run.path.exists():
                st.query_params.clear()
    except (MnistCoreError, OSError) as error:
        st.session_state[_ERROR] = str(error)
