"""What a camera sees of a sheet with writing on it: paper, pen, light, surroundings, and itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import cv2
import numpy as np

from mnist_core.arrays import Float32Array, Float64Array, UInt8Array

Paper = Literal["plain", "lined", "squared", "board", "white on black", "screenshot"]
Pen = Literal["pencil", "ballpoint", "pen", "marker", "chalk", "brush"]
Light = Literal["even", "gradient", "vignette", "soft shadow", "hard shadow"]
Surroundings = Literal["none", "table", "scan frame", "spiral", "finger"]
PAPERS: tuple[Paper, ...] = get_args(Paper)
PENS: tuple[Pen, ...] = get_args(Pen)
LIGHTS: tuple[Light, ...] = get_args(Light)
SURROUNDINGS: tuple[Surroundings, ...] = get_args(Surroundings)

_PAPERS_DRAWN = (0.25, 0.25, 0.25, 0.1, 0.05, 0.1)  # how often each is
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


@dataclass(frozen=True)
class Scene:
    """What is photographed.

    Attributes:
        paper: what is written on.
        pen: what with.
        light: that falls on it.
        surroundings: what else is seen.
    """

    paper: Paper
    pen: Pen
    light: Light
    surroundings: Surroundings

    @property
    def on_screen(self) -> bool:
        """Whether no camera was there."""
        return self.pen == "brush"


@dataclass(frozen=True)
class Layout:
    """Where lines stand on a sheet.

    Attributes:
        size: of the sheet and of the picture, width and height in pixels.
        tall: pixels: how high the digits are.
        base: pixels from the top: where the first line stands.
        pitch: pixels from one line to the next.
    """

    size: tuple[int, int]
    tall: float
    base: float
    pitch: float


def any_scene(random: np.random.Generator) -> Scene:
    """A scene by lot."""
    paper = PAPERS[random.choice(len(PAPERS), p=_PAPERS_DRAWN)]
    if paper in ("white on black", "screenshot"):
        return Scene(paper, "brush", "even", "none")
    pen: Pen = "chalk" if paper == "board" else PENS[random.integers(4)]
    light = LIGHTS[random.integers(len(LIGHTS))]
    if random.random() < 0.5:
        return Scene(paper, pen, light, "none")
    beside = SURROUNDINGS[1:2] if paper == "board" else SURROUNDINGS[1:]
    return Scene(paper, pen, light, beside[random.integers(len(beside))])


def line_width(scene: Scene, layout: Layout, random: np.random.Generator) -> float:
    """How wide the pen's line is, in pixels."""
    return float(random.uniform(*_WIDTHS[scene.pen]) * layout.tall)


def photographed(
    scene: Scene,
    layout: Layout,
    strokes: Sequence[Float64Array],
    width: float,
    turn: Float64Array,
    random: np.random.Generator,
) -> UInt8Array:
    """The picture that a camera takes of a scene.

    Args:
        scene: what is seen.
        layout: where lines stand on the sheet, which printed lines keep to.
        strokes: float64 (n, 2) each, in the picture's pixels.
        width: of the strokes, in pixels.
        turn: from the sheet's pixels to the picture's, as ``seen_from`` gives it.
        random: the source of chance.

    Returns:
        uint8 (h, w, 3), RGB.
    """
    sheet = _sheet(scene, layout, turn, random)
    ink = _ink(layout.size, strokes, width, scene.pen, random)[..., None]
    picture = sheet * (1 - ink) + ink * _colour_of_ink(scene, random)
    if not scene.on_screen:
        picture *= _light(layout.size, scene.light, random)[..., None]
    return _taken(picture, layout.tall, scene.on_screen, random)


def seen_from(scene: Scene, size: tuple[int, int], random: np.random.Generator) -> Float64Array:
    """From the sheet's pixels to the picture's, (3, 3): turned up to 10 degrees, in perspective."""
    if scene.on_screen:
        return np.eye(3)
    width, height = size
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64)
    centre = np.array([width, height]) / 2
    angle = np.radians(random.uniform(-10, 10))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    # Smaller by what the turn needs for the writing to stay in the picture.
    shrunk = (
        1 - 0.75 * abs(angle) - (random.uniform(0.02, 0.12) if scene.surroundings == "table" else 0)
    )
    moved = (corners - centre) @ turn.T * shrunk + centre
    moved += random.uniform(-0.035, 0.035, (4, 2)) * [width, height]
    return np.asarray(
        cv2.getPerspectiveTransform(corners.astype(np.float32), moved.astype(np.float32)),
        np.float64,
    )


def mapped(turn: Float64Array, points: Float64Array) -> Float64Array:
    """Points (n, 2) moved by a matrix (3, 3) of homogeneous coordinates."""
    homogeneous = np.hstack([points, np.ones((len(points), 1))]) @ turn.T
    moved: Float64Array = homogeneous[:, :2] / homogeneous[:, 2:]
    return moved


def _sheet(
    scene: Scene, layout: Layout, turn: Float64Array, random: np.random.Generator
) -> Float32Array:
    """The sheet without writing, float32 (h, w, 3), 0 to 255."""
    size, tall, paper, around = layout.size, layout.tall, scene.paper, scene.surroundings
    width, height = size
    if scene.on_screen:
        return _screen(size, paper, random)
    sheet = _board(size, random) if paper == "board" else _blank_paper(size, tall, random)
    rules = [mapped(turn, each) for each in _rules(paper, layout, random)]
    if rules:
        sheet = _ruled(sheet, rules, tall, random)
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


def _board(size: tuple[int, int], random: np.random.Generator) -> Float32Array:
    """A blackboard, wiped."""
    shade = np.array(random.choice([(35, 60, 50), (30, 32, 35), (45, 55, 70)]), np.float32)
    smears = _clouds(size, max(size) / 5, random) * 14 + _clouds(size, 3, random) * 3
    return np.asarray(shade + smears[..., None], np.float32)


def _blank_paper(size: tuple[int, int], tall: float, random: np.random.Generator) -> Float32Array:
    """Paper, more or less white, yellow and rough."""
    yellow = np.array([0, random.uniform(0, 6), random.uniform(0, 25)])
    shade = (random.uniform(205, 252) - yellow).astype(np.float32)
    grain = _clouds(size, max(tall / 20, 1), random) * random.uniform(0.5, 3)
    grain += _clouds(size, max(size) / 6, random) * 2
    return np.asarray(shade + grain[..., None], np.float32)


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


def _rules(paper: Paper, layout: Layout, random: np.random.Generator) -> list[Float64Array]:
    """Lines or squares of a sheet that goes on beyond the picture: float64 (2, 2) each.

    People write on the lines, and mostly in squares as they come.
    """
    (width, height), tall, base = layout.size, layout.tall, layout.base
    if paper == "lined":
        apart = layout.pitch / max(int(layout.pitch / (tall * random.uniform(1.1, 1.7))), 1)
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


def _on_table(sheet: Float32Array, turn: Float64Array, random: np.random.Generator) -> Float32Array:
    height, width = sheet.shape[:2]
    shade = np.array(_TABLES[random.integers(len(_TABLES))], np.float32)
    stretch = (max(width // 60, 2), max(height // 12, 2))
    wood = cv2.resize(
        random.normal(0, 1, stretch[::-1]).astype(np.float32), (width, height)
    ) * random.uniform(0, 8)
    table = shade + wood[..., None]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64)
    mask = np.zeros((height, width), np.uint8)
    fixed = np.rint(mapped(turn, corners) * 2**_FRACTION_BITS).astype(np.int32)
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
    mask = _drawn((width, height), [mapped(turn, each) for each in dots], pitch * 0.4)
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


def _ink(
    size: tuple[int, int],
    lines: Sequence[Float64Array],
    width: float,
    pen: Pen,
    random: np.random.Generator,
) -> Float32Array:
    """How much of each pixel the ink covers: float32 (h, w), 0 to 1."""
    covered = np.asarray(_drawn(size, lines, width) / np.float32(255), np.float32)
    if pen == "brush" or not lines:
        return covered
    pressure = 1 - 0.08 * np.abs(_clouds(size, 8 * width, random))
    if pen in ("pencil", "chalk"):
        grain = _clouds(size, max(width / 4, 1.5), random)
        strength = random.uniform(0.45, 0.85) if pen == "pencil" else random.uniform(0.65, 0.95)
        return np.asarray(
            covered * pressure * strength * np.clip(0.9 + 0.2 * grain, 0.3, 1.1), np.float32
        )
    return np.asarray(covered * pressure * random.uniform(0.75, 0.98), np.float32)


def _drawn(size: tuple[int, int], lines: Sequence[Float64Array], width: float) -> UInt8Array:
    """Lines with round ends and soft edges: uint8 (h, w), 255 is the line."""
    finer = 2 if max(size) <= 2000 else 1
    mask = np.zeros((size[1] * finer, size[0] * finer), np.uint8)
    thick = max(round(width * finer), 1)
    for line in lines:
        fixed = np.rint((line * finer - 0.5) * 2**_FRACTION_BITS).astype(np.int32)
        points = np.repeat(fixed, 2, axis=0) if len(fixed) == 1 else fixed
        cv2.polylines(mask, [points], False, 255, thick, cv2.LINE_AA, _FRACTION_BITS)
    return np.asarray(cv2.resize(mask, size, interpolation=cv2.INTER_AREA), np.uint8)


def _colour_of_ink(scene: Scene, random: np.random.Generator) -> Float32Array:
    paper, pen = scene.paper, scene.pen
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
        blurred = cv2.GaussianBlur(picture, (0, 0), random.uniform(0.2, max(0.025 * tall, 0.3)))
        noise = random.standard_normal(picture.shape, np.float32)
        noise *= np.float32(np.exp(random.uniform(0, np.log(8))))
        picture = np.asarray(blurred * np.float32(random.uniform(0.75, 1.0)) + noise, np.float32)
    pixels = np.clip(np.rint(picture), 0, 255).astype(np.uint8)
    if on_screen and random.random() < 0.5:
        return pixels
    quality = [cv2.IMWRITE_JPEG_QUALITY, int(random.integers(40, 96))]
    coded = cv2.imencode(".jpg", pixels[:, :, ::-1], quality)[1]
    decoded = np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), np.uint8)
    return np.ascontiguousarray(decoded[:, :, ::-1])
