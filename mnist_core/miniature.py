"""Pen lines straight to what the networks expect, many times as fast as by a canvas: to train on.

It follows ``preprocess`` without what drawings of the program do not need: paper, specks, and ink
fainter than a pixel; and it puts the centre of mass right to an eighth of a pixel.
"""

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from mnist_core.preprocessing import BOX, CENTRE, FRAME

UInt8Array = npt.NDArray[np.uint8]
FloatArray = npt.NDArray[np.float64]

_SUPERSAMPLING = 8


def miniature(lines: Sequence[FloatArray], pen: float) -> UInt8Array:
    """What ``preprocess`` makes of lines drawn on a canvas.

    Args:
        lines: float64 (n, 2) each, in any unit, y downwards.
        pen: the pen's width as a part of the drawing's longest side, ink included: above 0, below
            1. A drawing that is a single point is as large as any other, whatever the pen.

    Returns:
        uint8 (28, 28), 255 is ink.
    """
    points = np.concatenate(lines)
    low, extent = points.min(axis=0), np.ptp(points, axis=0)
    side = BOX * _SUPERSAMPLING
    width = max(pen * side, 1.0) if extent.max() > 0 else side
    scale = (side - width) / max(float(extent.max()), 1e-9)
    columns, rows = np.rint(extent * scale + width).astype(int)
    ink = np.zeros((rows, columns), np.uint8)
    for line in lines:
        fixed = np.rint(((line - low) * scale + (width - 1) / 2) * 16).astype(np.int32)
        if len(fixed) == 1:
            fixed = np.repeat(fixed, 2, axis=0)
        cv2.polylines(ink, [fixed], False, 255, round(width), cv2.LINE_8, 4)
    return _framed(ink)


def _framed(ink: UInt8Array) -> UInt8Array:
    """Ink of a box's size put where its mass is in the frame's centre, and shrunk."""
    frame = FRAME * _SUPERSAMPLING
    rows, columns = ink.shape
    moments = cv2.moments(ink, binaryImage=True)
    mass = max(moments["m00"], 1.0)
    edges = (
        round((CENTRE + 0.5) * _SUPERSAMPLING - 0.5 - moments[each] / mass)
        for each in ("m10", "m01")
    )
    left, top = (
        min(max(edge, 0), frame - size) for edge, size in zip(edges, (columns, rows), strict=True)
    )
    right, bottom = frame - columns - left, frame - rows - top
    framed = cv2.copyMakeBorder(ink, top, bottom, left, right, cv2.BORDER_CONSTANT, value=0)
    return np.asarray(cv2.resize(framed, (FRAME, FRAME), interpolation=cv2.INTER_AREA), np.uint8)
