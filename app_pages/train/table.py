"""All runs as a table, and the curves of any few of them laid over each other."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import pandas as pd
import streamlit as st

from app_pages.figures.curves import METRICS_DRAWN, MOST_RUNS, show_comparison
from app_pages.train.phase import Phase, describe, phase
from app_pages.visit.errors import tell
from app_pages.visit.networks import card_of_run
from app_pages.visit.runs import started, title, titles
from mnist_core import runs
from mnist_core.errors import RunError
from mnist_core.training.config import config_of

_SECONDS_BETWEEN_LOOKS = 2.0


def show_under_way(own: Sequence[runs.Run]) -> None:
    """Show the runs that are trained or wait, with a way to each."""
    moving = [run for run in own if run.under_way]
    for run in sorted(
        moving, key=lambda run: (run.status.state == "queued", run.status.queued or 0)
    ):
        st.button(
            f"Watch {title(run)}",
            key=f"train_watch_{run.name}",
            icon=":material/monitoring:",
            on_click=open_run,
            args=(run.name,),
        )
    if moving:
        phases = {run.name: phase(run) for run in moving}
        st.fragment(run_every=_SECONDS_BETWEEN_LOOKS)(_look)(moving, phases)


def show_table(own: Sequence[runs.Run]) -> None:
    """Show all runs; open the one that is clicked, compare those that are ticked."""
    st.subheader("Runs", anchor=False)
    if not own:
        st.write("None yet.")
        return
    st.caption("Click a run to open it, tick some to compare them. A column's head sorts.")
    chosen = st.dataframe(
        pd.DataFrame([_row(run) for run in own]),
        hide_index=True,
        on_select="rerun",
        selection_mode=["multi-row", "single-cell"],
        key=f"train_table_{len(own)}_{own[0].name}",  # what is chosen are rows, of these runs
        placeholder="–",
        column_config={
            "Test accuracy": st.column_config.NumberColumn(format="%.2f %%"),
            "Parameters": st.column_config.NumberColumn(format="localized"),
            "Test loss": st.column_config.NumberColumn(format="%.4f"),
            "Started": st.column_config.DatetimeColumn(format="D MMM HH:mm:ss"),
            "Training time": st.column_config.NumberColumn(format="%.0f s"),
            "Learning rate": st.column_config.NumberColumn(format="%g"),
        },
    ).selection
    for row, _ in chosen.cells:
        if row < len(own):
            open_run(own[row].name)
            st.rerun()
    ticked = [own[row] for row in chosen.rows if row < len(own)]
    if len(ticked) > 1:
        _compare(ticked)
    elif ticked:
        st.caption("Tick another one to compare it with.")


def open_run(name: str) -> None:
    """Show a run: it stands in the address."""
    st.query_params["run"] = name


def _look(moving: Sequence[runs.Run], seen: Mapping[str, Phase]) -> None:
    """Say what the runs under way do; the whole page runs again once one does something else."""
    try:
        now = [runs.read_run(run.path) for run in moving]
    except RunError:  # one has been deleted
        st.rerun()
    if {run.name: phase(run) for run in now} != seen:
        st.rerun()
    st.caption("  \n".join(f"{title(run)}: {describe(run, phase(run))}" for run in now))


def _compare(ticked: Sequence[runs.Run]) -> None:
    if len(ticked) > MOST_RUNS:
        st.caption(f"The first {MOST_RUNS} of them:")
    named = titles(ticked)
    histories = {}
    for run in ticked[:MOST_RUNS]:
        try:
            metrics = runs.read_metrics(run.path, METRICS_DRAWN)
            histories[named[run.name]] = metrics, run.status
        except RunError as error:
            st.error(tell(error))
    if histories:
        show_comparison(histories)


def _row(run: runs.Run) -> dict[str, Any]:
    config, when, card = config_of(run), started(run), card_of_run(run)
    settings = asdict(config) if config else {}
    return {
        "Network": settings.get("architecture"),
        "State": run.status.state,
        "Test accuracy": 100 * card.test.accuracy if card else None,
        "Test loss": card.test.loss if card else None,
        "Parameters": card.parameters if card else None,
        "Training time": run.status.seconds,
        "Started": when.replace(tzinfo=None) if when else None,
        "Epochs": settings.get("epochs"),
        "Batch size": settings.get("batch_size"),
        "Learning rate": settings.get("learning_rate"),
        "Validation split": settings.get("validation_split"),
        "Augmentation": settings.get("augment"),
        "Seed": settings.get("seed"),
        "Run": run.name,
    }
