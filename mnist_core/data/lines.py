"""Lines of digits to train the reader of lines on: people's characters, put side by side anew."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from mnist_core.arrays import AnyIntArray, Float64Array, UInt8Array
from mnist_core.data.mixture import varied
from mnist_core.data.pen_strokes import PenCharacter
from mnist_core.data.writers import People
from mnist_core.ink.strip import HEIGHT, baseline_of, strip_of_strokes
from mnist_core.ink.strokes import Stroke, edges
from mnist_core.networks.line_reader import CHARACTERS

LONGEST = 5  # characters: more than a network sees at once
WIDTH = 128  # pixels of a strip
# How lines differ. Lengths are parts of a digit's height.
_PENS = (0.04, 0.24)
_SLANT, _OWN_SLANT, _RISE = 0.22, 0.08, 0.06  # standard deviations
_SIZES, _STRETCHED = (0.8, 1.2), (0.8, 1.25)
_BASE_LINE = 0.07
_APART, _CLOSE, _ACROSS = (0.05, 0.6), (-0.08, 0.1), (-0.3, 0.0)
_MEETINGS = (0.45, 0.3, 0.25)  # how many pairs stand apart, close, and across each other
_JOINED = 0.08  # part of the pairs that a pen joins
_WITH_LETTERS, _LETTERS = 0.4, 0.4  # lines that have letters; characters of these that are letters
_SAME_WRITER = 0.7
_HEIGHTS = (40, 110)  # pixels before a line becomes a strip


@dataclass(frozen=True, eq=False)
class WrittenLine:
    """A line to learn from.

    Attributes:
        strip: uint8 (28, w), 255 is ink.
        text: what stands there, "?" for what is no digit.
    """

    strip: UInt8Array
    text: str


class Lines:
    """Lines without end.

    Args:
        people: whose digits and letters.
    """

    def __init__(self, people: People) -> None:
        self._people = people
        self._of_writer: dict[str, list[PenCharacter]] = {}
        for each in people.digits:
            self._of_writer.setdefault(each.writer, []).append(each)
        self._of_label = [[d for d in people.digits if d.label == label] for label in range(10)]

    def write(self, random: np.random.Generator) -> WrittenLine:
        """A line as none was before."""
        while True:
            characters = self._characters(random)
            strokes = _side_by_side(characters, random)
            boxes = np.array([edges(each) for each in strokes])
            strip = _soiled(strip_of_strokes(strokes, baseline_of(boxes)), random)
            if strip.shape[1] <= WIDTH:
                text = "".join(c.character if c.kind == "digit" else "?" for c in characters)
                return WrittenLine(strip, text)

    def _characters(self, random: np.random.Generator) -> list[PenCharacter]:
        count = int(random.integers(1, LONGEST + 1))
        others = random.random() < _WITH_LETTERS and bool(self._people.others)
        own: list[PenCharacter] = []
        if random.random() < _SAME_WRITER:
            digit = self._people.digits[random.integers(len(self._people.digits))]
            own = self._of_writer[digit.writer]
        found = []
        for _ in range(count):
            if others and random.random() < _LETTERS:
                among = self._people.others
            else:
                among = own or self._of_label[random.integers(10)]
            found.append(among[random.integers(len(among))])
        return found


def batch(lines: Lines, count: int, random: np.random.Generator) -> tuple[UInt8Array, AnyIntArray]:
    """Lines to train on: strips uint8 (n, 28, 128, 1), and characters int32 (n, 5).

    The characters are numbered as the network's answers are; 0 fills up.
    """
    strips = np.zeros((count, HEIGHT, WIDTH, 1), np.uint8)
    texts = np.zeros((count, LONGEST), np.int32)
    for i in range(count):
        line = lines.write(random)
        place = int(random.integers(WIDTH - line.strip.shape[1] + 1))
        strips[i, :, place : place + line.strip.shape[1], 0] = line.strip
        texts[i, : len(line.text)] = [1 + CHARACTERS.index(each) for each in line.text]
    return strips, texts


def _side_by_side(characters: Sequence[PenCharacter], random: np.random.Generator) -> list[Stroke]:
    height, pen = random.uniform(*_HEIGHTS), random.uniform(*_PENS)
    slant, rise = random.normal(0, _SLANT), random.normal(0, _RISE)
    reach = 0.0
    lines: list[Float64Array] = []
    for i, each in enumerate(characters):
        high = random.uniform(*_SIZES)
        shaped = standing(
            varied(each, random),
            (high * random.uniform(*_STRETCHED), high),
            slant + random.normal(0, _OWN_SLANT),
            random.normal(0, _BASE_LINE),
        )
        if i:
            how = random.choice(3, p=_MEETINGS)
            reach += pen + random.uniform(*(_APART, _CLOSE, _ACROSS)[how])
        placed = [line + np.array([reach, 0]) for line in shaped]
        reach = max(float(line[:, 0].max()) for line in placed)
        if lines and random.random() < _JOINED:
            lines[-1] = np.concatenate([lines[-1], placed.pop(0)])
        lines += placed
    return [Stroke((line + rise * line[:, :1] * [0, 1]) * height, pen * height) for line in lines]


def standing(
    lines: Sequence[Float64Array], size: tuple[float, float], lean: float, up: float
) -> list[Float64Array]:
    """A character made to stand in a line: its left at 0, and its bottom near 0.

    Args:
        lines: float64 (n, 2) each, y downwards; all together about 1 large.
        size: what it is scaled by, across and down.
        lean: to the right: what a point 1 higher is moved by.
        up: where its bottom is, y downwards.
    """
    sheared = [line * size @ np.array([[1, 0], [-lean, 1]]) for line in lines]
    points = np.concatenate(sheared)
    offset = np.array([-points[:, 0].min(), up - points[:, 1].max()])
    return [line + offset for line in sheared]


def _soiled(strip: UInt8Array, random: np.random.Generator) -> UInt8Array:
    """A strip as a photograph may leave it: blurred, fainter or stronger, with dirt and noise."""
    if random.random() < 0.5:
        return strip
    ink = strip.astype(np.float32)
    if random.random() < 0.5:
        ink = cv2.GaussianBlur(ink, (0, 0), random.uniform(0.3, 1.0)) * random.uniform(1, 1.6)
    ink *= random.uniform(0.6, 1.1)
    if random.random() < 0.4:
        ink += random.normal(0, random.uniform(2, 20), ink.shape).astype(np.float32)
    for _ in range(int(random.integers(0, 4))):
        x, y = int(random.integers(strip.shape[1])), int(random.integers(HEIGHT))
        ink[y : y + int(random.integers(1, 3)), x : x + int(random.integers(1, 3))] = (
            random.uniform(30, 255)
        )
    return np.clip(ink, 0, 255).astype(np.uint8)
