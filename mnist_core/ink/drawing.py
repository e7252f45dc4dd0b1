"""Strokes, and the digit that may lie under them, to what a network sees."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from mnist_core.arrays import BoolArray, Float64Array, UInt8Array
from mnist_core.ink.directions import direction_maps
from mnist_core.ink.geometry import points_at, way_gone
from mnist_core.ink.preprocessing import BOX, FRAME, SPECK, Digit, preprocess
from mnist_core.ink.rendering import render
from mnist_core.ink.strokes import CANVAS, Stroke


def read_drawing(
    strokes: Sequence[Stroke], digit: UInt8Array | None = None, canvas: int = CANVAS
) -> Digit:
    """What a network sees of strokes on a square canvas.

    Args:
        strokes: in canvas pixels.
        digit: uint8 (28, 28), 255 is ink: what lies under them on a canvas of 280 pixels; None is
            white paper. With one nothing is known of the way the pen went.
        canvas: the side in pixels.

    Raises:
        BlankImageError: there is no ink.
    """
    if digit is not None:
        # MNIST's own digits come back as they were only if not moved by parts of a pixel.
        return preprocess(paper_with(strokes, digit), subpixel=False)
    seen = preprocess(render(strokes, canvas))
    lines = paths(strokes, canvas)
    directions = direction_maps(lines) if lines else None
    return replace(seen, directions=directions if np.any(directions) else None)


def paper_with(strokes: Sequence[Stroke], digit: UInt8Array | None = None) -> UInt8Array:
    """Strokes on a canvas of 280 pixels, as they are seen: uint8 (280, 280), 255 is paper.

    Args:
        strokes: in canvas pixels.
        digit: as for ``read_drawing``.
    """
    drawn = render(strokes, CANVAS)
    if digit is None:
        return drawn
    times = CANVAS // FRAME
    return np.minimum(drawn, 255 - np.repeat(np.repeat(digit, times, axis=0), times, axis=1))


def paths(strokes: Sequence[Stroke], canvas: int) -> list[Float64Array]:
    """The paths of strokes, as far as their ink counts: without specks, and what lies outside.

    Args:
        strokes: in canvas pixels.
        canvas: the side in pixels.

    Returns:
        float64 (n, 2) each, in canvas pixels.
    """
    inside = [
        (line, stroke.width)
        for stroke in strokes
        for line in _inside(stroke.points, canvas, stroke.width / 2)
    ]
    largest = max((float(np.ptp(line, axis=0).max()) + width for line, width in inside), default=0)
    # As ``preprocess`` has it of spots of ink.
    least = SPECK * (largest / BOX) ** 2
    return [line for line, width in inside if _area(line, width) >= least]


def _area(line: Float64Array, width: float) -> float:
    """About how much ink a pen leaves that goes a way once, and is round."""
    return float(way_gone(line)[-1]) * width + math.pi / 4 * width**2


def _inside(points: Float64Array, canvas: int, margin: float) -> list[Float64Array]:
    """The parts of a line within a canvas and a margin around it, to a pixel."""

    def within(places: Float64Array) -> BoolArray:
        return np.asarray(np.all((places >= -margin) & (places <= canvas + margin), axis=1))

    if within(points).all():
        return [points]
    gone = way_gone(points)
    line = points_at(points, gone, np.union1d(gone, np.arange(0, gone[-1])))
    seen = within(line)
    runs = np.split(np.arange(len(line)), np.flatnonzero(np.diff(seen)) + 1)
    return [line[run] for run in runs if seen[run[0]]]
