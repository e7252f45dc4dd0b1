"""The file of a network's moments: what is written is read, and what is damaged is not believed."""

import zipfile

import numpy as np
import pytest

from mnist_core.errors import ModelError
from mnist_core.recognition.moments import (
    Moment,
    Moments,
    packed,
    read_moments,
    save_moments,
    unpacked,
)

RANDOM = np.random.default_rng(0)
SHAPES = ((4, 3, 3, 1), (4,), (10, 8), (10,), ())


def some_weights():
    return [RANDOM.normal(0, 10.0**-i, shape).astype(np.float32) for i, shape in enumerate(SHAPES)]


def some_moments(count=3):
    moments = [Moment(5 * i, 160 * i, np.eye(10, dtype=np.int64) * i) for i in range(count + 1)]
    return Moments(2400, tuple(moments), tuple(packed(some_weights()) for _ in range(count)))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "moments.npz"


def write(path, moments, **how):
    with path.open("wb") as file:
        save_moments(file, moments, **how)


@pytest.mark.parametrize("small", [False, True])
def test_moments_come_back_from_their_file(path, small):
    moments = some_moments()
    write(path, moments, small=small)
    found = read_moments(path)
    assert found.has_ended
    assert (found.epoch, len(found.weights)) == (2400, 3)
    assert [(each.step, each.digits) for each in found.moments] == [
        (0, 0),
        (5, 160),
        (10, 320),
        (15, 480),
    ]
    for one, other in zip(found.moments, moments.moments, strict=True):
        np.testing.assert_array_equal(one.confusion, other.confusion)
    for one, other in zip(found.weights, moments.weights, strict=True):
        assert one.keys() == other.keys()
        for name in one:
            np.testing.assert_array_equal(one[name], other[name])


def test_weights_come_back_to_half_a_step_of_their_unit():
    weights = some_weights()
    weights[2][3] = 0  # a unit that knows nothing
    for before, after in zip(weights, unpacked(packed(weights)), strict=True):
        assert (after.shape, after.dtype) == (before.shape, np.float32)
        if before.ndim < 2:
            np.testing.assert_array_equal(after, before)
            continue
        for unit, read in zip(before, after, strict=True):
            assert np.abs(unit - read).max() <= np.abs(unit).max() / 254 * 1.001


def test_weights_that_are_no_numbers_are_not_stored():
    with pytest.raises(ValueError, match="no number"):
        packed([np.array([1, np.nan], np.float32)])


def test_moments_before_a_step_go_on_from_there():
    found = some_moments().until(10)
    assert ([each.step for each in found.moments], len(found.weights)) == ([0, 5], 2)
    assert not found.has_ended
    assert len(some_moments().until(100).moments) == 3  # the last has no weights to go on from


@pytest.mark.parametrize("content", [b"", b"PK", b"PK\x03\x04" + b"\0" * 100, b"{}"])
def test_file_that_is_none_raises_model_error(path, content):
    path.write_bytes(content)
    with pytest.raises(ModelError, match=r"moments\.npz"):
        read_moments(path)


def test_missing_file_raises_model_error(path):
    with pytest.raises(ModelError, match=r"moments\.npz"):
        read_moments(path)


def test_file_cut_short_raises_model_error(path):
    write(path, some_moments(), small=True)
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(ModelError, match=r"moments\.npz"):
        read_moments(path)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("epoch", np.int64(0)),
        ("epoch", np.float64(2400)),
        ("steps", np.array([0, 5, 5, 15])),
        ("steps", np.array([-1, 5, 10, 15])),
        ("steps", np.array([0, 5, 10])),
        ("steps", np.array([0.0, 5.0, 10.0, 15.0])),
        ("digits", np.array([0, 320, 160, 480])),
        ("confusions", -np.ones((4, 10, 10), np.int32)),
        ("confusions", np.ones((4, 9, 10), np.int32)),
        ("confusions", np.ones((4, 10, 12), np.int32)),
        ("weights_0", np.ones((3, 4, 3, 3, 1), np.float32)),
        ("weights_0", np.ones((2, 4, 3, 3, 1), np.int8)),
        ("weights_1", np.full((3, 4), np.nan, np.float32)),
        ("scale_0", np.full((3, 4), np.inf, np.float32)),
        ("scale_0", np.ones((3, 7), np.float32)),
        ("scale_0", np.ones((3, 1), np.float32)),
        ("scale_0", np.ones((3, 4, 1000), np.float32)),
        ("weights_0", np.ones((3,), np.int8)),
        ("weights_7", np.ones((3, 4), np.float32)),
        ("anything", np.ones(3, np.float32)),
        ("weights_1", np.array([{}, {}, {}], object)),
    ],
)
def test_contents_that_fit_no_moments_are_not_believed(path, name, value):
    write(path, some_moments())
    with np.load(path) as stored:
        arrays = dict(stored)
    np.savez(path, **{**arrays, name: value})
    with pytest.raises(ModelError, match=r"moments\.npz"):
        read_moments(path)


def test_archive_that_promises_more_than_it_weighs_is_not_unpacked(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("weights_0.npy", b"\0" * 30_000_000)
    assert path.stat().st_size < 100_000
    with pytest.raises(ModelError, match="too large"):
        read_moments(path)
