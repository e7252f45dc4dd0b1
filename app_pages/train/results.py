"""What a run came to: its figures, its mistakes, and its files to download."""

import streamlit as st

from app_pages.figures.confusion import show_confusion, show_per_digit
from app_pages.figures.mistakes import show_mistakes
from app_pages.visit.errors import tell
from app_pages.visit.links import open_on_draw
from mnist_core import runs
from mnist_core.data.mnist import find_mnist
from mnist_core.errors import ModelError, RunError
from mnist_core.recognition.card import ON_MNIST, Card, read_card
from mnist_core.runs.history import to_csv
from mnist_core.runs.results import Mistakes, read_mistakes

_FILES = {
    "model.keras": "Keras",
    "model.h5": "Keras, older format",
    "model.tflite": "LiteRT, for phones and this app",
}


def show_results(run: runs.Run) -> None:
    """Show how a run that has been evaluated reads the test digits."""
    try:
        card = read_card(run.path / "model.json")
        mistakes = read_mistakes(run.path)
    except (RunError, ModelError) as error:
        st.error(f"The results of this run are damaged: {tell(error)}")
        return
    show_confusion(card.test.confusion, "train")
    show_per_digit(card.test)
    _show_mistakes(mistakes, card)
    _show_downloads(run)


def _show_mistakes(mistakes: Mistakes, card: Card) -> None:
    st.subheader("What it got wrong", anchor=False)
    test = card.test
    count = test.count - sum(test.confusion[digit][digit] for digit in range(10))
    if not count:
        st.write("Nothing: it read every test digit right.")
        return
    opens = card.data.name in ON_MNIST and find_mnist() is not None
    open_on_draw(show_mistakes(mistakes, count, opens=opens, page="train"))


def _show_downloads(run: runs.Run) -> None:
    st.subheader("Downloads", anchor=False)
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
