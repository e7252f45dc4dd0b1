"""Strokes cut in pieces, left out, and told apart in the frame."""

import itertools

import numpy as np
import pytest

from mnist_core.ink.geometry import way_gone
from mnist_core.ink.pieces import cut, line_of, nearest, without
from mnist_core.ink.strokes import Stroke

BAR = Stroke(np.array([[0.0, 0.0], [30.0, 0.0]]), 10.0)
LINE = Stroke(np.array([[50.0, 0.0], [50.0, 20.0], [50.0, 90.0]]), 10.0)


def length(line):
    return way_gone(line)[-1]


def test_pieces_are_as_long_as_each_other_and_follow_each_other():
    pieces = cut([BAR, LINE], 12)
    assert [each.stroke for each in pieces] == [0] * 3 + [1] * 9
    assert [length(each.points) for each in pieces] == pytest.approx([10.0] * 12)
    for before, after in itertools.pairwise(pieces[3:]):
        np.testing.assert_allclose(before.points[-1], after.points[0])
    np.testing.assert_allclose(line_of(pieces[3:])[[0, -1]], LINE.points[[0, -1]])
    assert [50.0, 20.0] in pieces[4].points.tolist()  # a corner stays one


def test_a_dot_is_one_piece():
    dot = Stroke(np.array([[5.0, 5.0]]), 10.0)
    assert [each.stroke for each in cut([dot, LINE], 10)] == [0] + [1] * 10
    assert without([dot, LINE], cut([dot, LINE], 10)[:1]) == [LINE]


def test_what_is_left_of_a_stroke_is_its_two_ends():
    strokes = [BAR, LINE]
    left = without(strokes, cut(strokes, 12)[6:9])
    assert left[0] is BAR
    assert [each.width for each in left] == [10.0] * 3
    np.testing.assert_allclose(left[1].points, [[50, 0], [50, 20], [50, 30]])
    np.testing.assert_allclose(left[2].points, [[50, 60], [50, 90]])


def test_a_whole_stroke_leaves_nothing_of_itself():
    assert without([BAR, LINE], cut([BAR, LINE], 12)[:3]) == [LINE]


def test_each_place_belongs_to_the_line_that_is_nearest():
    lines = [each.points for each in cut([BAR, LINE], 12)]
    places = np.array([[1.0, 4.0], [28.0, -3.0], [46.0, 88.0]])
    assert nearest(places, lines).tolist() == [0, 2, 11]
