"""What a part of a drawing looks like, and where it lies: to be named in words."""

import math
from typing import Literal

import numpy as np

from mnist_core.arrays import Float64Array
from mnist_core.ink.geometry import way_gone

Shape = Literal["dot", "bar", "upright", "slant", "ring", "corner", "bow"]
Across = Literal["left", "middle", "right"]
Down = Literal["top", "middle", "bottom"]

_DOT = 0.12  # of the drawing's longest side: what is no larger is a dot
_STRAIGHT = 0.93  # of a line's way, that lies between its ends
_LEVEL = math.tan(math.radians(25))  # a bar rises no more, an upright line leans no more
_CLOSED = 0.3  # of a ring's longest side, between its ends
_ROUND = 2.3  # times its longest side, that a ring's way is long
_SPANS = 0.6  # of the drawing: what reaches so far lies neither at its one end nor at the other
_THIRD = 1 / 3


def shape_of(line: Float64Array, size: float) -> Shape:
    """What a line looks like.

    Args:
        line: float64 (n, 2), x and y, y downwards.
        size: the longest side of the drawing that it belongs to, in the same unit.
    """
    extent = np.ptp(line, axis=0)
    side = float(extent.max())
    if side <= _DOT * size:
        return "dot"
    way = float(way_gone(line)[-1])
    across, down = np.abs(line[-1] - line[0]).tolist()
    between = math.hypot(across, down)
    if between < _CLOSED * side and way > _ROUND * side:
        return "ring"
    if between < _STRAIGHT * way:
        return "corner" if _has_corner(line) else "bow"
    if down <= _LEVEL * across:
        return "bar"
    return "upright" if across <= _LEVEL * down else "slant"


def _has_corner(line: Float64Array) -> bool:
    """Whether a line is two straight ones."""
    ends = line[-1] - line[0]
    across = (line - line[0]) @ np.array([-ends[1], ends[0]])
    corner = int(np.abs(across).argmax())
    halves = (line[: corner + 1], line[corner:])
    return all(
        math.dist(half[0], half[-1]) >= _STRAIGHT * float(way_gone(half)[-1]) for half in halves
    )


def place_of(line: Float64Array, drawing: Float64Array) -> tuple[Across, Down]:
    """Where a line lies in its drawing: left or right, top or bottom, or in the middle of either.

    Args:
        line: float64 (n, 2), x and y, y downwards.
        drawing: float64 (m, 2), all points of the drawing.
    """
    low = drawing.min(axis=0)
    extent = np.maximum(np.ptp(drawing, axis=0), 1e-9)
    # A drawing that is narrow has no left and no right.
    extent = np.maximum(extent, extent.max() / 3)
    spans = np.ptp(line, axis=0) / extent
    middle = ((line.min(axis=0) + line.max(axis=0)) / 2 - low) / extent
    x, y = (
        0.5 if spans[i] > _SPANS or extent[i] > np.ptp(drawing, axis=0)[i] else float(middle[i])
        for i in range(2)
    )
    across: Across = "left" if x < _THIRD else "right" if x > 1 - _THIRD else "middle"
    down: Down = "top" if y < _THIRD else "bottom" if y > 1 - _THIRD else "middle"
    return across, down
