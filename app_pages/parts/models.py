"""The networks that come with the program, loaded once for all visitors."""

import streamlit as st

from mnist_core import DigitClassifier
from mnist_core.classifier import published_models
from mnist_core.errors import ModelError


@st.cache_resource(show_spinner="Loading the network …")
def _load(name: str) -> DigitClassifier:
    return DigitClassifier.load(name)


def load_classifiers() -> dict[str, DigitClassifier]:
    """The shipped networks by name, the best on the test set first.

    One that cannot be loaded is named in an error on the page, and the others stay.
    """
    loaded = {}
    for name in published_models():
        try:
            loaded[name] = _load(name)
        except ModelError as error:
            st.error(str(error))
    if not loaded:
        st.error("There is no network: train one with train_model.py --publish NAME.")
        st.stop()
    return dict(sorted(loaded.items(), key=lambda item: -item[1].card["test"]["accuracy"]))
