"""Pen strokes drawn as people draw on the app's canvas, to measure networks on.

MNIST's test set says little about drawings: other pens, other sizes, other hands.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from mnist_core.evaluation import evaluate
from mnist_core.preprocessing import FRAME, preprocess
from mnist_core.strokes import PenDigit, place_on_canvas, render

Float32Array = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]

CANVAS = 280  # pixels on a side, as on the Draw page
STROKE_WIDTHS = (10, 20, 32)  # pixels
WANTED_WHEN_SURE = 0.98  # the part of a network's sure answers that shall be right
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


def measure(
    probabilities: dict[int, Float32Array], digits: Sequence[PenDigit]
) -> tuple[float, dict[str, object]]:
    """A network's threshold for "unsure", and how it reads drawings.

    Args:
        probabilities: for each stroke width, float32 (n, k): the answers to all digits.
        digits: the digits, n of them.

    Returns:
        The threshold, chosen on all of them, and for a model's JSON: ``digits``, ``writers``;
        ``accuracy`` and ``calibration_error`` by stroke width; over all widths ``sure``, the part
        of answers
        that is not "unsure", and ``sure_accuracy``, the part of those that is right. The last two
        are cross-fitted: each half of the writers by a threshold chosen on the other half.
    """
    labels = np.array([digit.label for digit in digits])
    evaluations = {width: evaluate(each, labels) for width, each in probabilities.items()}
    answers = np.concatenate(list(probabilities.values()))
    truth = np.tile(labels, len(probabilities))
    is_even = np.tile([digit.writer % 2 == 0 for digit in digits], len(probabilities))
    sure = np.zeros(len(truth), bool)
    for half in (is_even, ~is_even):
        threshold = choose_unsure_threshold(answers[~half], truth[~half])
        sure[half] = answers[half].max(axis=1) >= threshold
    right = answers.argmax(axis=1) == truth
    return choose_unsure_threshold(answers, truth), {
        "digits": len(digits),
        "writers": len({digit.writer for digit in digits}),
        "accuracy": {str(width): each.accuracy for width, each in evaluations.items()},
        "calibration_error": {
            str(width): each.calibration_error for width, each in evaluations.items()
        },
        "sure": float(sure.mean()),
        "sure_accuracy": float(right[sure].mean()) if sure.any() else 0.0,
    }
