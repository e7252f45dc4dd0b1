import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_core.errors import BlankImageError, InvalidImageError
from mnist_core.ink.rendering import render
from mnist_core.ink.strokes import Stroke, checked, place_on_canvas


@given(
    st.sampled_from([10, 20, 32]),
    st.floats(0.4, 0.9),
    st.tuples(st.floats(0, 1), st.floats(0, 1)),
)
@settings(deadline=None, max_examples=50)
def test_placed_digit_has_its_size_and_lies_on_the_canvas(width, size, position):
    lines = [np.array([[0.0, 0], [3, 4], [1, 7]]), np.array([[2.0, 2]])]
    strokes = place_on_canvas(lines, canvas=280, stroke_width=width, size=size, position=position)
    rows = np.flatnonzero((render(strokes, 280) < 128).any(axis=1))
    assert rows[-1] - rows[0] + 1 == pytest.approx(size * 280, abs=1.5)
    points = np.concatenate([stroke.points for stroke in strokes])
    assert (points >= width / 2 - 0.01).all()
    assert (points <= 280 - width / 2 + 0.01).all()


@pytest.mark.parametrize(
    ("position", "low", "high"),
    [((0, 0), (10, 10), None), ((1, 1), None, (270, 270)), ((0, 1), (10, None), (None, 270))],
)
def test_position_says_where_in_the_room_that_is_left_a_drawing_stands(position, low, high):
    line = np.array([[100.0, 7], [110, 27]])  # 10 across and 20 down, far from the corner
    (stroke,) = place_on_canvas([line], canvas=280, stroke_width=20, size=0.5, position=position)
    extent = np.ptp(stroke.points, axis=0)
    np.testing.assert_allclose(extent, [60, 120])  # 140 down with its ink
    for found, expected in ((stroke.points.min(axis=0), low), (stroke.points.max(axis=0), high)):
        for one, wished in zip(found, expected or (), strict=False):
            assert wished is None or one == pytest.approx(wished)


def test_point_is_placed_as_a_point():
    (stroke,) = place_on_canvas(
        [np.array([[7.0, 9]])], canvas=280, stroke_width=20, size=0.9, position=(0.5, 0.5)
    )
    np.testing.assert_allclose(stroke.points, [[140, 140]])


def test_small_drawing_is_as_large_as_any():
    tiny = np.array([[0.0, 0], [1e-3, 2e-3]])
    (stroke,) = place_on_canvas([tiny], canvas=280, stroke_width=20, size=0.5, position=(0, 0))
    np.testing.assert_allclose(np.ptp(stroke.points, axis=0), [60, 120])


@pytest.mark.parametrize(
    ("points", "width", "words"),
    [
        ([], 20, r"shape \(n, 2\), n at least 1, got \(0,\)"),
        (np.empty((0, 2)), 20, r"n at least 1, got \(0, 2\)"),
        ([1.0, 2.0], 20, r"got \(2,\)"),
        ([[1.0, 2.0, 3.0]], 20, r"got \(1, 3\)"),
        ([["1", "2"]], 20, "numbers of up to 100,000"),
        ([[None, 2.0]], 20, "numbers of up to 100,000"),
        ([[True, False]], 20, "numbers of up to 100,000"),
        ([[1 + 2j, 2]], 20, "numbers of up to 100,000"),
        ([[1.0, np.nan]], 20, "numbers of up to 100,000"),
        ([[np.inf, 2.0]], 20, "numbers of up to 100,000"),
        ([[1.0, 2.0]], 0, "width above 0 and up to 100,000, got 0"),
        ([[1.0, 2.0]], -3.5, r"width above 0 and up to 100,000, got -3\.5"),
        ([[1.0, 2.0]], np.nan, "width above 0 and up to 100,000, got nan"),
        ([[1.0, 2.0]], np.inf, "width above 0 and up to 100,000, got inf"),
    ],
)
@pytest.mark.parametrize("among_good_ones", [False, True])
def test_what_is_no_stroke_raises_invalid_image_error(points, width, words, among_good_ones):
    good = [Stroke(np.array([[1.0, 2.0]]), 20)] * among_good_ones
    with pytest.raises(InvalidImageError, match=words):
        checked([*good, Stroke(points, width), *good])


@pytest.mark.parametrize(
    ("wrong", "name"), [([[1.0, 2.0]], "list"), ("stroke", "str"), (None, "NoneType")]
)
def test_what_is_no_stroke_at_all_is_named(wrong, name):
    with pytest.raises(InvalidImageError, match=f"expected strokes, got {name}"):
        checked([wrong])


@pytest.mark.parametrize("none", [[], ()])
def test_no_strokes_are_blank(none):
    with pytest.raises(BlankImageError, match="no stroke"):
        checked(none)


@pytest.mark.parametrize("points", [[[1, 2], [3, 4]], np.array([[1, 2], [3, 4]], np.uint8)])
def test_strokes_of_any_numbers_become_what_the_library_takes(points):
    (stroke,) = checked([Stroke(points, 20)])
    assert stroke.points.dtype == np.float64
    assert (stroke.points.tolist(), stroke.width) == ([[1, 2], [3, 4]], 20.0)
