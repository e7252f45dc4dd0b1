"""A line of digits brought to one height and level: what the reader of whole lines sees."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from mnist_core.arrays import Float64Array, UInt8Array
from mnist_core.ink.rendering import draw_line
from mnist_core.ink.strokes import Stroke

HEIGHT = 28  # pixels of a strip
DIGIT = 18  # pixels that a digit of the line is high
_MARGIN = 6  # pixels of paper before and after the ink
_SUPERSAMPLING = 4
_FLATTEST = 60  # times as long as high: a line of more than that has no digits


@dataclass(frozen=True)
class Baseline:
    """Where the digits of a line stand.

    Attributes:
        height: of a digit, in pixels.
        slope: of the line, down to the right.
        middle: of the digits' heights at x = 0, in pixels.
    """

    height: float
    slope: float
    middle: float

    def moved(self, right: float, down: float) -> "Baseline":
        """The line where all is moved by so many pixels."""
        return Baseline(self.height, self.slope, self.middle + down - self.slope * right)


def baseline_of(boxes: Float64Array) -> Baseline:
    """The line on which pieces stand: boxes float64 (n, 4), of each left,
    top, right and bottom in pixels."""
    heights = boxes[:, 3] - boxes[:, 1]
    tall = boxes[heights >= heights.max() / 2]
    length = float(boxes[:, 2].max() - boxes[:, 0].min())
    height = max(float(np.median(tall[:, 3] - tall[:, 1])), length / _FLATTEST)
    x, y = (tall[:, 0] + tall[:, 2]) / 2, (tall[:, 1] + tall[:, 3]) / 2
    if np.ptp(x) < 2 * height:
        return Baseline(height, 0.0, float(y.mean()))
    slope, middle = np.polyfit(x, y, 1)
    return Baseline(height, float(slope), float(middle))


def strip_of_strokes(strokes: Sequence[Stroke], line: Baseline) -> UInt8Array:
    """Strokes as a strip: uint8 (28, w), 255 is ink.

    Args:
        strokes: of one line, in pixels.
        line: on which they stand.
    """
    scale = DIGIT / line.height
    left = min(float(each.points[:, 0].min()) - each.width / 2 for each in strokes)
    right = max(float(each.points[:, 0].max()) + each.width / 2 for each in strokes)
    width = round((right - left) * scale) + 2 * _MARGIN
    fine = np.zeros((HEIGHT * _SUPERSAMPLING, width * _SUPERSAMPLING), np.uint8)
    for each in strokes:
        x, y = each.points.T
        level = np.stack([x - left, y - line.middle - line.slope * x], axis=1) * scale
        points = (level + np.array([_MARGIN, HEIGHT / 2])) * _SUPERSAMPLING - 0.5
        draw_line(fine, points, 255, max(1, round(each.width * scale * _SUPERSAMPLING)))
    return np.asarray(cv2.resize(fine, (width, HEIGHT), interpolation=cv2.INTER_AREA), np.uint8)


def strip_of_ink(ink: UInt8Array, line: Baseline) -> UInt8Array:
    """Ink as a strip: uint8 (28, w), 255 is ink.

    Args:
        ink: uint8 (h, w), 255 is ink and 0 is paper.
        line: on which its digits stand.
    """
    left, _, columns, _ = cv2.boundingRect(ink)
    scale = DIGIT / line.height
    width = round(columns * scale) + 2 * _MARGIN
    # Four times as fine first: shrinking by an affine map alone would miss pixels between.
    fine = scale * _SUPERSAMPLING
    offset = HEIGHT / 2 * _SUPERSAMPLING - fine * (line.middle - 0.5 + line.slope * 0.5)
    matrix = np.array(
        [
            [fine, 0, _MARGIN * _SUPERSAMPLING - fine * left],
            [-fine * line.slope, fine, offset],
        ]
    )
    size = (width * _SUPERSAMPLING, HEIGHT * _SUPERSAMPLING)
    level = cv2.warpAffine(ink, matrix, size, flags=cv2.INTER_LINEAR)
    return np.asarray(cv2.resize(level, (width, HEIGHT), interpolation=cv2.INTER_AREA), np.uint8)
