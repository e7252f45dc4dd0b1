"""The digits of an epoch: which of them are changed at random, and whose path is known."""

import numpy as np
import pytest

from mnist_core.data.dataset import Dataset, Drawn
from mnist_core.labels import NOT_A_DIGIT_INDEX
from mnist_core.networks.config import default_config
from mnist_core.training import batches
from mnist_core.training.batches import Position, TrainingDigits

STORED = 4000


class Blank:
    """Live examples that are seen at once: they have no ink."""

    labels = np.full(1000, NOT_A_DIGIT_INDEX, np.uint8)

    def draw(self, rows, random, *, paths):
        return Drawn(np.zeros((len(rows), 28, 28), np.uint8), None)

    def fingerprint(self):
        return b""


def changed(live, **settings):
    """The part of the stored digits that is changed, in an epoch."""
    images = np.zeros((STORED, 28, 28), np.uint8)
    images[:, 4:24, 12:16] = 255
    labels = np.zeros(STORED, np.uint8)
    dataset = Dataset(images, labels, images[:1], labels[:1], live)
    config = default_config("robust-cnn", epochs=1, batch_size=100, **settings)
    chunks = TrainingDigits(dataset, STORED, config).chunks(Position())
    stored = [each for chunk in chunks for each in chunk.images if each.any()]
    assert len(stored) == STORED
    return np.mean([(each != images[0]).any() for each in stored])


@pytest.mark.parametrize(
    ("live", "augment", "share"),
    [(None, True, 1.0), (Blank(), True, 0.7), (None, False, 0.0), (Blank(), False, 0.0)],
)
def test_digits_are_changed_at_random_less_often_beside_live_examples(live, augment, share):
    assert changed(live, augment=augment) == pytest.approx(share, abs=0.03)


class Numbered:
    """Live examples, each with its own number for ink and path."""

    labels = np.arange(150, dtype=np.uint8) % 11

    def __init__(self):
        self.asked = set()

    def draw(self, rows, random, *, paths):
        self.asked.add(paths)
        number = (rows + 1).astype(np.uint8)
        pictures = np.broadcast_to(number[:, None, None], (len(rows), 28, 28)).copy()
        return Drawn(pictures, np.repeat(pictures[..., None], 8, axis=3) if paths else None)

    def fingerprint(self):
        return b""


def an_epoch(paths, stored=200):
    """All chunks of an epoch of stored digits and numbered ones; and what was asked of those."""
    images = np.zeros((stored, 28, 28), np.uint8)
    images[:, 4:24, 12:16] = 255
    live = Numbered()
    dataset = Dataset(images, np.zeros(stored, np.uint8), images[:1], np.zeros(1, np.uint8), live)
    config = default_config("mlp-128", epochs=1, batch_size=64, augment=False)
    digits = TrainingDigits(dataset, stored, config, paths=paths)
    return list(digits.chunks(Position())), live.asked


def test_path_belongs_to_its_picture_and_a_stored_digit_has_none(monkeypatch):
    monkeypatch.setattr(batches, "CHUNK_DIGITS", 128)
    chunks, asked = an_epoch(paths=True)
    assert len(chunks) == 3
    assert asked == {True}
    numbers = []
    for chunk in chunks:
        assert (chunk.directions.shape, chunk.directions.dtype) == (
            (len(chunk.labels), 28, 28, 8),
            np.uint8,
        )
        drawn = chunk.images[:, 0, 0] > 0  # a stored one has paper in its corner
        assert not chunk.directions[~drawn].any()
        assert (chunk.directions[drawn] == chunk.images[drawn][..., None]).all()
        number = chunk.images[drawn, 0, 0].astype(int)
        assert (chunk.labels[drawn] == (number - 1) % 11).all()
        numbers += number.tolist()
    assert sorted(numbers) == list(range(1, 151))


def test_network_that_sees_no_paths_has_none_drawn_and_learns_from_the_same_pictures():
    with_paths, _ = an_epoch(paths=True)
    without, asked = an_epoch(paths=False)
    assert asked == {False}
    for one, other in zip(with_paths, without, strict=True):
        assert other.directions is None
        np.testing.assert_array_equal(one.images, other.images)
        np.testing.assert_array_equal(one.labels, other.labels)


def test_data_set_without_live_examples_has_no_path(small_dataset):
    config = default_config("drawing-cnn", epochs=1)
    digits = TrainingDigits(small_dataset, 300, config, paths=True)
    for chunk in digits.chunks(Position()):
        assert chunk.directions.shape == (len(chunk.labels), 28, 28, 8)
        assert not chunk.directions.any()
