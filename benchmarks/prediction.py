"""The time between a drawing and its answer in Python, on one core.

python -m benchmarks.prediction
"""

import os
import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial

import cv2

from benchmarks.tables import print_table
from mnist_core import DigitClassifier, preprocess
from mnist_core.arrays import Float32Array, UInt8Array
from mnist_core.ink.rendering import render
from mnist_core.recognition.classifier import published_models
from tools.hand import strokes

ROUNDS = 300


def use_one_core() -> None:
    """Have this process run on one core, as far as the system lets that be said."""
    if hasattr(os, "sched_setaffinity"):  # on Linux
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    cv2.setNumThreads(1)


def milliseconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The median time of one call."""
    work()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return 1000 * statistics.median(times)


def _predict_all(classifier: DigitClassifier, pixels: Sequence[Float32Array]) -> None:
    for each in pixels:
        classifier.predict(each)


def _read_all(classifier: DigitClassifier, pictures: Sequence[UInt8Array]) -> None:
    _predict_all(classifier, [preprocess(each).pixels[None] for each in pictures])


def main() -> None:
    """Print the time of each step for the ten digits of tools/hand.py, drawn on 280 pixels."""
    use_one_core()
    drawings = [strokes(digit) for digit in "0123456789"]
    pictures = [render(drawing, 280) for drawing in drawings]
    pixels = [preprocess(picture).pixels[None] for picture in pictures]
    rows = [
        (
            "render the strokes",
            f"{milliseconds(lambda: [render(d, 280) for d in drawings]) / 10:.2f}",
        ),
        ("preprocess", f"{milliseconds(lambda: [preprocess(p) for p in pictures]) / 10:.2f}"),
    ]
    for name in published_models():
        classifier = DigitClassifier.load(name)
        time_taken = milliseconds(partial(_predict_all, classifier, pixels)) / 10
        both = milliseconds(partial(_read_all, classifier, pictures))
        rows.append((f"predict, {name}", f"{time_taken:.2f} (with preprocess {both / 10:.2f})"))
    print_table("Milliseconds a digit, median, one core", ("step", "ms"), rows)


if __name__ == "__main__":
    main()
