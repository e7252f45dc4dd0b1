"""The networks that come with the program, loaded once for all visitors."""

from typing import Any

import streamlit as st

from mnist_core import DigitClassifier
from mnist_core.classifier import published_models


@st.cache_resource(show_spinner="Loading the network …")
def load_classifier(name: str) -> DigitClassifier:
    """A shipped network at work."""
    return DigitClassifier.load(name)


def model_names() -> list[str]:
    """The shipped networks, the best on the test set first."""
    return sorted(published_models(), key=lambda name: -card(name)["test"]["accuracy"])


def card(name: str) -> dict[str, Any]:
    """What a shipped network's JSON says about it."""
    return load_classifier(name).card
