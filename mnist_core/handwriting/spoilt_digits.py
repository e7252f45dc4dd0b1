"""Digits mirrored, turned, cut, joined, crossed out and framed until they are digits no more.

Knows no writing of its own: whoever calls gives the digits.
"""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from mnist_core.arrays import Float64Array
from mnist_core.handwriting.marks import circled, in_a_box
from mnist_core.handwriting.scribbles import parallels, scrub
from mnist_core.ink.geometry import boxed, cubic, jittered, turned

WriteDigit = Callable[[int], list[Float64Array]]
SpoiltDigit = Callable[[np.random.Generator, WriteDigit], list[Float64Array]]
_LEAST_WIDTH = 0.6  # of a digit that is mirrored, as a part of its height
_LEAST_WIDTH_OF_3 = 0.75  # a slim one is closed by a thick pen to an 8
_MIRROR = np.diag([-1.0, 1.0])
_FLIP = np.diag([1.0, -1.0])
_HALF_TURN = -np.eye(2)
_LEFT_TURN = np.array([[0.0, 1.0], [-1.0, 0.0]])
_RIGHT_TURN = -_LEFT_TURN
# Digits that stay apart to the eye when one is written over the other.
_CROSSING = ((2, 4), (4, 5), (4, 6), (2, 6), (3, 4), (2, 3), (2, 7), (7, 8), (2, 5), (5, 7))


def _moved_digit(
    digit: int, matrix: Float64Array, random: np.random.Generator, write: WriteDigit
) -> list[Float64Array]:
    """A digit mirrored or turned about; made wider before where it is slim as a 1."""
    lines = boxed(write(digit))
    width, height = np.ptp(np.concatenate(lines), axis=0)
    wished = max(width, (_LEAST_WIDTH_OF_3 if digit == 3 else _LEAST_WIDTH) * height)
    return [line * [wished / max(width, 1e-6), 1.0] @ matrix.T for line in lines]


def _on_its_side(
    digit: int, matrix: Float64Array, random: np.random.Generator, write: WriteDigit
) -> list[Float64Array]:
    """A digit turned by 90 degrees; made upright and slim before, so that it lies down clearly."""
    lines = boxed(write(digit))
    points = np.concatenate(lines)
    x, y = (points - points.mean(axis=0)).T
    lean = float(x @ y) / max(float(y @ y), 1e-9)
    upright = [line @ np.array([[1.0, 0.0], [-lean, 1.0]]) for line in lines]
    width, height = np.ptp(np.concatenate(upright), axis=0)
    wished = min(width, random.uniform(0.42, 0.58) * height)
    return [line * [wished / max(width, 1e-6), 1.0] @ matrix.T for line in upright]


def _pulled_apart(random: np.random.Generator, write: WriteDigit) -> list[Float64Array]:
    """A digit's upper and lower part, far from each other."""
    above, below = _cut(boxed(write(int(random.choice([2, 3, 5, 6, 8, 9])))), random)
    way = np.array([random.uniform(0.6, 1.2) * random.choice([-1, 1]), random.uniform(-0.3, 0.4)])
    return [*above, *(line + way for line in below)]


def _sliced(random: np.random.Generator, write: WriteDigit) -> list[Float64Array]:
    """A digit whose lower part has slid sideways."""
    lines = boxed(write(int(random.choice([2, 3, 5, 8]))))
    width = np.ptp(np.concatenate(lines), axis=0)[0]
    above, below = _cut(lines, random)
    slide = np.array([random.uniform(0.9, 1.4) * width * random.choice([-1, 1]), 0.0])
    return [*above, *(line + slide for line in below)]


def _cut(
    lines: Sequence[Float64Array], random: np.random.Generator
) -> tuple[list[Float64Array], list[Float64Array]]:
    """Lines cut about half way down: what is above, and what is below."""
    y = np.concatenate(lines)[:, 1]
    height = y.min() + np.ptp(y) * random.uniform(0.42, 0.58)
    parts: tuple[list[Float64Array], list[Float64Array]] = ([], [])
    for line in lines:
        lower = line[:, 1] > height
        for piece in np.split(line, np.flatnonzero(np.diff(lower)) + 1):
            parts[int(piece[0, 1] > height)].append(piece)
    return parts


def _side_by_side(count: int, random: np.random.Generator, write: WriteDigit) -> list[Float64Array]:
    """Digits in a row; they may touch, but not a 1: on a 3 it makes an 8."""
    lines: list[Float64Array] = []
    right, before = 0.0, 1
    for _ in range(count):
        digit = int(random.integers(10))
        gap = random.uniform(0.15, 0.5) if 1 in (digit, before) else random.uniform(-0.08, 0.4)
        place = np.array([right + gap, random.normal(0, 0.08)])
        lines += [line * random.uniform(0.8, 1.1) + place for line in boxed(write(digit))]
        right, before = float(np.concatenate(lines)[:, 0].max()), digit
    return lines


def _two_digits(random: np.random.Generator, write: WriteDigit) -> list[Float64Array]:
    return _side_by_side(2, random, write)


def _three_digits(random: np.random.Generator, write: WriteDigit) -> list[Float64Array]:
    return _side_by_side(3, random, write)


def _stacked(random: np.random.Generator, write: WriteDigit) -> list[Float64Array]:
    """One digit above another: no 1, two of which make one, and no ring above, or it is an 8."""
    above = boxed(write(int(random.choice([2, 3, 4, 5, 7]))))
    below = boxed(write(int(random.choice([0, 2, 3, 4, 5, 6, 7, 8, 9]))))
    drop = np.concatenate(above)[:, 1].max() + random.uniform(0.3, 0.55)
    shift = random.normal(0, 0.12)
    return [*above, *(line * random.uniform(0.9, 1.1) + [shift, drop] for line in below)]


def _overlaid(random: np.random.Generator, write: WriteDigit) -> list[Float64Array]:
    """One digit over another."""
    first, second = random.permutation(_CROSSING[random.integers(len(_CROSSING))])
    shift = random.uniform(0.25, 0.45) * np.array(
        [random.choice([-1, 1]), random.choice([-0.5, 0.5])]
    )
    return [*boxed(write(int(first))), *(line + shift for line in boxed(write(int(second))))]


def _crossed_out(random: np.random.Generator, write: WriteDigit) -> list[Float64Array]:
    """A digit made unreadable by strokes across it."""
    lines = boxed(write(int(random.integers(10))))
    low, high = np.min(np.concatenate(lines), axis=0), np.max(np.concatenate(lines), axis=0)
    middle, size = (low + high) / 2, random.uniform(0.5, 0.8)
    style = random.integers(3)
    if style == 0:
        over = scrub(random)
    elif style == 1:
        over = turned(parallels(random)[:5], random.uniform(-40, 40))
    else:
        angle = random.uniform(35, 55)
        over = [
            cubic(jittered(np.outer(np.linspace(-1, 1, 4), [np.cos(a), np.sin(a)]), random, 0.08))
            for a in np.radians([angle, -angle, random.uniform(-10, 10)])
        ]
    points = np.concatenate(over)
    centre, extent = (points.min(axis=0) + points.max(axis=0)) / 2, np.ptp(points, axis=0).max()
    return [*lines, *((line - centre) / extent * 2 * size + middle for line in over)]


def _digit_in_a_circle(random: np.random.Generator, write: WriteDigit) -> list[Float64Array]:
    return circled(write(int(random.integers(10))), random)


def _digit_in_a_box(random: np.random.Generator, write: WriteDigit) -> list[Float64Array]:
    return in_a_box(write(int(random.integers(10))), random)


TURNED: dict[str, SpoiltDigit] = {
    **{f"mirrored {d}": partial(_moved_digit, d, _MIRROR) for d in (3, 4, 6, 7, 9)},
    **{f"upside-down {d}": partial(_moved_digit, d, _HALF_TURN) for d in (3, 4, 7)},
    "flipped 7": partial(_moved_digit, 7, _FLIP),
    **{f"{d} on its left": partial(_on_its_side, d, _LEFT_TURN) for d in (3, 8)},
    **{f"{d} on its right": partial(_on_its_side, d, _RIGHT_TURN) for d in (3, 8)},
    "digit pulled apart": _pulled_apart,
    "digit sliced": _sliced,
}
JOINED: dict[str, SpoiltDigit] = {
    "two digits": _two_digits,
    "three digits": _three_digits,
    "digit above digit": _stacked,
    "digit over digit": _overlaid,
    "digit crossed out": _crossed_out,
}
FRAMED: dict[str, SpoiltDigit] = {
    "digit in a circle": _digit_in_a_circle,
    "digit in a box": _digit_in_a_box,
}
