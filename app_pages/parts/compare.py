"""All runs as a table, and the curves of any few of them laid over each other."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from app_pages.parts.charts import MOST_RUNS, show_comparison
from mnist_core import runs
from mnist_core.errors import RunError
from mnist_core.history import curve


def show_comparison_table(own: Sequence[runs.Run]) -> None:
    """Show all runs; open the one that is chosen, or compare those that are."""
    st.subheader("Runs", anchor=False)
    if not own:
        st.write("None yet. The first one takes a click above, and less than a minute.")
        return
    st.caption("Choose one to open it, or several to compare them. A column's head sorts.")
    chosen = st.dataframe(
        pd.DataFrame([_row(run) for run in own]),
        hide_index=True,
        on_select="rerun",
        selection_mode="multi-row",
        key=f"train_table_{len(own)}_{own[0].name}",  # what is chosen are rows, of these runs
        placeholder="–",
        column_config={
            "Accuracy": st.column_config.NumberColumn(format="%.2f %%"),
            "Parameters": st.column_config.NumberColumn(format="localized"),
            "Loss": st.column_config.NumberColumn(format="%.4f"),
            "Started": st.column_config.DatetimeColumn(format="D MMM, HH:mm"),
            "Seconds": st.column_config.NumberColumn(format="%.0f"),
            "Learning rate": st.column_config.NumberColumn(format="%g"),
        },
    ).selection.rows
    selected = [own[row] for row in chosen if row < len(own)]
    if len(selected) == 1:
        st.button(
            f"Open {selected[0].name}",
            icon=":material/open_in_full:",
            on_click=open_run,
            args=(selected[0].name,),
        )
    elif selected:
        _compare(selected)


def open_run(name: str) -> None:
    """Show a run: it stands in the address."""
    st.query_params["run"] = name


def _compare(selected: Sequence[runs.Run]) -> None:
    if len(selected) > MOST_RUNS:
        st.warning(f"The curves of the first {MOST_RUNS} are shown.")
    histories = {}
    for run in selected[:MOST_RUNS]:
        try:
            histories[run.name] = runs.read_metrics(run.path, at_most=5000)
        except RunError as error:
            st.error(str(error))
    columns = st.columns(2)
    for i, (name, words) in enumerate(
        {
            "val_loss": "Validation loss",
            "val_accuracy": "Validation accuracy",
            "loss": "Training loss",
            "accuracy": "Training accuracy",
        }.items()
    ):
        curves = {run: curve(metrics, name) for run, metrics in histories.items()}
        measured = {run: points for run, points in curves.items() if len(points[0])}
        if measured:
            with columns[i % 2]:
                show_comparison(measured, name.removeprefix("val_"), words)


def _row(run: runs.Run) -> dict[str, Any]:
    config = run.config
    test, parameters = {}, None
    if (run.path / "model.json").exists():
        try:
            card = runs.read_json(run.path / "model.json")
            test, parameters = card["test"], card["parameters"]
        except (RunError, KeyError):
            pass
    return {
        "Network": config.get("model"),
        "State": run.status.state,
        "Accuracy": 100 * test["accuracy"] if test else None,
        "Loss": test.get("loss"),
        "Parameters": parameters,
        "Seconds": run.status.seconds,
        "Started": pd.to_datetime(config.get("created"), errors="coerce"),
        "Epochs": config.get("epochs"),
        "Batch size": config.get("batch_size"),
        "Learning rate": config.get("learning_rate"),
        "Validation split": config.get("validation_split"),
        "Augmentation": config.get("augment"),
        "Seed": config.get("seed"),
        "Run": run.name,
    }
