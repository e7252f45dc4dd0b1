"""What a network answers while it still trains."""

from html import escape
from pathlib import Path

import streamlit as st

from app_pages.figures.confusion import answer_name, show_confusion
from app_pages.figures.html import data_url
from app_pages.figures.text import percent
from app_pages.visit.errors import tell
from mnist_core import runs
from mnist_core.errors import RunError
from mnist_core.labels import decide


def show_snapshot(run: Path) -> None:
    """Show how a run's network reads ten test digits since its last epoch, and its confusions."""
    try:
        snapshot = runs.read_snapshot(run)
    except RunError as error:
        st.error(tell(error))
        return
    if snapshot is None:
        st.caption("After each epoch its answers to ten test digits will stand here.")
        return
    st.header(f"Test digits after epoch {snapshot.epoch}", anchor=False)
    st.html(_digits_html(snapshot))
    if snapshot.confusion is None:
        st.caption(
            "Its answer to each, and how sure it is. No digits are held out, so the table of which "
            "it takes for which comes at the end."
        )
    else:
        st.caption(
            "Its answer to each, and how sure it is. The table is of the digits that are held out."
        )
        show_confusion(snapshot.confusion, "train")


def _digits_html(snapshot: runs.Snapshot) -> str:
    """The ten digits, each with the answer to it and how sure that is."""
    answers, confidence = decide(snapshot.probabilities)
    figures = ""
    for image, truth, answer, sure in zip(
        snapshot.images, snapshot.labels, answers, confidence, strict=True
    ):
        read = answer_name(int(answer))
        right = int(answer) == int(truth)
        words = f"{truth}, read as {read}, {percent(float(sure))} sure"
        figures += (
            f'<figure class="{"right" if right else "wrong"}">'
            f'<img src="{data_url(255 - image)}" alt="{escape(words)}">'
            f"<figcaption><b>{escape(read)}</b>{percent(float(sure))}</figcaption></figure>"
        )
    return f'<div class="snapshot">{figures}</div>'
