"""The networks that can be asked what they read while they learnt."""

from pathlib import Path

import streamlit as st

from app_pages.visit.networks import Network, changed_at
from mnist_core.recognition.learning import Learning
from mnist_core.recognition.moments import MOMENTS

_LARGE = 1_000_000  # bytes of a network's file, from which on its moments take much memory


def has_moments(network: Network) -> bool:
    """Whether moments of its training were kept, be they whole or damaged."""
    return network.path.with_name(MOMENTS).exists()


def learning(network: Network) -> Learning:
    """The network as it was at each moment, ready to read.

    Raises:
        ModelError: a file is damaged or gone.
    """
    path, beside = network.path, network.path.with_name(MOMENTS)
    load = _load_large if path.exists() and path.stat().st_size >= _LARGE else _load
    return load(str(path), changed_at(path), changed_at(beside))


# 14 to 24 MB each, of a network that comes with the program: two can be looked at side by side.
@st.cache_resource(show_spinner="Loading the network’s moments …", max_entries=4)
def _load(path: str, changed: int, moments_changed: int) -> Learning:
    """The network at a path, as its files were when they were last changed."""
    return Learning(Path(path))


# No more than are looked at side by side: a small server has 690 MB for all.
@st.cache_resource(show_spinner="Loading the network’s moments …", max_entries=2)
def _load_large(path: str, changed: int, moments_changed: int) -> Learning:
    """The same of a large network, such as a visitor's own with branches that see paths."""
    return Learning(Path(path))
