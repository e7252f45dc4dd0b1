"""Strokes to maps of which way the pen went: what a network sees beside the picture.

Eight maps, one a direction, hold how much of the path goes that way, and where. Maps of eight
directions are what handwriting recognition has long been fed with (Bai and Huo, "A study on the use
of 8-directional features for online handwritten Chinese character recognition", ICDAR 2005; Liu and
Zhou, "Online Japanese character recognition using trajectory-based normalization and direction
feature extraction", IWFHR 2006). The order of the strokes is not in them, nor the pen's width and
speed.
"""

from collections.abc import Sequence

import cv2
import numpy as np

from mnist_core.arrays import Float64Array, UInt8Array
from mnist_core.ink.geometry import points_at, way_gone
from mnist_core.ink.preprocessing import BOX, FRAME, Placement

DIRECTIONS = 8  # the first is to the right, the others follow clockwise, 45 degrees apart
_SHORTEST = 1e-6  # path that has a direction, in the unit of its lines
_STEP = 0.5  # of the path, in the frame's pixels
_HALF_CHORD = 2  # steps before and after a point whose ends say which way the pen goes there
_FULL = 0.4  # ink that becomes 255: a straight line along a row leaves 0.37
_BLUR = np.array([0.25, 0.5, 0.25])


def direction_maps(lines: Sequence[Float64Array]) -> UInt8Array:
    """Draw the pen's path in eight maps.

    The path is scaled to a longest side of 20 and put in the middle of 28 x 28. It is cut in bits
    of half a pixel. Each bit is shared between the two directions that its own lies between, and
    between the four pixels around its middle. A dot goes all ways alike.

    Args:
        lines: float64 (n, 2) each, n at least 1, in any unit, y downwards, in the order in which
            the pen went; at least one.

    Returns:
        uint8 (28, 28, 8). All 0 where the path has no length.
    """
    placement = path_placement(lines)
    if placement is None:
        return np.zeros((FRAME, FRAME, DIRECTIONS), np.uint8)
    bits = np.concatenate([_bits(placement.to_frame(line)) for line in lines])
    return _blurred(_shared(bits))


def path_placement(lines: Sequence[Float64Array]) -> Placement | None:
    """Where the frame of a path's maps lies, in the unit of its lines; None of one without length.

    Args:
        lines: as ``direction_maps`` takes them.
    """
    points = np.concatenate(lines)
    low, extent = points.min(axis=0), np.ptp(points, axis=0)
    side = float(extent.max())
    if side < _SHORTEST:
        return None
    scale = side / BOX
    left, top = low + extent / 2 - FRAME / 2 * scale
    return Placement(float(left), float(top), scale)


def _bits(line: Float64Array) -> Float64Array:
    """A line cut in bits, (m, 4): their middles, directions from 0 to 8, and lengths."""
    gone = way_gone(line)
    count = int(np.ceil(gone[-1] / _STEP))
    if count == 0:
        dot = np.tile([*line[0], 0.0, 1 / DIRECTIONS], (DIRECTIONS, 1))
        dot[:, 2] = np.arange(DIRECTIONS)
        return dot
    path = points_at(line, gone, np.linspace(0, gone[-1], count + 1))
    order = np.arange(count)
    before = np.maximum(order - _HALF_CHORD + 1, 0)
    after = np.minimum(order + _HALF_CHORD, count)
    across, down = (path[after] - path[before]).T
    direction = np.arctan2(down, across) / (2 * np.pi / DIRECTIONS) % DIRECTIONS
    length = np.full(count, gone[-1] / count)
    return np.column_stack([(path[:-1] + path[1:]) / 2, direction, length])


def _shared(bits: Float64Array) -> Float64Array:
    """Bits shared between pixels and directions: float64 (28, 28, 8)."""
    corner = np.floor(bits[:, :3]).astype(np.int64)
    x, y, z = corner.T
    x, y = np.clip(x, 0, FRAME - 2), np.clip(y, 0, FRAME - 2)
    right, down, on = (bits[:, :3] - corner).T
    length = bits[:, 3]
    indices, weights = [], []
    for row, in_row in ((y, 1 - down), (y + 1, down)):
        for column, in_column in ((x, 1 - right), (x + 1, right)):
            ink = in_row * in_column * length
            for direction, share in ((z, 1 - on), (z + 1, on)):
                indices.append((row * FRAME + column) * DIRECTIONS + direction % DIRECTIONS)
                weights.append(ink * share)
    size = FRAME * FRAME * DIRECTIONS
    maps = np.bincount(np.concatenate(indices), np.concatenate(weights), minlength=size)
    return np.asarray(maps.reshape(FRAME, FRAME, DIRECTIONS), np.float64)


def _blurred(maps: Float64Array) -> UInt8Array:
    """Maps with lines about two pixels wide; one that is drawn twice is hardly stronger."""
    soft = cv2.sepFilter2D(
        maps.astype(np.float32), -1, _BLUR, _BLUR, borderType=cv2.BORDER_CONSTANT
    )
    return np.asarray(np.rint(np.clip(soft / _FULL, 0, 1) * 255), np.uint8)
