"""What is stored beside a published network: the digits it gets wrong, and its filters."""

import numpy as np
import streamlit as st

from app_pages.explore.download import offer_mnist
from app_pages.figures.filters import show_filters
from app_pages.figures.mistakes import show_mistakes
from app_pages.visit.digits import digits_of
from app_pages.visit.links import open_on_draw
from mnist_core.errors import ModelError
from mnist_core.evaluation import Evaluation
from mnist_core.evaluation.metrics import evaluate, most_certain_mistakes
from mnist_core.labels import decide
from mnist_core.publishing.answers import Answers, read_answers
from mnist_core.recognition.card import Card
from mnist_core.runs.results import Mistakes


def show_stored(name: str, card: Card) -> None:
    """Show a network's mistakes and filters, or say that they are not stored.

    Args:
        name: the network's.
        card: what is said of it; files of another network are told by it.
    """
    published = _read(name, card)
    st.subheader("What it got wrong", anchor=False)
    if published is None:
        st.write("Not stored.")
    else:
        _show_mistakes(published, card.test)
    st.subheader("What its first layer looks for", anchor=False)
    if published is None:
        st.write("Not stored.")
    else:
        show_filters(published.filters)


def _read(name: str, card: Card) -> Answers | None:
    try:
        found = read_answers(name)
    except ModelError:
        return None
    fits = found.probabilities.shape == (card.test.count, len(card.labels))
    return found if fits else None


def _show_mistakes(published: Answers, test: Evaluation) -> None:
    digits = digits_of("test")
    if digits is None:
        offer_mnist("The pictures of its mistakes are MNIST's.", generated=False)
        return
    images, labels = digits
    of_each = [sum(row) for row in test.confusion[:10]]
    if np.bincount(labels, minlength=10).tolist() != of_each:
        st.write("It was not measured on the MNIST that is on this server: other test digits.")
        return
    probabilities = published.probabilities
    if evaluate(probabilities, labels).confusion != test.confusion:
        st.write("Not stored.")
        return
    rows = most_certain_mistakes(probabilities, labels)
    mistakes = Mistakes(rows, images[rows], labels[rows], *decide(probabilities[rows]))
    open_on_draw(show_mistakes(mistakes, len(rows), opens=True, page="explore"))
