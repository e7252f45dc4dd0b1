"""Strokes to pixels: as the canvas draws them, and straight to 28 x 28 to train on."""

from collections.abc import Sequence

import cv2
import numpy as np

from mnist_core.arrays import Float64Array, UInt8Array
from mnist_core.ink.preprocessing import BOX, CENTRE, FRAME
from mnist_core.ink.strokes import Stroke

_CANVAS_SUPERSAMPLING = 4
_THICKEST = 32_767  # pixels that OpenCV draws a line in
_FRAME_SUPERSAMPLING = 8
_FRACTION_BITS = 4  # of a coordinate that OpenCV draws at


def render(strokes: Sequence[Stroke], width: int, height: int | None = None) -> UInt8Array:
    """Draw strokes in black on white, with round ends and soft edges, as the browser's canvas does.

    Args:
        strokes: in canvas pixels; what lies outside is cut off.
        width: the canvas's, in pixels.
        height: the same; None is as high as wide.

    Returns:
        uint8 (height, width), 255 is paper and 0 is ink.
    """
    height = width if height is None else height
    size = (height * _CANVAS_SUPERSAMPLING, width * _CANVAS_SUPERSAMPLING)
    fine = np.full(size, 255, np.uint8)
    for stroke in strokes:
        # Coordinates are edges in a browser and pixel centres in OpenCV: half a pixel apart.
        points = stroke.points * _CANVAS_SUPERSAMPLING - 0.5
        thickness = min(max(1, round(stroke.width * _CANVAS_SUPERSAMPLING)), _THICKEST)
        draw_line(fine, points, 0, thickness)
    return np.asarray(cv2.resize(fine, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def draw_line(
    picture: UInt8Array,
    points: Float64Array,
    value: int,
    width: int,
    line_type: int = cv2.LINE_8,
) -> None:
    """Draw a line with round ends; one of a single point is a dot.

    Args:
        picture: uint8 (rows, columns), drawn in.
        points: float64 (n, 2), n at least 1, in pixels, y downwards; whole numbers are the
            pixels' centres.
        value: what the line's pixels become, 0 to 255.
        width: in pixels, at least 1.
        line_type: OpenCV's: ``cv2.LINE_AA`` has soft edges.
    """
    fixed = np.rint(points * 2**_FRACTION_BITS).astype(np.int32)
    if len(fixed) == 1:  # OpenCV draws nothing of it
        fixed = np.repeat(fixed, 2, axis=0)
    cv2.polylines(picture, [fixed], False, value, width, line_type, _FRACTION_BITS)


def render_frame(lines: Sequence[Float64Array], pen: float) -> UInt8Array:
    """Draw lines straight to 28 x 28, many times as fast as by a canvas and ``preprocess``.

    The two agree but for this: nothing is taken for dirt, faint ink stays faint, and the centre of
    mass is right to an eighth of a pixel.

    Args:
        lines: float64 (n, 2) each, in any unit, y downwards.
        pen: the pen's width as a part of the drawing's longest side, ink included: above 0, below
            1. A drawing that is a single point is as large as any other, whatever the pen.

    Returns:
        uint8 (28, 28), 255 is ink.
    """
    points = np.concatenate(lines)
    low, extent = points.min(axis=0), np.ptp(points, axis=0)
    side = BOX * _FRAME_SUPERSAMPLING
    width = max(pen * side, 1.0) if extent.max() > 0 else side
    scale = (side - width) / max(float(extent.max()), 1e-9)
    columns, rows = np.rint(extent * scale + width).astype(int)
    ink = np.zeros((rows, columns), np.uint8)
    for line in lines:
        draw_line(ink, (line - low) * scale + (width - 1) / 2, 255, round(width))
    return _framed(ink)


def _framed(ink: UInt8Array) -> UInt8Array:
    """Ink of a box's size put where its mass is in the frame's centre, and shrunk."""
    frame = FRAME * _FRAME_SUPERSAMPLING
    rows, columns = ink.shape
    moments = cv2.moments(ink, binaryImage=True)
    mass = max(moments["m00"], 1.0)
    edges = (
        round((CENTRE + 0.5) * _FRAME_SUPERSAMPLING - 0.5 - moments[each] / mass)
        for each in ("m10", "m01")
    )
    left, top = (
        min(max(edge, 0), frame - size) for edge, size in zip(edges, (columns, rows), strict=True)
    )
    right, bottom = frame - columns - left, frame - rows - top
    framed = cv2.copyMakeBorder(ink, top, bottom, left, right, cv2.BORDER_CONSTANT, value=0)
    return np.asarray(cv2.resize(framed, (FRAME, FRAME), interpolation=cv2.INTER_AREA), np.uint8)
