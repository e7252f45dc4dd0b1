"""Pen strokes: read from files and from the drawing canvas, and rendered as the canvas would.

Knows nothing of networks. Canvas coordinates: pixels, x to the right, y downwards.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from mnist_core.errors import StrokesError

UInt8Array = npt.NDArray[np.uint8]
FloatArray = npt.NDArray[np.float64]

CANVAS = 280  # pixels on a side of the app's canvas
# What is taken from a browser, at most: far more than a hand draws.
MAX_STROKES = 500
MAX_POINTS = 8_000
MAX_STROKE_WIDTH = 200.0

_SUPERSAMPLING = 4
_CURVE_POINTS = 6  # points that a quadratic curve between two pen samples becomes


@dataclass(frozen=True, eq=False)
class Stroke:
    """One movement of the pen.

    Attributes:
        points: float64 (n, 2), n at least 1: x and y in canvas pixels, y downwards.
        width: the pen's width in canvas pixels.
    """

    points: FloatArray
    width: float


@dataclass(frozen=True, eq=False)
class PenDigit:
    """A digit as a pen wrote it.

    Attributes:
        label: 0 to 9.
        writer: the writer's number in the file.
        lines: one float64 (n, 2) a stroke: x and y in the tablet's units, y downwards.
    """

    label: int
    writer: int
    lines: tuple[FloatArray, ...]


def read_pen_digits(path: str | Path) -> list[PenDigit]:
    """Read a UNIPEN file of the UCI "Pen-Based Recognition of Handwritten Digits" data set.

    Args:
        path: ``pendigits-orig.tra`` or ``pendigits-orig.tes`` (UCI data set 81), uncompressed.

    Raises:
        StrokesError: the file does not exist or is not in that format.
    """
    try:
        text = Path(path).read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise StrokesError(
            f"cannot read pen strokes from {path}: {error}; set PENDIGITS_PATH to "
            "pendigits-orig.tra of UCI data set 81, uncompressed"
        ) from error
    digits = [_parse_segment(segment, path) for segment in text.split(".SEGMENT DIGIT")[1:]]
    if not digits:
        raise StrokesError(f"{path} holds no '.SEGMENT DIGIT': is it pendigits-orig.tra?")
    return digits


def _parse_segment(segment: str, path: str | Path) -> PenDigit:
    heading = re.match(r'[^"\n]*"(\d)"\s*\.COMMENT\s+\d+\s+(\d+)', segment)
    pen_downs = re.findall(r"\.PEN_DOWN\s([^.]*)\.PEN_UP", segment)
    try:
        if heading is None or not pen_downs:
            raise ValueError("no label, writer or stroke")
        lines = tuple(np.array(each.split(), np.float64).reshape(-1, 2) for each in pen_downs)
    except ValueError as error:
        raise StrokesError(f"{path}: a digit cannot be read ({error}): {segment[:60]!r}") from error
    # The tablet's y points upwards.
    return PenDigit(
        label=int(heading[1]),
        writer=int(heading[2]),
        lines=tuple(line * [1, -1] for line in lines if len(line)),
    )


def place_on_canvas(
    lines: Sequence[FloatArray],
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


def render(strokes: Sequence[Stroke], canvas: int) -> UInt8Array:
    """Draw strokes in black on white, with round ends and soft edges, as the browser's canvas does.

    Args:
        strokes: in canvas pixels; what lies outside is cut off.
        canvas: the side in pixels.

    Returns:
        uint8 (canvas, canvas), 255 is paper and 0 is ink.
    """
    side = canvas * _SUPERSAMPLING
    fine = np.full((side, side), 255, np.uint8)
    fraction_bits = 4
    for stroke in strokes:
        # Coordinates are edges in a browser and pixel centres in OpenCV: half a pixel apart.
        points = stroke.points * _SUPERSAMPLING - 0.5
        fixed = np.rint(points * 2**fraction_bits).astype(np.int32)
        thickness = max(1, round(stroke.width * _SUPERSAMPLING))
        if len(fixed) == 1:
            fixed = np.repeat(fixed, 2, axis=0)
        cv2.polylines(fine, [fixed], False, 0, thickness, cv2.LINE_8, fraction_bits)
    return np.asarray(cv2.resize(fine, (canvas, canvas), interpolation=cv2.INTER_AREA), np.uint8)


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


def _fabric_middle(item: dict[str, Any], turn: FloatArray, scale: FloatArray) -> FloatArray:
    """The middle of an object's box: ``left`` and ``top`` name the point that its origin says."""
    parts = {"left": 0.5, "top": 0.5, "center": 0.0, "right": -0.5, "bottom": -0.5}
    origin = np.array([parts[item.get("originX", "left")], parts[item.get("originY", "top")]])
    outline = float(item["strokeWidth"])
    box = (np.array([float(item["width"]), float(item["height"])]) + outline) * scale
    corner = np.array([float(item["left"]), float(item["top"])])
    middle: FloatArray = corner + (origin * box) @ turn
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
