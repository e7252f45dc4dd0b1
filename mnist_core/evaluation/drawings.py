"""Pen strokes drawn as people draw on the app's canvas, to measure networks on.

MNIST's test set says little about drawings: other pens, other sizes, other hands.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from mnist_core.arrays import Float32Array, Float64Array, IntArray, UInt8Array
from mnist_core.data.pen_strokes import PenCharacter
from mnist_core.evaluation.metrics import evaluate, reliability
from mnist_core.ink.directions import DIRECTIONS
from mnist_core.ink.drawing import read_drawing
from mnist_core.ink.preprocessing import FRAME
from mnist_core.ink.strokes import CANVAS, place_on_canvas
from mnist_core.labels import NOT_A_DIGIT_INDEX, decide

STROKE_WIDTHS = (10, 20, 32)  # pixels
SIZES = (0.4, 0.9)  # the digit's longest side, as parts of the canvas
DRAWN = 4  # times that each digit is drawn with each pen to measure on, at other sizes and places


@dataclass(frozen=True, eq=False)
class Drawings:
    """Drawings as networks see them.

    Attributes:
        pixels: float32 (n, 28, 28), 0 (paper) to 1 (ink).
        directions: uint8 (n, 28, 28, 8), the pen's path, as ``direction_maps`` draws it.
    """

    pixels: Float32Array
    directions: UInt8Array


Predict = Callable[[Drawings], Float32Array]  # to probabilities, (n, k)


def draw(
    characters: Sequence[Sequence[Float64Array]], stroke_width: float, seed: int = 0
) -> Drawings:
    """Draw pen lines at random sizes and places on a canvas.

    Args:
        characters: the lines of each.
        stroke_width: of the pen, in pixels of a canvas of 280.
        seed: of sizes and places: the same for every stroke width.
    """
    random = np.random.default_rng(seed)
    pixels = np.empty((len(characters), FRAME, FRAME), np.float32)
    directions = np.zeros((len(characters), FRAME, FRAME, DIRECTIONS), np.uint8)
    for i, lines in enumerate(characters):
        strokes = place_on_canvas(
            lines,
            canvas=CANVAS,
            stroke_width=stroke_width,
            size=random.uniform(*SIZES),
            position=(random.random(), random.random()),
        )
        seen = read_drawing(strokes)
        pixels[i] = seen.pixels
        if seen.directions is not None:
            directions[i] = seen.directions
    return Drawings(pixels, directions)


def draw_with_each_pen(
    characters: Sequence[PenCharacter],
    times: int = DRAWN,
    progress: Callable[[float], None] | None = None,
) -> dict[int, Drawings]:
    """Characters drawn with each pen, by stroke width.

    Args:
        characters: the strokes.
        times: that each is drawn with each pen, at other sizes and places.
        progress: is told now and then which part is done, up to 1.
    """
    lines = [each.lines for each in characters]
    drawn: dict[int, Drawings] = {}
    for width in STROKE_WIDTHS:
        parts = []
        for seed in range(times):
            parts.append(draw(lines, width, seed))
            if progress is not None:
                progress((len(drawn) * times + len(parts)) / (len(STROKE_WIDTHS) * times))
        drawn[width] = Drawings(
            np.concatenate([each.pixels for each in parts]),
            np.concatenate([each.directions for each in parts]),
        )
    return drawn


def answers_by_width(predict: Predict, drawn: Mapping[int, Drawings]) -> dict[int, Float32Array]:
    """A network's answers to drawings, by stroke width float32 (m, k)."""
    return {width: predict(each) for width, each in drawn.items()}


def together(
    answers: Mapping[int, Float32Array], digits: Sequence[PenCharacter]
) -> tuple[Float32Array, IntArray]:
    """The answers to all pens' drawings, float32 (m, k), and what they are, int64 (m,)."""
    probabilities = np.concatenate(list(answers.values()))
    labels = np.array([digit.label for digit in digits], np.int64)
    return probabilities, np.resize(labels, len(probabilities))


def measure(
    answers: Mapping[int, Float32Array], digits: Sequence[PenCharacter], unsure: float
) -> dict[str, object]:
    """How a network reads drawings.

    Args:
        answers: for each stroke width those to all digits, each drawn as often.
        digits: the digits.
        unsure: the probability below which an answer is "unsure".

    Returns:
        For a model's JSON: ``digits``, ``writers``; ``accuracy`` and ``calibration_error`` by
        stroke width, and of the latter over ``all``; over all widths ``reliability``, as
        ``Reliability`` has it; ``refused``, the part refused as no digit; ``sure``, the part
        that is answered with a digit and not "unsure", and ``sure_accuracy``, the part of those
        that is right.
    """
    evaluations = {
        str(width): evaluate(*together({width: each}, digits)) for width, each in answers.items()
    }
    probabilities, truth = together(answers, digits)
    label, confidence = decide(probabilities)
    reliable = reliability(probabilities, truth)
    sure = (confidence >= unsure) & (label != NOT_A_DIGIT_INDEX)
    calibration_errors = {width: each.calibration_error for width, each in evaluations.items()}
    return {
        "digits": len(digits),
        "writers": len({digit.writer for digit in digits}),
        "accuracy": {width: each.accuracy for width, each in evaluations.items()},
        "calibration_error": {**calibration_errors, "all": reliable.calibration_error},
        "reliability": asdict(reliable),
        "refused": float((label == NOT_A_DIGIT_INDEX).mean()),
        "sure": float(sure.mean()),
        "sure_accuracy": float((label == truth)[sure].mean()) if sure.any() else 0.0,
    }
