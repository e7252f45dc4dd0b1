"""Other ways for the pen to leave the same ink: backwards, twice, in pieces, as an outline.

People write in other orders and directions than those whose strokes are at hand. Knows no digit.
"""

from collections.abc import Callable, Sequence

import cv2
import numpy as np

from mnist_core.arrays import Float64Array, UInt8Array
from mnist_core.ink.geometry import boxed, points_at, way_gone

PenWay = Callable[[Sequence[Float64Array], np.random.Generator], list[Float64Array]]
_RETRACED = 0.02  # how far a line that is gone over strays, as a part of the drawing
_GAPS = (0.01, 0.09)  # between the pieces of a stroke, as parts of the drawing
_SHORTEST = 0.25  # stroke that is cut, as a part of the drawing
OUTLINE = 0.05  # between the lines that fill an outline, as a part of the drawing
_GRID = 200  # pixels that an outline is found in


def backwards(
    lines: Sequence[Float64Array], random: np.random.Generator | None = None
) -> list[Float64Array]:
    """The last point first, in every stroke, and the last stroke first; nothing by chance."""
    return [line[::-1] for line in reversed(lines)]


def partly_backwards(
    lines: Sequence[Float64Array], random: np.random.Generator
) -> list[Float64Array]:
    """Strokes in any order, each forwards or backwards."""
    order = random.permutation(len(lines))
    return [lines[i][:: random.choice([-1, 1])] for i in order]


def doubled(lines: Sequence[Float64Array], random: np.random.Generator) -> list[Float64Array]:
    """Every line gone over once more: on its way back, or anew."""
    far = _RETRACED * float(np.ptp(np.concatenate(lines), axis=0).max())
    back = random.random() < 0.5
    twice: list[Float64Array] = []
    for line in lines:
        again = line + random.normal(0, far, 2) + random.normal(0, far / 4, line.shape)
        twice += [np.concatenate([line, again[::-1]])] if back else [line, again]
    return twice


def cut(lines: Sequence[Float64Array], random: np.random.Generator) -> list[Float64Array]:
    """Long strokes in two or three pieces, as by a finger that is lifted, with small gaps."""
    size = float(np.ptp(np.concatenate(lines), axis=0).max())
    pieces: list[Float64Array] = []
    for line in lines:
        gone = way_gone(line)
        if gone[-1] <= _SHORTEST * size:
            pieces.append(line)
            continue
        places = np.sort(random.uniform(0.2, 0.8, random.integers(1, 3))) * gone[-1]
        gaps = random.uniform(*_GAPS, len(places)) * size / 2
        starts = np.concatenate([[0.0], places + gaps])
        ends = np.concatenate([places - gaps, [gone[-1]]])
        pieces += [
            _piece(line, gone, start, end)
            for start, end in zip(starts, ends, strict=True)
            if end > start
        ]
    return pieces


def _piece(line: Float64Array, gone: Float64Array, start: float, end: float) -> Float64Array:
    """A line from one length of its way to another."""
    within = gone[(gone > start) & (gone < end)]
    return points_at(line, gone, np.concatenate([[start], within, [end]]))


def outlined(lines: Sequence[Float64Array], random: np.random.Generator) -> list[Float64Array]:
    """The outline of what a broad pen would leave, filled in with lines to and fro."""
    width = random.uniform(0.12, 0.22)
    small = [line * (1 - width) + width / 2 for line in boxed(lines)]
    ink = np.zeros((_GRID, _GRID), np.uint8)
    for line in small:
        points = np.rint(line * _GRID * 16).astype(np.int32)
        points = np.repeat(points, 2, axis=0) if len(points) == 1 else points
        cv2.polylines(ink, [points], False, 1, round(width * _GRID), cv2.LINE_8, 4)
    rims, _ = cv2.findContours(ink, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    # Every eighth of the grid's pixels, and the first again: a hand does not follow each.
    outline = [np.concatenate([rim[::8, 0], rim[:1, 0]]) / _GRID for rim in rims]
    return [*outline, *_filling(ink)]


def _filling(ink: UInt8Array) -> list[Float64Array]:
    """Lines to and fro through ink: rows, each joined to that below where the two overlap."""
    strokes: list[list[tuple[float, float]]] = []
    open_strokes: list[tuple[int, int, int]] = []  # first and last column, and which stroke
    for row in range(0, _GRID, round(OUTLINE * _GRID)):
        edges = np.flatnonzero(np.diff(np.concatenate([[0], ink[row], [0]])))
        still_open: list[tuple[int, int, int]] = []
        for first, last in edges.reshape(-1, 2).tolist():
            ends: list[tuple[float, float]] = [(first, row), (last - 1, row)]
            joined = [k for a, b, k in open_strokes if a < last and first < b]
            taken = {k for _, _, k in still_open}
            if len(joined) == 1 and joined[0] not in taken:
                k = joined[0]
                if abs(strokes[k][-1][0] - ends[0][0]) > abs(strokes[k][-1][0] - ends[1][0]):
                    ends.reverse()
                strokes[k] += ends
            else:
                k = len(strokes)
                strokes.append(ends)
            still_open.append((first, last, k))
        open_strokes = still_open
    return [np.array(stroke, np.float64) / _GRID for stroke in strokes]
