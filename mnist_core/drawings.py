"""Pen strokes drawn as people draw on the app's canvas, to measure networks on.

MNIST's test set says little about drawings: other pens, other sizes, other hands.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict

import numpy as np
import numpy.typing as npt

from mnist_core.evaluation import evaluate, reliability, shown
from mnist_core.labels import DIGITS, NO_DIGIT
from mnist_core.preprocessing import FRAME, preprocess
from mnist_core.strokes import PenDigit, place_on_canvas, render

Float32Array = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]

CANVAS = 280  # pixels on a side, as on the Draw page
STROKE_WIDTHS = (10, 20, 32)  # pixels
RIGHT_WHEN_UNSURE = 2 / 3  # the part of a network's "unsure" answers that is right, at most
SIZES = (0.4, 0.9)  # the digit's longest side, as parts of the canvas


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
    probabilities: Float32Array, labels: IntArray, right: float = RIGHT_WHEN_UNSURE
) -> float:
    """The probability below which a network's answers are to be doubted.

    Args:
        probabilities: float32 (n, k), a network's answers to drawings.
        labels: int64 (n,), the truth.
        right: the part of the doubted answers that may be right, at most.

    Returns:
        0 to 1. The least probable answers are doubted, as many as are right no more often than
        that; those that are refused as no digit do not count. 0 where none is to be doubted.
    """
    answers, confidence = shown(probabilities)
    digits = np.flatnonzero(answers < DIGITS)
    order = digits[np.argsort(confidence[digits], kind="stable")]
    accuracy = np.cumsum((answers == labels)[order]) / np.arange(1, len(order) + 1)
    doubted = np.flatnonzero(accuracy <= right)
    if not len(doubted):
        return 0.0
    # Just above the last of them.
    return float(np.nextafter(np.float32(confidence[order[doubted[-1]]]), np.float32(2)))


def answers_by_width(
    predict: Callable[[Float32Array], Float32Array], digits: Sequence[PenDigit]
) -> dict[int, Float32Array]:
    """A network's answers, float32 (n, k), to digits drawn with each pen."""
    return {width: predict(draw(digits, width)) for width in STROKE_WIDTHS}


def together(
    answers: Mapping[int, Float32Array], digits: Sequence[PenDigit]
) -> tuple[Float32Array, IntArray]:
    """The answers to all pens' drawings, float32 (m, k), and what they are, int64 (m,)."""
    labels = np.array([digit.label for digit in digits], np.int64)
    return np.concatenate(list(answers.values())), np.tile(labels, len(answers))


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
        stroke width, and of the latter over ``all``; over all widths ``reliability``, as
        ``Reliability`` has it; ``refused``, the part refused as no digit; ``sure``, the part
        that is answered with a digit and not "unsure", and ``sure_accuracy``, the part of those
        that is right.
    """
    labels = np.array([digit.label for digit in digits])
    evaluations = {str(width): evaluate(each, labels) for width, each in answers.items()}
    probabilities, truth = together(answers, digits)
    label, confidence = shown(probabilities)
    reliable = reliability(probabilities, truth)
    sure = (confidence >= unsure) & (label != NO_DIGIT)
    calibration_errors = {width: each.calibration_error for width, each in evaluations.items()}
    return {
        "digits": len(digits),
        "writers": len({digit.writer for digit in digits}),
        "accuracy": {width: each.accuracy for width, each in evaluations.items()},
        "calibration_error": {**calibration_errors, "all": reliable.calibration_error},
        "reliability": asdict(reliable),
        "refused": float((label == NO_DIGIT).mean()),
        "sure": float(sure.mean()),
        "sure_accuracy": float((label == truth)[sure].mean()) if sure.any() else 0.0,
    }
