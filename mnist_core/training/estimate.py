"""About how long a training takes on two cores, before it has begun."""

from collections.abc import Iterable
from dataclasses import astuple
from types import MappingProxyType

from mnist_core.data.mixture import Shares
from mnist_core.networks.architectures import find_architecture
from mnist_core.networks.config import TrainingConfig
from mnist_core.recognition.card import Card

# Measured by `python -m benchmarks.estimate` on two idle cores: the middle one of three times.
# What a step costs beside its digits, in digits of a large step; nothing where it was not measured.
STEP_IN_DIGITS = MappingProxyType(
    {
        "mlp-128": 137,
        "mlp-128-dropout": 115,
        "mlp-128-64": 136,
        "cnn": 31,
        "robust-cnn": 9,
        "drawing-cnn": 7,
    }
)
# Seconds of one core for a digit: changed at random, drawn, and its path drawn besides.
_AUGMENTED, _DRAWN, _PATH = 30e-6, 305e-6, 261e-6
# Of a step's three passes over a network, forward, and backward to its layers and its weights, one
# is enough to answer.
_ANSWER = 1 / 3
_DIGITS = 60_000  # to train on and to hold out, as MNIST has; a file of one's own is taken for it


def estimate_seconds(config: TrainingConfig, cards: Iterable[Card]) -> float | None:
    """About how long a training takes on two cores, in seconds, without what it takes to start.

    It is the time that the network's card has, changed as the settings differ from the card's: in
    proportion to the digits; for the size of the batches, as each step costs something beside its
    digits; and for digits that are drawn or changed at random, which the second core does
    meanwhile.

    Args:
        config: what would be trained; its time limit is not looked at.
        cards: of the networks that have been trained; the first of the same architecture is used.

    Returns:
        Seconds, above 0; None where there is no such card.
    """
    card = next((each for each in cards if each.architecture == config.architecture), None)
    if card is None:
        return None
    per_digit = card.seconds / (card.config.epochs * _digits(card.config))
    network = _network(per_digit, _preparation(card.config))
    network *= _step(config) / _step(card.config)
    seconds = _together(network, _preparation(config))
    return config.epochs * _digits(config) * seconds


def _drawn(config: TrainingConfig) -> int:
    """Digits that are drawn in an epoch."""
    return sum(astuple(Shares())) if config.data == "mixture" else 0


def _digits(config: TrainingConfig) -> float:
    """Digits of an epoch: trained on, and those held out, by the work that each is."""
    held_out = config.validation_split * _DIGITS
    return _DIGITS - held_out + _drawn(config) + _ANSWER * held_out


def _step(config: TrainingConfig) -> float:
    """What a step costs for each of its digits, in digits of a large step."""
    return 1 + STEP_IN_DIGITS.get(config.architecture, 0) / config.batch_size


def _preparation(config: TrainingConfig) -> float:
    """Seconds of one core in which a digit is drawn and changed, on average."""
    drawing = _DRAWN + (_PATH if find_architecture(config.architecture).path_branches else 0.0)
    drawn = drawing * _drawn(config) / (_DIGITS + _drawn(config))
    return drawn + (_AUGMENTED if config.augment else 0.0)


def _together(network: float, preparation: float) -> float:
    """Seconds for a digit that is prepared on one core while the network uses both."""
    return max(network + preparation / 2, preparation)


def _network(together: float, preparation: float) -> float:
    """Seconds of the network alone: the other way about."""
    return max(together - preparation / 2, 0.0)
