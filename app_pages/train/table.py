"""All runs: those under way, and all as a table to open or to compare them."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from app_pages.figures.phase import Phase, describe, epochs_done, phase
from app_pages.train.address import compare, compared, is_moved, open_run
from app_pages.train.compare import show_compared
from app_pages.visit.networks import card_of_run
from app_pages.visit.runs import called, data_title, drawings_of, started, title
from mnist_core import runs
from mnist_core.errors import RunError
from mnist_core.evaluation import is_at_chance
from mnist_core.networks.config import TrainingConfig
from mnist_core.training.config import config_of

_tab_leaves = st.components.v2.component(
    "train_tab", js=(Path(__file__).parent / "tab.js").read_text(encoding="utf-8")
)
_SECONDS_BETWEEN_LOOKS = 2.0
_TURN = "train_table_turn"  # how often the address has changed what is ticked
_COLUMNS = {
    "On MNIST": st.column_config.NumberColumn(
        format="%.2f\u00a0%%", help="The part of MNIST’s test digits that it reads right."
    ),
    "Own test": st.column_config.NumberColumn(
        format="%.2f\u00a0%%",
        help="What it reads right of the test digits of its own data. These may be easier or "
        "harder than MNIST’s: compare networks by what they read of MNIST.",
    ),
    "Epochs": st.column_config.TextColumn(alignment="right", help="How many it was trained for."),
    "Time": st.column_config.NumberColumn(format="%.0f\u00a0s", help="Of training."),
    "Started": st.column_config.DatetimeColumn(format="D\u00a0MMM HH:mm"),
    "Test loss": st.column_config.NumberColumn(format="%.4f", help="On its own test digits."),
    "Parameters": st.column_config.NumberColumn(format="localized"),
    "Learning rate": st.column_config.NumberColumn(format="%g"),
}


def show_runs(own: Sequence[runs.Run]) -> None:
    """Show all runs; open the one that is clicked, compare those that are ticked."""
    st.header("Runs", anchor=False)
    if not own:
        st.write("None yet.")
        return
    _show_under_way(own)
    st.caption("Click a run to open it, tick some to compare them. A column’s head sorts.")
    key = _key(own)
    names = [run.name for run in own]
    before = [names.index(name) for name in compared() if name in names]
    chosen = st.dataframe(
        pd.DataFrame([_row(run) for run in own]).dropna(axis="columns", how="all"),
        hide_index=True,
        on_select="rerun",
        selection_mode=["multi-row", "single-cell"],
        selection_default={"selection": {"rows": before, "columns": [], "cells": []}},
        key=key,
        placeholder="–",
        column_config=_COLUMNS,
        alt="Runs",
    ).selection
    _tab_leaves(key="train_tab")
    for row, _ in chosen.cells:
        if row < len(own):
            open_run(own[row].name)
            st.rerun()
    ticked = _ticked(chosen, own)
    compare([run.name for run in ticked])
    if len(ticked) > 1:
        show_compared(ticked)
    elif ticked:
        st.caption("Tick another one to compare it with.")


def _key(own: Sequence[runs.Run]) -> str:
    """The table's key: another one where what is ticked comes from the address and not from it."""

    def key() -> str:  # what is ticked are rows, of these runs
        return f"train_table_{len(own)}_{own[0].name}_{st.session_state.setdefault(_TURN, 0)}"

    shown = st.session_state.get(key())
    if shown is not None and is_moved([run.name for run in _ticked(shown.selection, own)]):
        st.session_state[_TURN] += 1
    return key()


def _ticked(selection: Any, own: Sequence[runs.Run]) -> list[runs.Run]:
    """The runs whose rows are ticked, in the table's order."""
    return [own[row] for row in sorted(selection.rows) if row < len(own)]


def _show_under_way(own: Sequence[runs.Run]) -> None:
    """Show what the runs do that are trained or wait, each with a way to it."""
    moving = sorted(
        (run for run in own if run.under_way),
        key=lambda run: (run.status.state == "queued", run.status.queued or 0),
    )
    if moving:
        phases = {run.name: phase(run) for run in moving}
        st.fragment(run_every=_SECONDS_BETWEEN_LOOKS)(_look)(moving, phases)


def _look(moving: Sequence[runs.Run], seen: Mapping[str, Phase]) -> None:
    """Say what the runs under way do; the whole page runs again once one does something else."""
    try:
        now = [runs.read_run(run.path) for run in moving]
    except RunError:  # one has been deleted
        st.rerun()
    if {run.name: phase(run) for run in now} != seen:
        st.rerun()
    for run in now:
        with st.container(horizontal=True, vertical_alignment="center"):
            watched = st.button(
                f"Watch {_called(run)}", key=f"train_watch_{run.name}", icon=":material/monitoring:"
            )
            st.caption(describe(run, phase(run)))
        if watched:
            open_run(run.name)
            st.rerun()


def _called(run: runs.Run) -> str:
    """A run's title, and what it learns from."""
    config = config_of(run)
    if config is None or config.start_from is not None:
        return title(run)
    return f"{title(run)}, {data_title(config.data)}"


def _data(config: TrainingConfig) -> str:
    """What a run learns from."""
    learnt = data_title(config.data)
    return learnt if config.start_from is None else f"{learnt} + {drawings_of(config)}"


def _row(run: runs.Run) -> dict[str, Any]:
    config, when, card = config_of(run), started(run), card_of_run(run)
    settings = asdict(config) if config else {}
    on_mnist = card.on_mnist if card else None
    own_test = card.on_its_own if card else None
    done = math.floor(10 * epochs_done(run.status)) / 10
    return {
        "Network": called(config) if config else None,
        "Data": _data(config) if config else None,
        "On MNIST": None if on_mnist is None else 100 * on_mnist,
        "Own test": None if own_test is None else 100 * own_test,
        "State": "at chance" if card and is_at_chance(card.test) else run.status.state,
        "Epochs": f"{done:g} of {config.epochs}" if config else None,
        "Time": run.status.seconds,
        "Started": when.replace(tzinfo=None) if when else None,
        "Test loss": card.test.loss if card else None,
        "Parameters": card.parameters if card else None,
        "Batch size": settings.get("batch_size"),
        "Learning rate": settings.get("learning_rate"),
        "Validation split": settings.get("validation_split"),
        "Augmentation": settings.get("augment"),
        "Seed": settings.get("seed"),
        "Run": run.name,
    }
