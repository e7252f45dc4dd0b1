"""The networks that can be drawn with: those that come with the program, and the visitor's own."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import streamlit as st

from app_pages.visit.errors import tell
from app_pages.visit.runs import OWN, data_title, drawings_of, own_runs, titles
from app_pages.visit.settings import chosen
from mnist_core import DigitClassifier, places, runs
from mnist_core.errors import ModelError
from mnist_core.recognition.activations import Activations
from mnist_core.recognition.card import CARD, Card, read_card
from mnist_core.recognition.classifier import DEFAULT_MODEL, NETWORK, published_models

_PLAIN = "mlp-128"  # small, and was taught MNIST alone


@dataclass(frozen=True)
class Network:
    """A trained network that is offered.

    Attributes:
        key: tells it from all others: a shipped model's name, or its run's under ``runs/``.
        title: what people see.
        path: its ``.tflite``.
        card: what is said of it.
    """

    key: str
    title: str
    path: Path
    card: Card

    @property
    def is_shipped(self) -> bool:
        """Whether it comes with the program; the others are the visitor's own."""
        return not self.key.startswith(OWN)

    @property
    def accuracy(self) -> float:
        """On the test digits, 0 to 1."""
        return self.card.test.accuracy

    @property
    def on_drawings(self) -> float | None:
        """The part of people's drawings that it reads right, over all pens; None: not measured."""
        if self.card.drawings is None:
            return None
        return float(np.mean(list(self.card.drawings.accuracy.values())))

    @property
    def learnt_from(self) -> str:
        """The data that it has learnt from, as people call them."""
        learnt = data_title(self.card.data.name)
        return f"{learnt} + {drawings_of(self.card.config)}" if self.is_taught else learnt

    @property
    def is_taught(self) -> bool:
        """Whether it is another network that was taught the visitor's or their class's drawings."""
        return not self.is_shipped and self.card.config.start_from is not None

    @property
    def measured(self) -> tuple[float, str]:
        """The part that it reads right, and of which digits: figures on others are not alike."""
        if self.on_drawings is not None:
            return self.on_drawings, "drawings"
        if self.card.on_mnist is not None:
            return self.card.on_mnist, "MNIST’s test digits"
        return self.accuracy, f"{data_title(self.card.data.name).lower()}, not measured on MNIST"


def shipped_networks() -> dict[str, Network]:
    """The networks that come with the program by key, the best on drawings first.

    One that cannot be loaded is named in an error on the page, and the others stay.
    """
    found = {}
    for name in published_models():
        path = places.models_dir() / name / NETWORK
        try:
            _load(str(path), changed_at(path))
            card = _card(path.with_name(CARD))
        except ModelError as error:
            st.error(tell(error))
        else:
            found[name] = Network(name, name, path, card)
    return dict(sorted(found.items(), key=lambda item: -(item[1].on_drawings or 0.0)))


def networks_or_stop() -> dict[str, Network]:
    """The shipped networks; where there is none at all, the page says so and ends."""
    found = shipped_networks()
    if not found:
        st.error(
            "No network comes with this copy of the program: train_model.py --publish makes one."
        )
        st.stop()
    return found


def best_network() -> Network:
    """The network that the Draw page reads with, or where it is missing the best there is."""
    found = networks_or_stop()
    return found.get(DEFAULT_MODEL, next(iter(found.values())))


def plain_network() -> Network:
    """A small network that was taught MNIST alone, or where it is missing the worst there is."""
    found = networks_or_stop()
    return found.get(_PLAIN, list(found.values())[-1])


def offered_networks() -> dict[str, Network]:
    """The shipped networks, and then those of the visitor's runs, the newest first.

    Where there is none at all, the page says so and ends.
    """
    found = shipped_networks()
    cards = [(run, card) for run in own_runs() if (card := card_of_run(run)) is not None]
    named = titles([run for run, _ in cards])
    for run, card in cards:
        key = key_of(run)
        found[key] = Network(key, named[run.name], run.path / "model.tflite", card)
    if not found:
        st.error("There is no network yet: train one on the Train page.")
        st.stop()
    return found


def chosen_network() -> Network:
    """The network that reads on the Draw page; the first one where that is not there any more."""
    found = offered_networks()
    return found.get(chosen().network, next(iter(found.values())))


def key_of(run: runs.Run) -> str:
    """The key of the network that a run has trained."""
    return f"{OWN}{run.name}"


def card_of_run(run: runs.Run) -> Card | None:
    """The card of the network that a run came to; None where it is not there, or damaged."""
    if run.status.state not in ("finished", "stopped"):
        return None
    try:
        return _card(run.path / "model.json")
    except ModelError:
        return None


def load(network: Network) -> DigitClassifier:
    """The network, ready to read.

    Raises:
        ModelError: its file is damaged or gone.
    """
    return _load(str(network.path), changed_at(network.path))


def load_layers(network: Network) -> Activations:
    """The network, ready to have its layers looked at.

    Raises:
        ModelError: its file is damaged or gone.
    """
    return _load_layers(str(network.path), changed_at(network.path))


def changed_at(path: Path) -> int:
    """When a file was last changed, in nanoseconds; 0 where there is none."""
    return path.stat().st_mtime_ns if path.exists() else 0


def accuracies(card: Card) -> dict[str, float]:
    """What a network reads right of MNIST's test digits and of its own, 0 to 1, by their names.

    Those are left out that it was not measured on.
    """
    found = {"MNIST’s test digits": card.on_mnist, data_title(card.data.name): card.on_its_own}
    return {name: part for name, part in found.items() if part is not None}


def card_of(architecture: str) -> Card | None:
    """The card of a shipped network of that architecture, or None."""
    cards = [network.card for network in shipped_networks().values()]
    return next((card for card in cards if card.architecture == architecture), None)


@st.cache_resource(show_spinner="Loading the network …", max_entries=32)
def _load(path: str, changed: int) -> DigitClassifier:
    """The classifier at a path, as its file was when it was last changed."""
    return DigitClassifier.load(path)


@st.cache_resource(show_spinner="Opening the network …", max_entries=32)
def _load_layers(path: str, changed: int) -> Activations:
    return Activations(Path(path))


def _card(path: Path) -> Card:
    return _read_card(str(path), changed_at(path))


@st.cache_resource(show_spinner=False, max_entries=256)
def _read_card(path: str, changed: int) -> Card:
    """The card at a path, as it was when it was last changed."""
    return read_card(Path(path))
