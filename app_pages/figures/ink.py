"""A drawing whose ink is coloured by how much it counts, or of which a part is faint."""

from collections.abc import Sequence

import cv2
import numpy as np

from app_pages.figures.colours import BLUE, ORANGE, bgr
from mnist_core.arrays import Float32Array, Float64Array, IntArray, UInt8Array
from mnist_core.ink.preprocessing import FRAME

FULL = 0.5  # of a probability, from which on a change has its full colour
_SIDE = 448  # pixels of a picture
_MARGIN = 0.06  # of it, around the ink
_GREY, _FAINT, _INK, _PAPER = (176, 176, 176), (222, 222, 222), (40, 40, 40), (255, 255, 255)
_FINE = 4  # bits after the point of a coordinate that OpenCV draws at

Colour = tuple[int, int, int]  # blue, green, red


def colours_of(falls: Float64Array) -> list[Colour]:
    """A colour for each change of a probability, -1 to 1.

    Grey is none, orange a fall, blue a rise. Small changes are seen too: the colour goes by the
    square root.
    """
    strengths = np.sqrt(np.minimum(np.abs(falls) / FULL, 1))
    found = []
    for fall, strength in zip(falls.tolist(), strengths.tolist(), strict=True):
        end = bgr(ORANGE if fall > 0 else BLUE)
        blue, green, red = (round(a + (b - a) * strength) for a, b in zip(_GREY, end, strict=True))
        found.append((blue, green, red))
    return found


def drawn_in_colours(
    lines: Sequence[Float64Array], widths: Sequence[float], falls: Float64Array
) -> UInt8Array:
    """Pieces of strokes, coloured by what became of a probability without them.

    Args:
        lines: float64 (n, 2) each, in canvas pixels.
        widths: of the pen, one each, in canvas pixels.
        falls: float64, one each, as ``colours_of`` takes them.

    Returns:
        uint8 (448, 448, 3), blue first.
    """
    return _drawn(lines, widths, colours_of(falls), np.argsort(np.abs(falls), kind="stable"))


def drawn_without(
    lines: Sequence[Float64Array], widths: Sequence[float], left_out: Sequence[int]
) -> UInt8Array:
    """Pieces of strokes in black, those that are left out faint: as ``drawn_in_colours``."""
    colours: list[Colour] = [_FAINT if i in left_out else _INK for i in range(len(lines))]
    order = np.array(sorted(range(len(lines)), key=lambda i: i not in left_out), np.int64)
    return _drawn(lines, widths, colours, order)


def pixels_in_colours(pixels: Float32Array, owners: IntArray, falls: Float64Array) -> UInt8Array:
    """The pixels that a network sees, coloured by what became of a probability without them.

    Args:
        pixels: float32 (28, 28), 0 to 1, ink is 1.
        owners: int64 (28, 28), the number of the fall that counts for each; -1 is paper.
        falls: as ``colours_of`` takes them.

    Returns:
        uint8 (448, 448, 3), blue first.
    """
    colours = np.array([*colours_of(falls), _PAPER], np.float64)[owners]
    ink = pixels[..., None].astype(np.float64)
    picture = np.rint(255 - ink * (255 - colours)).astype(np.uint8)
    times = _SIDE // FRAME
    return np.repeat(np.repeat(picture, times, axis=0), times, axis=1)


def _drawn(
    lines: Sequence[Float64Array],
    widths: Sequence[float],
    colours: Sequence[Colour],
    order: IntArray,
) -> UInt8Array:
    """Lines drawn one over the other, as large as there is room for."""
    points, widest = np.concatenate(lines), max(widths)
    low, extent = points.min(axis=0) - widest / 2, np.ptp(points, axis=0) + widest
    scale = _SIDE * (1 - 2 * _MARGIN) / float(extent.max())
    offset = (_SIDE - extent * scale) / 2
    picture = np.full((_SIDE, _SIDE, 3), 255, np.uint8)
    for i in order.tolist():
        placed = (lines[i] - low) * scale + offset
        fixed = np.rint(placed * 2**_FINE).astype(np.int32)
        thickness = max(1, round(widths[i] * scale))
        cv2.polylines(picture, [fixed], False, colours[i], thickness, cv2.LINE_AA, _FINE)
    return picture
