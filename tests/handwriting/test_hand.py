from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_core.handwriting.hand import Hand, parse, vary, write

STEADY = Hand(
    jitter=0, stray=0, bend=0, balance=0, slant=0, rotation=0, aspect=0, reach=0, rounding=0
)


def write_steadily(template, **changes):
    hand = Hand(**{**vars(STEADY), **changes})
    return write(template, np.random.default_rng(0), hand)


def turns(line):
    """The angle in degrees by which a line turns at each of its inner points."""
    ways = np.diff(line, axis=0)
    angles = np.unwrap(np.arctan2(ways[:, 1], ways[:, 0]))
    return np.degrees(np.abs(np.diff(angles)))


points = st.tuples(st.integers(0, 100), st.integers(0, 100), st.booleans())
templates = st.lists(st.lists(points, min_size=1, max_size=8), min_size=1, max_size=4)


@given(templates)
def test_steady_hand_passes_through_the_points(strokes):
    text = " / ".join(" ".join(f"{x},{y}{'!' * s}" for x, y, s in each) for each in strokes)
    lines = write_steadily(text)
    assert len(lines) == len(strokes)
    for line, stroke in zip(lines, strokes, strict=True):
        wanted = np.array(stroke)[:, :2] / 100
        distances = np.linalg.norm(line[:, None] - wanted, axis=2)
        assert distances.min(axis=0).max() < 1e-9
        np.testing.assert_allclose(line[[0, -1]], wanted[[0, -1]], atol=1e-9)


@given(templates, st.integers(0, 2**32))
def test_any_hand_gives_finite_lines_and_the_same_for_the_same_seed(strokes, seed):
    text = "/".join(" ".join(f"{x},{y}{'!' * s}" for x, y, s in each) for each in strokes)
    once, again = (write(text, np.random.default_rng(seed)) for _ in range(2))
    for line, same in zip(once, again, strict=True):
        assert np.isfinite(line).all()
        np.testing.assert_array_equal(line, same)


def test_other_seed_gives_other_lines():
    one, other = (write("0,0 50,50 100,0", np.random.default_rng(seed))[0] for seed in (1, 2))
    assert np.abs(one - other).max() > 0.01


def test_sharp_corner_stays_sharp_and_another_becomes_a_curve():
    (sharp,) = write_steadily("0,0 50,100! 100,0")
    (smooth,) = write_steadily("0,0 50,100 100,0")
    (rounded,) = write_steadily("0,0 50,100! 100,0", rounding=1)
    assert turns(sharp).max() == pytest.approx(126.87, abs=0.01)
    assert turns(smooth).max() < 60
    np.testing.assert_allclose(rounded, smooth)


@pytest.mark.parametrize(
    "template", ["0,0 50,50 52,50 100,0", "0,0 100,0 100,2 0,2", "0,0 1,0 2,0 100,80 0,80"]
)
def test_curve_through_uneven_points_makes_no_loop(template):
    (line,) = write_steadily(template)
    (corners,) = (points for points, _ in parse(template))
    # A loop would add a whole turn to those of the corners.
    assert turns(line).sum() < turns(corners).sum() + 180


def test_straight_line_is_bent_too():
    (straight,) = write_steadily("50,0 50,100")
    (bent,) = write("50,0 50,100", np.random.default_rng(0), Hand(bend=0.2))
    assert turns(straight).sum() < 1e-6
    assert turns(bent).sum() > 1


def test_point_stays_a_point():
    assert [len(line) for line in write("50,50 / 0,0 9,9", np.random.default_rng(0))] == [1, 9]


@given(st.integers(0, 2**32))
def test_end_never_shortens_by_more_than_half_its_last_piece(seed):
    hand = Hand(**{**vars(STEADY), "reach": 5})
    (line,) = write("0,0 100,0! 100,100", np.random.default_rng(seed), hand)
    lengths = np.abs(line[[0, -1]] - [1, 0]).sum(axis=1)
    assert lengths.min() >= 0.5 - 1e-9
    assert lengths.max() <= 1.5 + 1e-9


@pytest.mark.parametrize(
    "template", ["", " ", "0,0 /", "1,2 / / 3,4", "1 2", "1,2,3,4", "a,b", "1;2"]
)
def test_text_that_is_no_template_raises_value_error(template):
    with pytest.raises(ValueError):  # noqa: PT011 - the message may be NumPy's or float's
        write(template, np.random.default_rng(0))


def test_a_scaled_hand_strays_so_many_times_as_far():
    points = np.random.default_rng(0).random((20, 2))
    far, near = (
        vary(points, np.random.default_rng(1), replace(STEADY, bend=0.2).scaled(part)) - points
        for part in (1.0, 0.25)
    )
    np.testing.assert_allclose(near, far / 4, atol=1e-12)
