"""Pieces of a line: which may be one digit, and where they are cut."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_core.ink.rendering import render
from mnist_core.ink.segmentation import Ink, Strokes, groups, ink_in_pieces
from mnist_core.ink.strip import Baseline, baseline_of
from mnist_core.ink.strokes import Stroke
from tools import hand

LEVEL = Baseline(height=100, slope=0, middle=50)


def line(*points):
    return Stroke(np.array(points, np.float64), 10.0)


def written(text):
    return [Stroke(np.array(each, np.float64), 20.0) for each in hand.number(text)]


def of(pieces, boxes, most=5):
    """The group of just those pieces."""
    found = groups(np.array(boxes, np.float64), range(len(boxes)), most, LEVEL)
    return next((each for each in found if each.pieces == pieces), None)


def test_neighbouring_pieces_may_be_one_digit():
    assert of((0, 1), [(0, 0, 40, 100), (30, 40, 60, 100)]) is not None


def test_pieces_far_apart_are_not_one_digit():
    assert of((0, 1), [(0, 0, 40, 100), (95, 0, 120, 100)]) is None


def test_pieces_wider_than_any_digit_are_not_one():
    assert of((0, 1), [(0, 0, 120, 100), (110, 0, 230, 100)]) is None


def test_one_piece_may_be_a_digit_however_wide():
    assert of((0,), [(0, 0, 300, 100)]) is not None


def test_pieces_that_are_no_neighbours_are_not_one_digit():
    assert of((0, 2), [(0, 0, 40, 100), (10, 0, 50, 100), (20, 0, 60, 100)]) is None


def test_groups_have_no_more_pieces_than_may_be():
    boxes = [(i, 0, i + 30, 100) for i in range(4)]
    found = groups(np.array(boxes, np.float64), range(4), 2, LEVEL)
    assert {len(each.pieces) for each in found} == {1, 2}


def test_gap_overlap_height_and_rise_are_parts_of_the_lines_height():
    boxes = [(0, 0, 40, 100), (60, 50, 100, 100), (90, 0, 130, 100)]
    two = of((0, 1), boxes)
    assert two.gap == pytest.approx(0.2)
    assert two.overlap == pytest.approx(10 / 40)
    assert two.width == pytest.approx(1.0)
    assert of((1,), boxes).height == pytest.approx(0.5)
    assert of((1,), boxes).rise == pytest.approx(0.25)


def test_a_line_is_as_high_as_its_digits_and_not_as_its_bars():
    boxes = np.array([(0, 0, 60, 100), (80, 0, 140, 104), (160, 40, 200, 50)], np.float64)
    assert baseline_of(boxes).height == pytest.approx(102)


def test_a_line_that_rises_has_a_slope():
    boxes = np.array([(100 * i, -10 * i, 100 * i + 60, 100 - 10 * i) for i in range(5)], np.float64)
    found = baseline_of(boxes)
    assert found.slope == pytest.approx(-0.1)
    assert found.middle + found.slope * 30 == pytest.approx(50)


def test_strokes_are_gone_through_in_time_and_from_the_left():
    late_bar = Strokes([line((0, 0), (0, 90)), line((80, 0), (80, 90)), line((10, 50), (30, 50))])
    assert [list(each) for each in late_bar.orders] == [[0, 1, 2], [0, 2, 1]]


def test_one_line_through_two_digits_is_cut_between_them():
    """A 1 and a 7 in one stroke."""
    stroke = line((10, 0), (10, 100), (60, 0), (110, 0), (80, 100))
    finer = Strokes([stroke]).cut([0], LEVEL)
    ends = [each.points[-1] for each in finer.strokes[:-1]]
    assert any(10 <= x <= 60 and 0 <= y <= 100 for x, y in ends)
    assert np.allclose(finer.strokes[0].points[0], stroke.points[0])
    assert np.allclose(finer.strokes[-1].points[-1], stroke.points[-1])


def test_parts_of_a_cut_stroke_are_seen_as_one_stroke_again():
    whole = Strokes([line((10, 0), (10, 100), (60, 0), (110, 0), (80, 100))])
    finer = whole.cut([0], LEVEL)
    seen = finer.see(range(len(finer.strokes)))
    assert np.abs(seen.pixels - whole.see([0]).pixels).mean() < 0.01


def test_a_dot_has_no_place_for_a_cut():
    assert Strokes([line((5, 5))]).cut([0], LEVEL) is None


def test_ink_that_hangs_together_is_a_piece():
    strokes = written("127")
    ink = 255 - render(strokes, 500, 280)
    assert len(ink_in_pieces(ink).boxes) == 3


def test_paper_has_no_pieces():
    assert ink_in_pieces(np.zeros((50, 50), np.uint8)) is None


def test_dirt_is_no_piece():
    ink = 255 - render(written("1"), 280)
    ink[5:8, 200:203] = 255
    assert len(ink_in_pieces(ink).boxes) == 1


def test_two_rings_with_a_bridge_are_cut_at_the_bridge():
    y, x = np.mgrid[:100, :220]
    rings = np.zeros((100, 220), np.uint8)
    for middle in (50, 168):
        away = np.hypot(x - middle, y - 50)
        rings[(away <= 50) & (away >= 40)] = 255
    rings[48:53, 95:125] = 255
    finer = ink_in_pieces(rings).cut([0], LEVEL)
    assert any(100 <= right <= 120 for _, _, right, _ in finer.boxes)


@given(st.integers(0, 255), st.integers(1, 60), st.integers(1, 60), st.integers(5, 80))
def test_cut_ink_is_all_there_but_for_dirt(shade, rows, columns, height):
    random = np.random.default_rng(shade)
    ink = random.integers(0, 256, (rows, columns)).astype(np.uint8)
    whole = Ink([(ink, 0, 0)])
    finer = whole.cut([0], Baseline(height, 0, rows / 2))
    if finer is not None:
        assert finer.see(range(len(finer.boxes))).pixels.sum() > 0
        assert (finer.boxes[:, 2] > finer.boxes[:, 0]).all()
        assert finer.boxes[:, :2].min() >= 0
        assert finer.boxes[:, 2].max() <= columns
        assert finer.boxes[:, 3].max() <= rows
