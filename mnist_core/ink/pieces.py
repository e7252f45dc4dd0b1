"""Strokes cut in short pieces of one length, and which pixels of the frame belong to which."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mnist_core.arrays import Float64Array, IntArray
from mnist_core.ink.geometry import points_at, way_gone
from mnist_core.ink.strokes import Stroke

_STEP = 0.25  # of a piece, between the points that stand for it


@dataclass(frozen=True, eq=False)
class Piece:
    """A piece of a stroke.

    Attributes:
        stroke: the number of the stroke that it belongs to.
        points: float64 (n, 2), n at least 2, in canvas pixels: the last is the first of the next
            piece of the stroke.
        start: how far the pen had gone in the stroke when it began, in canvas pixels.
        end: the same, when it ended.
    """

    stroke: int
    points: Float64Array
    start: float
    end: float


def cut(strokes: Sequence[Stroke], count: int) -> list[Piece]:
    """Cut strokes in about so many pieces, as long as each other.

    Args:
        strokes: in their order; at least one.
        count: of the pieces in all. A stroke is one piece at least.
    """
    gone = [way_gone(stroke.points) for stroke in strokes]
    total = max(sum(float(each[-1]) for each in gone), 1e-9)
    found = []
    for number, (stroke, way) in enumerate(zip(strokes, gone, strict=True)):
        length = float(way[-1])
        parts = max(1, round(count * length / total))
        ends = np.linspace(0, length, parts + 1)
        for start, end in zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True):
            points = _part(stroke.points, way, start, end)
            found.append(Piece(number, points, start, end))
    return found


def without(strokes: Sequence[Stroke], pieces: Sequence[Piece]) -> list[Stroke]:
    """Strokes as they were, had the pen not touched the paper in some pieces.

    Args:
        strokes: those that the pieces are of.
        pieces: neighbours in one stroke, in their order; at least one.
    """
    first, last = pieces[0], pieces[-1]
    found = []
    for number, stroke in enumerate(strokes):
        if number != first.stroke:
            found.append(stroke)
            continue
        way = way_gone(stroke.points)
        for start, end in ((0.0, first.start), (last.end, float(way[-1]))):
            if end > start:
                found.append(Stroke(_part(stroke.points, way, start, end), stroke.width))
    return found


def line_of(pieces: Sequence[Piece]) -> Float64Array:
    """The points of neighbouring pieces, (n, 2), as one line."""
    return np.concatenate([pieces[0].points, *(each.points[1:] for each in pieces[1:])])


def nearest(places: Float64Array, lines: Sequence[Float64Array]) -> IntArray:
    """The number of the line that each place lies nearest to.

    Args:
        places: float64 (n, 2).
        lines: float64 (m, 2) each, m at least 2, in the same unit.

    Returns:
        int64 (n,).
    """
    dotted = [_dotted(line) for line in lines]
    owners = np.repeat(np.arange(len(lines)), [len(each) for each in dotted])
    distances = ((places[:, None] - np.concatenate(dotted)[None]) ** 2).sum(axis=2)
    return np.asarray(owners[distances.argmin(axis=1)], np.int64)


def _part(points: Float64Array, way: Float64Array, start: float, end: float) -> Float64Array:
    """A line's points between two places of its way, those two included."""
    inside = points[(way > start) & (way < end)]
    first, last = points_at(points, way, np.array([start, end]))
    return np.vstack([first, inside, last])


def _dotted(line: Float64Array) -> Float64Array:
    """Points at even places of a line, which stand for it: its ends are its neighbours' too."""
    way = way_gone(line)
    return points_at(line, way, np.arange(_STEP / 2, 1, _STEP) * way[-1])
