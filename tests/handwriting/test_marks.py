from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_core.handwriting.digits import write_digit
from mnist_core.handwriting.marks import circled, in_a_box, underlined

digits, seeds = st.integers(0, 9), st.integers(0, 2**32)


def marked(mark, digit, seed):
    """A digit, its strokes as they come back, and the strokes that are more."""
    lines = write_digit(digit, np.random.default_rng(seed))
    drawn = mark(lines, np.random.default_rng(seed))
    return lines, drawn[: len(lines)], drawn[len(lines) :]


def boxes(lines):
    points = np.concatenate(lines)
    return points.min(axis=0), points.max(axis=0)


def way(lines):
    """The points that lines pass, close to each other."""
    return np.concatenate([np.linspace(a, b, 20) for line in lines for a, b in pairwise(line)])


@pytest.mark.parametrize("mark", [underlined, circled, in_a_box])
@given(digits, seeds)
@settings(deadline=None, max_examples=30)
def test_digit_remains_what_it_is_in_a_box_of_one(mark, digit, seed):
    lines, kept, marks = marked(mark, digit, seed)
    low, high = boxes(lines)
    for line, same in zip(lines, kept, strict=True):
        np.testing.assert_allclose(same, (line - low) / (high - low).max(), atol=1e-9)
    assert all(line.dtype == np.float64 and np.isfinite(line).all() for line in marks)
    assert marks


@given(digits, seeds)
@settings(deadline=None, max_examples=60)
def test_line_under_a_digit_lies_under_it(digit, seed):
    _, kept, marks = marked(underlined, digit, seed)
    _, (_, bottom) = boxes(kept)
    middle = np.concatenate(kept)[:, 0].min() / 2 + np.concatenate(kept)[:, 0].max() / 2
    assert 1 <= len(marks) <= 2
    for line in marks:
        across, down = np.ptp(line, axis=0)
        assert line[:, 1].mean() > bottom - 0.1  # a line that rises may touch the digit
        assert line[:, 0].min() < middle < line[:, 0].max()
        assert across > 2 * down
    if len(marks) == 2:
        assert marks[1][:, 1].mean() > marks[0][:, 1].mean() - 0.1


def test_one_line_of_five_under_a_digit_has_another_below():
    eight = write_digit(8, np.random.default_rng(0))
    random = np.random.default_rng(0)
    counts = [len(underlined(eight, random)) - len(eight) for _ in range(1000)]
    assert set(counts) == {1, 2}
    assert np.mean(counts) == pytest.approx(1.2, abs=0.04)


@pytest.mark.parametrize("mark", [circled, in_a_box])
@given(digits, seeds)
@settings(deadline=None, max_examples=60)
def test_what_is_around_a_digit_does_not_touch_it(mark, digit, seed):
    _, kept, marks = marked(mark, digit, seed)
    low, high = boxes(kept)
    gap = np.maximum(low - way(marks), way(marks) - high).max(axis=1)  # outside its box, above 0
    assert gap.min() > 0 if mark is in_a_box else gap.min() > -0.1
    far = np.linalg.norm(way(marks)[:, None] - np.concatenate(kept)[None], axis=2)
    assert far.min() > 0.02


@pytest.mark.parametrize("mark", [circled, in_a_box])
@given(digits, seeds)
@settings(deadline=None, max_examples=60)
def test_what_is_around_a_digit_goes_round_it(mark, digit, seed):
    """Seen from the digit's middle there is a line in nearly every direction."""
    _, kept, marks = marked(mark, digit, seed)
    low, high = boxes(kept)
    x, y = (way(marks) - (low + high) / 2).T
    angles = np.sort(np.arctan2(y, x))
    gaps = np.diff([*angles, angles[0] + 2 * np.pi])
    assert gaps.max() < np.radians(40)


def test_box_is_drawn_at_one_go_or_as_four_lines():
    eight = write_digit(8, np.random.default_rng(0))
    random = np.random.default_rng(0)
    counts = [len(in_a_box(eight, random)) - len(eight) for _ in range(1000)]
    assert set(counts) == {1, 4}
    assert np.mean(np.array(counts) == 1) == pytest.approx(0.6, abs=0.05)


@pytest.mark.parametrize("mark", [circled, in_a_box])
def test_ring_and_box_are_drawn_either_way_round(mark):
    """The area that a pen goes round is above 0 clockwise, to the eye, and below 0 else."""
    eight = write_digit(8, np.random.default_rng(0))
    areas = []
    for seed in range(100):
        x, y = way(mark(eight, np.random.default_rng(seed))[len(eight) :]).T - 0.5
        areas.append(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]))
    assert 30 < np.count_nonzero(np.array(areas) > 0) < 70
