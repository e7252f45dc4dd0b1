"""A line under a digit, a ring or a box around it. Knows no digit: whoever calls gives it."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from mnist_core.arrays import Float64Array
from mnist_core.ink.geometry import arc, bowed, boxed, turned

# The gap between a digit and a line under it, or what is around it, as a part of the digit.
_GAPS_ABOVE_LINES, _GAPS_WITHIN = (0.01, 0.3), (0.12, 0.35)


def underlined(lines: Sequence[Float64Array], random: np.random.Generator) -> list[Float64Array]:
    """A digit with one line under it, or two; in a box of about 1."""
    digit = boxed(lines)
    width, height = np.ptp(np.concatenate(digit), axis=0)
    below = height
    marks = []
    for _ in range(1 if random.random() < 0.8 else 2):
        below += random.uniform(*_GAPS_ABOVE_LINES)
        left = width / 2 - random.uniform(0.25, 0.75)
        right = width / 2 + random.uniform(0.25, 0.75)
        rise = random.normal(0, 0.04, 2)
        line = np.linspace([left, below + rise[0]], [right, below + rise[1]], 8)
        marks.append(bowed(line, random, 0.01))
    return [*digit, *marks]


def circled(lines: Sequence[Float64Array], random: np.random.Generator) -> list[Float64Array]:
    """A digit in a ring that does not touch it; in a box of about 2."""
    digit, middle = _with_middle(lines)
    radius = float(np.hypot(*middle)) + random.uniform(*_GAPS_WITHIN)
    begins = random.uniform(0, 360)
    ring = arc(np.zeros(2), radius, random.choice([-1, 1]) * random.uniform(0.93, 1.1))
    (ring,) = turned([ring], begins)
    return [*digit, bowed(ring * random.uniform(0.9, 1.1, 2), random, 0.02) + middle]


def in_a_box(lines: Sequence[Float64Array], random: np.random.Generator) -> list[Float64Array]:
    """A digit in a box, drawn at one go or as four lines, that does not touch it."""
    digit, middle = _with_middle(lines)
    reach = middle + random.uniform(*_GAPS_WITHIN, 2)
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]], np.float64) * reach
    corners = corners[:: random.choice([-1, 1])] + random.normal(0, 0.03, (5, 2)) + middle
    sides = [np.linspace(a, b, 6) for a, b in pairwise(corners)]
    return [*digit, np.concatenate(sides)] if random.random() < 0.6 else [*digit, *sides]


def _with_middle(lines: Sequence[Float64Array]) -> tuple[list[Float64Array], Float64Array]:
    """A digit in a box of 1 that begins at (0, 0), and its middle: half its width and height."""
    digit = boxed(lines)
    return digit, np.ptp(np.concatenate(digit), axis=0) / 2
