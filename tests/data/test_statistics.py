import numpy as np
import pytest

from mnist_core.data.statistics import statistics_of


def test_figures_are_those_of_a_loop_over_the_digits(small_dataset):
    images, labels = small_dataset.test_images, small_dataset.test_labels
    images = images.copy()
    images[3] = 0
    images[4, :, :5] = 200  # neither paper nor full ink
    found = statistics_of(images, labels)
    ink = images.astype(np.float64) / 255
    for digit in range(10):
        own = [ink[i] for i in range(len(ink)) if labels[i] == digit]
        assert found.count[digit] == len(own)
        np.testing.assert_allclose(found.mean_images[digit], np.mean(own, axis=0), atol=1e-6)
        assert found.ink[digit] == pytest.approx(np.mean(own))
    assert found.mean == pytest.approx(ink.mean())
    assert found.deviation == pytest.approx(ink.std())
    assert found.paper == pytest.approx(sum(v == 0 for v in ink.ravel()) / ink.size)
    assert found.full == pytest.approx(sum(v == 1 for v in ink.ravel()) / ink.size)


def test_digit_that_is_not_there_has_no_picture():
    found = statistics_of(np.full((2, 28, 28), 255, np.uint8), np.array([3, 3], np.uint8))
    assert found.count == [0, 0, 0, 2, 0, 0, 0, 0, 0, 0]
    assert found.ink == pytest.approx([0, 0, 0, 1, 0, 0, 0, 0, 0, 0])
    assert (found.mean_images[[0, 1, 2, 4]] == 0).all()
    assert (found.paper, found.full, found.deviation) == pytest.approx((0, 1, 0), abs=1e-6)


def test_mnist_has_the_mean_and_deviation_that_everybody_uses(mnist):
    found = statistics_of(mnist.train_images, mnist.train_labels)
    assert (round(found.mean, 4), round(found.deviation, 4)) == (0.1307, 0.3081)
    assert sum(found.count) == 60_000
