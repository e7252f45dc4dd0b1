"""Pen strokes drawn as people draw on the app's canvas, to measure networks on.

MNIST's test set says little about drawings: other pens, other sizes, other hands.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from mnist_core.evaluation import calibration_error, evaluate
from mnist_core.preprocessing import FRAME, preprocess
from mnist_core.strokes import PenDigit, place_on_canvas, render

Float32Array = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]

CANVAS = 280  # pixels on a side, as on the Draw page
STROKE_WIDTHS = (10, 20, 32)  # pixels
WANTED_WHEN_SURE = 0.98  # the part of a network's sure answers that shall be right
SIZES = (0.4, 0.9)  # the digit's longest side, as parts of the canvas

# Of the 30 writers of pendigits-orig.tra, those that no network is trained on: on some its
# thresholds are chosen, on the others it is measured.
CHOOSING_WRITERS = frozenset({7, 14, 21, 28})
MEASURED_WRITERS = frozenset({5, 10, 15, 20, 25, 30})


def is_for_training(digit: PenDigit) -> bool:
    """Whether a network may be trained on a digit: its writer is not held out."""
    return digit.writer not in CHOOSING_WRITERS | MEASURED_WRITERS


def draw(digits: Sequence[PenDigit], stroke_width: float, seed: int = 0) -> Float32Array:
    """What a network sees of pen digits drawn at random sizes and places on a canvas.

    Args:
        digits: the strokes.
        stroke_width: of the pen, in pixels of a canvas of 280.
        seed: of sizes and places: the same for every stroke width.

    Returns:
        float32 (n, 28, 28), 0 (paper) to 1 (ink).
    """
    random = np.random.default_rng(seed)
    sizes = random.uniform(*SIZES, len(digits))
    positions = random.random((len(digits), 2))
    pixels = np.empty((len(digits), FRAME, FRAME), np.float32)
    for i, digit in enumerate(digits):
        strokes = place_on_canvas(
            digit.lines,
            canvas=CANVAS,
            stroke_width=stroke_width,
            size=sizes[i],
            position=(positions[i, 0], positions[i, 1]),
        )
        pixels[i] = preprocess(render(strokes, CANVAS)).pixels
    return pixels


def choose_unsure_threshold(
    probabilities: Float32Array, labels: IntArray, wanted: float = WANTED_WHEN_SURE
) -> float:
    """The lowest probability from which on answers are right as often as wanted.

    Args:
        probabilities: float32 (n, k), a network's answers to drawings.
        labels: int64 (n,), the truth.
        wanted: the part of the answers at or above the threshold that shall be right.

    Returns:
        0 to 1; 1 where no threshold is enough.
    """
    confidence = probabilities.max(axis=1)
    order = np.argsort(-confidence, kind="stable")
    right = (probabilities.argmax(axis=1) == labels)[order]
    accuracy = np.cumsum(right) / np.arange(1, len(right) + 1)
    enough = np.flatnonzero(accuracy >= wanted)
    return float(confidence[order[enough[-1]]]) if len(enough) else 1.0


def answers_by_width(
    predict: Callable[[Float32Array], Float32Array], digits: Sequence[PenDigit]
) -> dict[int, Float32Array]:
    """A network's answers, float32 (n, k), to digits drawn with each pen."""
    return {width: predict(draw(digits, width)) for width in STROKE_WIDTHS}


def measure(
    answers: Mapping[int, Float32Array], digits: Sequence[PenDigit], unsure: float
) -> dict[str, object]:
    """How a network reads drawings.

    Args:
        answers: for each stroke width, float32 (n, k): the answers to all digits.
        digits: the digits, n of them.
        unsure: the probability below which an answer is "unsure".

    Returns:
        For a model's JSON: ``digits``, ``writers``; ``accuracy`` and ``calibration_error`` by
        stroke width, and of the latter over ``all``; over all widths ``refused``, the part
        answered with an eleventh label, "not a digit"; ``sure``, the part that is answered with a
        digit and not "unsure", and ``sure_accuracy``, the part of those that is right.
    """
    labels = np.array([digit.label for digit in digits])
    evaluations = {str(width): evaluate(each, labels) for width, each in answers.items()}
    together, truth = np.concatenate(list(answers.values())), np.tile(labels, len(answers))
    best = together.argmax(axis=1)
    sure = (together.max(axis=1) >= unsure) & (best < 10)
    calibration_errors = {width: each.calibration_error for width, each in evaluations.items()}
    return {
        "digits": len(digits),
        "writers": len({digit.writer for digit in digits}),
        "accuracy": {width: each.accuracy for width, each in evaluations.items()},
        "calibration_error": {**calibration_errors, "all": calibration_error(together, truth)},
        "refused": float((best == 10).mean()),
        "sure": float(sure.mean()),
        "sure_accuracy": float((best == truth)[sure].mean()) if sure.any() else 0.0,
    }
