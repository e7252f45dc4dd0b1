"""How long a training would take, by what the published networks took."""

from dataclasses import replace

import pytest

from mnist_core.data.catalogue import DATA_SETS
from mnist_core.networks.architectures import ARCHITECTURES
from mnist_core.networks.config import default_config
from mnist_core.recognition.card import published_card
from mnist_core.training.estimate import STEP_IN_DIGITS, estimate_seconds


@pytest.fixture(scope="module")
def cards():
    return [published_card(name) for name in ARCHITECTURES]


@pytest.fixture(params=ARCHITECTURES)
def card(request):
    return published_card(request.param)


def test_training_of_a_card_takes_as_long_as_the_card_says(card, cards):
    assert estimate_seconds(card.config, cards) == pytest.approx(card.seconds)
    twice = replace(card.config, epochs=2 * card.config.epochs)
    assert estimate_seconds(twice, cards) == pytest.approx(2 * card.seconds)


@pytest.mark.parametrize(
    "change", [{"batch_size": 1}, {"augment": True}, {"data": "mixture"}, {"validation_split": 0.0}]
)
def test_more_work_takes_longer(cards, change):
    less = default_config("mlp-128", data="mnist", augment=False, validation_split=0.9)
    assert estimate_seconds(replace(less, **change), cards) > estimate_seconds(less, cards)


@pytest.mark.parametrize("data", [*DATA_SETS, "own.npz"])
@pytest.mark.parametrize("batch_size", [1, 10_000])
def test_any_settings_have_an_estimate(card, cards, data, batch_size):
    config = replace(card.config, data=data, batch_size=batch_size, validation_split=0.99)
    assert estimate_seconds(config, cards) > 0


def test_generated_digits_are_as_many_as_mnist_s(cards):
    config = default_config("cnn", data="mnist")
    generated = replace(config, data="generated")
    assert estimate_seconds(generated, cards) == estimate_seconds(config, cards)


def test_network_without_a_card_has_no_estimate(cards):
    others = [each for each in cards if each.architecture != "cnn"]
    assert estimate_seconds(default_config("cnn"), others) is None
    assert estimate_seconds(default_config("cnn"), []) is None


def test_steps_are_measured_of_networks_that_there_are():
    assert STEP_IN_DIGITS.keys() <= ARCHITECTURES.keys()
