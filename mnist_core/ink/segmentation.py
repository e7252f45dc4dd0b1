"""Strokes and ink of a line parted into what may be one digit each. Knows no network."""

from collections.abc import Sequence

import cv2
import numpy as np

from mnist_core.arrays import UInt8Array
from mnist_core.ink.strokes import Stroke


def groups_of_strokes(strokes: Sequence[Stroke]) -> list[list[Stroke]]:
    """Strokes that overlap from left to right, together."""
    groups: list[list[Stroke]] = []
    reach = -np.inf
    for stroke in sorted(strokes, key=lambda each: float(each.points[:, 0].min())):
        if float(stroke.points[:, 0].min()) > reach:
            groups.append([])
        groups[-1].append(stroke)
        reach = max(reach, float(stroke.points[:, 0].max()))
    return groups


def groups_of_ink(ink: UInt8Array) -> list[tuple[int, int, int, int]]:
    """Boxes x, y, width, height of connected ink, from left to right."""
    found = cv2.connectedComponentsWithStats(cv2.inRange(ink, 64, 255), connectivity=8)
    return sorted(
        (int(x), int(y), int(width), int(height))
        for x, y, width, height, area in found[2][1:]
        if area >= 12
    )
