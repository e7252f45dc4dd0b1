"""What a run came to: its figures, its mistakes, and its files to take away."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from app_pages.parts.confusion import show_confusion
from app_pages.parts.mistakes import show_mistakes
from mnist_core import runs
from mnist_core.dataset import find_mnist
from mnist_core.errors import RunError
from mnist_core.history import to_csv
from mnist_core.results import Mistakes, read_card, read_mistakes

_FILES = {
    "model.keras": "Keras",
    "model.h5": "Keras, older format",
    "model.tflite": "LiteRT, for phones and this app",
}


def show_results(run: runs.Run) -> None:
    """Show how a run that has been evaluated reads the test digits."""
    try:
        card = read_card(run.path)
        mistakes = read_mistakes(run.path)
    except RunError as error:
        st.error(f"The results of this run are damaged: {error}")
        return
    show_confusion(card["test"]["confusion"], "train")
    show_per_digit(card["test"])
    _show_mistakes(mistakes, card)
    _show_downloads(run)


def show_per_digit(test: Mapping[str, Any]) -> None:
    """Show how a network reads each digit: what a card says of its test."""
    st.subheader("Digit by digit", anchor=False)
    rows = [
        {
            "Digit": str(digit),
            "Precision": f"{test['precision'][digit]:.1%}",
            "Recall": f"{test['recall'][digit]:.1%}",
            "F1": f"{test['f1'][digit]:.1%}",
        }
        for digit in range(10)
    ]
    st.table(rows)
    st.caption(
        "Precision: of what it reads as this digit, the part that is. Recall: of these digits, the "
        "part that it reads as such. F1: their harmonic mean."
    )


def _show_mistakes(mistakes: Mistakes, card: Mapping[str, Any]) -> None:
    st.subheader("What it got wrong", anchor=False)
    test = card["test"]
    count = test["count"] - sum(test["confusion"][digit][digit] for digit in range(10))
    if not count:
        st.write("Nothing: it read every test digit right.")
        return
    of_mnist = card["data"]["name"] in ("mnist", "mixture")
    opens = of_mnist and find_mnist() is not None
    show_mistakes(mistakes, count, opens=opens, page="train")


def _show_downloads(run: runs.Run) -> None:
    st.subheader("Take it away", anchor=False)
    with st.container(horizontal=True):
        for name, title in _FILES.items():
            path = run.path / name
            if path.exists():
                suffix = path.suffix
                st.download_button(
                    suffix,
                    path.read_bytes,
                    f"{run.name}{suffix}",
                    "application/octet-stream",
                    icon=":material/download:",
                    help=title,
                    on_click="ignore",
                    key=f"train_take_{name}",
                )
        st.download_button(
            "History (.csv)",
            lambda: to_csv(runs.read_metrics(run.path)),
            f"{run.name}.csv",
            "text/csv",
            icon=":material/download:",
            on_click="ignore",
            key="train_take_csv",
        )
