"""Pen strokes on a canvas. Its coordinates are pixels, x to the right, y downwards."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mnist_core.arrays import Float64Array
from mnist_core.errors import BlankImageError, InvalidImageError

Box = tuple[float, float, float, float]  # x, y, width, height in pixels; ink included
CANVAS = 280  # pixels on a side of the app's canvas
FARTHEST = 100_000  # pixels from a canvas's corner that a stroke may lie: no screen is as large


@dataclass(frozen=True, eq=False)
class Stroke:
    """One movement of the pen.

    Attributes:
        points: float64 (n, 2), n at least 1: x and y in canvas pixels, y downwards, in the order
            in which the pen went.
        width: the pen's width in canvas pixels.
    """

    points: Float64Array
    width: float


def edges(stroke: Stroke) -> tuple[float, float, float, float]:
    """Where a stroke's ink ends: left, top, right and bottom in pixels."""
    half = stroke.width / 2
    left, top = stroke.points.min(axis=0) - half
    right, bottom = stroke.points.max(axis=0) + half
    return float(left), float(top), float(right), float(bottom)


def checked(strokes: Sequence[Stroke]) -> list[Stroke]:
    """Strokes that anybody may have made, held to what ``Stroke`` says.

    Raises:
        InvalidImageError: they are no strokes.
        BlankImageError: there are none.
    """
    if not isinstance(strokes, Sequence):
        raise InvalidImageError(f"expected a list of strokes, got {type(strokes).__name__}")
    if not strokes:
        raise BlankImageError("there is no stroke: draw a digit first")
    found = []
    for stroke in strokes:
        if not isinstance(stroke, Stroke):
            raise InvalidImageError(f"expected strokes, got {type(stroke).__name__}")
        found.append(Stroke(_checked_points(stroke.points), _checked_width(stroke.width)))
    return found


def _checked_points(given: Any) -> Float64Array:
    try:
        points = np.asarray(given)
    except ValueError as error:
        raise InvalidImageError(
            f"expected a stroke's points to be pairs of numbers: {error}"
        ) from error
    if points.ndim != 2 or points.shape[1] != 2 or not len(points):
        raise InvalidImageError(
            f"expected a stroke's points of shape (n, 2), n at least 1, got {points.shape}"
        )
    if points.dtype.kind in "iuf":
        points = points.astype(np.float64)  # before the limit: of integers, the least has no size
        if (np.abs(points) <= FARTHEST).all():  # what is no number is not below it either
            return points
    raise InvalidImageError(
        f"expected a stroke's points to be numbers of up to {FARTHEST:,} pixels"
    )


def _checked_width(given: Any) -> float:
    if not isinstance(given, int | float | np.integer | np.floating):
        raise InvalidImageError(
            f"expected a stroke's width to be a number, got {type(given).__name__}"
        )
    try:
        width = float(given)
    except OverflowError:
        width = math.inf
    if not 0 < width <= FARTHEST:
        raise InvalidImageError(
            f"expected a stroke's width above 0 and up to {FARTHEST:,}, got {width:g}"
        )
    return width


def place_on_canvas(
    lines: Sequence[Float64Array],
    *,
    canvas: int,
    stroke_width: float,
    size: float,
    position: tuple[float, float],
) -> list[Stroke]:
    """Scale a pen's lines to a size and put them somewhere on a canvas.

    Args:
        lines: float64 (n, 2) each, in any unit, y downwards.
        canvas: the canvas's side in pixels.
        stroke_width: the pen's width in canvas pixels.
        size: the digit's longest side, ink included, as a part of the canvas, 0 to 1.
        position: where the digit stands in the room that is left, (0, 0) top left to (1, 1).
    """
    points = np.concatenate(lines)
    low, extent = points.min(axis=0), np.ptp(points, axis=0)
    side = max(size * canvas - stroke_width, 1.0)
    scale = side / max(extent.max(), 1e-9)
    room = canvas - extent * scale - stroke_width
    offset = np.asarray(position) * room + stroke_width / 2
    return [Stroke((line - low) * scale + offset, stroke_width) for line in lines]
