"""Drawings that are no digit: every kind draws, as its name says, and by chance alone."""

from itertools import pairwise

import numpy as np
import pytest

from mnist_core.handwriting.outliers import (
    FAMILIES,
    HELD_OUT,
    KINDS,
    SCRIBBLED,
    TRAINED_ON,
    draw_outlier,
)
from mnist_core.ink.rendering import render_frame

PEN = 0.1
SEVEN = [np.array([[0.0, 0.0], [60.0, 0.0], [20.0, 100.0]])]


def round_digits(digit: int) -> list[np.ndarray]:
    """A hand-made stand-in for each digit: two bowls of uneven width, and more turns for more."""
    t = np.linspace(0, 2 * np.pi, 40)
    return [np.stack([40 + (30 + digit) * np.sin(2 * t), 100 * t / t[-1]], axis=1)]


def seven(digit: int) -> list[np.ndarray]:
    return SEVEN


def draw(kind, seed=0, digits=round_digits):
    return KINDS[kind](np.random.default_rng(seed), digits)


def in_its_box(lines):
    low = np.concatenate(lines).min(axis=0)
    return [line - low for line in lines]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_draws_finite_lines_that_leave_ink_in_the_frame(kind):
    for seed in range(3):
        lines = draw(kind, seed)
        assert lines
        assert all(line.ndim == 2 and line.shape[1] == 2 and len(line) for line in lines)
        assert all(line.dtype == np.float64 and np.isfinite(line).all() for line in lines)
        pixels = render_frame(lines, PEN)
        assert 2 <= (pixels > 127).sum() < 0.6 * pixels.size


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_gives_the_same_drawing(kind):
    for one, other in zip(draw(kind, 5), draw(kind, 5), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"single dot", *FAMILIES["turned digits"]}))
def test_another_seed_gives_another_drawing(kind):
    assert (render_frame(draw(kind, 1), PEN) != render_frame(draw(kind, 2), PEN)).any()


def test_families_hold_every_kind_once():
    names = [name for family in FAMILIES.values() for name in family]
    assert sorted(names) == sorted(KINDS)


def test_held_out_kinds_exist():
    assert set(KINDS) >= HELD_OUT


def test_held_out_kinds_are_never_drawn(monkeypatch):
    drawn = spy_on_kinds(monkeypatch)
    random = np.random.default_rng(0)
    for _ in range(2000):
        draw_outlier(random, round_digits)
    assert not HELD_OUT & set(drawn)
    assert len(set(drawn)) > 0.9 * len(TRAINED_ON)


def test_no_family_drowns_the_others(monkeypatch):
    drawn = spy_on_kinds(monkeypatch)
    random = np.random.default_rng(0)
    for _ in range(4000):
        draw_outlier(random, round_digits)
    for family in FAMILIES.values():
        share = sum(kind in family for kind in drawn) / len(drawn)
        assert share == pytest.approx(1 / len(FAMILIES), abs=0.03)


def spy_on_kinds(monkeypatch):
    """Kinds' names in the order in which they are asked to draw; nothing is drawn."""
    drawn: list[str] = []
    for name in KINDS:
        monkeypatch.setitem(KINDS, name, lambda random, digits, name=name: drawn.append(name))
    return drawn


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("mirrored 7", [[60, 0], [0, 0], [40, 100]]),
        ("upside-down 7", [[60, 100], [0, 100], [40, 0]]),
        ("flipped 7", [[0, 100], [60, 100], [20, 0]]),
    ],
)
def test_a_turned_digit_is_the_digit_turned(kind, expected):
    (line,) = in_its_box(draw(kind, digits=seven))
    np.testing.assert_allclose(line, np.array(expected) / 100, atol=1e-9)


def test_a_slim_digit_is_made_wider_before_it_is_mirrored_lest_it_be_a_one():
    slim = [SEVEN[0] * [0.2, 1.0]]
    (line,) = in_its_box(draw("mirrored 7", digits=lambda _: slim))
    np.testing.assert_allclose(np.ptp(line, axis=0), [0.6, 1.0])


@pytest.mark.parametrize(("kind", "top"), [("3 on its left", 0), ("3 on its right", 1)])
def test_a_digit_lies_on_the_side_that_its_kind_names(kind, top):
    """On its left side, what was at the top is at the left."""
    (line,) = draw(kind, digits=lambda _: [np.array([[50.0, 0], [60, 50], [50, 100]])])
    points = (line - line.min(axis=0)) / np.ptp(line, axis=0).max()
    np.testing.assert_allclose(points[[0, -1], 0], [top, 1 - top], atol=1e-9)


@pytest.mark.parametrize("kind", ["8 on its left", "8 on its right", "3 on its right"])
def test_a_digit_on_its_side_lies_down_clearly(kind):
    for seed in range(10):
        width, height = np.ptp(np.concatenate(draw(kind, seed)), axis=0)
        assert width > 1.5 * height


@pytest.mark.parametrize(("kind", "count"), [("two digits", 2), ("three digits", 3)])
def test_digits_in_a_row_stand_beside_each_other(kind, count):
    lines = draw(kind, digits=seven)
    lefts = [line[:, 0].min() for line in lines]
    assert len(lines) == count
    assert lefts == sorted(lefts)
    for one, other in pairwise(lines):
        assert other[:, 0].min() > one[:, 0].max() - 0.1


def test_a_digit_above_another_leaves_a_gap():
    for seed in range(10):
        above, below = draw("digit above digit", seed)
        assert below[:, 1].min() > above[:, 1].max() + 0.2


def test_a_digit_pulled_apart_keeps_all_its_points():
    points = np.concatenate(draw("digit pulled apart"))
    assert len(points) == len(round_digits(3)[0])


@pytest.mark.parametrize("kind", sorted(set(SCRIBBLED) - {"single dot"}))
def test_no_scribble_is_slim_as_a_one(kind):
    for seed in range(30):
        width, height = np.ptp(np.concatenate(draw(kind, seed)), axis=0)
        assert width > 0.6 * height


def test_a_dash_lies_nearly_level():
    for seed in range(50):
        (line,) = draw("horizontal dash", seed)
        width, height = np.ptp(line, axis=0)
        assert height < 0.45 * width


def test_an_arrow_that_points_up_has_a_large_head_lest_it_be_a_one():
    upwards = 0
    for seed in range(200):
        shaft, *head = draw("arrow", seed)
        x, y = shaft[-1] - shaft[0]
        if len(shaft) == 12 and y < -abs(x):
            upwards += 1
            assert max(np.linalg.norm(line - shaft[-1], axis=1).max() for line in head) > 0.4
    assert upwards > 20


@pytest.mark.parametrize("kind", FAMILIES["walks"])
def test_a_walk_is_one_line_with_many_turns(kind):
    """A digit turns less often; a thick pen makes nothing else of it either."""
    for seed in range(20):
        (line,) = draw(kind, seed)
        x, y = np.diff(line, axis=0).T
        turns = np.abs(np.diff(np.unwrap(np.arctan2(y, x))))
        assert turns.sum() > 2 * np.pi


def test_steps_of_a_walk_in_a_box_are_thrown_back_by_its_walls():
    """It fills its box: more of the way lies near the walls than of a walk without any."""
    shares = {}
    for kind in ("walk in a box", "random walk"):
        points = [in_its_box(draw(kind, seed))[0] for seed in range(100)]
        parts = [each / np.ptp(each, axis=0) for each in points]
        shares[kind] = np.mean([((each < 0.1) | (each > 0.9)).any(axis=1).mean() for each in parts])
    assert shares["walk in a box"] > 0.3
    assert shares["walk in a box"] > shares["random walk"] + 0.05


def test_a_smooth_walk_turns_less_sharply_than_a_random_one():
    def sharpest(kind):
        ways = [np.diff(draw(kind, seed)[0], axis=0) for seed in range(50)]
        units = [way / np.linalg.norm(way, axis=1, keepdims=True) for way in ways]
        return np.mean([(each[1:] * each[:-1]).sum(axis=1).mean() for each in units])

    assert sharpest("smooth walk") > sharpest("random walk") + 0.1
    assert sharpest("drifting walk") > 0.7


@pytest.mark.parametrize("kind", FAMILIES["framed digits"])
def test_a_framed_digit_is_any_digit_with_a_frame_around_it(kind):
    asked = []

    def write(digit):
        asked.append(digit)
        return round_digits(digit)

    for seed in range(60):
        digit, *frame = draw(kind, seed, write)
        around = np.concatenate(frame)
        assert (around.min(axis=0) < digit.min(axis=0)).all()
        assert (around.max(axis=0) > digit.max(axis=0)).all()
    assert set(asked) == set(range(10))
    assert len(asked) == 60
