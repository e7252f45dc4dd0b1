"""Numbers put together from people's digits, to measure how whole numbers are read."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from mnist_core.arrays import Float64Array
from mnist_core.data.lines import standing
from mnist_core.data.pen_strokes import PenCharacter
from mnist_core.data.writers import People
from mnist_core.ink.geometry import boxed, points_at, way_gone
from mnist_core.ink.strokes import Stroke

# How a pair of neighbours in a number meets; the others have a gap.
Meeting = Literal["gaps", "touching", "overlapping", "joined"]
MEETINGS: tuple[Meeting, ...] = get_args(Meeting)
LENGTHS = range(1, 9)  # digits
_CANVAS = 280  # pixels: the height of the canvas that they are written on
_FEWEST = 8  # digits of a writer from whom numbers are put together
# How hands differ. Heights, gaps and base lines are parts of the number's height.
_HEIGHTS = (90, 200)  # pixels
_PENS = (0.06, 0.16)
_SIZES, _BASE_LINE = (0.85, 1.15), 0.06
_SLANT, _RISE = 0.2, 0.06  # standard deviation of shear; of the line's slope
_GAPS = (0.08, 0.5)  # between the ink of neighbours
_STEP = 0.02  # between points of a line, where distances are measured


@dataclass(frozen=True, eq=False)
class WrittenNumber:
    """A number as a pen wrote it.

    Attributes:
        characters: from left to right: "0" to "9", or what else stands among them.
        boxes: float64 (n, 4), of each x, y, width and height in canvas pixels, ink included.
        lines: of each the pen's lines, float64 (m, 2) in canvas pixels, before two were joined.
        strokes: in canvas pixels, in their order.
        canvas: width and height in pixels.
    """

    characters: tuple[str, ...]
    boxes: Float64Array
    lines: tuple[tuple[Float64Array, ...], ...]
    strokes: tuple[Stroke, ...]
    canvas: tuple[int, int]

    @property
    def text(self) -> str:
        """The digits alone."""
        return "".join(each for each in self.characters if each.isdecimal())


def write_numbers(
    people: People,
    count: int,
    meeting: Meeting,
    *,
    letters: bool = False,
    seed: int = 0,
) -> Iterator[WrittenNumber]:
    """Put numbers together, each from the digits of one writer.

    Args:
        people: whose digits, and whose letters.
        count: of numbers.
        meeting: how two neighbours in each meet; where they have no gap, there are two at least.
        letters: whether one character of each is a letter.
        seed: of all choices.
    """
    random = np.random.default_rng(seed)
    by_writer: dict[str, list[PenCharacter]] = defaultdict(list)
    for each in people.digits:
        by_writer[each.writer].append(each)
    writers = [each for each in by_writer.values() if len(each) >= _FEWEST]
    for _ in range(count):
        digits = writers[random.integers(len(writers))]
        least = LENGTHS.start if meeting == "gaps" and not letters else 2
        length = int(random.integers(least, LENGTHS.stop))
        chosen = [digits[i] for i in random.integers(len(digits), size=length)]
        if letters:
            letter = people.others[random.integers(len(people.others))]
            chosen[random.integers(length)] = letter
        yield _written(chosen, meeting, random)


def _written(
    characters: Sequence[PenCharacter], meeting: Meeting, random: np.random.Generator
) -> WrittenNumber:
    """Characters placed side by side."""
    pen = random.uniform(*_PENS)
    slant, rise = random.normal(0, _SLANT), random.normal(0, _RISE)
    meets = int(random.integers(1, len(characters))) if len(characters) > 1 else 0
    placed: list[list[Float64Array]] = []
    for i, each in enumerate(characters):
        size = random.uniform(*_SIZES)
        reach = max(float(line[:, 0].max()) for line in placed[-1]) if placed else 0.0
        up = rise * reach + random.normal(0, _BASE_LINE)
        lines = standing(boxed(each.lines), (size, size), slant, up)
        if placed:
            how = meeting if i == meets else "gaps"
            lines = _beside(placed[-1], lines, how, pen, random)
        placed.append(lines)
    strokes = [line for lines in placed for line in lines]
    if meeting == "joined" and meets:
        before = sum(map(len, placed[:meets]))
        joined = np.concatenate([strokes[before - 1], strokes[before]])
        strokes[before - 1 : before + 1] = [joined]
    return _on_canvas([each.character for each in characters], placed, strokes, pen, random)


def _beside(
    left: Sequence[Float64Array],
    right: Sequence[Float64Array],
    meeting: Meeting,
    pen: float,
    random: np.random.Generator,
) -> list[Float64Array]:
    """A character moved to where it stands beside its neighbour on the left."""
    before, after = _dense(left), _dense(right)
    start = float(before[:, 0].max())
    if meeting == "gaps" and random.random() < 2 / 3:
        # Their boxes are apart.
        return [_moved(line, start + pen + random.uniform(*_GAPS), 0) for line in right]
    distance = {
        "gaps": pen + random.uniform(*_GAPS),
        "joined": pen + random.uniform(*_GAPS),
        "touching": pen * random.uniform(0.3, 1),
        "overlapping": _STEP,
    }[meeting]
    shift = start + 2
    while _nearest(before, _moved(after, shift, 0)) > distance and shift > start - 1:
        shift -= _STEP
    if meeting == "overlapping":
        shift -= random.uniform(0, 0.12)
    return [_moved(line, shift, 0) for line in right]


def _moved(points: Float64Array, right: float, down: float) -> Float64Array:
    moved: Float64Array = points + np.array([right, down])
    return moved


def _dense(lines: Sequence[Float64Array]) -> Float64Array:
    """Points (n, 2) along lines, near to each other."""
    return np.concatenate(
        [
            points_at(line, gone, np.arange(0, gone[-1] + _STEP, _STEP))
            for line in lines
            for gone in [way_gone(line)]
        ]
    )


def _nearest(first: Float64Array, second: Float64Array) -> float:
    """The distance between the nearest two points of (n, 2) and (m, 2)."""
    return float(np.sqrt(((first[:, None] - second[None]) ** 2).sum(axis=2).min()))


def _on_canvas(
    characters: Sequence[str],
    placed: Sequence[Sequence[Float64Array]],
    lines: Sequence[Float64Array],
    pen: float,
    random: np.random.Generator,
) -> WrittenNumber:
    """A number scaled to pixels and put on a canvas that it fits on."""
    points = np.concatenate(lines)
    low, extent = points.min(axis=0), np.ptp(points, axis=0)
    scale = min(random.uniform(*_HEIGHTS), (_CANVAS - 10) / (extent[1] + pen))
    width = round(float(extent[0] + pen) * scale + random.uniform(10, 200))
    room = np.array([width, _CANVAS]) - (extent + pen) * scale
    offset = room * random.random(2) + pen * scale / 2
    boxes = []
    for each in placed:
        corners = np.concatenate(each)
        top, size = corners.min(axis=0), np.ptp(corners, axis=0)
        boxes.append([*((top - low - pen / 2) * scale + offset), *((size + pen) * scale)])
    return WrittenNumber(
        tuple(characters),
        np.array(boxes),
        tuple(tuple((line - low) * scale + offset for line in each) for each in placed),
        tuple(Stroke((line - low) * scale + offset, pen * scale) for line in lines),
        (width, _CANVAS),
    )
