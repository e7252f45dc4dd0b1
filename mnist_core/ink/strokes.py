"""Pen strokes on a canvas. Its coordinates are pixels, x to the right, y downwards."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mnist_core.arrays import Float64Array

CANVAS = 280  # pixels on a side of the app's canvas


@dataclass(frozen=True, eq=False)
class Stroke:
    """One movement of the pen.

    Attributes:
        points: float64 (n, 2), n at least 1: x and y in canvas pixels, y downwards.
        width: the pen's width in canvas pixels.
    """

    points: Float64Array
    width: float


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
