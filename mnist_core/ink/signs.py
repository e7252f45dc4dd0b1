"""Shapes of ink that no digit has: rings in rings, forks, and what was cut and is one.

What is read as a digit may be part of a letter or a drawing (``recognition.signs``).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from mnist_core.arrays import UInt8Array
from mnist_core.ink.lines import INK

_APART = 0.35  # columns to a row by which the strokes of a V lean more than those of two digits
_INNER = 0.2  # of a character's longer side: a smaller ring in it is a dot that has a hole


def has_ring_in_ring(ink: UInt8Array) -> bool:
    """Whether a ring stands free within another, as in no digit. A dot may stand in a 0.

    Args:
        ink: uint8 (h, w), 255 is ink and 0 is paper.
    """
    outlines, tree = cv2.findContours(
        cv2.inRange(ink, INK, 255), cv2.RETR_TREE, cv2.CHAIN_APPROX_SIMPLE
    )
    least = _INNER * max(ink.shape)
    for i, outline in enumerate(outlines):
        _, _, hole, around = tree[0][i]
        # Outlines of ink and of holes take turns: around ink there is an even number.
        enclosing = 0
        while around >= 0:
            enclosing, around = enclosing + 1, tree[0][around][3]
        ring = enclosing > 0 and enclosing % 2 == 0 and hole >= 0
        if ring and min(cv2.boundingRect(outline)[2:]) >= least:
            return True
    return False


def are_forked(ink: UInt8Array, left: Sequence[float], right: Sequence[float]) -> bool:
    """Whether two strokes hang together and lean apart, as those of a V.

    Args:
        ink: uint8 (h, w), 255 is ink and 0 is paper.
        left, right: x, y, width and height of each.
    """
    _, pieces = cv2.connectedComponents(cv2.inRange(ink, INK, 255), connectivity=8)
    # Between their middles each has its own part of what hangs together.
    border = (left[0] + left[2] + right[0]) / 2
    leans, of_piece = [], []
    for (x, y, width, height), low, high in ((left, 0.0, border), (right, border, np.inf)):
        across = slice(max(round(max(x, low)), 0), max(round(min(x + width, high)), 0))
        down = slice(max(round(y), 0), max(round(y + height), 0))
        part = pieces[down, across]
        if not part.any():
            return False
        of_piece.append(int(np.bincount(part[part > 0]).argmax()))
        rows, columns = np.nonzero(part == of_piece[-1])
        spread = max(float(np.var(rows)), 1.0)
        leans.append(float(np.cov(rows, columns, bias=True)[0, 1]) / spread)
    return of_piece[0] == of_piece[1] and abs(leans[0] - leans[1]) > _APART


@dataclass(frozen=True, eq=False)
class Cut:
    """Ink that hangs together, and was cut.

    Attributes:
        members: which characters are parts of it, two or more.
        piece: uint8 (h, w), its ink alone, cropped.
        place: uint8 (h, w), all ink where it is.
    """

    members: tuple[int, ...]
    piece: UInt8Array
    place: UInt8Array


def cuts_of(ink: UInt8Array, boxes: Sequence[Sequence[float]]) -> list[Cut]:
    """The pieces of a line's ink that more than one character has most of its own ink from.

    Args:
        ink: uint8 (h, w), 255 is ink and 0 is paper.
        boxes: x, y, width and height of each character.
    """
    _, labels, stats, _ = cv2.connectedComponentsWithStats(
        cv2.inRange(ink, INK, 255), connectivity=8
    )
    members: dict[int, list[int]] = {}
    for i, box in enumerate(boxes):
        x, y, width, height = (max(round(each), 0) for each in box)
        inside = labels[y : y + height, x : x + width]
        if inside.any():
            members.setdefault(int(np.bincount(inside[inside > 0]).argmax()), []).append(i)
    found = []
    for label, parts in members.items():
        if len(parts) > 1:
            x, y, width, height = stats[label, :4]
            place = (slice(y, y + height), slice(x, x + width))
            piece = np.where(labels[place] == label, ink[place], 0).astype(np.uint8)
            found.append(Cut(tuple(parts), piece, ink[place]))
    return found
