"""What a run came to: its figures, its mistakes, and its files to download."""

import streamlit as st

from app_pages.figures.confusion import cells, show_confusion, show_per_digit
from app_pages.figures.mistakes import show_cell, show_mistakes
from app_pages.figures.phase import is_of_class, is_teaching
from app_pages.figures.teaching import show_teaching
from app_pages.visit.answers import answers_of_run, are_named
from app_pages.visit.errors import tell
from app_pages.visit.links import open_on_draw
from app_pages.visit.networks import key_of
from app_pages.visit.runs import began_from, data_title
from mnist_core import runs
from mnist_core.errors import ModelError, RunError
from mnist_core.evaluation import Evaluation
from mnist_core.evaluation.answered import Answered
from mnist_core.recognition.card import read_card
from mnist_core.runs.history import to_csv
from mnist_core.runs.teaching import read_teaching

_FILES = {
    "model.keras": "Keras",
    "model.h5": "Keras, older format",
    "model.tflite": "LiteRT, for phones and this app",
}


def show_results(run: runs.Run) -> None:
    """Show how a run that has been evaluated reads the test digits."""
    if is_teaching(run):
        _show_teaching(run)
    try:
        card = read_card(run.path / "model.json")
        found = answers_of_run(run.path)
    except (RunError, ModelError) as error:
        st.error(f"The results of this run are damaged: {tell(error)}")
        return
    opens = are_named(found)
    network = key_of(run)
    if card.on_its_own is not None:
        st.caption(f"All that follows is of its own test digits: {data_title(card.data.name)}.")
    st.header("Which digits it takes for which", anchor=False)
    open_on_draw(_show_confusion(card.test, found, opens=opens), network)
    st.header("Digit by digit", anchor=False)
    show_per_digit(card.test)
    st.header("What it got wrong", anchor=False)
    open_on_draw(_show_mistakes(card.test, found, opens=opens), network)
    _show_downloads(run)


def _show_teaching(run: runs.Run) -> None:
    st.header("Before and after", anchor=False)
    try:
        own = "Your class’s digits" if is_of_class(run) else "Your drawings"
        show_teaching(read_teaching(run.path), began_from(run) or "", own)
    except RunError as error:
        st.error(f"What came of teaching it cannot be shown: {tell(error)}")


def _show_confusion(test: Evaluation, found: Answered, *, opens: bool) -> str | None:
    """The confusion matrix and a cell's digits: the one that was clicked just now, or None."""
    there, chosen = cells(test.confusion), st.query_params.get("cell")
    clicked = show_confusion(test.confusion, "train", opens=True, chosen=chosen)
    if clicked is not None:
        st.query_params.pop("cell", None)
        if clicked != chosen:
            st.query_params["cell"] = clicked
        st.rerun()
    if chosen not in there:
        return None
    label, answer = there[chosen]
    examples, count = found.read_as(label, answer), test.confusion[label][answer]
    return show_cell(examples, count, label, answer, opens=opens, page="train")


def _show_mistakes(test: Evaluation, found: Answered, *, opens: bool) -> str | None:
    """The test digits that it got wrong: the one that was clicked just now, or None."""
    count = test.count - sum(test.confusion[digit][digit] for digit in range(10))
    if not count:
        st.write("Nothing: it read every test digit right.")
        return None
    return show_mistakes(found.mistakes(), count, opens=opens, page="train")


def _show_downloads(run: runs.Run) -> None:
    st.header("Download it", anchor=False)
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
