"""What networks answered to the test digits: stored beside those shipped, and in the runs."""

from pathlib import Path

import numpy as np
import streamlit as st

from app_pages.visit.digits import digits_of
from app_pages.visit.networks import Network
from mnist_core.arrays import Float32Array
from mnist_core.errors import ModelError, RunError
from mnist_core.evaluation.answered import Answered, Difficulty, difficulty
from mnist_core.evaluation.metrics import evaluate
from mnist_core.publishing.answers import ANSWERS, Answers, read_answers
from mnist_core.runs.results import read_filters, read_mistakes, read_predictions


def answered(network: Network) -> Answered | None:
    """A network's answers to its test digits, with the pictures that are at hand.

    None where they are not stored, are damaged, or are those of another network.
    """
    if network.is_shipped:
        return _answers_of_shipped(network)
    try:
        return answers_of_run(network.path.parent)
    except RunError:
        return None


def answers_of_run(run: Path) -> Answered:
    """The answers that a run keeps, as ``answered`` gives them.

    Raises:
        RunError: they are missing or damaged.
    """
    probabilities, labels = read_predictions(run)
    kept = read_mistakes(run)
    digits = digits_of("test")
    if digits is not None and np.array_equal(labels, digits[1]):
        return Answered(probabilities, labels, np.arange(len(labels)), digits[0])
    return Answered(probabilities, labels, kept.rows, kept.images)


def _answers_of_shipped(network: Network) -> Answered | None:
    stored, digits = _stored(network), digits_of("test")
    if stored is None or digits is None or len(digits[1]) != len(stored.probabilities):
        return None
    images, labels = digits
    if evaluate(stored.probabilities, labels).confusion != network.card.test.confusion:
        return None
    return Answered(stored.probabilities, labels, np.arange(len(labels)), images)


def are_named(found: Answered) -> bool:
    """Whether its digits have names such as "test-100": they are MNIST's, which is at hand."""
    digits = digits_of("test")
    return digits is not None and np.array_equal(found.labels, digits[1])


def filters_for(network: Network) -> list[Float32Array] | None:
    """The filters of a network's first layer, float32 (units, height, width); None: not stored."""
    if network.is_shipped:
        stored = _stored(network)
        return None if stored is None else stored.filters
    try:
        return read_filters(network.path.parent)
    except RunError:
        return None


def how_hard(networks: tuple[Network, ...]) -> Difficulty | None:
    """How hard MNIST's test digits are for shipped networks; None where that is not known.

    Args:
        networks: those that are asked for; of them the ones count whose answers are stored.
    """
    digits = digits_of("test")
    if digits is None:
        return None
    stored = [
        found.probabilities
        for network in networks
        if network.is_shipped and (found := _stored(network)) is not None
        if len(found.probabilities) == len(digits[1])
    ]
    return difficulty(stored, digits[1]) if stored else None


def _stored(network: Network) -> Answers | None:
    """What is stored beside a shipped network, if it is this network's."""
    path = network.path.with_name(ANSWERS)
    found = _read_answers(network.key, str(path), path.stat().st_mtime_ns if path.exists() else 0)
    expected = (network.card.test.count, len(network.card.labels))
    return found if found is not None and found.probabilities.shape == expected else None


@st.cache_resource(show_spinner=False, max_entries=16)
def _read_answers(name: str, path: str, changed: int) -> Answers | None:
    """What is stored at a path beside the network of that name, as it was when last changed."""
    try:
        return read_answers(name)
    except ModelError:
        return None
