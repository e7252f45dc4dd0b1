from itertools import pairwise

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mnist_core.ink.directions import direction_maps
from tools import hand

seeds = st.integers(0, 2**32)


def straight(degrees, length=50.0, at=(0.0, 0.0)):
    """A line whose direction is so many degrees clockwise from "to the right"."""
    angle = np.radians(degrees)
    return np.array([at, at + length * np.array([np.cos(angle), np.sin(angle)])])


def walk(seed, steps=30):
    """A line that crosses itself, with corners of every angle."""
    return np.random.default_rng(seed).normal(0, 1, (steps, 2)).cumsum(axis=0)


def maps_of(*lines):
    return direction_maps(lines).astype(int)


def assert_alike(one, other):
    """The same but for the last rounding."""
    assert np.abs(one - other).max() <= 1


@pytest.mark.parametrize("direction", range(8))
def test_straight_line_lies_in_the_map_of_its_direction_alone(direction):
    maps = maps_of(straight(45 * direction))
    assert maps[..., direction].max() >= 230
    assert np.delete(maps, direction, axis=2).max() <= 1


def test_line_to_the_right_lies_in_the_middle_row_and_20_pixels_along_it():
    right = maps_of(straight(0))[..., 0]
    rows, columns = (np.average(np.arange(28), weights=right.sum(axis=i)) for i in (1, 0))
    assert (rows, columns) == pytest.approx((13.5, 13.5), abs=0.01)
    assert np.flatnonzero(right[13] > 120).tolist() == list(range(4, 24))


@pytest.mark.parametrize(
    ("degrees", "shares"),
    [(22.5, {0: 0.5, 1: 0.5}), (54, {1: 0.8, 2: 0.2}), (342, {7: 0.4, 0: 0.6})],
)
def test_line_between_two_directions_is_shared_by_how_near_it_is_to_each(degrees, shares):
    ink = maps_of(straight(degrees)).sum(axis=(0, 1)) / 255
    found = ink[list(shares)] / ink.sum()
    np.testing.assert_allclose(found, list(shares.values()), atol=0.05)
    assert ink.sum() == pytest.approx(sum(ink[list(shares)]))


def test_ink_of_a_shared_line_is_as_much_as_it_is_long():
    ink = maps_of(straight(22.5)).sum() / 255 * 0.4
    assert ink == pytest.approx(20 / np.cos(np.radians(22.5)), rel=0.01)


@given(seeds)
@settings(deadline=None, max_examples=30)
def test_line_gone_backwards_is_in_the_opposite_maps(seed):
    line = walk(seed)
    assert_alike(maps_of(line[::-1]), np.roll(maps_of(line), 4, axis=2))


@given(seeds)
@settings(deadline=None, max_examples=30)
def test_line_turned_by_a_quarter_is_turned_and_two_maps_on(seed):
    line = walk(seed)
    turned = np.stack([-line[:, 1], line[:, 0]], axis=1)  # clockwise: y is downwards
    expected = np.roll(np.rot90(maps_of(line), -1), 2, axis=2)
    assert_alike(maps_of(turned), expected)


@given(seeds)
@settings(deadline=None, max_examples=30)
def test_mirrored_line_is_mirrored_with_left_and_right_changed(seed):
    line = walk(seed)
    expected = maps_of(line)[:, ::-1, [4, 3, 2, 1, 0, 7, 6, 5]]
    assert_alike(maps_of(line * [-1, 1]), expected)


@given(seeds, st.floats(1e-3, 1e3), st.tuples(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3)))
@settings(deadline=None, max_examples=30)
def test_place_and_size_do_not_matter(seed, scale, place):
    line = walk(seed)
    assert_alike(maps_of(line * scale + np.array(place)), maps_of(line))


@given(seeds, st.permutations(range(5)))
@settings(deadline=None, max_examples=30)
def test_order_of_the_strokes_does_not_matter(seed, order):
    lines = np.split(walk(seed), 5)
    assert_alike(maps_of(*(lines[i] for i in order)), maps_of(*lines))


@pytest.mark.parametrize("digit", hand.DIGITS)
def test_number_of_the_points_does_not_matter(digit):
    """A pen gives as many as it is slow."""
    lines = [np.array(points, float) for points in hand.DIGITS[digit]]
    dense = [np.concatenate([np.linspace(a, b, 9) for a, b in pairwise(line)]) for line in lines]
    assert_alike(maps_of(*dense), maps_of(*lines))


@pytest.mark.parametrize("digit", hand.DIGITS)
def test_all_maps_together_follow_the_path(digit):
    """OpenCV's lines, thin and broad, are what it must cover and may not leave."""
    lines = [np.array(points, float) for points in hand.DIGITS[digit]]
    points = np.concatenate(lines)
    extent = np.ptp(points, axis=0)
    offset = 13.5 - 10 * extent / extent.max()
    thin, broad = np.zeros((28, 28), np.uint8), np.zeros((28, 28), np.uint8)
    for line in lines:
        fixed = ((line - points.min(axis=0)) * 20 / extent.max() + offset) * 16
        for picture, width in ((thin, 1), (broad, 5)):
            cv2.polylines(picture, [np.rint(fixed).astype(np.int32)], False, 1, width, shift=4)
    drawn = maps_of(*lines).sum(axis=2)
    assert drawn[thin > 0].min() > 60
    assert drawn[broad == 0].max() == 0


@pytest.mark.parametrize("direction", range(8))
def test_line_that_is_drawn_twice_is_no_stronger(direction):
    line = straight(45 * direction)
    once, twice = maps_of(line).max(), maps_of(line, line).max()
    assert twice <= 1.07 * once


def test_there_and_back_is_half_in_each_of_two_maps():
    there = straight(0)
    maps = maps_of(np.concatenate([there, there[::-1]]))
    np.testing.assert_allclose(maps[:, 5:23, 0], maps[:, 5:23, 4], atol=1)
    np.testing.assert_allclose(maps[:, 5:23, 0], maps_of(there)[:, 5:23, 0], atol=1)


@pytest.mark.parametrize(
    "lines", [[[[7.0, 9]]], [[[7.0, 9], [7, 9], [7, 9]]], [[[7.0, 9]], [[7, 9]]]]
)
def test_dot_alone_goes_nowhere(lines):
    maps = direction_maps([np.array(line) for line in lines])
    assert (maps == 0).all()
    assert (maps.shape, maps.dtype) == ((28, 28, 8), np.uint8)


def test_dot_beside_a_line_goes_all_ways_alike():
    maps = maps_of(straight(90), np.array([[40.0, 25]]))
    # The line is 20 long and upright; the dot 16 pixels to its right, at half its height.
    dot = maps[12:16, 20:24]
    assert dot.min(axis=(0, 1)).max() > 0
    assert (dot == dot[..., :1]).all()
    assert np.delete(maps, 2, axis=2).sum() == pytest.approx(7 / 8 * dot.sum(), abs=len(dot) ** 2)


@given(
    st.lists(
        st.integers(1, 8).flatmap(lambda n: arrays(float, (n, 2), elements=st.integers(0, 5))),
        min_size=1,
        max_size=4,
    )
)
@settings(deadline=None, max_examples=100)
def test_any_lines_are_drawn_where_they_have_a_length(lines):
    """On a grid, a pen goes over the same place, stands still and turns back."""
    maps = direction_maps(lines)
    assert (maps.shape, maps.dtype) == ((28, 28, 8), np.uint8)
    assert maps.any() == bool(np.ptp(np.concatenate(lines), axis=0).any())
