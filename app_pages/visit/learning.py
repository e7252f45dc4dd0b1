"""The networks that can be asked what they read while they learnt."""

from pathlib import Path

import streamlit as st

from app_pages.visit.networks import Network, changed_at
from mnist_core.recognition.learning import Learning
from mnist_core.recognition.moments import MOMENTS


def has_moments(network: Network) -> bool:
    """Whether moments of its training were kept, be they whole or damaged."""
    return network.path.with_name(MOMENTS).exists()


def learning(network: Network) -> Learning:
    """The network as it was at each moment, ready to read.

    Raises:
        ModelError: a file is damaged or gone.
    """
    beside = network.path.with_name(MOMENTS)
    return _load(str(network.path), changed_at(network.path), changed_at(beside))


# Some 15 MB each, of a network that comes with the program: two can be looked at side by side.
@st.cache_resource(show_spinner="Loading the network’s moments …", max_entries=4)
def _load(path: str, changed: int, moments_changed: int) -> Learning:
    """The network at a path, as its files were when they were last changed."""
    return Learning(Path(path))
