"""Scribbles, blots, rows of dots and arrows, each by a formula of its own that chance varies.

Knows nothing of digits, but that nothing here may look like one: a slim scribble is made wider.
"""

from collections.abc import Callable
from functools import partial

import numpy as np

from mnist_core.arrays import Float64Array
from mnist_core.ink.geometry import arc, bowed, cubic, jittered, turned

Scribble = Callable[[np.random.Generator], list[Float64Array]]
_FILLED = 0.045  # the way between a blot's lines, as a part of its size: thinner than any pen


def _walk(random: np.random.Generator) -> list[Float64Array]:
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


def _random_walk(random: np.random.Generator) -> list[Float64Array]:
    """Steps each of its own length and direction, with more or less of the last one in it."""
    steps, kept = int(random.integers(20, 120)), random.uniform(0, 0.9)
    way = random.normal(0, 1, (steps, 2))
    for i in range(1, steps):
        way[i] += kept * way[i - 1]
    return [way.cumsum(axis=0)]


def _smooth_walk(random: np.random.Generator) -> list[Float64Array]:
    """A random walk with its corners averaged away."""
    steps, window = int(random.integers(30, 160)), int(random.integers(2, 10))
    way = random.normal(0, 1, (steps, 2)).cumsum(axis=0)
    mean = np.ones(window) / window
    return [np.stack([np.convolve(each, mean, "valid") for each in way.T], axis=1)]


def _drifting_walk(random: np.random.Generator) -> list[Float64Array]:
    """Steps of one length whose direction strays from step to step."""
    heading = random.normal(0, random.uniform(0.35, 0.8), int(random.integers(60, 160))).cumsum()
    return [np.stack([np.cos(heading), np.sin(heading)], axis=1).cumsum(axis=0)]


def _walk_in_a_box(random: np.random.Generator) -> list[Float64Array]:
    """Steps that are thrown back by the walls of a box, as on a sheet that is filled."""
    steps, size = int(random.integers(40, 150)), random.uniform(3, 8)
    way = random.normal(0, 1, (steps, 2)).cumsum(axis=0)
    return [np.abs((way + size) % (2 * size) - size)]


def _tangle(random: np.random.Generator) -> list[Float64Array]:
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


def _zigzag(random: np.random.Generator) -> list[Float64Array]:
    corners = int(random.integers(7, 16))
    x = np.linspace(0, random.uniform(0.6, 2), corners) + random.normal(0, 0.03, corners)
    y = np.where(np.arange(corners) % 2, 1.0, 0.0) * random.uniform(0.6, 1) + random.normal(
        0, 0.08, corners
    )
    return turned([np.stack([x, y], axis=1)], random.uniform(0, 360))


def scrub(random: np.random.Generator) -> list[Float64Array]:
    """To and fro without lifting the pen, as one shades an area: one line, about 1 long."""
    corners = int(random.integers(8, 26))
    along = np.linspace(0, random.uniform(0.5, 1.2), corners)
    reach = random.uniform(0.3, 0.5) * np.sin(np.linspace(0.5, np.pi - 0.5, corners))
    across = np.where(np.arange(corners) % 2, reach, -reach)
    points = np.stack([along, across], axis=1) + random.normal(0, 0.04, (corners, 2))
    return turned([points], random.uniform(0, 360))


def _hatching(random: np.random.Generator) -> list[Float64Array]:
    return turned(parallels(random), random.uniform(0, 360))


def _cross_hatching(random: np.random.Generator) -> list[Float64Array]:
    crossing = random.uniform(50, 130)
    return turned(
        [*parallels(random), *turned(parallels(random), crossing)], random.uniform(0, 360)
    )


def parallels(random: np.random.Generator) -> list[Float64Array]:
    """3 to 8 straight lines (2, 2) side by side, about 1 long, round (0, 0)."""
    count = int(random.integers(3, 9))
    places = np.linspace(-0.5, 0.5, count) + random.normal(0, 0.03, count)
    ends = random.uniform(0.35, 0.6) + random.normal(0, 0.06, (count, 2))
    tilt = random.normal(0, 0.03, count)
    return [
        np.array([[-left, place - lean], [right, place + lean]])
        for place, (left, right), lean in zip(places, ends, tilt, strict=True)
    ]


def _spiral(random: np.random.Generator) -> list[Float64Array]:
    turns = random.uniform(2.2, 5)
    t = np.linspace(0, 1, int(30 * turns))
    angle = 2 * np.pi * turns * t * random.choice([-1, 1])
    radius = 0.04 + t ** random.uniform(0.8, 1.3)
    points = np.stack([np.cos(angle), np.sin(angle)], axis=1) * radius[:, None]
    stretched = points * [1, random.uniform(0.7, 1.2)]
    return turned([bowed(stretched, random, 0.06)], random.uniform(0, 360))


def _loops(random: np.random.Generator) -> list[Float64Array]:
    """Loops in a row, as children write before they can."""
    count = random.uniform(3.2, 8)
    t = np.linspace(0, 2 * np.pi * count, int(20 * count))
    size = random.uniform(1.0, 3.0) * (1 + 0.25 * np.sin(t * random.uniform(0.1, 0.4)))
    x = t * random.uniform(0.3, 0.7) + random.choice([-1, 1]) * random.uniform(0.8, 1.4) * np.sin(t)
    row = bowed(np.stack([x, size * np.cos(t)], axis=1), random, 0.4)
    return turned([row], random.normal(0, 14))


def _wave(random: np.random.Generator) -> list[Float64Array]:
    count = random.uniform(2.2, 6)
    t = np.linspace(0, 2 * np.pi * count, int(16 * count))
    height = t[-1] * random.uniform(0.04, 0.25) * (1 + 0.3 * np.sin(t / 3))
    row = np.stack([t, height * np.sin(t + random.uniform(0, 6))], axis=1)
    return turned([bowed(row, random, 0.5)], random.normal(0, 12))


def _scrawl(random: np.random.Generator) -> list[Float64Array]:
    """A line that looks like a word in a hurried hand."""
    count = random.uniform(3.5, 9)
    t = np.linspace(0, 2 * np.pi * count, int(18 * count))
    height = 0.8 + 2.5 * np.abs(np.sin(t * random.uniform(0.12, 0.3) + random.uniform(0, 6))) ** 3
    x = t * random.uniform(0.3, 0.6) + random.uniform(0.3, 1.2) * np.sin(t)
    y = height * np.cos(t) + 0.3 * np.sin(t * 0.37)
    return turned([np.stack([x, y], axis=1)], random.normal(0, 10))


def _wool(random: np.random.Generator) -> list[Float64Array]:
    """Round and round at ever other distances from the middle, so that it does not stay empty."""
    turns = random.uniform(5, 11)
    t = np.linspace(0, 2 * np.pi * turns, int(20 * turns))
    pace = random.uniform(0.35, 0.65, 3)[:, None]
    phase = random.uniform(0, 6, (3, 1))
    radius = np.sin(t * pace[0] + phase[0])
    x = radius * np.cos(t) + 0.25 * np.sin(t * pace[1] + phase[1])
    y = random.uniform(0.5, 1.1) * radius * np.sin(t) + 0.25 * np.sin(t * pace[2] + phase[2])
    return turned([np.stack([x, y], axis=1)], random.uniform(0, 360))


def _splines(random: np.random.Generator) -> list[Float64Array]:
    """Several curved strokes anywhere."""
    return [cubic(random.uniform(0, 1, (4, 2))) for _ in range(random.integers(5, 10))]


def _sticks(random: np.random.Generator) -> list[Float64Array]:
    """Several straight strokes anywhere."""
    count = int(random.integers(6, 12))
    middles = random.uniform(0, 1, (count, 2))
    angles = random.uniform(0, np.pi, count)
    half = np.stack([np.cos(angles), np.sin(angles)], axis=1) * random.uniform(0.15, 0.5)
    return [np.array([m - h, m + h]) for m, h in zip(middles, half, strict=True)]


def _polygon(random: np.random.Generator) -> list[Float64Array]:
    """Straight lines from anywhere to anywhere, without lifting the pen."""
    corners = random.uniform(0, 1, (int(random.integers(8, 15)), 2))
    return [np.concatenate([corners, corners[:1]])]


def _dash(random: np.random.Generator) -> list[Float64Array]:
    """A line along the writing, straight or nearly."""
    x = np.linspace(0, 1, 16)
    wobble = random.normal(0, 0.03) * np.sin(np.pi * x) + random.normal(0, 0.01) * np.sin(9 * x)
    return turned([np.stack([x, wobble], axis=1)], float(np.clip(random.normal(0, 7), -18, 18)))


def _rings(random: np.random.Generator) -> list[Float64Array]:
    """Rings within rings; an inner one is far smaller, for a 0 may be drawn round twice."""
    radii = (1.0, random.uniform(0.3, 0.55), random.uniform(0.08, 0.16))
    return [
        bowed(arc(random.normal(0, 0.05, 2), radius), random, 0.05)
        for radius in radii[: random.integers(2, 4)]
    ]


def _chain(random: np.random.Generator) -> list[Float64Array]:
    """Rings in a row, three or more."""
    count = int(random.integers(3, 6))
    gap = random.uniform(1.5, 2.4)
    return [
        arc(np.array([gap * place, random.normal(0, 0.15)]), random.uniform(0.7, 1.1))
        for place in range(count)
    ]


def _dot(random: np.random.Generator) -> list[Float64Array]:
    return [random.random((1, 2))]


def _dots(random: np.random.Generator) -> list[Float64Array]:
    """Three dots and more, not above each other: points, or short dabs."""
    count = int(random.integers(3, 12))
    places = random.uniform(0, 1, (count, 2)) * [1.0, random.uniform(0.15, 1)]
    places[:3, 0] = [0, random.uniform(0.4, 0.6), 1]
    dab = random.normal(0, 0.03, (count, 2)) * random.integers(2)
    return [
        np.array([at, at + by]) if by.any() else at[None]
        for at, by in zip(places, dab, strict=True)
    ]


def _disc(random: np.random.Generator) -> list[Float64Array]:
    return [_filled_spot(random, 0.0)]


def _spot(random: np.random.Generator) -> list[Float64Array]:
    return [_filled_spot(random, random.uniform(0.08, 0.2))]


def _filled_spot(random: np.random.Generator, unevenness: float) -> Float64Array:
    """A dense spiral out to an outline that is a circle or strays from one."""
    turns = 0.5 / _FILLED
    t = np.linspace(0, 1, int(24 * turns))
    angle = 2 * np.pi * turns * t
    order = np.arange(2, 6)[:, None]
    phases = random.uniform(0, 2 * np.pi, (4, 1))
    outline = 0.5 * (1 + (unevenness * np.cos(order * angle + phases) / order**0.5).sum(axis=0))
    points: Float64Array = np.stack([np.cos(angle), np.sin(angle)], axis=1) * (t * outline)[:, None]
    points *= [1, random.uniform(0.75, 1.15)]
    return points


def _filled_box(random: np.random.Generator) -> list[Float64Array]:
    """A solid rectangle, never narrow: that would be a thick 1."""
    width = random.uniform(0.85, 2.5)
    rows = int(1 / _FILLED)
    y = np.repeat(np.linspace(0, 1, rows), 2)
    x = np.tile([0, width, width, 0], rows)[: 2 * rows] + random.normal(0, 0.02, 2 * rows)
    return turned(
        [np.stack([x, y], axis=1)], random.normal(0, 8) if width > 1.2 else random.uniform(0, 90)
    )


def _filled_triangle(random: np.random.Generator) -> list[Float64Array]:
    rows = int(1 / _FILLED)
    y = np.repeat(np.linspace(0, 1, rows), 2)
    side = np.tile([-1, 1, 1, -1], rows)[: 2 * rows]
    return turned(
        [np.stack([side * y * random.uniform(0.45, 0.7), y], axis=1)], random.uniform(0, 360)
    )


def _broad(draw: Scribble, random: np.random.Generator) -> list[Float64Array]:
    """A scribble made wider where it is so slim that a thick pen would make a 1 of it."""
    lines = draw(random)
    width, height = np.ptp(np.concatenate(lines), axis=0)
    wider = max(1.0, random.uniform(0.65, 1.0) * height / max(width, 1e-9))
    return [line * np.array([wider, 1.0]) for line in lines]


def _arrow(random: np.random.Generator) -> list[Float64Array]:
    """An arrow in any direction; one that points up has a large open head, or it were a 1 or 7."""
    direction = random.uniform(0, 360)
    upwards = 205 < direction < 335
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
    return turned(lines, direction)


def _block_arrow(random: np.random.Generator) -> list[Float64Array]:
    neck, shaft, head = (
        random.uniform(0.4, 0.65),
        random.uniform(0.1, 0.2),
        random.uniform(0.3, 0.45),
    )
    half = np.array([[0, shaft], [neck, shaft], [neck, head], [1, 0]])
    outline = np.concatenate([half, half[-2::-1] * [1, -1], half[:1]])
    return turned([jittered(outline, random, 0.02)], random.uniform(0, 360))


_MADE_BROAD: dict[str, Scribble] = {
    "walk": _walk,
    "tangle": _tangle,
    "zigzag": _zigzag,
    "scrub": scrub,
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
# The lot that draws from a table counts its rows: another order would be other drawings.
SCRIBBLES: dict[str, Scribble] = {
    **{name: partial(_broad, draw) for name, draw in _MADE_BROAD.items()},
    "single dot": _dot,
}
WALKS: dict[str, Scribble] = {
    "random walk": partial(_broad, _random_walk),
    "smooth walk": partial(_broad, _smooth_walk),
    "drifting walk": partial(_broad, _drifting_walk),
    "walk in a box": partial(_broad, _walk_in_a_box),
}
ARROWS: dict[str, Scribble] = {"arrow": _arrow, "block arrow": _block_arrow}
