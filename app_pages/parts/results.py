"""What a run came to: its figures, its mistakes, and its files to take away."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from app_pages.parts.answer import address, percent
from app_pages.parts.confusion import answer, show_confusion
from mnist_core import runs
from mnist_core.errors import RunError
from mnist_core.history import to_csv
from mnist_core.results import Mistakes, read_card, read_mistakes

_MISTAKES_SHOWN = 24
_STYLE = """<style>
.mistakes { display: grid; grid-template-columns: repeat(auto-fill, minmax(4.8rem, 1fr));
  gap: .75rem; margin: 0; }
.mistakes figure { margin: 0; text-align: center; font-size: .8rem; line-height: 1.3; }
.mistakes img { width: 56px; height: 56px; image-rendering: pixelated; border-radius: .25rem;
  outline: 1px solid color-mix(in srgb, currentColor 25%, transparent); }
.mistakes figcaption { margin-top: .25rem; }
.mistakes span { opacity: .75; }
</style>"""
_FILES = {
    "model.keras": "Keras",
    "model.h5": "Keras, older format",
    "model.tflite": "LiteRT, for phones and this app",
}


def show_results(run: runs.Run) -> None:
    """Show how a run that has been evaluated reads the test digits."""
    try:
        test = read_card(run.path)["test"]
        mistakes = read_mistakes(run.path)
    except RunError as error:
        st.error(f"The results of this run are damaged: {error}")
        return
    show_confusion(test["confusion"], "train")
    show_per_digit(test)
    _show_mistakes(mistakes, test)
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


def _show_mistakes(mistakes: Mistakes, test: dict[str, Any]) -> None:
    st.subheader("What it got wrong", anchor=False)
    count = test["count"] - sum(test["confusion"][digit][digit] for digit in range(10))
    if not count:
        st.write("Nothing: it read every test digit right.")
        return
    shown = len(mistakes.labels)
    if shown > _MISTAKES_SHOWN and not st.toggle("Show more", key="train_more_mistakes"):
        shown = _MISTAKES_SHOWN
    st.caption(
        f"{shown:,} of {count:,} mistakes, those it was surest of first, each with its probability."
    )
    figures = "".join(
        f'<figure><img alt="A {label}" src="{address(255 - image)}" loading="lazy"><figcaption>'
        f"{label}, read as <b>{answer(read)}</b><br><span>{percent(float(probability))}</span>"
        "</figcaption></figure>"
        for image, label, read, probability in zip(
            mistakes.images[:shown],
            mistakes.labels,
            mistakes.answers,
            mistakes.probabilities,
            strict=False,
        )
    )
    st.html(f'{_STYLE}<div class="mistakes">{figures}</div>')


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
