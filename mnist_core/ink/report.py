"""Strokes as a browser reports them. Nothing about a report is believed."""

from typing import Any

import numpy as np

from mnist_core.arrays import Float64Array
from mnist_core.errors import StrokesError
from mnist_core.ink.strokes import Stroke

# What is taken at most: far more than a hand draws.
MAX_STROKES = 100
MAX_POINTS = 8_000
MAX_STROKE_WIDTH = 200.0
_MAX_COORDINATE = 10_000.0  # pixels: a pen may leave the canvas, but not its screen

_CURVE_POINTS = 6  # points that the curve between two reported points becomes


def read_report(
    report: object, max_strokes: int = MAX_STROKES, max_points: int = MAX_POINTS
) -> tuple[Stroke, ...]:
    """The strokes of a report.

    Args:
        report: a list with one object a stroke: ``width``, the pen's width in canvas pixels, and
            ``points``, a flat list x, y, x, y, ... in canvas pixels, y downwards, in the order in
            which the pen went.
        max_strokes: that are taken.
        max_points: that they may have in all.

    Returns:
        The strokes with the smooth lines that the canvas draws through their points.

    Raises:
        StrokesError: it is no such list, or larger than a hand draws.
    """
    if not isinstance(report, list):
        raise StrokesError(f"expected a list of strokes, got {type(report).__name__}")
    if len(report) > max_strokes:
        raise StrokesError(f"the drawing has {len(report)} strokes, more than {max_strokes}")
    try:
        if sum(len(each["points"]) for each in report) > 2 * max_points:
            raise StrokesError(f"the drawing has more than {max_points} points")
        return tuple(_stroke(each["points"], each["width"]) for each in report)
    except (LookupError, TypeError, ValueError) as error:
        raise StrokesError(f"the report is no list of strokes: {error!r:.100}") from error


def _stroke(numbers: Any, width: Any) -> Stroke:
    """One stroke, its types and ranges checked."""
    if not (isinstance(numbers, list) and all(type(each) in (int, float) for each in numbers)):
        raise ValueError("points are no list of numbers")
    if not (type(width) in (int, float) and 0 < width <= MAX_STROKE_WIDTH):
        raise ValueError("the width is out of range")
    if not numbers or not all(abs(each) <= _MAX_COORDINATE for each in numbers):
        raise ValueError("a point is out of range")
    return Stroke(_curve(np.array(numbers, np.float64).reshape(-1, 2)), float(width))


def _curve(points: Float64Array) -> Float64Array:
    """The line that the canvas draws through points, (n, 2) to (m, 2).

    Fabric.js's brush joins the middles between neighbouring points by quadratic Bezier curves, with
    the points as their control points (``getSmoothPathFromPoints`` in its util/path).
    """
    middles = (points[:-1] + points[1:]) / 2
    starts, controls = np.concatenate([points[:1], middles])[:-1], points[:-1]
    t = (np.arange(1, _CURVE_POINTS + 1) / _CURVE_POINTS)[:, None]
    curves = (
        (1 - t) ** 2 * starts[:, None]
        + 2 * t * (1 - t) * controls[:, None]
        + t**2 * middles[:, None]
    )
    line: Float64Array = np.concatenate([points[:1], curves.reshape(-1, 2), points[1:][-1:]])
    return line
