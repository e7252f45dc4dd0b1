"""Photographs of people's digits, composed to measure how they are found and read.

What lies on a real sheet is seldom known digit by digit; of a composed one it is. Sheet, pen, light
and camera are drawn by lot, each from what phones, scanners and boards give.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from mnist_core.arrays import Float64Array, UInt8Array
from mnist_core.data.writers import People
from mnist_core.evaluation.found import Written
from mnist_core.evaluation.scenes import (
    Layout,
    Scene,
    any_scene,
    line_width,
    mapped,
    photographed,
    seen_from,
)
from mnist_core.evaluation.strings import WrittenNumber, write_numbers
from mnist_core.handwriting.scribbles import SCRIBBLES
from mnist_core.ink.geometry import boxed

_SIDES = (600, 4000)  # pixels of the longer side
_HEIGHTS = (1 / 40, 1 / 6)  # of a line's digits, as parts of the longer side
_LEAST_HEIGHT = 28  # pixels: what is smaller cannot be told from its blur and noise
_LINES = 5
# How often there is no digit, a letter in one of the lines, and a doodle beside a line.
_EMPTY, _WITH_LETTERS, _DOODLES = 0.12, 0.2, 0.1


@dataclass(frozen=True, eq=False)
class Photograph:
    """A composed photograph, and what is on it.

    Attributes:
        picture: uint8 (h, w, 3), RGB.
        lines: from top to bottom, the characters of each from left to right.
        scene: what was photographed.
    """

    picture: UInt8Array
    lines: tuple[tuple[Written, ...], ...]
    scene: Scene


def compose(people: People, count: int, seed: int = 0) -> Iterator[Photograph]:
    """Compose photographs.

    Args:
        people: whose digits and letters are on them.
        count: of photographs.
        seed: of all choices.
    """
    random = np.random.default_rng(seed)
    plain = write_numbers(people, count * _LINES, "gaps", seed=seed)
    mixed = write_numbers(people, count, "gaps", letters=True, seed=seed)
    for _ in range(count):
        numbers = []
        if random.random() >= _EMPTY:
            numbers = [next(plain) for _ in range(random.integers(1, _LINES + 1))]
            if random.random() < _WITH_LETTERS:
                numbers[random.integers(len(numbers))] = next(mixed)
        yield _photograph(numbers, random)


def _photograph(numbers: Sequence[WrittenNumber], random: np.random.Generator) -> Photograph:
    longer = round(np.exp(random.uniform(*np.log(_SIDES))))
    shorter = round(longer * random.choice([9 / 16, 3 / 4, 3 / 4, 1]))
    size = (longer, shorter) if random.random() < 0.6 else (shorter, longer)  # width, height
    scene = any_scene(random)
    places, layout = _laid_out(numbers, size, random)
    turn = seen_from(scene, size, random)
    width = line_width(scene, layout, random)
    strokes, written = [], []
    for line in places:
        characters = []
        for label, lines in line:
            moved = [mapped(turn, each) for each in lines]
            points = np.concatenate(moved)
            low, high = points.min(axis=0) - width / 2, points.max(axis=0) + width / 2
            characters.append(Written(label, (*low.tolist(), *(high - low).tolist())))
            strokes += moved
        written.append(tuple(characters))
    picture = photographed(scene, layout, strokes, width, turn, random)
    return Photograph(picture, tuple(written), scene)


_Line = list[tuple[str | None, list[Float64Array]]]


def _laid_out(
    numbers: Sequence[WrittenNumber], size: tuple[int, int], random: np.random.Generator
) -> tuple[list[_Line], Layout]:
    """Numbers one below the other on a sheet as large as the picture."""
    width, height = size
    lines = [_characters(number, random) for number in numbers]
    longest = max((_extent(line)[1][0] - _extent(line)[0][0] for line in lines), default=1.0)
    largest = min(0.8 * width / longest, 0.8 * height / (1.6 * max(len(lines), 1)))
    low, high = (each * max(size) for each in _HEIGHTS)
    tall = np.exp(random.uniform(np.log(low), np.log(max(min(high, largest), low * 1.01))))
    tall = min(max(tall, _LEAST_HEIGHT), largest)
    pitch = random.uniform(1.6, min(2.6, max(0.8 * height / (tall * max(len(lines), 1)), 1.61)))
    top = random.uniform(0.1 * height, 0.9 * height - pitch * tall * len(lines) + 1)
    placed = []
    for i, line in enumerate(lines):
        own = tall * random.uniform(0.9, 1.1) if len(lines) > 1 else tall
        low_corner, high_corner = _extent(line)
        room = 0.84 * width - (high_corner[0] - low_corner[0]) * own
        x = 0.08 * width + random.uniform(0, 1) * max(room, 0.0)
        y = top + (i + 0.8) * pitch * tall
        placed.append(
            [
                (label, [(s - [low_corner[0], 0]) * own + [x, y] for s in strokes])
                for label, strokes in line
            ]
        )
    base = float(top + 0.8 * pitch * tall)
    return placed, Layout(size, float(tall), base, float(pitch * tall))


def _characters(number: WrittenNumber, random: np.random.Generator) -> _Line:
    """A number's characters as lines about 1 high that stand on 0; a doodle beside it by chance."""
    height = float(np.median(number.boxes[:, 3]))
    base = float(np.median(number.boxes[:, 1] + number.boxes[:, 3]))
    found: _Line = []
    for name, lines in zip(number.characters, number.lines, strict=True):
        moved = [(each - [0, base]) / height for each in lines]
        found.append((name if name.isdecimal() else None, moved))
    if random.random() < _DOODLES:
        doodle = list(SCRIBBLES.values())[random.integers(len(SCRIBBLES))](random)
        corner = np.array([_extent(found)[1][0] + random.uniform(0.4, 1), -1.0])
        found.append((None, [line + corner for line in boxed(doodle)]))
    return found


def _extent(line: _Line) -> tuple[Float64Array, Float64Array]:
    points = np.concatenate([each for _, strokes in line for each in strokes])
    return points.min(axis=0), points.max(axis=0)
