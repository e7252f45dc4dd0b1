import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_core.errors import BlankImageError
from mnist_core.ink.directions import direction_maps
from mnist_core.ink.drawing import _inside, paper_with, paths, read_drawing
from mnist_core.ink.preprocessing import preprocess
from mnist_core.ink.rendering import render
from mnist_core.ink.strokes import Stroke
from tools import hand

DIGIT = np.zeros((28, 28), np.uint8)
DIGIT[4:24, 12:16] = 255
SEVEN = [[60.0, 60], [200, 60], [130, 220]]


def stroke(*points, width=20.0):
    return Stroke(np.array(points, float), width)


def points_of(strokes, canvas=280):
    return [line.tolist() for line in paths(strokes, canvas)]


@pytest.mark.parametrize("digit", hand.DIGITS)
def test_network_sees_the_picture_that_the_canvas_shows_and_the_way_the_pen_went(digit):
    strokes = hand.strokes(digit)
    seen = read_drawing(strokes)
    np.testing.assert_array_equal(seen.pixels, preprocess(render(strokes, 280)).pixels)
    expected = direction_maps([np.array(line) for line in hand.DIGITS[digit]])
    np.testing.assert_array_equal(seen.directions, expected)


def test_order_of_the_points_is_seen_in_the_directions_alone():
    there, back = (read_drawing([stroke(*points)]) for points in (SEVEN, SEVEN[::-1]))
    np.testing.assert_array_equal(there.pixels, back.pixels)
    assert (there.directions != back.directions).any()


def test_with_a_digit_under_the_strokes_no_directions_are_known():
    seen = read_drawing([stroke(*SEVEN)], DIGIT)
    assert seen.directions is None
    assert seen.pixels.sum() > read_drawing([], DIGIT).pixels.sum()


def test_digit_alone_comes_back_as_it_was():
    centred = np.zeros((28, 28), np.uint8)
    centred[5:25, 13:16] = 255
    np.testing.assert_array_equal(read_drawing([], centred).picture, centred)


def test_digit_and_strokes_lie_on_one_paper():
    paper = paper_with([stroke([20, 20], width=20)], DIGIT)
    assert (paper[140, 140], paper[20, 20], paper[20, 270]) == (0, 0, 255)
    assert (paper_with([], DIGIT)[::10, ::10] == 255 - DIGIT).all()


def test_dot_alone_has_no_directions():
    assert read_drawing([stroke([140, 140])]).directions is None


@pytest.mark.parametrize("strokes", [[], [stroke([400, 400])], [stroke([-50, 10], [-50, 200])]])
def test_strokes_without_ink_on_the_canvas_raise_blank_image_error(strokes):
    with pytest.raises(BlankImageError):
        read_drawing(strokes)


@pytest.mark.parametrize("side", [100, 560, 1000])
def test_size_of_the_canvas_does_not_matter(side):
    scale = side / 280
    large = [Stroke(each.points * scale, each.width * scale) for each in hand.strokes("4")]
    seen, expected = read_drawing(large, canvas=side), read_drawing(hand.strokes("4"))
    assert np.abs(seen.pixels - expected.pixels).mean() < 0.02
    assert np.abs(seen.directions.astype(int) - expected.directions).max() <= 1


@pytest.mark.parametrize("at", [[20, 20], [260, 20], [140, 262]])
def test_speck_is_neither_seen_in_the_picture_nor_in_the_directions(at):
    digit, speck = stroke(*SEVEN, width=24), stroke(at, width=4)
    seen, expected = read_drawing([digit, speck]), read_drawing([digit])
    np.testing.assert_array_equal(seen.pixels, expected.pixels)
    np.testing.assert_array_equal(seen.directions, expected.directions)


@pytest.mark.parametrize(("width", "kept"), [(4, False), (8, False), (12, True), (20, True)])
def test_dot_counts_from_about_a_pixel_of_the_frame_on(width, kept):
    """The seven is 180 long, ink included: a pixel of the frame is 9 of the canvas."""
    seven, dot = stroke(*SEVEN), stroke([240, 240], width=width)
    assert points_of([seven, dot]) == [SEVEN, [[240, 240]]][: 1 + kept]
    alone, both = (read_drawing(each).pixels for each in ([seven], [seven, dot]))
    assert (alone != both).any() == kept


def test_dots_alone_are_no_specks():
    dots = [stroke([x, 140], width=4) for x in (100, 140, 180)]
    assert len(paths(dots, 280)) == 3


def test_stroke_outside_the_canvas_is_left_out():
    digit = stroke(*SEVEN)
    outside = [stroke([300, 20], [400, 90]), stroke([-40, 100]), stroke([100, 291], [120, 291])]
    seen, expected = read_drawing([outside[0], digit, *outside[1:]]), read_drawing([digit])
    np.testing.assert_array_equal(seen.pixels, expected.pixels)
    np.testing.assert_array_equal(seen.directions, expected.directions)


def test_stroke_that_leaves_the_canvas_and_comes_back_is_two():
    out, back = paths([stroke([200, 50], [400, 50], [400, 110], [200, 110])], 280)
    assert (out[0].tolist(), back[-1].tolist()) == ([200, 50], [200, 110])
    # As far as its ink is on the canvas: the pen is 20 wide.
    assert (out[-1].tolist(), back[0].tolist()) == ([290, 50], [290, 110])


@pytest.mark.parametrize("margin", [0, 7])
@given(
    st.lists(
        st.tuples(st.floats(-400, 700), st.integers(-400, 700)),
        min_size=1,
        max_size=6,
    )
)
def test_what_is_kept_of_a_line_is_what_lies_inside(margin, points):
    """Against the line's points a hundredth of a pixel apart or so."""
    line = np.array(points, float)
    dense = np.concatenate(
        [np.linspace(a, b, 2000) for a, b in zip(line, [*line[1:], line[-1]], strict=True)]
    )
    low, high = -margin, 280 + margin
    inside = dense[((dense > low + 1e-6) & (dense < high - 1e-6)).all(axis=1)]
    kept = _inside(line, 280, margin)
    assert all((part >= low - 1e-6).all() and (part <= high + 1e-6).all() for part in kept)
    if len(inside) == 0:
        return
    ends = [(part[:-1], part[1:]) if len(part) > 1 else (part, part) for part in kept]
    starts, stops = (np.concatenate(each) for each in zip(*ends, strict=True))
    way = stops - starts
    along = ((inside[:, None] - starts) * way).sum(axis=2) / np.maximum((way**2).sum(axis=1), 1e-12)
    nearest = starts + along.clip(0, 1)[..., None] * way
    assert np.linalg.norm(inside[:, None] - nearest, axis=2).min(axis=1).max() < 1e-3


def test_line_that_goes_far_outside_costs_no_more_than_another():
    """As a hostile browser may report: 8,000 points, each as far off as is allowed."""
    turns = np.arange(8000)
    far = np.where(turns % 4 < 2, -1e4, 1e4)
    tracemalloc.start()
    parts = paths([Stroke(np.column_stack([far, far]), 20)], 280)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(parts) == 3999
    assert most < 20e6


def test_canvas_that_is_all_ink_but_for_a_trace_is_blank():
    corner = [stroke([20.0 if y < 20 else 0.0, y], [280.0, y]) for y in np.arange(0, 281, 10.0)]
    dabs = [stroke(each) for each in ([7.24, 7.35], [18.0, 7.35], [7.24, 18.0])]
    assert 0 < render([*corner, *dabs], 280).max() < 24
    with pytest.raises(BlankImageError):
        read_drawing([*corner, *dabs])


def test_stroke_is_seen_as_far_as_the_canvas_reaches_however_few_its_points():
    """A fast pen reports few: here one point on the canvas, and none at all."""
    for ends in ([140, 40], [140, 400]), ([-50, 140], [330, 140]):
        seen = read_drawing([stroke(*ends)]).directions
        (line,) = paths([stroke(*ends)], 280)
        np.testing.assert_array_equal(seen, direction_maps([line]))
        assert np.ptp(line, axis=0).max() > 240


@pytest.mark.parametrize(
    ("at", "seen"), [([140, 289.0], True), ([-9.0, 140], True), ([140, 291.0], False)]
)
def test_point_counts_as_far_outside_as_its_ink_is_on_the_canvas(at, seen):
    assert bool(points_of([stroke(at)])) == seen
    assert (render([stroke(at)], 280) < 255).any() == seen


@given(
    st.lists(
        st.tuples(
            st.lists(st.tuples(st.floats(-300, 600), st.floats(-300, 600)), min_size=1, max_size=6),
            st.floats(0.5, 60),
        ),
        max_size=4,
    )
)
@settings(deadline=None, max_examples=100)
def test_any_strokes_give_a_digit_or_are_blank(drawn):
    strokes = [stroke(*points, width=width) for points, width in drawn]
    try:
        seen = read_drawing(strokes)
    except BlankImageError:
        return
    assert np.isfinite(seen.pixels).all()
    if seen.directions is not None:
        assert (seen.directions.shape, seen.directions.dtype) == ((28, 28, 8), np.uint8)
        np.testing.assert_array_equal(seen.directions, direction_maps(paths(strokes, 280)))


def test_strokes_are_not_changed():
    strokes = hand.strokes("5")
    before = [each.points.copy() for each in strokes]
    read_drawing(strokes)
    for each, points in zip(strokes, before, strict=True):
        np.testing.assert_array_equal(each.points, points)
