"""The digits among which a network's neighbours of a drawing are looked for."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import streamlit as st

from app_pages.visit.digits import training_digits
from app_pages.visit.networks import Network, changed_at, load_layers
from mnist_core.arrays import UInt8Array
from mnist_core.recognition.activations import Activations
from mnist_core.recognition.neighbours import NEIGHBOURS, Index, index_digits, read_index

_FEW = 1000  # digits that a network is asked for one by one, where nothing of it is stored


@dataclass(frozen=True, eq=False)
class Searched:
    """Digits that can be searched for those most like a drawing.

    Attributes:
        network: whose last layer says what is alike.
        index: the digits as it sees them.
        images: uint8 (n, 28, 28), 255 is ink, in the order of the index.
        source: where they are from, as ``SOURCES`` has it.
        is_stored: whether they are all of MNIST's, stored when the network was published.
    """

    network: Activations
    index: Index
    images: UInt8Array
    source: str
    is_stored: bool


def digits_like(network: Network) -> Searched:
    """What is searched for a network: all of MNIST's training digits, or fewer of what there is.

    Raises:
        ModelError: a file of the network's is damaged or gone.
    """
    layers = load_layers(network)
    source, (images, labels) = training_digits()
    path = network.path.with_name(NEIGHBOURS)
    if source == "train" and path.exists():
        index = _read(str(path), changed_at(path))
        # MNIST_PATH may name other digits than those that were stored.
        if np.array_equal(index.labels, labels):
            return Searched(layers, index, images, source, True)
    few = images[:_FEW]
    of_network = str(network.path), changed_at(network.path)
    index = _index(*of_network, labels[:_FEW].tobytes(), few, layers)
    return Searched(layers, index, few, source, False)


@st.cache_resource(show_spinner="Loading what it makes of MNIST …", max_entries=32)
def _read(path: str, changed: int) -> Index:
    return read_index(Path(path))


@st.cache_resource(show_spinner="Looking at digits to compare with …", max_entries=32)
def _index(
    path: str, changed: int, labels: bytes, _images: UInt8Array, _network: Activations
) -> Index:
    """The digits that these labels tell from others, as the network at a path makes of them."""
    return index_digits(_network, _images, np.frombuffer(labels, np.uint8))
