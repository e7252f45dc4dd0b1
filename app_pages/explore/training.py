"""How a network was trained: in words, and its curves."""

import streamlit as st

from app_pages.explore.sources import show_sources
from app_pages.figures.curves import METRICS_DRAWN, show_curves, show_history
from app_pages.figures.text import counted, duration, share
from app_pages.visit.networks import Network
from mnist_core import runs
from mnist_core.errors import RunError


def show_training(network: Network) -> None:
    """Show what a network learnt from, and how its loss and accuracy went."""
    card = network.card
    st.write(_settings(network))
    show_sources(card)
    history = card.history
    if history is not None and history.loss[0] and history.accuracy[0]:
        show_history(history, card.config.epochs, key=network.key)
    elif network.is_shipped or not _show_run(network):
        st.write("Its curves are not stored.")


def _show_run(network: Network) -> bool:
    """Show the curves as a run keeps them, if it does."""
    try:
        run = runs.read_run(network.path.parent)
        metrics = runs.read_metrics(run.path, METRICS_DRAWN)
    except RunError:
        return False
    if metrics:
        st.fragment(show_curves)(metrics, run.status, key=run.name)
    return bool(metrics)


def _settings(network: Network) -> str:
    card = network.card
    config = card.config
    held_out = config.validation_split
    words = [
        f"{network.learnt_from}, {counted(config.epochs, 'epoch')} in batches of "
        f"{config.batch_size}",
        f"Adam with a learning rate of {config.learning_rate:g}, {config.schedule}",
        "digits changed at random" if config.augment else "digits as they are",
        *(["averaged weights"] if config.average_weights else []),
        f"{share(held_out, 0)} held out to validate" if held_out else "nothing held out",
        f"seed {config.seed}",
    ]
    versions = card.versions
    return (
        f"{'; '.join(words)}. It took {duration(card.seconds)} and ended on {card.date}, "
        f"with Keras {versions.get('keras', '?')} on TensorFlow {versions.get('tensorflow', '?')}."
    )
