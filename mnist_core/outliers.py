"""Drawings that are no digit: letters, signs, scribbles, shapes, and digits damaged or joined.

Knows nothing of pixels and networks. What a person might take for a sloppy digit is left out: to
learn to refuse it would be to refuse digits.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import numpy.typing as npt

from mnist_core.handwriting import Hand, write
from mnist_core.letters import LETTERS, PICTURES, SCRIPTS, SHAPES, SIGNS

FloatArray = npt.NDArray[np.float64]
Digits = Callable[[int], list[FloatArray]]
Kind = Callable[[np.random.Generator, Digits], list[FloatArray]]

_NEAT_TO_SLOPPY = (0.3, 1.25)  # times what a hand strays by default
_NEAT = (0.2, 0.6)
_LEAST_WIDTH = 0.6  # of a digit that is mirrored, as a part of its height
_LEAST_WIDTH_OF_3 = 0.75  # a slim one is closed by a thick pen to an 8
_FILLED = 0.045  # the way between a blot's lines, as a part of its size: thinner than any pen

_MIRROR = np.diag([-1.0, 1.0])
_FLIP = np.diag([1.0, -1.0])
_HALF_TURN = -np.eye(2)
_LEFT_TURN = np.array([[0.0, -1.0], [1.0, 0.0]])
_RIGHT_TURN = -_LEFT_TURN

# Digits that stay apart to the eye when one is written over the other.
_CROSSING = ((2, 4), (4, 5), (4, 6), (2, 6), (3, 4), (2, 3), (2, 7), (7, 8), (2, 5), (5, 7))


# ---------------------------------------------------------------- letters, signs, shapes


def _written(
    templates: Sequence[str], random: np.random.Generator, digits: Digits
) -> list[FloatArray]:
    template = templates[int(random.integers(len(templates)))]
    return write(template, random, _hand(random.uniform(*_NEAT_TO_SLOPPY)))


def _written_neatly(
    templates: Sequence[str], random: np.random.Generator, digits: Digits
) -> list[FloatArray]:
    """With sharp corners, and not far from the template: what would else become a digit."""
    template = templates[int(random.integers(len(templates)))]
    return write(template, random, replace(_hand(random.uniform(*_NEAT)), rounding=0.0))


def _word(random: np.random.Generator, digits: Digits) -> list[FloatArray]:
    """Two or three letters in a row."""
    names = [name for name in LETTERS if f"letter {name}" not in HELD_OUT]
    lines: list[FloatArray] = []
    right = 0.0
    for _ in range(random.integers(2, 4)):
        letter = _boxed(_written(LETTERS[names[random.integers(len(names))]], random, digits))
        lines += [line + np.array([right, 0.0]) for line in letter]
        right = float(np.concatenate(lines)[:, 0].max()) + random.uniform(0.05, 0.25)
    return lines


def _hand(sloppiness: float) -> Hand:
    usual = Hand()
    return Hand(
        jitter=usual.jitter * sloppiness,
        stray=usual.stray * sloppiness,
        bend=usual.bend * sloppiness,
        slant=usual.slant * min(sloppiness, 1.0),
        rotation=usual.rotation * sloppiness,
        aspect=usual.aspect * min(sloppiness, 1.0),
        reach=usual.reach * sloppiness,
        rounding=usual.rounding * sloppiness,
    )


def _arrow(random: np.random.Generator, digits: Digits) -> list[FloatArray]:
    """An arrow in any direction; one that points up has a large open head, or it were a 1 or 7."""
    direction = random.uniform(0, 360)
    upwards = 25 < direction < 155
    bend = random.normal(0, 0.05 if upwards else 0.12)
    t = np.linspace(0, 1, 12)
    shaft = np.stack([t, bend * t * (1 - t) * 4], axis=1)
    angle = np.radians(random.uniform(36 if upwards else 28, 50))
    size = random.uniform(0.42 if upwards else 0.3, 0.55)
    left, right = (
        shaft[-1] - size * np.array([np.cos(each), np.sin(each)])
        for each in (angle + random.normal(0, 0.06), -angle + random.normal(0, 0.06))
    )
    style = random.integers(2 if upwards else 5)
    if style == 0:
        lines = [shaft, np.array([left, shaft[-1], right])]
    elif style == 1:
        tail = np.array([[size, -size], [0.0, 0.0], [size, size]]) * [np.cos(angle), np.sin(angle)]
        lines = [shaft, np.array([left, shaft[-1], right]), *([tail] * int(random.integers(2)))]
    elif style == 2:
        lines = [shaft, np.array([left, shaft[-1]]), np.array([right, shaft[-1]])]
    elif style == 3:
        lines = [shaft, np.array([left, shaft[-1], right, left])]
    else:
        lines = [np.concatenate([shaft, left[None], shaft[-1:], right[None]])]
    return _turned(lines, direction)


def _block_arrow(random: np.random.Generator, digits: Digits) -> list[FloatArray]:
    neck, shaft, head = (
        random.uniform(0.4, 0.65),
        random.uniform(0.1, 0.2),
        random.uniform(0.3, 0.45),
    )
    half = np.array([[0, shaft], [neck, shaft], [neck, head], [1, 0]])
    outline = np.concatenate([half, half[-2::-1] * [1, -1], half[:1]])
    return _turned([_jittered(outline, random, 0.02)], random.uniform(0, 360))


# ---------------------------------------------------------------- scribbles


def _walk(random: np.random.Generator, digits: Digits) -> list[FloatArray]:
    """A line whose direction drifts, with several turns to and fro."""
    steps = int(random.integers(150, 300))
    t = np.arange(steps)
    waves = random.integers(3, 6)
    periods = random.uniform(15, 60, (waves, 1))
    heading = (
        random.uniform(0.6, 2.2, (waves, 1))
        * np.sin(2 * np.pi * (t / periods + random.random((waves, 1))))
    ).sum(axis=0) + random.normal(0, 0.06) * t
    way = np.stack([np.cos(heading), np.sin(heading)], axis=1).cumsum(axis=0)
    return [way - np.outer(np.linspace(0, random.uniform(0.6, 1), steps), way[-1])]


def _tangle(random: np.random.Generator, digits: Digits) -> list[FloatArray]:
    """A line that crosses itself many times: a random Fourier series."""
    highest = int(random.integers(6, 11))
    frequencies = np.arange(1, highest + 1)[:, None]
    t = np.linspace(0, 2 * np.pi * random.uniform(0.85, 1), 20 * highest)
    size = frequencies ** random.uniform(-0.3, 0.3)
    x, y = (
        (
            size
            * random.normal(0, 1, (highest, 1))
            * np.sin(frequencies * t + random.uniform(0, 2 * np.pi, (highest, 1)))
        ).sum(axis=0)
        for _ in range(2)
    )
    return [np.stack([x, y * random.uniform(0.6, 1.2)], axis=1)]


def _zigzag(random: np.random.Generator, digits: Digits) -> list[FloatArray]:
    corners = int(random.integers(7, 16))
    x = np.linspace(0, random.uniform(0.6, 2), corners) + random.normal(0, 0.03, corners)
    y = np.where(np.arange(corners) % 2, 1.0, 0.0) * random.uniform(0.6, 1) + random.normal(
        0, 0.08, corners
    )
    return _turned([np.stack([x, y], axis=1)], random.uniform(0, 360))


def _scrub(random: np.random.Generator, digits: Digits) -> list[FloatArray]:
    """To and fro without lifting the pen, as one shades an area."""
    corners = int(random.integers(8, 26))
    along = np.linspace(0, random.uniform(0.5, 1.2), corners)
    reach = random.uniform(0.3, 0.5) * np.sin(np.linspace(0.5, np.pi - 0.5, corners))
    across = np.where(np.arange(corners) % 2, reach, -reach)
    points = np.stack([along, across], axis=1) + random.normal(0, 0.04, (corners, 2))
    return _turned([points], random.uniform(0, 360))


def _hatching(random: np.random.Generator, digits: Digits) -> list[FloatArray]:
    return _turned(_parallels(random), random.uniform(0, 360))


def _cross_hatching(random: np.random.Generator, digits: Digits) -> list[FloatArray]:
    crossing = random.uniform(50, 130)
    return _turned(
        [*_parallels(random), *_turned(_parallels(random), crossing)], random.uniform(0, 360)
    )


def _parallels(random: np.random.Generator) -> list[FloatArray]:
    """Lines side by side round the middle."""
    count = int(random.integers(3, 9))
    places = np.linspace(-0.5, 0.5, count) + random.normal(0, 0.03, count)
    ends = random.uniform(0.35, 0.6) + random.normal(0, 0.06, (count, 2))
    tilt = random.normal(0, 0.03, count)
    return [
        np.array([[-left, place - lean], [right, place + lean]])
        for place, (left, right), lean in zip(places, ends, tilt, strict=True)
    ]


def _spiral(random: np.random.Generator, digits: Digits) -> list[FloatArray]:
    turns = random.uniform(2.2, 5)
    t = np.linspace(0, 1, int(30 * turns))
    angle = 2 * np.pi * turns * t * random.choice([-1, 1])
    radius = 0.04 + t ** random.uniform(0.8, 1.3)
    points = np.stack([np.cos(angle), np.sin(angle)], axis=1) * radius[:, None]
    stretched = points * [1, random.uniform(0.7, 1.2)]
    return _turned([_bowed(stretched, random, 0.06)], random.uniform(0, 360))


def _loops(random: np.random.Generator, digits: Digits) -> list[FloatArray]:
    """Loops in a row, as children write before they can."""
    count = random.uniform(3.2, 8)
    t = np.linspace(0, 2 * np.pi * count, int(20 * count))
    size = random.uniform(1.0, 3.0) * (1 + 0.25 * np.sin(t * random.uniform(0.1, 0.4)))
    x = t * random.uniform(0.3, 0.7) + random.choice([-1, 1]) * random.uniform(0.8, 1.4) * np.sin(t)
    row = _bowed(np.stack([x, size * np.cos(t)], axis=1), random, 0.4)
    return _turned([row], random.normal(0, 14))


def _wave(random: np.random.Generator, digits: Digits) -> list[FloatArray]:
    count = random.uniform(2.2, 6)
    t = np.linspace(0, 2 * np.pi * count, int(16 * count))
    height = t[-1] * random.uniform(0.04, 0.25) * (1 + 0.3 * np.sin(t / 3))
    row = np.stack([t, height * np.sin(t + random.uniform(0, 6))], axis=1)
    return _turned([_bowed(row, random, 0.5)], random.normal(0, 12))


def _scrawl(random: np.random.Generator, digits: Digits) -> list[FloatArray]:
    """A line that looks like a word in a hurried hand."""
    count = random.uniform(3.5, 9)
    t = np.linspace(0, 2 * np.pi * count, int(18 * count))
    height = 0.8 + 2.5 * np.abs(np.sin(t * random.uniform(0.12, 0.3) + random.uniform(0, 6))) ** 3
    x = t * random.uniform(0.3, 0.6) + random.uniform(0.3, 1.2) * np.sin(t)
    y = height * np.cos(t) + 0.3 * np.sin(t * 0.37)
    return _turned([np.stack([x, y], axis=1)], random.normal(0, 10))


def _wool(random: np.random.Generator, digits: Digits) -> list[FloatArray]:
    """Round and round at ever other distances from the middle, so that it does not stay empty."""
    turns = random.uniform(5, 11)
    t = np.linspace(0, 2 * np.pi * turns, int(20 * turns))
    pace = random.uniform(0.35, 0.65, 3)[:, None]
    phase = random.uniform(0, 6, (3, 1))
    radius = np.sin(t * pace[0] + phase[0])
    x = radius * np.cos(t) + 0.25 * np.sin(t * pace[1] + phase[1])
    y = random.uniform(0.5, 1.1) * radius * np.sin(t) + 0.25 * np.sin(t * pace[2] + phase[2])
    return _turned([np.stack([x, y], axis=1)], random.uniform(0, 360))


def _splines(random: np.random.Generator, digits: Digits) -> list[FloatArray]:
    """Several curved strokes anywhere."""
    return [_cubic(random.uniform(0, 1, (4, 2))) for _ in range(random.integers(5, 10))]


def _sticks(random: np.random.Generator, digits: Digits) -> list[FloatArray]:
    """Several straight strokes anywhere."""
    count = int(random.integers(6, 12))
    middles = random.uniform(0, 1, (count, 2))
    angles = random.uniform(0, np.pi, count)
    half = np.stack([np.cos(angles), np.sin(angles)], axis=1) * random.uniform(0.15, 0.5)
    return [np.array([m - h, m + h]) for m, h in zip(middles, half, strict=True)]


def _polygon(random: np.random.Generator, digits: Digits) -> list[FloatArray]:
    """Straight lines from anywhere to anywhere, without lifting the pen."""
    corners = random.uniform(0, 1, (int(random.integers(8, 15)), 2))
    return [np.concatenate([corners, corners[:1]])]


def _dash(random: np.random.Generator, digits: Digits) -> list[FloatArray]:
    """A line along the writing, straight or nearly."""
    x = np.linspace(0, 1, 16)
    wobble = random.normal(0, 0.03) * np.sin(np.pi * x) + random.normal(0, 0.01) * np.sin(9 * x)
    return _turned([np.stack([x, wobble], axis=1)], float(np.clip(random.normal(0, 7), -18, 18)))


def _rings(random: np.random.Generator, digits: Digits) -> list[FloatArray]:
    """Rings within rings; an inner one is far smaller, for a 0 may be drawn round twice."""
    radii = (1.0, random.uniform(0.3, 0.55), random.uniform(0.08, 0.16))
    return [
        _bowed(_arc(random.normal(0, 0.05, 2), radius), random, 0.05)
        for radius in radii[: random.integers(2, 4)]
    ]


def _chain(random: np.random.Generator, digits: Digits) -> list[FloatArray]:
    """Rings in a row, three or more."""
    count = int(random.integers(3, 6))
    gap = random.uniform(1.5, 2.4)
    return [
        _arc(np.array([gap * place, random.normal(0, 0.15)]), random.uniform(0.7, 1.1))
        for place in range(count)
    ]


def _dot(random: np.random.Generator, digits: Digits) -> list[FloatArray]:
    return [random.random((1, 2))]


def _dots(random: np.random.Generator, digits: Digits) -> list[FloatArray]:
    """Three dots and more, not above each other: points, or short dabs."""
    count = int(random.integers(3, 12))
    places = random.uniform(0, 1, (count, 2)) * [1.0, random.uniform(0.15, 1)]
    places[:3, 0] = [0, random.uniform(0.4, 0.6), 1]
    dab = random.normal(0, 0.03, (count, 2)) * random.integers(2)
    return [
        np.array([at, at + by]) if by.any() else at[None]
        for at, by in zip(places, dab, strict=True)
    ]


def _disc(random: np.random.Generator, digits: Digits) -> list[FloatArray]:
    return [_filled_spot(random, 0.0)]


def _spot(random: np.random.Generator, digits: Digits) -> list[FloatArray]:
    return [_filled_spot(random, random.uniform(0.08, 0.2))]


def _filled_spot(random: np.random.Generator, unevenness: float) -> FloatArray:
    """A dense spiral out to an outline that is a circle or strays from one."""
    turns = 0.5 / _FILLED
    t = np.linspace(0, 1, int(24 * turns))
    angle = 2 * np.pi * turns * t
    order = np.arange(2, 6)[:, None]
    phases = random.uniform(0, 2 * np.pi, (4, 1))
    outline = 0.5 * (1 + (unevenness * np.cos(order * angle + phases) / order**0.5).sum(axis=0))
    points: FloatArray = np.stack([np.cos(angle), np.sin(angle)], axis=1) * (t * outline)[:, None]
    points *= [1, random.uniform(0.75, 1.15)]
    return points


def _filled_box(random: np.random.Generator, digits: Digits) -> list[FloatArray]:
    """A solid rectangle, never narrow: that would be a thick 1."""
    width = random.uniform(0.85, 2.5)
    rows = int(1 / _FILLED)
    y = np.repeat(np.linspace(0, 1, rows), 2)
    x = np.tile([0, width, width, 0], rows)[: 2 * rows] + random.normal(0, 0.02, 2 * rows)
    return _turned(
        [np.stack([x, y], axis=1)], random.normal(0, 8) if width > 1.2 else random.uniform(0, 90)
    )


def _filled_triangle(random: np.random.Generator, digits: Digits) -> list[FloatArray]:
    rows = int(1 / _FILLED)
    y = np.repeat(np.linspace(0, 1, rows), 2)
    side = np.tile([-1, 1, 1, -1], rows)[: 2 * rows]
    return _turned(
        [np.stack([side * y * random.uniform(0.45, 0.7), y], axis=1)], random.uniform(0, 360)
    )


def _broad(draw: Kind, random: np.random.Generator, digits: Digits) -> list[FloatArray]:
    """A scribble made wider where it is so slim that a thick pen would make a 1 of it."""
    lines = draw(random, digits)
    width, height = np.ptp(np.concatenate(lines), axis=0)
    wider = max(1.0, random.uniform(0.65, 1.0) * height / max(width, 1e-9))
    return [line * np.array([wider, 1.0]) for line in lines]


# ---------------------------------------------------------------- digits turned and damaged


def _moved_digit(
    digit: int, matrix: FloatArray, random: np.random.Generator, digits: Digits
) -> list[FloatArray]:
    """A digit mirrored or turned about; made wider before where it is slim as a 1."""
    lines = _boxed(digits(digit))
    width, height = np.ptp(np.concatenate(lines), axis=0)
    wished = max(width, (_LEAST_WIDTH_OF_3 if digit == 3 else _LEAST_WIDTH) * height)
    return [line * [wished / max(width, 1e-6), 1.0] @ matrix.T for line in lines]


def _on_its_side(
    digit: int, matrix: FloatArray, random: np.random.Generator, digits: Digits
) -> list[FloatArray]:
    """A digit turned by 90 degrees; made upright and slim before, so that it lies down clearly."""
    lines = _boxed(digits(digit))
    points = np.concatenate(lines)
    x, y = (points - points.mean(axis=0)).T
    lean = float(x @ y) / max(float(y @ y), 1e-9)
    upright = [line @ np.array([[1.0, 0.0], [-lean, 1.0]]) for line in lines]
    width, height = np.ptp(np.concatenate(upright), axis=0)
    wished = min(width, random.uniform(0.42, 0.58) * height)
    return [line * [wished / max(width, 1e-6), 1.0] @ matrix.T for line in upright]


def _pulled_apart(random: np.random.Generator, digits: Digits) -> list[FloatArray]:
    """A digit's upper and lower part, far from each other."""
    above, below = _cut(_boxed(digits(int(random.choice([2, 3, 5, 6, 8, 9])))), random)
    way = np.array([random.uniform(0.6, 1.2) * random.choice([-1, 1]), random.uniform(-0.3, 0.4)])
    return [*above, *(line + way for line in below)]


def _sliced(random: np.random.Generator, digits: Digits) -> list[FloatArray]:
    """A digit whose lower part has slid sideways."""
    lines = _boxed(digits(int(random.choice([2, 3, 5, 8]))))
    width = np.ptp(np.concatenate(lines), axis=0)[0]
    above, below = _cut(lines, random)
    slide = np.array([random.uniform(0.9, 1.4) * width * random.choice([-1, 1]), 0.0])
    return [*above, *(line + slide for line in below)]


def _cut(
    lines: Sequence[FloatArray], random: np.random.Generator
) -> tuple[list[FloatArray], list[FloatArray]]:
    """Lines cut about half way down: what is above, and what is below."""
    y = np.concatenate(lines)[:, 1]
    height = y.min() + np.ptp(y) * random.uniform(0.42, 0.58)
    parts: tuple[list[FloatArray], list[FloatArray]] = ([], [])
    for line in lines:
        lower = line[:, 1] > height
        for piece in np.split(line, np.flatnonzero(np.diff(lower)) + 1):
            parts[int(piece[0, 1] > height)].append(piece)
    return parts


# ---------------------------------------------------------------- several digits


def _side_by_side(count: int, random: np.random.Generator, digits: Digits) -> list[FloatArray]:
    """Digits in a row; they may touch, but not a 1: on a 3 it makes an 8."""
    lines: list[FloatArray] = []
    right, before = 0.0, 1
    for _ in range(count):
        digit = int(random.integers(10))
        gap = random.uniform(0.15, 0.5) if 1 in (digit, before) else random.uniform(-0.08, 0.4)
        place = np.array([right + gap, random.normal(0, 0.08)])
        lines += [line * random.uniform(0.8, 1.1) + place for line in _boxed(digits(digit))]
        right, before = float(np.concatenate(lines)[:, 0].max()), digit
    return lines


def _two_digits(random: np.random.Generator, digits: Digits) -> list[FloatArray]:
    return _side_by_side(2, random, digits)


def _three_digits(random: np.random.Generator, digits: Digits) -> list[FloatArray]:
    return _side_by_side(3, random, digits)


def _stacked(random: np.random.Generator, digits: Digits) -> list[FloatArray]:
    """One digit above another: no 1, two of which make one, and no ring above, or it is an 8."""
    above = _boxed(digits(int(random.choice([2, 3, 4, 5, 7]))))
    below = _boxed(digits(int(random.choice([0, 2, 3, 4, 5, 6, 7, 8, 9]))))
    drop = np.concatenate(above)[:, 1].max() + random.uniform(0.3, 0.55)
    shift = random.normal(0, 0.12)
    return [*above, *(line * random.uniform(0.9, 1.1) + [shift, drop] for line in below)]


def _overlaid(random: np.random.Generator, digits: Digits) -> list[FloatArray]:
    """One digit over another."""
    first, second = random.permutation(_CROSSING[random.integers(len(_CROSSING))])
    shift = random.uniform(0.25, 0.45) * np.array(
        [random.choice([-1, 1]), random.choice([-0.5, 0.5])]
    )
    return [*_boxed(digits(int(first))), *(line + shift for line in _boxed(digits(int(second))))]


def _crossed_out(random: np.random.Generator, digits: Digits) -> list[FloatArray]:
    """A digit made unreadable by strokes across it."""
    lines = _boxed(digits(int(random.integers(10))))
    low, high = np.min(np.concatenate(lines), axis=0), np.max(np.concatenate(lines), axis=0)
    middle, size = (low + high) / 2, random.uniform(0.5, 0.8)
    style = random.integers(3)
    if style == 0:
        over = _scrub(random, digits)
    elif style == 1:
        over = _turned(_parallels(random)[:5], random.uniform(-40, 40))
    else:
        angle = random.uniform(35, 55)
        over = [
            _cubic(_jittered(np.outer(np.linspace(-1, 1, 4), [np.cos(a), np.sin(a)]), random, 0.08))
            for a in np.radians([angle, -angle, random.uniform(-10, 10)])
        ]
    points = np.concatenate(over)
    centre, extent = (points.min(axis=0) + points.max(axis=0)) / 2, np.ptp(points, axis=0).max()
    return [*lines, *((line - centre) / extent * 2 * size + middle for line in over)]


# ---------------------------------------------------------------- what they are made with


def _turned(lines: Sequence[FloatArray], degrees: float) -> list[FloatArray]:
    angle = np.radians(degrees)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return [line @ turn for line in lines]


def _jittered(points: FloatArray, random: np.random.Generator, deviation: float) -> FloatArray:
    moved: FloatArray = points + random.normal(0, deviation, points.shape)
    return moved


def _bowed(points: FloatArray, random: np.random.Generator, deviation: float) -> FloatArray:
    """Points moved by slow waves along the line."""
    t = np.linspace(0, 2 * np.pi, len(points))[:, None] * random.uniform(0.5, 3, 2)
    moved: FloatArray = points + random.normal(0, deviation, 2) * np.sin(
        t + random.uniform(0, 6, 2)
    )
    return moved


def _arc(centre: FloatArray, radius: float, turns: float = 1.02) -> FloatArray:
    angle = np.linspace(0, 2 * np.pi * turns, 28)
    points: FloatArray = np.stack([np.cos(angle), np.sin(angle)], axis=1) * radius + centre
    return points


def _cubic(control: FloatArray) -> FloatArray:
    """A Bezier curve with four control points."""
    t = np.linspace(0, 1, 14)[:, None]
    s = 1 - t
    curve: FloatArray = np.hstack([s**3, 3 * s * s * t, 3 * s * t * t, t**3]) @ control
    return curve


def _boxed(lines: Sequence[FloatArray]) -> list[FloatArray]:
    """Lines moved to (0, 0) and scaled to a longest side of 1."""
    points = np.concatenate(lines)
    low = points.min(axis=0)
    return [(line - low) / max(float((points - low).max()), 1e-9) for line in lines]


# ---------------------------------------------------------------- the kinds

_SCRIBBLES: dict[str, Kind] = {
    "walk": _walk,
    "tangle": _tangle,
    "zigzag": _zigzag,
    "scrub": _scrub,
    "hatching": _hatching,
    "cross hatching": _cross_hatching,
    "spiral": _spiral,
    "loops in a row": _loops,
    "wave": _wave,
    "scrawl": _scrawl,
    "ball of wool": _wool,
    "curves anywhere": _splines,
    "sticks anywhere": _sticks,
    "polygon": _polygon,
    "horizontal dash": _dash,
    "rings in rings": _rings,
    "rings in a row": _chain,
    "several dots": _dots,
    "filled disc": _disc,
    "filled spot": _spot,
    "filled box": _filled_box,
    "filled triangle": _filled_triangle,
}

_TURNED_DIGITS: dict[str, Kind] = {
    **{f"mirrored {d}": partial(_moved_digit, d, _MIRROR) for d in (3, 4, 6, 7, 9)},
    **{f"upside-down {d}": partial(_moved_digit, d, _HALF_TURN) for d in (3, 4, 7)},
    "flipped 7": partial(_moved_digit, 7, _FLIP),
    **{f"{d} on its left": partial(_on_its_side, d, _LEFT_TURN) for d in (3, 8)},
    **{f"{d} on its right": partial(_on_its_side, d, _RIGHT_TURN) for d in (3, 8)},
    "digit pulled apart": _pulled_apart,
    "digit sliced": _sliced,
}

_JOINED_DIGITS: dict[str, Kind] = {
    "two digits": _two_digits,
    "three digits": _three_digits,
    "digit above digit": _stacked,
    "digit over digit": _overlaid,
    "digit crossed out": _crossed_out,
}

# What a sloppy hand would make a digit: a square with round corners is a 0, a turned > is a 7.
_WRITTEN_NEATLY = frozenset(
    {"U", "V", "e", "n", "r", "α", "Ф", "<", ">", "^", "~", "∞", "∀", "{ }", "[ ]", "/ /", "\\ \\"}
    | {"heart", "triangle", "square", "rectangle", "diamond", "cloud", "moon", "tree", "fish"}
    | {"cup", "umbrella", "eye", "wheel", "house"}
)


def _written_kinds(table: Mapping[str, Sequence[str]], prefix: str = "") -> dict[str, Kind]:
    return {
        prefix + name: partial(_written_neatly if name in _WRITTEN_NEATLY else _written, templates)
        for name, templates in table.items()
    }


_FAMILIES: dict[str, dict[str, Kind]] = {
    "letters": {**_written_kinds(LETTERS, "letter "), "word": _word},
    "other scripts": _written_kinds(SCRIPTS, "letter "),
    "signs": _written_kinds(SIGNS, "sign "),
    "scribbles": {name: partial(_broad, kind) for name, kind in _SCRIBBLES.items()}
    | {"single dot": _dot},
    "shapes": {**_written_kinds(SHAPES), "arrow": _arrow, "block arrow": _block_arrow},
    "pictures": _written_kinds(PICTURES),
    "turned digits": _TURNED_DIGITS,
    "joined digits": _JOINED_DIGITS,
}

FAMILIES: dict[str, tuple[str, ...]] = {name: tuple(kinds) for name, kinds in _FAMILIES.items()}
KINDS: dict[str, Kind] = {
    name: kind for kinds in _FAMILIES.values() for name, kind in kinds.items()
}

# Never trained on, only measured on; a near relative of each is trained on.
HELD_OUT = frozenset(
    {
        "letter P",
        "letter h",
        "letter Ж",
        "sign @",
        "cat head",
        "star",
        "cross hatching",
        "mirrored 4",
        "3 on its left",
        "three digits",
    }
)
TRAINED_ON = frozenset(KINDS) - HELD_OUT


def draw_outlier(
    random: np.random.Generator, digits: Digits, kinds: Collection[str] = TRAINED_ON
) -> list[FloatArray]:
    """Draw something that is no digit.

    A family is drawn by lot, then one of its kinds, so that a large family drowns no other.

    Args:
        random: the source of chance; the same state gives the same drawing, if `digits` does.
        digits: gives the lines of some writing of a digit, 0 to 9, y downwards.
        kinds: names in `KINDS` to choose from; the default is all but `HELD_OUT`.

    Returns:
        One float64 (n, 2) a stroke, in any unit, y downwards; a dot is a stroke of one point.

    Raises:
        ValueError: no kind of that name.
    """
    families = [kept for names in FAMILIES.values() if (kept := [n for n in names if n in kinds])]
    if not families or sum(map(len, families)) != len(kinds):
        raise ValueError(f"expected names of kinds of outliers, got {sorted(kinds)}")
    family = families[random.integers(len(families))]
    return KINDS[family[random.integers(len(family))]](random, digits)
