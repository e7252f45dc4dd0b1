"""Ink of a whole page parted into lines of writing. Knows no network.

Pieces of ink are judged by their sizes against each other; those that stand beside each other make
up a line. Lines may rise or fall by some degrees, and not all by as many: a page is seen in
perspective.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from mnist_core.arrays import BoolArray, Float64Array, IntArray, UInt8Array

INK = 112  # of 255: from here on a pixel belongs to the ink that hangs together
_SMALLEST = 12  # pixels: no digit's longer side is shorter
# Of the picture's longer side, and no digit's is shorter either; and if it is the only one.
_LEAST, _LEAST_ALONE = 1 / 70, 1 / 30
_SPECK = 4  # pixels: what is shorter or has fewer is noise
_HIGH = 2.0  # times the writing's height: what is straight and longer is no 1
_SMALL, _PART = 0.4, 0.12  # of the writing's height: what is lower is no digit, or no part of one
_LONG = 0.6  # of the picture's sides: what is longer and at the border is frame or table
_FLAT = 8  # times as wide as high: what is flatter is a line drawn under or across
_DEPTH = 0.25  # of the picture's sides: a frame reaches no farther in
# Printed lines: of their length, how wide those at the border are, and those elsewhere; how long
# these are as a part of the picture's longer side; and how much more ink than a line they have.
_SLIM, _SLIMMEST, _LONG_LINE, _STRAIGHT = 0.15, 0.02, 0.3, 1.4
# Parts of a printed line: how many times as long as wide, how many are looked at and are enough,
# and how far apart two of them are at least, as a part of the picture's side.
_TIMES_LONGER, _MOST_PARTS, _FEWEST_PARTS, _FAR_APART = 2.5, 40, 4, 0.25
# Of the writing's strokes: what is thinner is left of a printed line, what is thicker is a finger.
_THIN, _THICK = 0.3, 4.0
_HOLES, _FEWEST_HOLES = 0.15, 4  # of the sides, how far from the border a pad's holes are
_ROUND = 0.6  # of a piece's length: what is as wide inside is a blot
_TILTS = np.tan(np.radians(np.arange(-15, 15.1, 0.5)))
_FANS = np.tan(np.radians(np.arange(-4, 4.1, 1.0)))  # more of it from the middle to the border
_BESIDE = 0.5  # of the lower one's height that two pieces of a line share
_RATIO = 3.0  # of two pieces' heights in a line
# A piece that is slimmer than so much of its height, and so many times as high as most, joins none.
_UPRIGHT, _HIGHER = 0.2, 1.3
_NEAR = 0.35  # of a digit's longer side: parts of it are no farther from each other
HEIGHT = 64  # pixels that a line's digits are brought to


@dataclass(frozen=True, eq=False)
class Line:
    """A line of writing.

    Attributes:
        ink: uint8 (h, w), 255 is ink and 0 is paper: upright, its digits ``HEIGHT`` pixels high.
        places: float64 (n, 2), x and y of its ink on the page.
        seen: float64 (n, 2), where these lie in ``ink``.
    """

    ink: UInt8Array
    places: Float64Array
    seen: Float64Array

    def box_on_page(self, box: Sequence[float]) -> tuple[float, float, float, float]:
        """Around the page's ink that lies in a box of ``ink``: x, y, width, height of both."""
        x, y, width, height = box
        low, high = np.array([x, y]) - 0.5, np.array([x + width, y + height]) + 0.5
        inside = ((self.seen >= low) & (self.seen <= high)).all(axis=1)
        places = self.places[inside] if inside.any() else self.places
        (left, top), (right, bottom) = places.min(axis=0), places.max(axis=0)
        return float(left), float(top), float(right - left + 1), float(bottom - top + 1)


def find_lines(ink: UInt8Array) -> list[Line]:
    """The lines of a page.

    Args:
        ink: uint8 (h, w), 255 is ink and 0 is paper.

    Returns:
        From top to bottom; none where there is no writing.
    """
    pieces = _pieces(ink)
    boxes, longer = pieces.boxes, pieces.boxes[:, 2:].max(axis=1)
    if not pieces.fit.any():
        return []
    height = _typical(pieces, boxes[:, 3])
    least = max(_SMALL * height, _SMALLEST, _LEAST * max(ink.shape))
    width = _typical(pieces, pieces.widths)
    penned = (pieces.widths >= _THIN * width) & (pieces.widths <= _THICK * width)
    ruled = pieces.straight & (longer > _HIGH * height)
    tall = pieces.fit & (boxes[:, 3] >= least) & penned & ~ruled
    if not tall.any():
        return []
    small = pieces.fit & ~tall & (longer >= _PART * height)
    middles = boxes[:, 1] + boxes[:, 3] / 2
    slopes = _slopes(boxes[tall], middles, ink.shape)
    lines = _grouped(np.flatnonzero(tall), boxes, slopes, ink.shape[1])
    _attach(np.flatnonzero(small), lines, boxes)
    lines.sort(key=lambda each: float(np.mean(middles[each])))
    return [_line(ink, pieces.labels, np.array(each), boxes, slopes) for each in lines]


def only_digit(ink: UInt8Array) -> UInt8Array:
    """The ink of a single digit: its largest piece and what is near to it, without the rest.

    Args:
        ink: uint8 (h, w), 255 is ink and 0 is paper.
    """
    pieces = _pieces(ink)
    large = pieces.boxes[:, 2:].max(axis=1) >= max(_SMALLEST, _LEAST_ALONE * max(ink.shape))
    if not (pieces.fit & large).any():
        return np.zeros_like(ink)
    low, sizes = pieces.boxes[:, :2], pieces.boxes[:, 2:]
    main = int(np.where(pieces.fit, pieces.areas, 0).argmax())
    apart = np.maximum(low - (low[main] + sizes[main]), low[main] - (low + sizes)).max(axis=1)
    longer = float(sizes[main].max())
    kept = pieces.fit & (apart <= _NEAR * longer) & (sizes.max(axis=1) >= _PART / 2 * longer)
    chosen = np.concatenate([[0], np.where(kept, 255, 0)]).astype(np.uint8)
    near = cv2.dilate(chosen[pieces.labels], np.ones((3, 3), np.uint8))
    return np.asarray(cv2.bitwise_and(ink, near), np.uint8)


@dataclass(frozen=True, eq=False)
class _Pieces:
    """Connected ink.

    Attributes:
        labels: int64 (h, w), 0 is paper and i + 1 the piece i.
        boxes: float64 (n, 4), x, y, width and height.
        areas: float64 (n,), pixels.
        widths: float64 (n,), pixels: of the widest stroke in it.
        straight: bool (n,), which have little more ink than a line through their box.
        fit: bool (n,), which may be writing, or a part of it.
    """

    labels: IntArray
    boxes: Float64Array
    areas: Float64Array
    widths: Float64Array
    straight: BoolArray
    fit: BoolArray


def _pieces(ink: UInt8Array) -> _Pieces:
    solid = cv2.inRange(ink, INK, 255)
    _, found, stats, _ = cv2.connectedComponentsWithStats(solid, connectivity=8)
    labels = np.asarray(found, np.int64)
    boxes, areas = stats[1:, :4].astype(np.float64), stats[1:, 4].astype(np.float64)
    depth = cv2.distanceTransform(solid, cv2.DIST_L2, 3)
    widths = np.zeros(len(boxes))
    for i in np.flatnonzero(areas >= _SPECK):
        x, y, width, height = boxes[i].astype(int)
        part = (slice(y, y + height), slice(x, x + width))
        widths[i] = 2 * float(depth[part][labels[part] == i + 1].max())
    length = np.hypot(boxes[:, 2], boxes[:, 3])
    straight = np.asarray(areas < _STRAIGHT * length * widths, np.bool_)
    fit = _fit(labels, boxes, areas, widths, straight)
    return _Pieces(labels, boxes, areas, widths, straight, fit)


def _fit(
    labels: IntArray,
    boxes: Float64Array,
    areas: Float64Array,
    widths: Float64Array,
    straight: BoolArray,
) -> BoolArray:
    """Which pieces may be writing by themselves: no specks, blots, frames and long lines."""
    size = labels.shape
    longer = boxes[:, 2:].max(axis=1)
    fit = (longer >= _SPECK) & (areas >= _SPECK) & (boxes[:, 2] <= _FLAT * boxes[:, 3])
    sides = np.array([size[1], size[0]])
    at_border = (boxes[:, :2] <= 1) | (boxes[:, :2] + boxes[:, 2:] >= sides - 1)
    along = (at_border & (boxes[:, 2:] < boxes[:, :1:-1])).any(axis=1)  # its longer side is there
    length = np.hypot(boxes[:, 2], boxes[:, 3])
    along |= at_border.any(axis=1) & straight & (widths < _SLIM * length)
    fit &= ~(straight & (widths < _SLIMMEST * length) & (length > _LONG_LINE * max(size)))
    large = (boxes[:, 2:] > _LONG * sides).any(axis=1) & at_border.any(axis=1)
    rows, columns = (round(_DEPTH * side) for side in size)
    central = np.zeros(len(boxes) + 1, np.bool_)
    central[labels[rows : size[0] - rows, columns : size[1] - columns]] = True
    fit &= central[1:] | ~(along | large)
    fit &= ~_punched(boxes, fit, size)
    fit &= ~_broken_lines(boxes, widths, fit & straight, size)
    # What is cut close lies along the border too.
    for unlikely in (large, along):
        if (fit & ~unlikely).any():
            fit &= ~unlikely
    # One alone may be a digit that was written with a thick pen.
    if np.count_nonzero(fit) > 1:
        fit &= widths <= _ROUND * longer
    return np.asarray(fit, np.bool_)


def _punched(boxes: Float64Array, fit: BoolArray, size: tuple[int, ...]) -> BoolArray:
    """Which pieces are holes of a pad: near a border, round, alike, and as far from each other."""
    found = np.zeros(len(boxes), np.bool_)
    middles = boxes[:, :2] + boxes[:, 2:] / 2
    large = boxes[:, 2:].max(axis=1)
    likely = fit & (np.abs(np.log(boxes[:, 2] / boxes[:, 3])) < 0.3) & (large >= _SMALLEST)
    for axis, across in ((0, 1), (1, 0)):
        side = size[1 - axis]
        for near in (middles[:, axis] < _HOLES * side, middles[:, axis] > (1 - _HOLES) * side):
            some = np.flatnonzero(near & likely)
            if len(some) < _FEWEST_HOLES:
                continue
            alike = some[np.abs(large[some] / np.median(large[some]) - 1) < 0.2]
            apart = np.diff(np.sort(middles[alike, across]))
            regular = np.abs(apart - np.median(apart)) < 0.15 * np.median(apart)
            if len(alike) >= _FEWEST_HOLES and regular.mean() > 0.6:
                found[alike] = True
    return found


def _broken_lines(
    boxes: Float64Array, widths: Float64Array, likely: BoolArray, size: tuple[int, ...]
) -> BoolArray:
    """Which pieces are what is left of a printed line: slim, and one behind the other."""
    found = np.zeros(len(boxes), np.bool_)
    middles, sides = boxes[:, :2] + boxes[:, 2:] / 2, boxes[:, 2:]
    for along in (0, 1):
        across = 1 - along
        some = np.flatnonzero(likely & (sides[:, along] > _TIMES_LONGER * sides[:, across]))
        some = some[np.argsort(-sides[some, along])][:_MOST_PARTS]
        for n, i in enumerate(some):
            for j in some[n + 1 :]:
                way = middles[j] - middles[i]
                if abs(way[along]) < _FAR_APART * size[1 - along]:
                    continue
                line = middles[i, across] + way[across] / way[along] * (
                    middles[some, along] - middles[i, along]
                )
                parts = some[np.abs(middles[some, across] - line) <= 1.5 * widths[some] + 1]
                reach = np.ptp([middles[parts, along].min(), middles[parts, along].max()])
                if len(parts) >= _FEWEST_PARTS and sides[parts, along].sum() > reach / 2:
                    found[parts] = True
    return found


def _typical(pieces: _Pieces, values: Float64Array) -> float:
    """A value of the pieces that fit: of half of all that is written, by its length, it is more."""
    fit = pieces.fit
    order = np.argsort(values[fit])
    gone = np.cumsum((pieces.areas / np.maximum(pieces.widths, 1))[fit][order])
    return float(values[fit][order][np.searchsorted(gone, gone[-1] / 2)])


def _slopes(tall: Float64Array, rows: Float64Array, size: tuple[int, ...]) -> Float64Array:
    """How far a line through each of the rows falls to the right: float64, of the rows' shape.

    The slope changes with the row, as perspective has it. The best is where the pieces' heights,
    seen along it, cover each other most.
    """
    x = tall[:, 0] + tall[:, 2] / 2 - size[1] / 2
    y = tall[:, 1] + tall[:, 3] / 2
    below = y / size[0] - 0.5
    step = max(float(np.median(tall[:, 3])) / 4, 1.0)
    best, found = -1.0, (0.0, 0.0)
    for tilt in _TILTS:
        for fan in _FANS:
            level = y - x * (tilt + 2 * fan * below)
            bins = (level - level.min()) / step
            whole = bins.astype(np.int64)
            part = bins - whole
            filled = np.bincount(whole, 1 - part, int(whole.max()) + 2)
            filled += np.bincount(whole + 1, part, len(filled))
            # Of two that are as good the one that is less turned.
            score = float((filled**2).sum()) * (1 - 0.3 * abs(tilt) - 0.5 * abs(fan))
            if score > best:
                best, found = score, (float(tilt), float(fan))
    tilt, fan = found
    return np.asarray(tilt + 2 * fan * (rows / size[0] - 0.5), np.float64)


def _grouped(
    tall: IntArray, boxes: Float64Array, slopes: Float64Array, width: int
) -> list[list[int]]:
    """Pieces that share a height along their slope, together."""
    middle = boxes[:, 1] + boxes[:, 3] / 2
    level = middle - (boxes[:, 0] + boxes[:, 2] / 2 - width / 2) * slopes
    high = np.maximum(boxes[:, 3], 0.4 * boxes[:, 2])
    group = {int(i): int(i) for i in tall}

    def root(i: int) -> int:
        while group[i] != i:
            i = group[i]
        return i

    def share(i: int, j: int) -> float:
        """The part of the lower one's height that both stand at; 0 where it is too little."""
        low, tall_one = sorted((high[i], high[j]))
        shared = min((high[i] + high[j]) / 2 - abs(level[i] - level[j]), low) / low
        return float(shared) if shared >= _BESIDE and tall_one <= _RATIO * low else 0.0

    # What is left of a frame reaches from one line to the next, and would join them.
    upright = (boxes[:, 2] < _UPRIGHT * boxes[:, 3]) & (high > _HIGHER * np.median(high[tall]))
    usual = [int(i) for i in tall if not upright[i]]
    for n, i in enumerate(usual):
        for j in usual[n + 1 :]:
            if share(i, j):
                group[root(i)] = root(j)
    for i in (int(each) for each in tall if upright[each]):
        nearest = max(usual, key=lambda j: share(i, j), default=i)
        if share(i, nearest):
            group[root(i)] = root(nearest)
    lines: dict[int, list[int]] = {}
    for i in tall.tolist():
        lines.setdefault(root(i), []).append(i)
    return list(lines.values())


def _attach(small: IntArray, lines: list[list[int]], boxes: Float64Array) -> None:
    """Put parts of digits, such as the bar of a 5, to the line of the piece that is nearest."""
    members = [(i, n) for n, line in enumerate(lines) for i in line]
    tall = np.array([i for i, _ in members])
    low, high = boxes[tall, :2], boxes[tall, :2] + boxes[tall, 2:]
    for i in small:
        start, end = boxes[i, :2], boxes[i, :2] + boxes[i, 2:]
        apart = np.maximum(np.maximum(low - end, start - high), 0).max(axis=1)
        nearest = int(apart.argmin())
        if apart[nearest] <= 0.3 * boxes[tall[nearest], 3]:
            lines[members[nearest][1]].append(int(i))


def _line(
    ink: UInt8Array, labels: IntArray, pieces: IntArray, boxes: Float64Array, slopes: Float64Array
) -> Line:
    """A line's ink alone, turned upright and brought to size."""
    low = boxes[pieces, :2].min(axis=0).astype(int) - 2
    high = (boxes[pieces, :2] + boxes[pieces, 2:]).max(axis=0).astype(int) + 2
    low, high = low.clip(0), np.minimum(high, np.array(ink.shape[::-1]))
    part = (slice(low[1], high[1]), slice(low[0], high[0]))
    chosen = np.zeros(int(labels.max()) + 1, np.uint8)
    chosen[pieces + 1] = 255
    own = chosen[labels[part]]
    near = cv2.dilate(own, np.ones((3, 3), np.uint8))
    alone = cv2.bitwise_and(ink[part], near)
    heights = np.maximum(boxes[pieces, 3], 0.4 * boxes[pieces, 2])
    tall = float(np.median(heights[heights >= heights.max() / 2]))
    scale = HEIGHT / tall
    if scale >= 2:  # repeated pixels lose nothing
        scale = float(int(scale))
    slope = float(slopes[pieces].mean()) if len(pieces) > 1 else 0.0
    angle = np.arctan(slope)
    cos, sin = np.cos(angle), np.sin(angle)
    turn = np.array([[cos, sin], [-sin, cos]]) * scale
    rows, columns = np.nonzero(own)
    places = np.stack([columns, rows], axis=1).astype(np.float64)
    seen = (places + 0.5) @ turn.T
    corner = seen.min(axis=0) - 4
    size = np.ceil(seen.max(axis=0) - corner + 4).astype(int)
    offset = turn @ [0.5, 0.5] - corner - 0.5
    how = cv2.INTER_LINEAR
    if scale < 0.6:
        alone = cv2.GaussianBlur(alone, (0, 0), 0.35 / scale)
    elif slope == 0 and scale >= 2:
        how = cv2.INTER_NEAREST
    upright = cv2.warpAffine(alone, np.hstack([turn, offset[:, None]]), size.tolist(), flags=how)
    return Line(np.asarray(upright, np.uint8), places + low, seen - corner)
