"""Digits and letters as a hand would draw them: points on a canvas of 280 pixels."""

import itertools
import math
from collections.abc import Iterable, Sequence
from pathlib import Path

import cv2
import numpy as np
from playwright.sync_api import Page

from mnist_core.arrays import UInt8Array
from mnist_core.data.pen_strokes import PenCharacter
from mnist_core.data.writers import People
from mnist_core.ink.rendering import render
from mnist_core.ink.strokes import CANVAS, Stroke

Points = list[tuple[float, float]]


def _arc(
    x: float, y: float, across: float, down: float, start: float, end: float, steps: int = 14
) -> Points:
    """Points on an ellipse; angles in degrees, 0 at three o'clock, clockwise on a screen."""
    angles = [math.radians(start + (end - start) * i / steps) for i in range(steps + 1)]
    return [(x + across * math.cos(a), y + down * math.sin(a)) for a in angles]


DIGITS: dict[str, list[Points]] = {
    "0": [_arc(140, 140, 55, 85, -90, 272)],
    "1": [[(122, 82), (146, 58), (146, 228)]],
    "2": [[*_arc(138, 102, 52, 46, -165, 35), (92, 222), (200, 222)]],
    "3": [[*_arc(132, 96, 48, 42, -150, 80), *_arc(132, 182, 56, 46, -80, 150)]],
    "4": [[(160, 52), (78, 160), (208, 160)], [(166, 110), (166, 232)]],
    "5": [[(190, 58), (104, 58), (98, 128), *_arc(132, 172, 58, 52, -110, 140)]],
    "6": [[(172, 54), (118, 110), *_arc(138, 176, 46, 48, -160, 200)]],
    "7": [[(78, 64), (202, 64), (126, 230)]],
    "8": [[*_arc(140, 94, 40, 40, 90, 450), *_arc(140, 184, 50, 48, -90, 270)]],
    "9": [[*_arc(136, 100, 46, 46, 0, -360), (178, 150), (164, 230)]],
}
# Other ways in which people write four of them; each name begins with the digit.
OTHER_WAYS: dict[str, list[Points]] = {
    "0, slashed": [*DIGITS["0"], [(186, 74), (92, 208)]],
    "1 with a flag and a foot": [[(104, 98), (146, 58), (146, 226)], [(100, 228), (194, 228)]],
    "4 in one stroke": [[(100, 60), (84, 140), (140, 146), (184, 130), (188, 62), (178, 230)]],
    "7, crossed": [*DIGITS["7"], [(112, 144), (196, 140)]],
}
NO_DIGITS: dict[str, list[Points]] = {
    "d": [[*_arc(126, 182, 46, 44, -40, -360), (172, 50), (172, 226)]],
    "k": [[(96, 50), (96, 230)], [(178, 118), (98, 180)], [(122, 164), (188, 230)]],
    "R": [
        [(90, 52), (90, 230)],
        [(90, 54), *_arc(128, 96, 54, 42, -80, 90), (94, 140), (186, 230)],
    ],
    "f": [[*_arc(164, 84, 32, 32, -20, -180), (132, 236)], [(92, 136), (184, 132)]],
    "A": [[(140, 50), (74, 230)], [(140, 50), (208, 230)], [(98, 166), (188, 166)]],
    "&": [
        [
            *[(206, 228), (112, 112), *_arc(138, 80, 30, 30, 140, 400)],
            *[(92, 170), *_arc(132, 188, 44, 40, 180, 40), (208, 150)],
        ]
    ],
    "?": [[*_arc(138, 96, 50, 46, -170, 60), (140, 156), (140, 186)], [(140, 226)]],
}


def strokes(digit: str, width: float = 20.0) -> list[Stroke]:
    """A digit as the library's strokes."""
    return [Stroke(np.array(points, float), width) for points in DIGITS[digit]]


def on_paper(*lines: str) -> UInt8Array:
    """Digits in lines on white paper, each 100 pixels high: uint8 (h, w, 3), RGB.

    Args:
        lines: the digits of each; all are as many.
    """
    sheet = np.vstack(
        [np.hstack([render(strokes(digit), CANVAS) for digit in line]) for line in lines]
    )
    scale = 100 / CANVAS
    shrunk = cv2.resize(sheet, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    margin = cv2.copyMakeBorder(shrunk, 60, 60, 60, 60, cv2.BORDER_CONSTANT, value=255)
    return np.asarray(cv2.cvtColor(margin, cv2.COLOR_GRAY2RGB), np.uint8)


def number(text: str, size: float = 0.8) -> list[Points]:
    """Digits and letters side by side, from the left, on a canvas as wide as they need.

    Args:
        text: their names; a space leaves a place free.
        size: of each, as a part of those that stand alone.
    """
    return [
        [((x + 140 * place - 50) * size, 140 + (y - 140) * size) for x, y in line]
        for place, name in enumerate(text)
        if name != " "
        for line in (DIGITS | NO_DIGITS)[name]
    ]


def draw(page: Page, strokes: Iterable[Points]) -> None:
    """Draw strokes on the page's canvas with the mouse."""
    for stroke in strokes:
        first, *others = on_screen(page, stroke)
        page.mouse.move(*first)
        page.mouse.down()
        for place in others:
            page.mouse.move(*place, steps=3)
        page.mouse.up()


def on_screen(page: Page, stroke: Points) -> Points:
    """Where a stroke's points lie on the page, whatever the size of its canvas."""
    box = page.locator("canvas.upper-canvas").bounding_box()
    if box is None:
        raise ValueError("the canvas is not to be seen")
    scale = box["height"] / 280
    return [(box["x"] + scale * x, box["y"] + scale * y) for x, y in stroke]


def pen_digits(writer: str = "pendigits/01") -> list[PenCharacter]:
    """The ten digits as the library's pen digits."""
    return [
        PenCharacter(label, "digit", writer, i, tuple(np.array(line, float) for line in lines))
        for i, (label, lines) in enumerate(DIGITS.items())
    ]


def people(writer: str = "pendigits/01") -> People:
    """One person who wrote the ten digits, and no letters."""
    return People(pen_digits(writer), [])


def write_pen_digits(path: Path, writers: Sequence[int], stray: float = 3.0) -> Path:
    """A UNIPEN file with the ten digits of each writer, each a little other; its path.

    Args:
        path: the file.
        writers: their numbers.
        stray: standard deviation in pixels of how far each point lies from where it belongs.
    """
    random = np.random.default_rng(0)
    segments = []
    for writer, digit in itertools.product(writers, pen_digits()):
        pens = []
        for line in digit.lines:
            points = line * [1, -1] + random.normal(0, stray, line.shape)
            text = "\n".join(f" {x:.0f} {y:.0f}" for x, y in points)
            pens.append(f".PEN_DOWN\n{text}\n.PEN_UP")
        heading = f'.SEGMENT DIGIT 0 ? "{digit.label}"\n.COMMENT {digit.label} {writer} 0'
        segments.append("\n".join([heading, *pens]))
    path.write_text("\n".join(segments) + "\n")
    return path
