import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_core.handwriting import pen_ways
from mnist_core.handwriting.digits import write_digit
from mnist_core.ink.directions import direction_maps
from mnist_core.ink.rendering import render_frame
from tools import hand

WAYS = {
    way.__name__: way
    for way in (
        *(pen_ways.backwards, pen_ways.partly_backwards, pen_ways.doubled),
        *(pen_ways.cut, pen_ways.in_loose_pieces, pen_ways.dotted, pen_ways.outlined),
    )
}
digits, seeds = st.integers(0, 9), st.integers(0, 2**32)


def written(digit, seed=0):
    return write_digit(digit, np.random.default_rng(seed))


def lines_of(digit):
    return [np.array(points, float) for points in hand.DIGITS[str(digit)]]


def assert_same_lines(one, other):
    assert [line.tolist() for line in one] == [line.tolist() for line in other]


def length(line):
    return float(np.linalg.norm(np.diff(line, axis=0), axis=1).sum())


def dense(lines, step=0.01):
    """The points of lines, no further apart than a step."""
    pieces = [
        np.linspace(a, b, max(int(np.linalg.norm(b - a) / step), 1) + 1)
        for line in lines
        for a, b in zip(line, [*line[1:], line[-1]], strict=True)
    ]
    return np.concatenate(pieces)


def how_far(points, others):
    """From each point to the nearest of others."""
    return np.linalg.norm(points[:, None] - others[None], axis=2).min(axis=1)


@pytest.mark.parametrize("name", WAYS)
@given(digits, seeds)
@settings(deadline=None, max_examples=20)
def test_every_way_is_finite_lines_by_chance_alone_and_changes_nothing_given(name, digit, seed):
    lines = written(digit, seed)
    before = [line.copy() for line in lines]
    one, same = (WAYS[name](lines, np.random.default_rng(seed)) for _ in range(2))
    assert_same_lines(one, same)
    assert_same_lines(lines, before)
    assert all(line.ndim == 2 and line.shape[1] == 2 and len(line) for line in one)
    assert all(line.dtype == np.float64 and np.isfinite(line).all() for line in one)


@pytest.mark.parametrize("name", WAYS)
@pytest.mark.parametrize("lines", [[[[3.0, 4]]], [[[3.0, 4]], [[9, 4]]], [[[1.0, 1], [1, 1]]]])
def test_every_way_takes_dots(name, lines):
    left = WAYS[name]([np.array(line) for line in lines], np.random.default_rng(0))
    assert left
    assert np.isfinite(np.concatenate(left)).all()


@given(digits, seeds)
@settings(deadline=None, max_examples=20)
def test_backwards_twice_is_as_it_was(digit, seed):
    lines = written(digit, seed)
    assert_same_lines(pen_ways.backwards(pen_ways.backwards(lines)), lines)


def test_backwards_ends_where_the_pen_began():
    four = lines_of(4)
    back = pen_ways.backwards(four)
    assert back[0][0].tolist() == four[-1][-1].tolist()
    assert back[-1][-1].tolist() == four[0][0].tolist()


@pytest.mark.parametrize("name", ["backwards", "partly_backwards"])
@given(digits, seeds)
@settings(deadline=None, max_examples=30)
def test_ink_that_is_left_backwards_is_the_same_picture(name, digit, seed):
    lines = written(digit, seed)
    back = WAYS[name](lines, np.random.default_rng(seed))
    difference = render_frame(back, 0.1).astype(int) - render_frame(lines, 0.1)
    assert np.abs(difference).max() <= 16  # OpenCV rounds the ends of lines its own way


def test_backwards_is_seen_in_the_directions():
    lines = lines_of(3)
    assert (direction_maps(pen_ways.backwards(lines)) != direction_maps(lines)).any()


def test_partly_backwards_is_every_order_and_either_way():
    one, two = np.array([[0.0, 0], [1, 0]]), np.array([[0.0, 1], [1, 1]])
    random = np.random.default_rng(0)
    drawn = {
        tuple(line.tobytes() for line in pen_ways.partly_backwards([one, two], random))
        for _ in range(200)
    }
    assert len(drawn) == 2 * 2 * 2


@given(digits, seeds)
@settings(deadline=None, max_examples=30)
def test_what_is_doubled_stays_near_and_is_twice_as_long(digit, seed):
    lines = written(digit, seed)
    size = np.ptp(np.concatenate(lines), axis=0).max()
    twice = pen_ways.doubled(lines, np.random.default_rng(seed))
    assert how_far(np.concatenate(twice), dense(lines, 0.01 * size)).max() < 0.12 * size
    assert sum(map(len, twice)) == 2 * sum(map(len, lines))
    stored = {tuple(point) for line in twice for point in line}
    assert all(tuple(point) in stored for line in lines for point in line)


def test_doubled_goes_back_or_anew_about_as_often():
    line = np.stack([np.linspace(0, 1, 20), np.zeros(20)], axis=1)
    drawn = [pen_ways.doubled([line], np.random.default_rng(seed)) for seed in range(200)]
    back = [lines for lines in drawn if len(lines) == 1]
    assert len(back) == pytest.approx(100, abs=30)
    # On its way back the pen ends where it began; anew it begins there once more.
    assert all(abs(lines[0][-1, 0]) < 0.2 for lines in back)
    assert all(abs(lines[1][0, 0]) < 0.2 for lines in drawn if len(lines) == 2)


@given(digits, seeds)
@settings(deadline=None, max_examples=30)
def test_what_is_cut_lies_on_the_line_and_leaves_small_gaps(digit, seed):
    lines = written(digit, seed)
    size = np.ptp(np.concatenate(lines), axis=0).max()
    pieces = pen_ways.cut(lines, np.random.default_rng(seed))
    assert how_far(np.concatenate(pieces), dense(lines, 0.005 * size)).max() < 0.01 * size
    cuts = len(pieces) - len(lines)
    gone = sum(map(length, lines)) - sum(map(length, pieces))
    long = sum(length(line) > 0.25 * size for line in lines)
    assert -long <= cuts <= 2 * long
    assert -1e-9 <= gone <= 2 * long * 0.09 * size + 1e-9
    # Gaps that overlap have no piece between them; all are at least a hundredth of the drawing.
    assert gone >= 0.01 * size * (long > 0) - 1e-9


def test_straight_line_is_cut_in_two_or_three_that_follow_each_other():
    line = np.array([[0.0, 0], [0, 1]])
    counts = set()
    for seed in range(100):
        pieces = pen_ways.cut([line], np.random.default_rng(seed))
        y = np.concatenate(pieces)[:, 1]
        counts.add(len(pieces))
        assert (np.diff(y) > 0).all()  # forwards, and with a gap between any two
        assert (y[0], y[-1]) == (0, 1)
    assert counts == {2, 3}


def test_dots_and_short_strokes_are_not_cut():
    lines = [np.array([[0.0, 0], [0, 1]]), np.array([[0.5, 0.5]]), np.array([[0.2, 0], [0.4, 0]])]
    for seed in range(20):
        pieces = pen_ways.cut(lines, np.random.default_rng(seed))
        assert_same_lines(pieces[-2:], lines[1:])


LONG = np.linspace([0.0, 0], [1, 0], 21)


def test_stroke_falls_apart_at_its_sharp_turns_and_nowhere_else():
    seven = [np.concatenate([LONG, LONG[1:] @ [[-0.5, 1], [0, 0]] + [1, 0]])]
    bow = [np.stack([np.cos(t), np.sin(t)], axis=1) for t in [np.linspace(0, 4, 60)]]
    for seed in range(20):
        bar, stem = pen_ways.in_loose_pieces(seven, np.random.default_rng(seed))
        # The corner lies somewhere in the tenth of the drawing that is looked at.
        assert length(bar) == pytest.approx(1, abs=0.15)
        assert length(stem) == pytest.approx(1.12, abs=0.15)
        assert len(pen_ways.in_loose_pieces(bow, np.random.default_rng(seed))) == 1


def test_loose_pieces_lie_a_little_off_each_on_its_own():
    far = []
    for seed in range(300):
        one, two = pen_ways.in_loose_pieces([LONG, LONG], np.random.default_rng(seed))
        np.testing.assert_allclose(np.diff(one, axis=0), np.diff(LONG, axis=0), atol=1e-12)
        far += [one[0] - LONG[0], two[0] - LONG[0]]
        assert (one != two).any()
    assert np.std(far) == pytest.approx(0.038, abs=0.006)


@given(digits, seeds)
@settings(deadline=None, max_examples=30)
def test_spots_lie_on_the_line_and_never_far_apart(digit, seed):
    lines = written(digit, seed)
    size = np.ptp(np.concatenate(lines), axis=0).max()
    spots = pen_ways.dotted(lines, np.random.default_rng(seed))
    assert all(len(spot) == 1 for spot in spots)
    points, line = np.concatenate(spots), dense(lines, 0.005 * size)
    assert how_far(points, line).max() < 0.01 * size
    assert how_far(line, points).max() < 0.23 * size


def test_spots_are_now_closer_now_wider():
    gaps = [
        np.diff(np.concatenate(pen_ways.dotted([LONG], np.random.default_rng(seed)))[:, 0])
        for seed in range(100)
    ]
    assert min(each.min() for each in gaps) == pytest.approx(0.02, abs=0.005)
    assert max(each.max() for each in gaps) == pytest.approx(0.2, abs=0.05)
    assert np.mean([each.max() / each.min() for each in gaps]) > 2


def drawn_on_a_grid(lines, width, side=300):
    """By OpenCV: lines of a box of 1 in a picture, 0 and 1."""
    picture = np.zeros((side, side), np.uint8)
    for line in lines:
        points = np.rint(line * side * 16).astype(np.int32)
        points = np.repeat(points, 2, axis=0) if len(points) == 1 else points
        cv2.polylines(picture, [points], False, 1, round(width * side), cv2.LINE_8, 4)
    return picture


@pytest.mark.parametrize("digit", range(10))
def test_outline_is_filled_as_by_one_broad_pen(digit):
    """The pen of the outline is a little broader than the way between the lines that fill it."""
    lines = lines_of(digit)
    points = np.concatenate(lines)
    low, size = points.min(axis=0), np.ptp(points, axis=0).max()
    for seed in range(3):
        drawn = pen_ways.outlined(lines, np.random.default_rng(seed))
        outline = drawn_on_a_grid(drawn, 1.2 * pen_ways.OUTLINE)
        # The broad pen's width is not told; one of those it may have makes the same ink.
        overlaps = []
        for width in np.arange(0.12, 0.23, 0.01):
            small = [(line - low) / size * (1 - width) + width / 2 for line in lines]
            broad = drawn_on_a_grid(small, width + 1.2 * pen_ways.OUTLINE)
            overlaps.append((outline & broad).sum() / (outline | broad).sum())
        assert max(overlaps) > 0.9


def test_outline_of_a_ring_goes_round_within_and_without():
    ring = [np.stack([np.cos(t), np.sin(t)], axis=1) for t in [np.linspace(0, 2 * np.pi, 60)]]
    drawn = pen_ways.outlined(ring, np.random.default_rng(0))
    closed = [line for line in drawn if len(line) > 3 and (line[0] == line[-1]).all()]
    outer, inner = sorted((np.ptp(line, axis=0).max() for line in closed), reverse=True)[:2]
    assert outer == pytest.approx(1, abs=0.02)
    assert 0.12 <= (outer - inner) / 2 <= 0.24


def test_outline_stays_in_a_box_of_one():
    for digit in range(10):
        points = np.concatenate(pen_ways.outlined(lines_of(digit), np.random.default_rng(digit)))
        assert points.min() >= -0.01
        assert points.max() <= 1.01
        assert np.ptp(points, axis=0).max() == pytest.approx(1, abs=0.03)
