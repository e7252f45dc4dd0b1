"""A run's snapshot: it comes back as it was written, and a damaged one is refused."""

from dataclasses import replace

import numpy as np
import pytest

from mnist_core.errors import RunError
from mnist_core.runs import Snapshot, read_snapshot, write_snapshot


def snapshot(labels=10, count=10):
    random = np.random.default_rng(0)
    probabilities = random.random((count, labels)).astype(np.float32)
    return Snapshot(
        epoch=3,
        confusion=random.integers(0, 90, (labels, labels)).tolist(),
        images=random.integers(0, 256, (count, 28, 28)).astype(np.uint8),
        labels=np.arange(count, dtype=np.uint8),
        probabilities=probabilities / probabilities.sum(axis=1, keepdims=True),
    )


@pytest.mark.parametrize(("labels", "count"), [(10, 10), (11, 10), (10, 2)])
def test_snapshot_comes_back_as_it_was_written(tmp_path, labels, count):
    write_snapshot(tmp_path, snapshot(labels, count))
    written, found = snapshot(labels, count), read_snapshot(tmp_path)
    assert (found.epoch, found.confusion) == (3, written.confusion)
    for name in ("images", "labels", "probabilities"):
        one, other = getattr(written, name), getattr(found, name)
        assert one.dtype == other.dtype
        np.testing.assert_array_equal(one, other)


def test_without_validation_digits_there_is_no_confusion(tmp_path):
    write_snapshot(tmp_path, replace(snapshot(), confusion=None))
    assert read_snapshot(tmp_path).confusion is None


def test_run_before_its_first_epoch_has_ended_has_no_snapshot(tmp_path):
    assert read_snapshot(tmp_path) is None


@pytest.mark.parametrize(
    "change",
    [
        {"epoch": np.int64(0)},
        {"epoch": np.array([1, 2])},
        {"epoch": np.array("x")},
        {"images": np.zeros((10, 28, 27), np.uint8)},
        {"images": np.zeros((9, 28, 28), np.uint8)},
        {"images": np.zeros((10, 28, 28))},
        {"labels": np.full(10, 10, np.uint8)},
        {"labels": np.zeros((10, 1), np.uint8)},
        {"labels": np.zeros(0, np.uint8), "images": np.zeros((0, 28, 28), np.uint8)},
        {"labels": np.arange(10.0)},
        {"probabilities": np.full((10, 12), 0.1, np.float32)},
        {"probabilities": np.full((10, 10), np.nan, np.float32)},
        {"probabilities": np.full((10, 10), 1.5, np.float32)},
        {"probabilities": np.full((10, 10), 0.1)},
        {"probabilities": None},
        {"confusion": np.ones((10, 9), np.int64)},
        {"confusion": np.ones(10, np.int64)},
        {"confusion": np.full((10, 10), -1)},
        {"confusion": np.full((10, 10), 0.5)},
        {"confusion": np.full((10, 10), "x")},
    ],
)
def test_damaged_snapshot_raises_run_error(tmp_path, change):
    path = tmp_path / "snapshot.npz"
    write_snapshot(tmp_path, snapshot())
    with np.load(path) as stored:
        arrays = {name: each for name, each in {**stored, **change}.items() if each is not None}
    np.savez(path, **arrays)
    with pytest.raises(RunError, match=r"snapshot\.npz"):
        read_snapshot(tmp_path)


def test_snapshot_cut_short_raises_run_error(tmp_path):
    path = tmp_path / "snapshot.npz"
    write_snapshot(tmp_path, snapshot())
    path.write_bytes(path.read_bytes()[:500])
    with pytest.raises(RunError, match=r"snapshot\.npz"):
        read_snapshot(tmp_path)
