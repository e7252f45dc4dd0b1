"""A line's strokes or ink cut in pieces, and pieces put together to what may be one digit.

A digit is one piece or several: a 5 and its bar, the two strokes of a 4. A piece may also be two
digits: where neighbours touch, or a pen goes on from one to the next. So all plausible groups of
pieces are proposed here, and pieces that can be cut. What reads digits judges them
(``recognition.number``): nothing here knows a network.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import cv2
import numpy as np

from mnist_core.arrays import Float64Array, IntArray, UInt8Array
from mnist_core.ink.directions import direction_maps
from mnist_core.ink.geometry import points_at, way_gone
from mnist_core.ink.lines import INK
from mnist_core.ink.preprocessing import Digit, as_pixels, centre_in_frame
from mnist_core.ink.rendering import render_frame
from mnist_core.ink.strip import Baseline, strip_of_ink, strip_of_strokes
from mnist_core.ink.strokes import Stroke, edges

# All lengths are parts of the height of the line's digits.
_SPECK = 0.12  # the longest side of dirt
_MOST_PIECES = 5  # of a digit as it was written: a 4 or a 5 that fell apart
_MOST_CUT_PIECES = 8  # of a digit as it was cut
_WIDEST, _HIGHEST = 1.8, 2.0  # what several pieces may be together
_WIDEST_GAP = 0.5  # from left to right, between two pieces of a digit

# Cuts
_STEP = 0.03  # between the points of a stroke
_NARROWEST = 0.15  # ink or path on either side of a cut
_BACK = 0.35  # how far a pen may go back to the left of a cut
_CUTS_A_HEIGHT = 7  # cuts that are tried in a piece as wide as it is high
_MOST_CUTS = 40  # that are tried in one piece: of a line that no hand wrote as a number
_SEAM_REACH = 0.22  # that a seam may leave its middle, to either side
_SIDEWAYS = 0.15  # what a step to the side costs a seam, where a pixel of ink costs 1
_AWAY = 0.02  # what a pixel costs that is as far from a seam's middle as it may


@dataclass(frozen=True)
class Group:
    """Pieces that may be one digit.

    Attributes:
        first: the place of the first of them, in the order in which pieces are gone through.
        end: the place after the last.
        pieces: which they are.
        gap: the widest gap between them, from left to right, in heights of the line.
        overlap: how far other pieces stand in the same columns: the sum of parts of the narrower
            one's width.
        height: from top to bottom, in heights of the line.
        width: from left to right, the same.
        rise: how far its middle is above or below the line's, the same.
    """

    first: int
    end: int
    pieces: tuple[int, ...]
    gap: float
    overlap: float
    height: float
    width: float
    rise: float


class Writing(Protocol):
    """A line in pieces.

    Attributes:
        boxes: float64 (n, 4), of each piece left, top, right and bottom in pixels, ink included.
        orders: in which pieces may follow each other so that those of a digit are neighbours.
        most: pieces that a digit may have.
        has_ligatures: whether a piece may be nothing but the way from one digit to the next.
    """

    boxes: Float64Array
    orders: Sequence[Sequence[int]]
    most: int
    has_ligatures: bool

    def see(self, pieces: Sequence[int]) -> Digit:
        """What a network sees of some pieces."""

    def cut(self, pieces: Sequence[int], line: Baseline) -> "Writing | None":
        """Some pieces in smaller pieces; None where there is no place for a cut."""

    def strip(self, line: Baseline) -> UInt8Array:
        """The line as the reader of lines sees it, as ``ink.strip`` makes it."""


def groups(boxes: Float64Array, order: Sequence[int], most: int, line: Baseline) -> Iterator[Group]:
    """The plausible digits among pieces.

    Args:
        boxes: of the pieces, as ``Writing`` has them.
        order: in which they are gone through.
        most: pieces of a digit.
        line: on which they stand.
    """
    for first in range(len(order)):
        for end in range(first + 1, min(len(order), first + most) + 1):
            pieces = tuple(sorted(order[first:end]))
            chosen = boxes[list(pieces)]
            left, top = chosen[:, :2].min(axis=0)
            right, bottom = chosen[:, 2:].max(axis=0)
            width, height = (right - left) / line.height, (bottom - top) / line.height
            gap = _widest_gap(chosen) / line.height
            if len(pieces) > 1 and (width > _WIDEST or height > _HIGHEST or gap > _WIDEST_GAP):
                continue
            middle = line.middle + line.slope * (left + right) / 2
            yield Group(
                first,
                end,
                pieces,
                gap,
                _overlap(np.delete(boxes, pieces, axis=0), left, right),
                height,
                width,
                abs((top + bottom) / 2 - middle) / line.height,
            )


def _widest_gap(boxes: Float64Array) -> float:
    """The widest gap between boxes from left to right, 0 where there is none."""
    ordered = boxes[np.argsort(boxes[:, 0])]
    reach = np.maximum.accumulate(ordered[:, 2])
    return max(0.0, float((ordered[1:, 0] - reach[:-1]).max(initial=0.0)))


def _overlap(boxes: Float64Array, left: float, right: float) -> float:
    shared = np.minimum(boxes[:, 2], right) - np.maximum(boxes[:, 0], left)
    narrower = np.minimum(boxes[:, 2] - boxes[:, 0], right - left)
    return float(np.clip(shared / np.maximum(narrower, 1e-9), 0, 1).sum())


class Strokes:
    """A line as a pen wrote it: each stroke, or part of one, is a piece."""

    def __init__(self, strokes: Sequence[Stroke], *, follow: Sequence[int] = ()) -> None:
        """Take strokes apart.

        Args:
            strokes: in the order in which they were made.
            follow: those that go on where the one before them was cut.
        """
        self.strokes = strokes
        self._follow = frozenset(follow)
        self.boxes = np.array([edges(each) for each in strokes])
        in_time = list(range(len(strokes)))
        middles = self.boxes[:, 0] + self.boxes[:, 2]
        from_left = sorted(in_time, key=lambda i: float(middles[i]))
        # A digit is mostly finished before the next is begun; a stroke that is left for later
        # stands beside its own digit.
        self.orders: Sequence[Sequence[int]]
        self.orders = [in_time] if follow or from_left == in_time else [in_time, from_left]
        self.has_ligatures = bool(follow)
        self.most = _MOST_CUT_PIECES if follow else _MOST_PIECES

    def see(self, pieces: Sequence[int]) -> Digit:
        """What a network sees of some strokes: their picture and their path."""
        lines: list[Float64Array] = []
        for i in pieces:
            if i in self._follow and i - 1 in pieces:
                lines[-1] = np.concatenate([lines[-1], self.strokes[i].points[1:]])
            else:
                lines.append(self.strokes[i].points)
        extent = float(np.ptp(np.concatenate(lines), axis=0).max())
        width = float(np.mean([self.strokes[i].width for i in pieces]))
        pixels = as_pixels(render_frame(lines, width / (extent + width)))
        directions = direction_maps(lines)
        return Digit(pixels, (), directions if directions.any() else None)

    def cut(self, pieces: Sequence[int], line: Baseline) -> Writing | None:
        """Strokes cut where the pen may have gone on from one digit to the next."""
        found: list[Stroke] = []
        follow: list[int] = []
        for i in pieces:
            stroke = self.strokes[i]
            points = _dense(stroke.points, _STEP * line.height)
            ends = [0, *_places_to_cut(points, line.height), len(points) - 1]
            for start, end in pairwise(ends):
                if start:
                    follow.append(len(found))
                found.append(Stroke(points[start : end + 1], stroke.width))
        return Strokes(found, follow=follow) if follow else None

    def strip(self, line: Baseline) -> UInt8Array:
        """The strokes as the reader of lines sees them."""
        return strip_of_strokes(self.strokes, line)


def _dense(points: Float64Array, step: float) -> Float64Array:
    gone = way_gone(points)
    return points_at(points, gone, np.linspace(0, gone[-1], max(2, round(gone[-1] / step))))


def _places_to_cut(points: Float64Array, height: float) -> list[int]:
    """Where a pen may have gone on to the next digit: what was before lies left of what follows."""
    gone = way_gone(points)
    back = np.maximum.accumulate(points[:, 0]) - np.minimum.accumulate(points[::-1, 0])[::-1]
    least = _NARROWEST * height
    fit = (back < _BACK * height) & (gone > least) & (gone[-1] - gone > least)
    most = _most_cuts(float(np.ptp(points[:, 0])), height)
    found: list[int] = []
    for i in np.flatnonzero(fit)[np.argsort(back[fit], kind="stable")].tolist():
        if len(found) < most and all(abs(gone[i] - gone[j]) >= least for j in found):
            found.append(i)
    return sorted(found)


def _most_cuts(width: float, height: float) -> int:
    """How many cuts are tried in a piece of a line so high."""
    return min(max(1, round(_CUTS_A_HEIGHT * width / height)), _MOST_CUTS)


class Ink:
    """A line of which only the ink is known: what hangs together is a piece."""

    def __init__(
        self, parts: Sequence[tuple[UInt8Array, int, int]], *, is_cut: bool = False
    ) -> None:
        """Take pieces.

        Args:
            parts: of each its ink, uint8 (h, w), cropped, 255 is ink; and its left and top.
            is_cut: whether they were cut from ink that hangs together.
        """
        self._parts = sorted(parts, key=lambda each: each[1] + each[0].shape[1] / 2)
        self.boxes = np.array(
            [(x, y, x + ink.shape[1], y + ink.shape[0]) for ink, x, y in self._parts], np.float64
        )
        self.orders: Sequence[Sequence[int]] = [range(len(parts))]
        self.has_ligatures = False
        self.most = _MOST_CUT_PIECES if is_cut else _MOST_PIECES

    def see(self, pieces: Sequence[int]) -> Digit:
        """What a network sees of some pieces: their picture."""
        return Digit(as_pixels(centre_in_frame(self._together(pieces)[0])), ())

    def cut(self, pieces: Sequence[int], line: Baseline) -> Writing | None:
        """Pieces cut from top to bottom where little ink is crossed."""
        ink, left, top = self._together(pieces)
        ways = _seams(ink, line.height)
        if not ways:
            return None
        column = np.arange(ink.shape[1])
        edges = [np.zeros(len(ink), np.int64), *ways, np.full(len(ink), ink.shape[1])]
        found = []
        for start, end in pairwise(edges):
            inside = (column >= start[:, None]) & (column < end[:, None])
            part = np.where(inside, ink, np.uint8(0))
            x, y, width, height = cv2.boundingRect(part)
            if max(width, height) > _SPECK * line.height:
                found.append((part[y : y + height, x : x + width], left + x, top + y))
        return Ink(found, is_cut=True) if len(found) > 1 else None

    def strip(self, line: Baseline) -> UInt8Array:
        """The ink as the reader of lines sees it."""
        ink, left, top = self._together(range(len(self._parts)))
        return strip_of_ink(ink, line.moved(-left, -top))

    def _together(self, pieces: Sequence[int]) -> tuple[UInt8Array, int, int]:
        if len(pieces) == 1:
            return self._parts[pieces[0]]
        chosen = self.boxes[list(pieces)].astype(int)
        left, top = (int(each) for each in chosen[:, :2].min(axis=0))
        right, bottom = chosen[:, 2:].max(axis=0)
        ink = np.zeros((bottom - top, right - left), np.uint8)
        for i in pieces:
            part, x, y = self._parts[i]
            place = ink[y - top : y - top + len(part), x - left : x - left + part.shape[1]]
            np.maximum(place, part, out=place)
        return ink, left, top


def ink_in_pieces(ink: UInt8Array) -> Ink | None:
    """The ink of a line taken apart, without dirt; None where there is no ink.

    Args:
        ink: uint8 (h, w), 255 is ink and 0 is paper.
    """
    count, spots, stats, _ = cv2.connectedComponentsWithStats(
        cv2.inRange(ink, INK, 255), connectivity=8
    )
    if count == 1:
        return None
    sides = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1)
    least = _SPECK * sides[1:].max()
    parts = []
    for i in range(1, count):
        if sides[i] < least:
            continue
        x, y, width, height = (int(each) for each in stats[i, :4])
        place = slice(y, y + height), slice(x, x + width)
        parts.append((np.where(spots[place] == i, ink[place], np.uint8(0)), x, y))
    return Ink(parts)


def _seams(ink: UInt8Array, height: float) -> list[IntArray]:
    """Ways from top to bottom on which little ink is crossed, from left to right.

    They are found as seams are in pictures (Avidan and Shamir, "Seam carving for content-aware
    image resizing", ACM TOG 26, 2007), each near a column of its own.

    Args:
        ink: uint8 (h, w), cropped.
        height: of the line's digits in pixels.

    Returns:
        int64 (h,) each: in each row the first column to the right of the way.
    """
    rows, columns = ink.shape
    reach = max(2, round(_SEAM_REACH * height))
    offsets = np.arange(-reach, reach + 1)
    least = max(1, round(_NARROWEST * height / 2))
    middles = np.arange(least, columns - least + 1, max(1, round(_STEP * 2 * height)))
    if not len(middles):
        return []
    places = middles[:, None] + offsets
    between = np.full((rows, columns + 1), np.inf)
    between[:, 1:-1] = (ink[:, :-1].astype(np.float64) + ink[:, 1:]) / (2 * 255)
    crossed = between[:, places.clip(0, columns)] + _AWAY * np.abs(offsets) / reach
    crossed[:, (places < 0) | (places > columns)] = np.inf
    costs, steps = _cheapest(crossed)
    ways = places[np.arange(len(middles)), steps].T
    found: list[IntArray] = []
    for i in np.argsort(costs, kind="stable").tolist():
        if len(found) >= _most_cuts(columns, height):
            break
        if all(np.abs(ways[i] - way).mean() > _NARROWEST / 2 * height for way in found):
            found.append(ways[i])
    return sorted(found, key=lambda way: float(way.mean()))


def _cheapest(costs: Float64Array) -> tuple[Float64Array, IntArray]:
    """The cheapest ways through several pictures at once, from their first rows to their last.

    Args:
        costs: float64 (rows, n, columns), of each pixel of n pictures.

    Returns:
        What the ways cost, float64 (n,), and their columns, int64 (rows, n).
    """
    rows, count, _ = costs.shape
    came = np.zeros(costs.shape, np.int64)
    total = costs[0]
    for row in range(1, rows):
        padded = np.pad(total, ((0, 0), (1, 1)), constant_values=np.inf)
        options = np.stack([padded[:, :-2] + _SIDEWAYS, padded[:, 1:-1], padded[:, 2:] + _SIDEWAYS])
        best = options.argmin(axis=0)
        came[row] = best - 1
        total = np.take_along_axis(options, best[None], axis=0)[0] + costs[row]
    each = np.arange(count)
    ways = np.empty((rows, count), np.int64)
    ways[-1] = total.argmin(axis=1)
    for row in range(rows - 1, 0, -1):
        ways[row - 1] = ways[row] + came[row, each, ways[row]]
    return total[each, ways[-1]], ways
