"""Pen lines and what is done to them: turned, moved, bowed, scaled. Knows no drawing.

A line is float64 (n, 2): the points x and y that the pen passes, in any unit, y downwards. No
function here changes the lines that it is given.
"""

from collections.abc import Sequence

import numpy as np

from mnist_core.arrays import Float64Array


def turned(lines: Sequence[Float64Array], degrees: float) -> list[Float64Array]:
    """Lines turned about (0, 0), clockwise to the eye; of the same shapes."""
    angle = np.radians(degrees)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return [line @ turn for line in lines]


def jittered(points: Float64Array, random: np.random.Generator, deviation: float) -> Float64Array:
    """Points (n, 2), each moved on its own; `deviation` is the standard one, in their unit."""
    moved: Float64Array = points + random.normal(0, deviation, points.shape)
    return moved


def bowed(points: Float64Array, random: np.random.Generator, deviation: float) -> Float64Array:
    """Points (n, 2) moved by slow waves along the line, one across and one down.

    Args:
        points: of one line.
        random: the source of chance.
        deviation: standard deviation of the waves' heights, in the points' unit.
    """
    t = np.linspace(0, 2 * np.pi, len(points))[:, None] * random.uniform(0.5, 3, 2)
    moved: Float64Array = points + random.normal(0, deviation, 2) * np.sin(
        t + random.uniform(0, 6, 2)
    )
    return moved


def arc(centre: Float64Array, radius: float, turns: float = 1.02) -> Float64Array:
    """Points (28, 2) on a circle; `centre` is (2,), and 1 turn a ring that just closes."""
    angle = np.linspace(0, 2 * np.pi * turns, 28)
    points: Float64Array = np.stack([np.cos(angle), np.sin(angle)], axis=1) * radius + centre
    return points


def cubic(control: Float64Array) -> Float64Array:
    """Points (14, 2) on the Bezier curve with four control points (4, 2)."""
    t = np.linspace(0, 1, 14)[:, None]
    s = 1 - t
    curve: Float64Array = np.hstack([s**3, 3 * s * s * t, 3 * s * t * t, t**3]) @ control
    return curve


def way_gone(line: Float64Array) -> Float64Array:
    """How far the pen has gone at each point of a line (n, 2): (n,), from 0, in its unit."""
    return np.concatenate([[0.0], np.linalg.norm(np.diff(line, axis=0), axis=1).cumsum()])


def points_at(line: Float64Array, gone: Float64Array, places: Float64Array) -> Float64Array:
    """Points (m, 2) of a line where so much of its way is gone: `gone` is its ``way_gone``."""
    return np.stack([np.interp(places, gone, each) for each in line.T], axis=1)


def boxed(lines: Sequence[Float64Array]) -> list[Float64Array]:
    """Lines moved to (0, 0) and scaled, all together, to a longest side of 1."""
    points = np.concatenate(lines)
    low = points.min(axis=0)
    return [(line - low) / max(float((points - low).max()), 1e-9) for line in lines]
