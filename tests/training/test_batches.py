"""The digits of an epoch: which of them are changed at random."""

import numpy as np
import pytest

from mnist_core.data.dataset import Dataset
from mnist_core.labels import NOT_A_DIGIT_INDEX
from mnist_core.networks.config import default_config
from mnist_core.training.batches import Position, TrainingDigits

STORED = 4000


class Blank:
    """Live examples that are seen at once: they have no ink."""

    labels = np.full(1000, NOT_A_DIGIT_INDEX, np.uint8)

    def draw(self, rows, random):
        return np.zeros((len(rows), 28, 28), np.uint8)

    def fingerprint(self):
        return b""


def changed(live, **settings):
    """The part of the stored digits that is changed, in an epoch."""
    images = np.zeros((STORED, 28, 28), np.uint8)
    images[:, 4:24, 12:16] = 255
    labels = np.zeros(STORED, np.uint8)
    dataset = Dataset(images, labels, images[:1], labels[:1], live)
    config = default_config("robust-cnn", epochs=1, batch_size=100, **settings)
    seen = [pictures for pictures, _ in TrainingDigits(dataset, STORED, config).chunks(Position())]
    stored = [each for pictures in seen for each in pictures if each.any()]
    assert len(stored) == STORED
    return np.mean([(each != images[0]).any() for each in stored])


@pytest.mark.parametrize(
    ("live", "augment", "share"),
    [(None, True, 1.0), (Blank(), True, 0.7), (None, False, 0.0), (Blank(), False, 0.0)],
)
def test_digits_are_changed_at_random_less_often_beside_live_examples(live, augment, share):
    assert changed(live, augment=augment) == pytest.approx(share, abs=0.03)
