"""The networks that the lessons show: one that was taught drawings, and one that was not."""

from app_pages.visit.networks import Network, networks_or_stop
from mnist_core.recognition.classifier import DEFAULT_MODEL

_PLAIN = "mlp-128"


def best_network() -> Network:
    """The network that the Draw page reads with, or where it is missing the best there is."""
    found = networks_or_stop()
    return found.get(DEFAULT_MODEL, next(iter(found.values())))


def plain_network() -> Network:
    """A small network that was taught MNIST alone, or where it is missing the worst there is."""
    found = networks_or_stop()
    return found.get(_PLAIN, list(found.values())[-1])
