"""Strokes, and the digit that may lie under them, to what a network sees."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from mnist_core.arrays import Float64Array, UInt8Array
from mnist_core.ink.directions import direction_maps
from mnist_core.ink.geometry import way_gone
from mnist_core.ink.preprocessing import BOX, FRAME, MIN_CONTRAST, SPECK, Digit, preprocess
from mnist_core.ink.rendering import render
from mnist_core.ink.strokes import CANVAS, Stroke

_HARDLY = 1e-9  # pixels across or down: less is taken for as much, for there is a division


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
        return preprocess(_with_paper(paper_with(strokes, digit)), subpixel=False, photograph=False)
    seen = preprocess(_with_paper(render(strokes, canvas)), photograph=False)
    lines = paths(strokes, canvas)
    directions = direction_maps(lines) if lines else None
    return replace(seen, directions=directions if np.any(directions) else None)


def _with_paper(drawn: UInt8Array) -> UInt8Array:
    """A canvas as it is; one that is all ink but for a trace as all ink, which is no drawing."""
    return drawn if drawn.max() >= MIN_CONTRAST else np.zeros_like(drawn)


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
    """The parts of a line within a canvas and a margin around it.

    Each piece between two points is clipped as Liang and Barsky do ("A new concept and method for
    line clipping", ACM TOG 3, 1984), so that a line costs nothing for how far it goes outside.
    """
    low, high = -margin, canvas + margin
    if points.min() >= low and points.max() <= high:
        return [points]
    starts, ways = points[:-1], np.diff(points, axis=0)
    slopes = np.where(np.abs(ways) < _HARDLY, _HARDLY, ways)
    bounds = np.sort([(low - starts) / slopes, (high - starts) / slopes], axis=0)
    enter, leave = bounds[0].max(axis=1).clip(0), bounds[1].min(axis=1).clip(max=1)
    parts: list[list[Float64Array]] = []
    ended = None  # the piece at whose last point the last part ends
    for i in np.flatnonzero(enter < leave).tolist():
        first, last = starts[i] + ways[i] * enter[i], starts[i] + ways[i] * leave[i]
        if enter[i] > 0 or ended != i - 1:
            parts.append([first])
        parts[-1].append(last)
        ended = i if leave[i] == 1 else None
    return [np.array(part) for part in parts]
