"""Pictures of one digit with a fault: shadow, table, frame, noise, to measure ``preprocess`` on."""

from collections.abc import Callable

import cv2
import numpy as np

from mnist_core.arrays import Float64Array, UInt8Array

Random = np.random.Generator
Fault = Callable[[UInt8Array, Random], UInt8Array]
_PAPER, _INK = (215, 250), (20, 90)  # shades of 255


def _photographed(drawing: UInt8Array, random: Random) -> Float64Array:
    """A drawing, black on white, as grey ink on grey paper with a little noise: (h, w)."""
    ink, paper = random.uniform(*_INK), random.uniform(*_PAPER)
    sheet = ink + drawing.astype(np.float64) / 255 * (paper - ink)
    blurred = cv2.GaussianBlur(sheet, (0, 0), random.uniform(0.3, 1))
    return np.asarray(blurred + random.normal(0, random.uniform(0.5, 2), sheet.shape), np.float64)


def _pixels(sheet: Float64Array) -> UInt8Array:
    return np.clip(np.rint(sheet), 0, 255).astype(np.uint8)


def _places(sheet: Float64Array, random: Random) -> tuple[Float64Array, Float64Array]:
    """How far each pixel is along a direction by lot, and from the middle: about -0.5 to 0.5."""
    height, width = sheet.shape
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    x, y = x / width - 0.5, y / height - 0.5
    angle = random.uniform(0, 2 * np.pi)
    along = x * np.cos(angle) + y * np.sin(angle)
    return along.astype(np.float64), np.sqrt(x**2 + y**2).astype(np.float64)


def _shadow(drawing: UInt8Array, random: Random, edge: tuple[float, float]) -> UInt8Array:
    sheet = _photographed(drawing, random)
    along, _ = _places(sheet, random)
    shade = ((along - random.uniform(-0.3, 0.3)) / random.uniform(*edge) + 0.5).clip(0, 1)
    return _pixels(sheet * (1 - random.uniform(0.15, 0.55) * shade))


def soft_shadow(drawing: UInt8Array, random: Random) -> UInt8Array:
    """Half of the sheet darker by 15 to 55 %, with a soft edge."""
    return _shadow(drawing, random, (0.05, 0.3))


def hard_shadow(drawing: UInt8Array, random: Random) -> UInt8Array:
    """The same with a hard edge."""
    return _shadow(drawing, random, (0.003, 0.02))


def gradient(drawing: UInt8Array, random: Random) -> UInt8Array:
    """Light that falls off by 20 to 60 % from one side to the other."""
    sheet = _photographed(drawing, random)
    along, _ = _places(sheet, random)
    return _pixels(sheet * (1 - random.uniform(0.2, 0.6) * (along + 0.5).clip(0, 1)))


def vignette(drawing: UInt8Array, random: Random) -> UInt8Array:
    """Corners darker by 20 to 60 % than the middle."""
    sheet = _photographed(drawing, random)
    _, away = _places(sheet, random)
    return _pixels(sheet * (1 - random.uniform(0.2, 0.6) * 2 * away**2))


def dark_table(drawing: UInt8Array, random: Random) -> UInt8Array:
    """The sheet on a darker table, seen at one to four sides."""
    sheet = _photographed(drawing, random)
    table = random.uniform(20, 130)
    widths = [round(random.uniform(0.02, 0.18) * len(sheet)) for _ in range(4)]
    seen = set(random.permutation(4)[: random.integers(1, 5)].tolist())
    sides = [width if side in seen else 0 for side, width in enumerate(widths)]
    top, bottom, left, right = sides
    around = np.pad(sheet, ((top, bottom), (left, right)), constant_values=table)
    if random.random() < 0.5:
        middle = (around.shape[1] / 2, around.shape[0] / 2)
        turn = cv2.getRotationMatrix2D(middle, random.uniform(-8, 8), 1)
        turned = cv2.warpAffine(around, turn, around.shape[::-1], borderValue=table)
        around = np.asarray(turned, np.float64)
    return _pixels(around + random.normal(0, 2, around.shape))


def black_frame(drawing: UInt8Array, random: Random) -> UInt8Array:
    """A scanner's black frame of 1 to 12 pixels around white paper, whole or in part."""
    sheet = drawing.astype(np.float64) if random.random() < 0.5 else _photographed(drawing, random)
    seen = random.permutation(4)[: random.choice([1, 2, 4, 4])]
    for side in seen:
        np.rot90(sheet, side)[: random.integers(1, 13)] = random.uniform(0, 40)
    return _pixels(sheet)


def border_line(drawing: UInt8Array, random: Random) -> UInt8Array:
    """A thin line along the border of a clean drawing, or some pixels away from it."""
    picture = drawing.copy()
    away, thick = int(random.choice([0, 0, 1, 3, 6])), int(random.integers(1, 4))
    for side in random.permutation(4)[: random.choice([1, 2, 4])]:
        np.rot90(picture, side)[away : away + thick] = random.integers(0, 150)
    return picture


def clear_margin(drawing: UInt8Array, random: Random) -> UInt8Array:
    """A tile, dark with light ink or light with dark, with a transparent margin around it."""
    tile = 255 - drawing if random.random() < 0.7 else drawing
    coloured = np.dstack([tile, tile, tile, np.full_like(tile, 255)])
    top, bottom, left, right = random.integers(2, 60, 4).tolist()
    return np.pad(coloured, ((top, bottom), (left, right), (0, 0)))


def noise(drawing: UInt8Array, random: Random) -> UInt8Array:
    """Noise of a standard deviation of 8 to 35 of 255."""
    sheet = _photographed(drawing, random)
    return _pixels(sheet + random.normal(0, random.uniform(8, 35), sheet.shape))


def jpeg(drawing: UInt8Array, random: Random) -> UInt8Array:
    """JPEG of a quality of 10 to 60."""
    quality = [cv2.IMWRITE_JPEG_QUALITY, int(random.integers(10, 61))]
    return np.asarray(
        cv2.imdecode(cv2.imencode(".jpg", drawing, quality)[1], cv2.IMREAD_GRAYSCALE), np.uint8
    )


def ruled(drawing: UInt8Array, random: Random) -> UInt8Array:
    """Lined or squared paper."""
    sheet = _photographed(drawing, random)
    height, width = sheet.shape
    pitch, thick = random.uniform(0.08, 0.3) * height, max(round(0.006 * height), 1)
    shade = random.uniform(0.75, 0.92)
    rules = np.ones_like(sheet)
    for y in np.arange(random.uniform(0, pitch), 2 * height, pitch):
        cv2.line(rules, (-width, int(y)), (2 * width, int(y)), shade, thick, cv2.LINE_AA)
    if random.random() < 0.5:
        for x in np.arange(random.uniform(0, pitch), 2 * width, pitch):
            cv2.line(rules, (int(x), -height), (int(x), 2 * height), shade, thick, cv2.LINE_AA)
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), random.uniform(-8, 8), 1.3)
    turned = cv2.warpAffine(rules, turn, (width, height), borderMode=cv2.BORDER_REPLICATE)
    return _pixels(np.asarray(sheet * turned, np.float64))


def as_photographed(drawing: UInt8Array, random: Random) -> UInt8Array:
    """No fault but grey paper and a little noise."""
    return _pixels(_photographed(drawing, random))


FAULTS: dict[str, Fault] = {
    "a clean drawing": lambda drawing, random: drawing,
    "grey paper, a little noise": as_photographed,
    "JPEG of 10 to 60": jpeg,
    "a soft shadow": soft_shadow,
    "a hard shadow": hard_shadow,
    "a gradient of light": gradient,
    "a vignette": vignette,
    "a dark table": dark_table,
    "a scan's black frame": black_frame,
    "a line along the border": border_line,
    "a transparent margin": clear_margin,
    "strong noise": noise,
    "lines or squares": ruled,
}
