"""Moments that are published: as many as a megabyte holds, the first and the last among them."""

import numpy as np
import pytest

from mnist_core.errors import ModelError
from mnist_core.publishing.moments import MOST_BYTES, publish_moments
from mnist_core.recognition.moments import (
    MOMENTS,
    Moment,
    Moments,
    packed,
    read_moments,
    save_moments,
)


def write_run(folder, weights, *, ended=True, count=19):
    """A run's moments, each with weights of noise, which can hardly be made smaller."""
    random = np.random.default_rng(0)
    folder.mkdir()
    moments = [
        Moment(step, 32 * step, np.full((10, 10), step)) for step in range(count + int(ended))
    ]
    stored = [
        packed([random.uniform(-1, 1, (10, weights // 10)).astype(np.float32)])
        for _ in range(count)
    ]
    with (folder / MOMENTS).open("wb") as file:
        save_moments(file, Moments(2400, tuple(moments), tuple(stored)))
    return folder


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "network").mkdir()
    return tmp_path / "network"


@pytest.mark.parametrize(("weights", "expected"), [(1000, 20), (100_000, 10), (300_000, 4)])
def test_as_many_are_published_as_a_megabyte_holds(tmp_path, folder, weights, expected):
    run = write_run(tmp_path / "run", weights)
    publish_moments(run, folder)
    assert (folder / MOMENTS).stat().st_size <= MOST_BYTES == 1_000_000
    found, before = read_moments(folder / MOMENTS), read_moments(run / MOMENTS)
    assert found.has_ended
    steps = [each.step for each in found.moments]
    assert (len(steps), steps[0], steps[-1]) == (expected, 0, 19)
    assert np.ptp(np.diff(steps)) <= 1  # evenly
    for moment, stored in zip(found.moments, found.weights, strict=False):
        np.testing.assert_array_equal(moment.confusion, before.moments[moment.step].confusion)
        for name, each in stored.items():
            np.testing.assert_array_equal(each, before.weights[moment.step][name])


def test_network_too_large_for_three_is_published_with_none(tmp_path, folder):
    publish_moments(write_run(tmp_path / "run", 600_000), folder)
    assert list(folder.iterdir()) == []


def test_run_without_its_last_moment_or_without_any_is_published_with_none(tmp_path, folder):
    publish_moments(write_run(tmp_path / "run", 1000, ended=False), folder)
    (tmp_path / "old").mkdir()
    publish_moments(tmp_path / "old", folder)
    assert list(folder.iterdir()) == []


def test_damaged_moments_are_told(tmp_path, folder):
    run = write_run(tmp_path / "run", 1000)
    (run / MOMENTS).write_bytes(b"PK")
    with pytest.raises(ModelError, match=r"moments\.npz"):
        publish_moments(run, folder)
