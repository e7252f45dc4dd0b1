"""The smallest network, against what its formulas are made from."""

import numpy as np
import pytest

from mnist_core.data.generated import generate
from mnist_core.data.statistics import statistics_of
from mnist_core.ink.preprocessing import as_pixels
from mnist_core.networks.linear import Descent, Linear


@pytest.fixture(scope="module")
def digits():
    images, labels = generate(300, seed=3)
    return as_pixels(images), labels


@pytest.fixture(scope="module")
def means():
    return statistics_of(*generate(300, seed=3)).mean_images


def test_highest_sum_is_of_the_nearest_mean_picture(digits, means):
    pixels, _ = digits
    distances = np.square(pixels[:, None] - means).sum(axis=(2, 3))
    answers = Linear.of_means(means).scores(pixels).argmax(axis=1)
    assert (answers == distances.argmin(axis=1)).all()


def test_untrained_network_guesses(digits):
    network = Linear.untrained()
    assert network.probabilities(digits[0]) == pytest.approx(0.1)
    assert network.loss(*digits) == pytest.approx(np.log(10), rel=1e-5)
    assert network.accuracy(*digits) == pytest.approx(0.1)


def test_step_goes_down_the_slope_that_small_changes_have(digits):
    network = Linear.untrained().stepped(*digits, 0.1)
    after = network.stepped(*digits, 1.0)
    row, pixel = 3, (14, 12)
    change = 1e-2
    ends = []
    for sign in (1, -1):
        weights = network.weights.copy()
        weights[row][pixel] += sign * change
        ends.append(Linear(weights, network.start).loss(*digits))
    slope = (ends[0] - ends[1]) / (2 * change)
    assert after.weights[row][pixel] == pytest.approx(network.weights[row][pixel] - slope, abs=2e-4)
    assert slope != pytest.approx(0, abs=1e-3)


def test_small_steps_lower_the_loss_and_large_ones_raise_it(digits):
    small, large = Linear.untrained(), Linear.untrained()
    for _ in range(5):
        before, small = small, small.stepped(*digits, 0.1)
        assert small.loss(*digits) < before.loss(*digits)
        large = large.stepped(*digits, 20)
    assert large.loss(*digits) > np.log(10)
    assert small.accuracy(*digits) > 0.6


def test_descent_keeps_the_loss_of_each_step(digits):
    way = Descent.begun(*digits).advanced(*digits, 0.1, 2).advanced(*digits, 0.1, 1)
    network = Linear.untrained()
    expected = [network.loss(*digits)]
    for _ in range(3):
        network = network.stepped(*digits, 0.1)
        expected.append(network.loss(*digits))
    assert way.losses == pytest.approx(expected)
    assert way.steps == 3


def test_sums_are_of_the_products_and_the_start(digits, means):
    network = Linear.of_means(means)
    pixels = digits[0][0]
    sums = network.products(pixels).sum(axis=(1, 2)) + network.start
    assert network.scores(pixels[None])[0] == pytest.approx(sums, rel=1e-4)
