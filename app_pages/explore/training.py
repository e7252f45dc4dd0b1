"""How a published network was trained: in words, and its curves."""

import streamlit as st

from app_pages.figures.curves import show_history
from app_pages.figures.text import duration
from mnist_core.data.catalogue import DATA_SETS
from mnist_core.recognition.card import Card


def show_training(name: str, card: Card) -> None:
    """Show what a network learnt from, and how its loss and accuracy went."""
    st.subheader("Training", anchor=False)
    st.write(_settings(card))
    history = card.history
    if history is not None and history.loss[0] and history.accuracy[0]:
        show_history(history, card.config.epochs, key=name)
    else:
        st.write("Its curves are not stored.")


def _settings(card: Card) -> str:
    config = card.config
    data = DATA_SETS.get(card.data.name, "Digits of its own")
    held_out = config.validation_split
    words = [
        f"{data}, {config.epochs} epochs in batches of {config.batch_size}",
        f"Adam with a learning rate of {config.learning_rate:g}, {config.schedule}",
        "digits changed at random" if config.augment else "digits as they are",
        *(["averaged weights"] if config.average_weights else []),
        f"{held_out:.0%} held out to validate" if held_out else "nothing held out",
        f"seed {config.seed}",
    ]
    versions = card.versions
    return (
        f"{'; '.join(words)}. It took {duration(card.seconds)} and ended on {card.date}, "
        f"with Keras {versions.get('keras', '?')} on TensorFlow {versions.get('tensorflow', '?')}."
    )
