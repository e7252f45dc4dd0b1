"""Drawings as Fabric.js saves them, read as strokes.

They come from a browser, so nothing about them is believed.
"""

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from mnist_core.arrays import (
    Float64Array,
)
from mnist_core.errors import StrokesError
from mnist_core.ink.strokes import Stroke

# What is taken from a browser, at most: far more than a hand draws.
MAX_STROKES = 500
MAX_POINTS = 8_000
MAX_STROKE_WIDTH = 200.0
_CURVE_POINTS = 6  # points that a quadratic curve between two pen samples becomes


def read_fabric(drawing: object) -> list[Stroke]:
    """The strokes of a drawing as Fabric.js saves it (what the drawing canvas sends).

    The drawing comes from a browser, so nothing about it is believed.

    Args:
        drawing: the canvas's JSON as Python objects: ``{"objects": [...]}``, or None.

    Raises:
        StrokesError: no such drawing, or one larger than a hand draws.
    """
    objects = drawing.get("objects", []) if isinstance(drawing, dict) else []
    if drawing is not None and (not isinstance(drawing, dict) or not isinstance(objects, list)):
        raise StrokesError(f"expected a canvas's JSON, got {type(drawing).__name__}")
    if len(objects) > MAX_STROKES:
        raise StrokesError(f"the drawing has {len(objects)} strokes, more than {MAX_STROKES}")
    try:
        if sum(len(each["path"]) for each in objects) > MAX_POINTS:
            raise StrokesError("the drawing has too many points: clear it and draw again")
        return [_fabric_stroke(each) for each in objects]
    except (
        LookupError,
        TypeError,
        ValueError,
        AttributeError,
        ArithmeticError,
        RecursionError,
    ) as e:
        raise StrokesError(f"the drawing is no list of strokes: {type(e).__name__}") from e


def _fabric_stroke(item: dict[str, Any]) -> Stroke:
    """One Fabric.js path (``fabric.Path``, fabricjs.com/api/classes/path) as a stroke."""
    path = item["path"]
    points = np.array(list(_walk(path)), np.float64)
    scale = np.array([float(item.get("scaleX", 1)), float(item.get("scaleY", 1))])
    width = float(item["strokeWidth"]) * float(np.sqrt(abs(scale.prod())))
    if not (np.isfinite(points).all() and 0 < width <= MAX_STROKE_WIDTH):
        raise ValueError("a point or a width is out of range")
    # Fabric keeps the path as it was drawn, and where its box's middle has been moved to.
    low, high = points.min(axis=0), points.max(axis=0)
    flip = np.where([bool(item.get("flipX")), bool(item.get("flipY"))], -1.0, 1.0)
    angle = math.radians(float(item.get("angle", 0)))
    turn = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    moved = ((points - (low + high) / 2) * scale * flip) @ turn + _fabric_middle(item, turn, scale)
    if not (np.abs(moved) < 1e5).all():
        raise ValueError("a point is out of range")
    return Stroke(moved, width)


def _fabric_middle(item: dict[str, Any], turn: Float64Array, scale: Float64Array) -> Float64Array:
    """The middle of an object's box: ``left`` and ``top`` name the point that its origin says."""
    parts = {"left": 0.5, "top": 0.5, "center": 0.0, "right": -0.5, "bottom": -0.5}
    origin = np.array([parts[item.get("originX", "left")], parts[item.get("originY", "top")]])
    outline = float(item["strokeWidth"])
    box = (np.array([float(item["width"]), float(item["height"])]) + outline) * scale
    corner = np.array([float(item["left"]), float(item["top"])])
    middle: Float64Array = corner + (origin * box) @ turn
    return middle


def _walk(path: Sequence[Sequence[Any]]) -> Iterator[tuple[float, float]]:
    """The points along a path of M, L and Q commands; curves become short lines."""
    x = y = 0.0
    for command, *numbers in path:
        values = [float(number) for number in numbers]
        if command == "Q":
            cx, cy, end_x, end_y = values
            for step in range(1, _CURVE_POINTS + 1):
                t = step / _CURVE_POINTS
                a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t * t
                yield a * x + b * cx + c * end_x, a * y + b * cy + c * end_y
            x, y = end_x, end_y
        elif command in ("M", "L"):
            x, y = values
            yield x, y
        else:
            raise ValueError("an unknown path command")
