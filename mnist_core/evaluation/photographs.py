"""Photographs of people's digits, composed to measure how they are found and read.

What lies on a real sheet is seldom known digit by digit; of a composed one it is. Sheet, pen, light
and camera are drawn by lot, each from what phones, scanners and boards give.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import cv2
import numpy as np

from mnist_core.arrays import Float32Array, Float64Array, UInt8Array
from mnist_core.data.writers import People
from mnist_core.evaluation.strings import WrittenNumber, write_numbers
from mnist_core.handwriting.scribbles import SCRIBBLES
from mnist_core.ink.geometry import boxed

Paper = Literal["plain", "lined", "squared", "board", "white on black", "screenshot"]
Pen = Literal["pencil", "ballpoint", "pen", "marker", "chalk", "brush"]
Light = Literal["even", "gradient", "vignette", "soft shadow", "hard shadow"]
Surroundings = Literal["none", "table", "scan frame", "spiral", "finger"]
PAPERS: tuple[Paper, ...] = get_args(Paper)
PENS: tuple[Pen, ...] = get_args(Pen)
LIGHTS: tuple[Light, ...] = get_args(Light)
SURROUNDINGS: tuple[Surroundings, ...] = get_args(Surroundings)
Box = tuple[float, float, float, float]

_PAPERS_DRAWN = (0.25, 0.25, 0.25, 0.1, 0.05, 0.1)  # how often each is
_SIDES = (600, 4000)  # pixels of the longer side
_HEIGHTS = (1 / 40, 1 / 6)  # of a line's digits, as parts of the longer side
_LEAST_HEIGHT = 28  # pixels: what is smaller cannot be told from its blur and noise
_LINES, _EMPTY, _WITH_LETTERS, _DOODLES = 5, 0.12, 0.2, 0.1
_WIDTHS: dict[Pen, tuple[float, float]] = {  # of the line, as parts of the digits' height
    "pencil": (0.04, 0.09),
    "ballpoint": (0.04, 0.08),
    "pen": (0.06, 0.11),
    "marker": (0.1, 0.18),
    "chalk": (0.08, 0.16),
    "brush": (0.06, 0.16),
}
_INKS = ((20, 20, 25), (25, 40, 140), (30, 60, 190), (170, 30, 40), (20, 100, 60))
_RULES = ((150, 180, 215), (160, 165, 175), (190, 150, 160), (120, 150, 190), (140, 190, 170))
_TABLES = ((70, 50, 35), (45, 45, 50), (150, 110, 70), (90, 95, 100), (30, 60, 70))
_FRACTION_BITS = 4
_LEAST_OVERLAP = 0.5  # of two boxes' area, common to whole: from here on they are one character's


@dataclass(frozen=True)
class Written:
    """A character on a photograph.

    Attributes:
        label: "0" to "9"; None for a letter or doodle.
        box: x and y of its top left corner, width and height, ink included, in the picture's
            pixels.
    """

    label: str | None
    box: Box


@dataclass(frozen=True, eq=False)
class Photograph:
    """A composed photograph, and what is on it.

    Attributes:
        picture: uint8 (h, w, 3), RGB.
        lines: from top to bottom, the characters of each from left to right.
        paper: what it is written on.
        pen: what with.
        light: that falls on it.
        surroundings: what else is seen.
    """

    picture: UInt8Array
    lines: tuple[tuple[Written, ...], ...]
    paper: Paper
    pen: Pen
    light: Light
    surroundings: Surroundings


@dataclass(frozen=True)
class Count:
    """How much of what is written was read; counts add up.

    Attributes:
        pictures: how many.
        digits: that are written.
        found: of these, those with a digit read at their place.
        right: of these, those read as what they are.
        false: digits read where none is written; letters and doodles taken for digits too.
        lines: with digits in them.
        lines_right: of these, those whose digits alone make up one line read.
        others: letters and doodles.
        others_marked: of these, those that are not read as a digit.
    """

    pictures: int = 0
    digits: int = 0
    found: int = 0
    right: int = 0
    false: int = 0
    lines: int = 0
    lines_right: int = 0
    others: int = 0
    others_marked: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(**{name: each + getattr(other, name) for name, each in vars(self).items()})


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


def compare(photograph: Photograph, read: Sequence[Sequence[Written]]) -> Count:
    """Count what was read of a photograph: `read` are the lines, as ``Photograph.lines`` are."""
    written = [each for line in photograph.lines for each in line]
    taken = [each for line in read for each in line if each.label is not None]
    partners = _partners(written, taken)
    digits = [i for i, each in enumerate(written) if each.label is not None]
    right = {i for i in digits if i in partners and taken[partners[i]].label == written[i].label}
    texts = [[each for each in line if each.label is not None] for line in read]
    lines = [[i for i in digits if written[i] in line] for line in photograph.lines]
    lines_right = sum(
        all(i in right for i in line)
        and [taken[partners[i]] for i in line] in texts
        for line in lines
        if line
    )
    found = sum(i in partners for i in digits)
    others = [i for i in range(len(written)) if i not in digits]
    return Count(
        pictures=1,
        digits=len(digits),
        found=found,
        right=len(right),
        false=len(taken) - found,
        lines=sum(bool(line) for line in lines),
        lines_right=lines_right,
        others=len(others),
        others_marked=sum(i not in partners for i in others),
    )


def _partners(written: Sequence[Written], taken: Sequence[Written]) -> dict[int, int]:
    """Which of the characters read lies where which of those written is: the best pairs first."""
    pairs = sorted(
        (
            (-overlap, i, j)
            for i, one in enumerate(written)
            for j, other in enumerate(taken)
            if (overlap := _overlap(one.box, other.box)) >= _LEAST_OVERLAP
        )
    )
    partners: dict[int, int] = {}
    for _, i, j in pairs:
        if i not in partners and j not in partners.values():
            partners[i] = j
    return partners


def _overlap(first: Box, second: Box) -> float:
    """Common area of two boxes to that of both together; slim ones are made wider before."""
    one, other = _widened(first), _widened(second)
    width = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    height = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    common = max(width, 0) * max(height, 0)
    return common / (one[2] * one[3] + other[2] * other[3] - common)


def _widened(box: Box) -> Box:
    x, y, width, height = box
    least = 0.4 * max(width, height)
    wide, high = max(width, least), max(height, least)
    return x - (wide - width) / 2, y - (high - height) / 2, wide, high


# What is put on the sheet, and where.


def _photograph(numbers: Sequence[WrittenNumber], random: np.random.Generator) -> Photograph:
    longer = round(np.exp(random.uniform(*np.log(_SIDES))))
    shorter = round(longer * random.choice([9 / 16, 3 / 4, 3 / 4, 1]))
    size = (longer, shorter) if random.random() < 0.6 else (shorter, longer)  # width, height
    paper = PAPERS[random.choice(len(PAPERS), p=_PAPERS_DRAWN)]
    pen: Pen = {"board": "chalk", "white on black": "brush", "screenshot": "brush"}.get(  # type: ignore[assignment]
        paper, PENS[random.integers(4)]
    )
    on_screen = pen == "brush"
    light: Light = "even" if on_screen else LIGHTS[random.integers(len(LIGHTS))]
    around: Surroundings = "none"
    if not on_screen and random.random() < 0.5:
        around = SURROUNDINGS[random.integers(1, len(SURROUNDINGS) if pen != "chalk" else 2)]
    places, height, base, pitch = _laid_out(numbers, size, random)
    turn = np.eye(3) if on_screen else _seen_from(size, around == "table", random)
    width = random.uniform(*_WIDTHS[pen]) * height
    lines, boxes = [], []
    for line in places:
        written = []
        for label, strokes in line:
            mapped = [_mapped(turn, each) for each in strokes]
            low = np.min([each.min(axis=0) for each in mapped], axis=0) - width / 2
            high = np.max([each.max(axis=0) for each in mapped], axis=0) + width / 2
            written.append(Written(label, (*low.tolist(), *(high - low).tolist())))
            lines += mapped
        boxes.append(tuple(written))
    rules = _rules(size, paper, height, base, pitch, random)
    sheet = _sheet(size, paper, height, rules, turn, around, random)
    ink = _ink(size, lines, width, pen, random)
    picture = sheet * (1 - ink[..., None]) + ink[..., None] * _colour_of_ink(paper, pen, random)
    if not on_screen:
        picture *= _light(size, light, random)[..., None]
    return Photograph(
        _taken(picture, height, on_screen, random), tuple(boxes), paper, pen, light, around
    )


_Line = list[tuple[str | None, list[Float64Array]]]


def _laid_out(
    numbers: Sequence[WrittenNumber], size: tuple[int, int], random: np.random.Generator
) -> tuple[list[_Line], float, float, float]:
    """Numbers one below the other on a sheet as large as the picture.

    Returns:
        The lines; in pixels their digits' height, where the first stands, and how far it is from
        one to the next.
    """
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
    return placed, float(tall), float(top + 0.8 * pitch * tall), float(pitch * tall)


def _characters(number: WrittenNumber, random: np.random.Generator) -> _Line:
    """A number's characters as lines about 1 high that stand on 0; a doodle beside it by chance."""
    height = float(np.median(number.boxes[:, 3]))
    base = float(np.median(number.boxes[:, 1] + number.boxes[:, 3]))
    found: _Line = []
    for name, (x, y, wide, high) in zip(number.characters, number.boxes, strict=True):
        strokes = [
            (each.points - [0, base]) / height
            for each in number.strokes
            if _inside(each.points, (x, y, wide, high))
        ]
        found.append((name if name.isdecimal() else None, strokes))
    if random.random() < _DOODLES:
        doodle = list(SCRIBBLES.values())[random.integers(len(SCRIBBLES))](random)
        right = _extent(found)[1][0]
        found.append((None, [line + [right + random.uniform(0.4, 1), -1] for line in boxed(doodle)]))
    return found


def _inside(points: Float64Array, box: Sequence[float]) -> bool:
    """Whether a stroke lies in a character's box."""
    x, y, width, height = box
    slack = 1e-6 * max(width, height)
    low, high = points.min(axis=0), points.max(axis=0)
    return bool(
        low[0] >= x - slack
        and low[1] >= y - slack
        and high[0] <= x + width + slack
        and high[1] <= y + height + slack
    )


def _extent(line: _Line) -> tuple[Float64Array, Float64Array]:
    points = np.concatenate([each for _, strokes in line for each in strokes])
    return points.min(axis=0), points.max(axis=0)


def _seen_from(
    size: tuple[int, int], whole: bool, random: np.random.Generator
) -> Float64Array:
    """From the sheet's pixels to the picture's, (3, 3): turned up to 10 degrees, in perspective."""
    width, height = size
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64)
    centre = np.array([width, height]) / 2
    angle = np.radians(random.uniform(-10, 10))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    # Smaller by what the turn needs for the writing to stay in the picture.
    shrunk = 1 - 0.75 * abs(angle) - (random.uniform(0.02, 0.12) if whole else 0)
    moved = (corners - centre) @ turn.T * shrunk + centre
    moved += random.uniform(-0.035, 0.035, (4, 2)) * [width, height]
    return np.asarray(
        cv2.getPerspectiveTransform(corners.astype(np.float32), moved.astype(np.float32)),
        np.float64,
    )


def _mapped(turn: Float64Array, points: Float64Array) -> Float64Array:
    homogeneous = np.hstack([points, np.ones((len(points), 1))]) @ turn.T
    mapped: Float64Array = homogeneous[:, :2] / homogeneous[:, 2:]
    return mapped


# The sheet and what lies around it.


def _sheet(
    size: tuple[int, int],
    paper: Paper,
    tall: float,
    rules: Sequence[Float64Array],
    turn: Float64Array,
    around: Surroundings,
    random: np.random.Generator,
) -> Float32Array:
    """The sheet without writing, float32 (h, w, 3), 0 to 255."""
    width, height = size
    if paper in ("screenshot", "white on black"):
        return _screen(size, paper, random)
    if paper == "board":
        shade = np.array(random.choice([(35, 60, 50), (30, 32, 35), (45, 55, 70)]), np.float32)
        smears = _clouds(size, max(size) / 5, random) * 14
        sheet = shade + smears[..., None] + _clouds(size, 3, random)[..., None] * 3
    else:
        shade = random.uniform(205, 252) - np.array([0, random.uniform(0, 6), random.uniform(0, 25)])
        grain = _clouds(size, max(tall / 20, 1), random) * random.uniform(0.5, 3)
        grain += _clouds(size, max(size) / 6, random) * 2
        sheet = shade.astype(np.float32) + grain[..., None]
    if rules:
        sheet = _ruled(sheet, [_mapped(turn, each) for each in rules], tall, random)
    if around == "table":
        sheet = _on_table(sheet, turn, random)
    if around == "scan frame":
        edge = round(random.uniform(0.005, 0.03) * min(size))
        for side in random.permutation(4)[: random.integers(1, 5)]:
            np.rot90(sheet, side)[:edge] = random.uniform(5, 40)
    if around == "spiral":
        sheet = _with_holes(sheet, tall, turn, random)
    if around == "finger":
        corner = np.array([random.choice([0, width]), random.uniform(0.7, 1) * height])
        axes = (round(0.07 * min(size)), round(0.16 * min(size)))
        angle = float(random.uniform(0, 180))
        mask = np.zeros((height, width), np.uint8)
        cv2.ellipse(mask, corner.astype(int).tolist(), axes, angle, 0, 360, 255, -1, cv2.LINE_AA)
        sheet = _blended(sheet, mask, np.array([200, 150, 125], np.float32))
    return sheet.astype(np.float32)


def _screen(size: tuple[int, int], paper: Paper, random: np.random.Generator) -> Float32Array:
    """A canvas on a screen, with a frame by chance."""
    width, height = size
    shade = 0.0 if paper == "white on black" else float(random.choice([255, 255, 245]))
    sheet = np.full((height, width, 3), shade, np.float32)
    if random.random() < 0.5:
        edge = round(0.03 * min(size))
        grey = 110.0 if shade == 0 else 170.0
        cv2.rectangle(sheet, (edge, edge), (width - edge, height - edge), (grey,) * 3, 2)
    return sheet


def _rules(
    size: tuple[int, int],
    paper: Paper,
    tall: float,
    base: float,
    pitch: float,
    random: np.random.Generator,
) -> list[Float64Array]:
    """Lines or squares of a sheet that goes on beyond the picture: float64 (2, 2) each.

    People write on the lines, and mostly in squares as they come.
    """
    width, height = size
    if paper == "lined":
        apart = pitch / max(int(pitch / (tall * random.uniform(1.1, 1.7))), 1)
        start = base + random.normal(0, 0.05) * tall
    elif paper == "squared":
        apart = max(tall * random.uniform(0.45, 1.2), 14.0)
        start = base + random.choice([0, random.uniform(0, 1)]) * apart
    else:
        return []
    places = np.arange(start % apart - height, 2 * height, apart)
    rules = [np.array([[-width, y], [2 * width, y]]) for y in places]
    if paper == "squared":
        places = np.arange(random.uniform(0, apart) - width, 2 * width, apart)
        rules += [np.array([[x, -height], [x, 2.0 * height]]) for x in places]
    return rules


def _ruled(
    sheet: Float32Array,
    rules: Sequence[Float64Array],
    tall: float,
    random: np.random.Generator,
) -> Float32Array:
    """The sheet with its rules printed, and a red margin by chance."""
    height, width = sheet.shape[:2]
    thick = max(tall * random.uniform(0.02, 0.05), 1.0)
    colour = np.array(_RULES[random.integers(len(_RULES))], np.float32)
    strength = random.uniform(0.4, 1)
    sheet = _blended(sheet, _drawn((width, height), rules, thick), colour, strength)
    if random.random() < 0.3:
        ends = random.uniform(0.05, 0.12, 2) * width
        margin = [np.array([[ends[0], 0], [ends[1], height]])]
        red = np.array([215, 110, 120], np.float32)
        sheet = _blended(sheet, _drawn((width, height), margin, thick), red, strength)
    return sheet


def _on_table(
    sheet: Float32Array, turn: Float64Array, random: np.random.Generator
) -> Float32Array:
    height, width = sheet.shape[:2]
    shade = np.array(_TABLES[random.integers(len(_TABLES))], np.float32)
    stretch = (max(width // 60, 2), max(height // 12, 2))
    wood = cv2.resize(
        random.normal(0, 1, stretch[::-1]).astype(np.float32), (width, height)
    ) * random.uniform(0, 8)
    table = shade + wood[..., None]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64)
    mask = np.zeros((height, width), np.uint8)
    fixed = np.rint(_mapped(turn, corners) * 2**_FRACTION_BITS).astype(np.int32)
    cv2.fillPoly(mask, [fixed], 255, cv2.LINE_AA, _FRACTION_BITS)
    part = mask[..., None] / np.float32(255)
    return np.asarray(sheet * part + table * (1 - part), np.float32)


def _with_holes(
    sheet: Float32Array, tall: float, turn: Float64Array, random: np.random.Generator
) -> Float32Array:
    """A spiral pad's holes along the left."""
    height, width = sheet.shape[:2]
    pitch = max(tall * random.uniform(0.8, 1.2), 20)
    dots = [np.array([[0.025 * width, y]]) for y in np.arange(pitch / 2, height, pitch)]
    mask = _drawn((width, height), [_mapped(turn, each) for each in dots], pitch * 0.4)
    return _blended(sheet, mask, np.full(3, random.uniform(20, 90), np.float32))


def _blended(
    sheet: Float32Array, mask: UInt8Array, colour: Float32Array, strength: float = 1.0
) -> Float32Array:
    part = mask[..., None] * np.float32(strength / 255)
    return np.asarray(sheet * (1 - part) + colour * part, np.float32)


def _clouds(size: tuple[int, int], scale: float, random: np.random.Generator) -> Float32Array:
    """Smooth noise of standard deviation about 1, as fine as `scale` pixels: float32 (h, w)."""
    width, height = size
    coarse = (max(round(height / scale), 2), max(round(width / scale), 2))
    noise = random.standard_normal(coarse, np.float32)
    return np.asarray(cv2.resize(noise, size, interpolation=cv2.INTER_CUBIC), np.float32)


# The pen, the light and the camera.


def _ink(
    size: tuple[int, int],
    lines: Sequence[Float64Array],
    width: float,
    pen: Pen,
    random: np.random.Generator,
) -> Float32Array:
    """How much of each pixel the ink covers: float32 (h, w), 0 to 1."""
    covered = _drawn(size, lines, width) / np.float32(255)
    if pen == "brush" or not lines:
        return covered
    pressure = 1 - 0.08 * np.abs(_clouds(size, 8 * width, random))
    if pen in ("pencil", "chalk"):
        grain = _clouds(size, max(width / 4, 1.5), random)
        strength = random.uniform(0.45, 0.85) if pen == "pencil" else random.uniform(0.65, 0.95)
        return np.asarray(covered * pressure * strength * np.clip(0.9 + 0.2 * grain, 0.3, 1.1), np.float32)
    return np.asarray(covered * pressure * random.uniform(0.75, 0.98), np.float32)


def _drawn(
    size: tuple[int, int], lines: Sequence[Float64Array], width: float
) -> UInt8Array:
    """Lines with round ends and soft edges: uint8 (h, w), 255 is the line."""
    finer = 2 if max(size) <= 2000 else 1
    mask = np.zeros((size[1] * finer, size[0] * finer), np.uint8)
    thick = max(round(width * finer), 1)
    for line in lines:
        fixed = np.rint((line * finer - 0.5) * 2**_FRACTION_BITS).astype(np.int32)
        points = np.repeat(fixed, 2, axis=0) if len(fixed) == 1 else fixed
        cv2.polylines(mask, [points], False, 255, thick, cv2.LINE_AA, _FRACTION_BITS)
    return np.asarray(cv2.resize(mask, size, interpolation=cv2.INTER_AREA), np.uint8)


def _colour_of_ink(paper: Paper, pen: Pen, random: np.random.Generator) -> Float32Array:
    if paper == "white on black":
        return np.full(3, 255, np.float32)
    if pen == "chalk":
        return np.array(random.choice([(235, 235, 230), (230, 215, 130)]), np.float32)
    if pen == "pencil":
        return np.full(3, random.uniform(40, 80), np.float32)
    if paper == "screenshot":
        return np.array([(0, 0, 0), (30, 60, 200)][random.integers(2)], np.float32)
    return np.array(_INKS[random.integers(len(_INKS))], np.float32)


def _light(size: tuple[int, int], light: Light, random: np.random.Generator) -> Float32Array:
    """What the light leaves of each pixel: float32 (h, w), 0 to 1."""
    width, height = size
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    x, y = x / width - 0.5, y / height - 0.5
    angle = random.uniform(0, 2 * np.pi)
    along = x * np.float32(np.cos(angle)) + y * np.float32(np.sin(angle))
    strength = np.float32(random.uniform(0.2, 0.5))
    if light == "gradient":
        return np.asarray(1 - strength * (along + 0.5).clip(0, 1), np.float32)
    if light == "vignette":
        return np.asarray(1 - strength * (x**2 + y**2) * 2, np.float32)
    if light == "even":
        return np.ones((height, width), np.float32)
    edge = 0.003 if light == "hard shadow" else random.uniform(0.03, 0.15)
    bend = 0.03 * np.sin(7 * (x - y) + np.float32(random.uniform(0, 6)))
    shade = ((along + bend - random.uniform(-0.25, 0.25)) / edge + 0.5).clip(0, 1)
    return np.asarray(1 - strength * shade, np.float32)


def _taken(
    picture: Float32Array, tall: float, on_screen: bool, random: np.random.Generator
) -> UInt8Array:
    """What the camera makes of it: exposure, blur, noise and JPEG; of a screenshot JPEG at most."""
    if not on_screen:
        picture = picture * random.uniform(0.75, 1.0)
        blur = random.uniform(0.2, 0.025 * tall)
        picture = cv2.GaussianBlur(picture, (0, 0), max(blur, 0.2))
        noise = random.standard_normal(picture.shape, np.float32)
        picture = picture + noise * np.float32(np.exp(random.uniform(0, np.log(8))))
    pixels = np.clip(np.rint(picture), 0, 255).astype(np.uint8)
    if on_screen and random.random() < 0.5:
        return pixels
    quality = [cv2.IMWRITE_JPEG_QUALITY, int(random.integers(40, 96))]
    coded = cv2.imencode(".jpg", pixels[:, :, ::-1], quality)[1]
    return np.ascontiguousarray(cv2.imdecode(coded, cv2.IMREAD_COLOR)[:, :, ::-1])
