"""The pen's path as a network sees it: a colour and an arrow for each of eight directions."""

from collections.abc import Sequence
from types import MappingProxyType

import cv2
import numpy as np
import streamlit as st

from app_pages.figures.colours import bgr
from app_pages.figures.html import data_url
from app_pages.figures.text import share
from mnist_core.arrays import Float64Array, IntArray, UInt8Array
from mnist_core.ink.directions import DIRECTIONS
from mnist_core.ink.preprocessing import Digit

# In the order of the maps, with the colour of each. The colours differ in hue and in lightness: any
# two lie at least 0.13 apart in Oklab, to all eyes and to those that lack red, green or blue (after
# Machado, Oliveira and Fernandes, IEEE TVCG 15, 2009). On black, and black on them, each has a
# contrast of 4.6 or more.
_WAYS = MappingProxyType(
    {
        "to the right": "#f13e13",
        "down to the right": "#b99424",
        "down": "#e1ff81",
        "down to the left": "#008666",
        "to the left": "#a8c6fe",
        "up to the left": "#9090fe",
        "up": "#ae43e2",
        "up to the right": "#e6bd9a",
    }
)
COLOURS = tuple(_WAYS.values())
_COMPASS = (5, 6, 7, 4, None, 0, 3, 2, 1)  # the directions as they lie around a point, row by row
_TOLD = 0.1  # part of the path from which on its direction is told in words
_MOSTLY = 0.4  # part of it that is most
_EACH = 0.05  # part of it that each direction has of a path that goes all ways
_ALIKE = 1.5  # times the least of those parts that the most of them has, where they are alike
_TIMES = 20  # the picture's pixels for one that a network sees
_ARROW = 48  # such pixels that an arrow is long
_SIGN = 72  # pixels of the legend's signs, which are shown half as large
_APART = 3.2  # pixels that a network sees, between two arrows
_INKED = 0.7  # of a full pixel, from which on an arrow lies well on it
_STEPS = 4  # of a full pixel, that count as more path


def show_path(digit: Digit) -> None:
    """Show the picture that a network sees, the pen's path beside it, and what the colours mean.

    Args:
        digit: one whose path is known.

    Raises:
        ValueError: it is not known.
    """
    if digit.directions is None:
        raise ValueError("expected a digit whose path is known")
    shares = _shares(digit.directions)
    st.html(
        f'<div class="seen">{_picture(digit)}'
        + _figure(
            "The pen’s path in 28 by 28 pixels, with a colour and an arrow for each direction",
            _drawn(digit.directions),
            "The pen’s path",
        )
        + f'<div><ul class="path-compass" aria-label="How much of the path goes which way">'
        f"{_compass(shares)}</ul></div></div>"
        f'<div class="path-words"><p>{in_words(shares)}</p><p>The network does not see in which '
        "order the strokes were drawn, nor how fast.</p></div>"
    )


def show_picture(digit: Digit, words: str) -> None:
    """Show the picture that a network sees, and in words why it stands alone."""
    st.html(
        f'<div class="seen">{_picture(digit)}</div><div class="path-words"><p>{words}</p></div>'
    )


def in_words(shares: Sequence[float]) -> str:
    """Which way the pen went, in a sentence.

    Args:
        shares: eight, the part of the path that goes each way, together 1.
    """
    most = sorted(zip(shares, _WAYS, strict=True), key=lambda each: -each[0])
    told = [f"{way} ({share(part, 0)})" for part, way in most if part >= _TOLD]
    if min(shares) >= _EACH:
        if most[0][0] < _ALIKE * min(shares):
            return "The pen went all ways alike."
        return f"The pen went all ways, above all {_listed(told[:2])}."
    if most[0][0] >= _MOSTLY:
        return f"The pen went mostly {told[0]}{', also ' if told[1:] else ''}{_listed(told[1:4])}."
    return f"The pen went {_listed(told[:4])}."


def _listed(words: Sequence[str]) -> str:
    *first, last = words or [""]
    return f"{', '.join(first)} and {last}" if first else last


def _shares(directions: UInt8Array) -> list[float]:
    """The part of the path that goes each way: eight numbers, together 1."""
    ink = directions.sum(axis=(0, 1), dtype=np.float64)
    return [float(part) for part in ink / ink.sum()]


def _picture(digit: Digit) -> str:
    return _figure("The picture in 28 by 28 pixels", digit.picture, "The picture")


def _figure(alt: str, picture: UInt8Array, caption: str) -> str:
    return (
        f'<figure><img alt="{alt}" src="{data_url(picture)}">'
        f"<figcaption>{caption}</figcaption></figure>"
    )


def _compass(shares: Sequence[float]) -> str:
    """The legend: a direction stands where it leads to."""
    ways = list(_WAYS.items())
    cells = ""
    for direction in _COMPASS:
        if direction is None:
            cells += '<li aria-hidden="true"></li>'
            continue
        name, colour = ways[direction]
        sign = np.full((_SIGN, _SIGN, 3), bgr(colour), np.uint8)
        _draw_arrow(sign, (_SIGN / 2, _SIGN / 2), direction)
        cells += (
            f'<li><img alt="" src="{data_url(sign)}">'
            f'<span class="said">{name}: </span>{share(shares[direction], 0)}</li>'
        )
    return cells


def _drawn(directions: UInt8Array) -> UInt8Array:
    """The path on black, enlarged, with arrows on it: uint8 (560, 560, 3), blue first.

    A pixel has the colour of the way that most of its path goes, the darker, the less there is.
    """
    path = directions.sum(axis=2, dtype=np.float64) / 255
    ways = directions.argmax(axis=2)
    colours = np.array([bgr(colour) for colour in COLOURS], np.float64)
    picture = np.rint(colours[ways] * np.minimum(path, 1)[..., None]).astype(np.uint8)
    enlarged = np.repeat(np.repeat(picture, _TIMES, axis=0), _TIMES, axis=1)
    for y, x in _places(path):
        _draw_arrow(enlarged, ((x + 0.5) * _TIMES, (y + 0.5) * _TIMES), int(ways[y, x]))
    return enlarged


def _places(path: Float64Array) -> list[tuple[int, int]]:
    """Where arrows lie well: rows and columns, on the middle of lines, and apart."""
    rows, columns = np.nonzero(path >= _INKED)
    # Along a line there is about as much everywhere: so they follow each other evenly.
    much = np.rint(path[rows, columns] * _STEPS)
    found: list[tuple[int, int]] = []
    order: IntArray = np.argsort(-much, kind="stable")
    for y, x in zip(rows[order].tolist(), columns[order].tolist(), strict=True):
        if all(np.hypot(y - other, x - beside) >= _APART for other, beside in found):
            found.append((y, x))
    return found


def _draw_arrow(picture: UInt8Array, middle: tuple[float, float], way: int) -> None:
    """Draw an arrow in black."""
    angle = way * 2 * np.pi / DIRECTIONS
    half = np.array([np.cos(angle), np.sin(angle)]) * _ARROW / 2
    start, end = (np.rint(each).astype(int).tolist() for each in (middle - half, middle + half))
    cv2.arrowedLine(picture, start, end, (0, 0, 0), 5, cv2.LINE_AA, tipLength=0.45)
