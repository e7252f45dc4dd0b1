"""Other ways for the pen to leave a drawing: backwards, twice, in pieces, as an outline.

People write in other orders and directions than those whose strokes are at hand. Knows no digit.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

import cv2
import numpy as np

from mnist_core.arrays import Float64Array, UInt8Array
from mnist_core.ink.geometry import boxed, points_at, way_gone
from mnist_core.ink.rendering import draw_line

PenWay = Callable[[Sequence[Float64Array], np.random.Generator], list[Float64Array]]
_RETRACED = 0.02  # how far a line that is gone over strays, as a part of the drawing
_GAPS = (0.01, 0.09)  # between the pieces of a stroke, as parts of the drawing
_SHORTEST = 0.25  # stroke that is cut, as a part of the drawing
_CHORD = 0.1  # between the places where a turn is looked for, as a part of the drawing
_SHARP = np.radians(45)  # turn from one chord to the next that is a corner
_LOOSE = (0.01, 0.06)  # standard deviation of a loose piece's place, as a part of the drawing
_SPOTS = (0.02, 0.2)  # from one spot of a dotted line to the next, as a part of the drawing
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


def in_loose_pieces(
    lines: Sequence[Float64Array], random: np.random.Generator
) -> list[Float64Array]:
    """Strokes parted where they turn sharply, and each piece a little off its place."""
    size = float(np.ptp(np.concatenate(lines), axis=0).max())
    pieces: list[Float64Array] = []
    for line in lines:
        gone = way_gone(line)
        corners = _corners(line, gone, _CHORD * size)
        ends = pairwise([0.0, *corners, float(gone[-1])])
        pieces += [_piece(line, gone, start, end) for start, end in ends]
    far = random.uniform(*_LOOSE) * size
    return [piece + random.normal(0, far, 2) for piece in pieces]


def _corners(line: Float64Array, gone: Float64Array, chord: float) -> list[float]:
    """How far the pen has gone where it turns sharply from one chord to the next."""
    count = int(gone[-1] / chord) if chord else 0
    if count < 2:
        return []
    places = np.linspace(0, gone[-1], count + 1)
    across, down = np.diff(points_at(line, gone, places), axis=0).T
    turn = np.diff(np.arctan2(down, across))
    sharp = np.abs((turn + np.pi) % (2 * np.pi) - np.pi) > _SHARP
    # A corner between two places shows at both: it counts once.
    sharp[1:] &= ~sharp[:-1]
    corners: list[float] = places[1:-1][sharp].tolist()
    return corners


def dotted(lines: Sequence[Float64Array], random: np.random.Generator) -> list[Float64Array]:
    """Spots along every line, now closer, now wider: what a page shows that joins no points."""
    size = float(np.ptp(np.concatenate(lines), axis=0).max())
    if not size:
        return list(lines)
    spots: list[Float64Array] = []
    for line in lines:
        gone = way_gone(line)
        along = np.linspace(0, gone[-1], max(round(gone[-1] / (_SPOTS[0] * size)), 1) + 1)
        # The pen's speed at four places, and between them.
        speeds = np.exp(random.uniform(np.log(_SPOTS[0]), np.log(_SPOTS[1]), 4)) * size
        speed = np.interp(along, np.linspace(0, gone[-1], 4), speeds)
        passed = np.cumsum(np.diff(along, prepend=0) / speed)
        first = np.diff(np.floor(passed), prepend=-1) > 0
        spots += list(points_at(line, gone, along[first])[:, None])
    return spots


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
        draw_line(ink, line * _GRID, 1, round(width * _GRID))
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
