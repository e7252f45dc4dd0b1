"""Pen strokes drawn as people draw on the app's canvas, to measure networks on.

MNIST's test set says little about drawings: other pens, other sizes, other hands.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict

import numpy as np

from mnist_core.arrays import Float32Array, Float64Array, IntArray
from mnist_core.data.pen_strokes import PenDigit
from mnist_core.evaluation.metrics import evaluate, reliability
from mnist_core.handwriting.outliers import draw_outlier
from mnist_core.ink.preprocessing import FRAME, preprocess
from mnist_core.ink.rendering import render
from mnist_core.ink.strokes import CANVAS, place_on_canvas
from mnist_core.labels import DIGITS, NOT_A_DIGIT_INDEX, decide

STROKE_WIDTHS = (10, 20, 32)  # pixels
SIZES = (0.4, 0.9)  # the digit's longest side, as parts of the canvas
DRAWN = 4  # times that each digit is drawn with each pen to measure on, at other sizes and places


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
    pixels = np.empty((len(digits), FRAME, FRAME), np.float32)
    for i, digit in enumerate(digits):
        pixels[i] = _drawn(digit.lines, stroke_width, random)
    return pixels


def draw_outliers(digits: Sequence[PenDigit], count: int, seed: int = 0) -> Float32Array:
    """What a network sees of drawings that are no digit, of kinds that networks are trained on.

    Args:
        digits: what spoilt digits are made from, of each label at least one.
        count: how many.
        seed: the same one gives the same drawings.

    Returns:
        float32 (count, 28, 28), 0 (paper) to 1 (ink), each by some pen at some size and place.
    """
    random = np.random.default_rng(seed)
    return np.stack(
        [draw_freely(draw_outlier(random, writing(digits, random)), random) for _ in range(count)]
    )


def writing(
    digits: Sequence[PenDigit], random: np.random.Generator
) -> Callable[[int], list[Float64Array]]:
    """A function of a label: the lines of one of the digits of that label."""
    of_label = [[d.lines for d in digits if d.label == label] for label in range(DIGITS)]
    return lambda label: list(of_label[label][random.integers(len(of_label[label]))])


def draw_freely(lines: Sequence[Float64Array], random: np.random.Generator) -> Float32Array:
    """What a network sees of lines drawn by some pen at some size and place: float32 (28, 28)."""
    return _drawn(lines, int(random.choice(STROKE_WIDTHS)), random)


def _drawn(
    lines: Sequence[Float64Array], stroke_width: float, random: np.random.Generator
) -> Float32Array:
    strokes = place_on_canvas(
        lines,
        canvas=CANVAS,
        stroke_width=stroke_width,
        size=random.uniform(*SIZES),
        position=(random.random(), random.random()),
    )
    return preprocess(render(strokes, CANVAS)).pixels


def draw_with_each_pen(digits: Sequence[PenDigit]) -> dict[int, Float32Array]:
    """Digits to measure on, all of them ``DRAWN`` times: by width float32 (m, 28, 28)."""
    return {
        width: np.concatenate([draw(digits, width, seed) for seed in range(DRAWN)])
        for width in STROKE_WIDTHS
    }


def answers_by_width(
    predict: Callable[[Float32Array], Float32Array],
    digits: Sequence[PenDigit],
    *,
    times: int = DRAWN,
    progress: Callable[[float], None] | None = None,
) -> dict[int, Float32Array]:
    """A network's answers, by stroke width float32 (m, k), to digits drawn with each pen.

    Args:
        predict: the network: float32 (n, 28, 28), 0 to 1, to probabilities float32 (n, k).
        digits: the strokes.
        times: that each digit is drawn with each pen; the first ``DRAWN`` are as
            ``draw_with_each_pen`` draws them.
        progress: is told now and then which part is done, up to 1.
    """
    answers: dict[int, Float32Array] = {}
    rounds = len(STROKE_WIDTHS) * times
    for width in STROKE_WIDTHS:
        parts = []
        for seed in range(times):
            parts.append(predict(draw(digits, width, seed)))
            if progress is not None:
                progress((len(answers) * times + len(parts)) / rounds)
        answers[width] = np.concatenate(parts)
    return answers


def together(
    answers: Mapping[int, Float32Array], digits: Sequence[PenDigit]
) -> tuple[Float32Array, IntArray]:
    """The answers to all pens' drawings, float32 (m, k), and what they are, int64 (m,)."""
    probabilities = np.concatenate(list(answers.values()))
    labels = np.array([digit.label for digit in digits], np.int64)
    return probabilities, np.resize(labels, len(probabilities))


def measure(
    answers: Mapping[int, Float32Array], digits: Sequence[PenDigit], unsure: float
) -> dict[str, object]:
    """How a network reads drawings.

    Args:
        answers: for each stroke width those to all digits, as ``answers_by_width`` gives them.
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
