"""How the default network reads people whom it has never met, and refuses what is no digit.

MNIST_PATH=... PENDIGITS_PATH=.../pendigits-orig.tra UNIPEN_PATH=.../unipen-strokes.npz \
    STROKES_PATH=.../uji-digits.npz:.../omniglot-strokes.npz python -m benchmarks.people [MODEL]

Everything is drawn on a canvas of 280 pixels and read as in the app: from its picture alone, and
with its strokes. WEB_DIGITS_PATH may name web-digits.npz, drawings from a public page.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from benchmarks.prediction import milliseconds
from benchmarks.tables import print_table
from mnist_core import DigitClassifier, preprocess
from mnist_core.arrays import Float64Array
from mnist_core.data.mnist import load_mnist
from mnist_core.data.pen_strokes import PEN_DIGITS, PenCharacter
from mnist_core.data.writers import read_writer_split
from mnist_core.evaluation.drawings import (
    DRAWN,
    Predict,
    answers_by_width,
    draw_with_each_pen,
    together,
)
from mnist_core.evaluation.metrics import calibration_error
from mnist_core.evaluation.people import (
    draw_people,
    measure_people,
    part_refused,
    part_right,
)
from mnist_core.handwriting import marks, pen_ways
from mnist_core.handwriting.digits import WAYS
from mnist_core.handwriting.hand import write
from mnist_core.ink.preprocessing import as_pixels
from mnist_core.labels import NOT_A_DIGIT_INDEX, decide
from mnist_core.publishing.publish import predictors
from mnist_core.publishing.tables import digits_table, refusals_table
from mnist_core.recognition.card import Way, published_card
from mnist_core.recognition.classifier import DEFAULT_MODEL

Reads = Mapping[Way, Predict]
# What is wanted of each way, and of each refusal.
_DIGITS_WANTED = {
    f"pictures, {PEN_DIGITS}": "98.9%",
    "pictures, uji": "98.6%",
    "pictures, val": "98.6%",
    f"strokes, {PEN_DIGITS}": "99.3%",
    "strokes, uji": "99.0%",
    "strokes, val": "99.0%",
}
_REFUSED_WANTED = {
    "digits": "0.2% at most",
    "letters": "97%",
    "signs": "96%",
    "scribbles": "95%",
    "calibration_error": "0.005",
}
PEN_WAYS = {
    "as it was written": None,
    "backwards": pen_ways.backwards,
    "strokes in any order and direction": pen_ways.partly_backwards,
    "gone over twice": pen_ways.doubled,
    "cut by a lifted finger": pen_ways.cut,
    "fallen apart at its corners": pen_ways.in_loose_pieces,
    "an outline, filled in": pen_ways.outlined,
}
MARKS = {"underlined": marks.underlined, "circled": marks.circled, "boxed": marks.in_a_box}
_MARKED = 1000  # digits that are marked in each way
# Seldom ways, by the names of their templates.
WRITTEN = {
    "an 8 of two rings": (8, ("two rings", "two rings, small above")),
    "an 8 of two boxes": (8, ("two boxes", "box with a bar")),
    "a 6 with a large open bowl": (6, ("open, large bowl", "open, large bowl, upright")),
    "a 9 with a box for a head": (9, ("box for a head", "box for a head, in one")),
}
_WRITTEN = 300  # digits of each of these kinds


def main() -> None:
    """Print what it reads of people, then what it reads besides."""
    name = sys.argv[1] if len(sys.argv) > 1 else DEFAULT_MODEL
    classifier = DigitClassifier.load(name)
    measured = read_writer_split().measured
    people = draw_people(measured)
    reads = predictors(classifier)
    found = {way: measure_people(predict, people) for way, predict in reads.items()}
    print(f"\n{digits_table(name, found, _DIGITS_WANTED)}", flush=True)
    print(f"\n{refusals_table(found, _REFUSED_WANTED)}", flush=True)
    _print_pen_ways(reads, measured.digits)
    _print_written(reads)
    _print_marks(classifier, reads, measured.digits)
    _print_all_sizes(reads, [d for d in measured.digits if d.collection == PEN_DIGITS])
    _print_pictures(classifier, name)


def _print_pen_ways(reads: Reads, digits: Sequence[PenCharacter]) -> None:
    """The same digits as if the pen had gone in other ways."""
    rows = []
    for title, way in PEN_WAYS.items():
        random = np.random.default_rng(0)
        others = [_changed(d, way(d.lines, random)) if way else d for d in digits]
        drawn = draw_with_each_pen(others, 1)
        right = [
            part_right(*together(answers_by_width(each, drawn), others)) for each in reads.values()
        ]
        rows.append((title, *(f"{each:.2%}" for each in right)))
    print_table(
        f"{len(digits):,} digits of people held out, in other ways that the program makes of them, "
        "as in training",
        ("the pen's way", *(f"from {way}" for way in reads)),
        rows,
    )


def _print_written(reads: Reads) -> None:
    """Ways of writing that people's strokes have seldom."""
    rows = []
    for title, (label, names) in WRITTEN.items():
        random = np.random.default_rng(0)
        templates = [WAYS[label][name] for name in names]
        digits = [
            PenCharacter(str(label), "digit", "program", i, tuple(write(template, random)))
            for i, template in enumerate(templates * (_WRITTEN // len(templates)))
        ]
        drawn = draw_with_each_pen(digits, 1)
        right = [
            part_right(*together(answers_by_width(each, drawn), digits)) for each in reads.values()
        ]
        rows.append((title, *(f"{each:.2%}" for each in right)))
    print_table(
        f"{_WRITTEN} digits of each kind, written by the program as in training",
        ("written", *(f"from {way}" for way in reads)),
        rows,
    )


def _print_marks(classifier: DigitClassifier, reads: Reads, digits: Sequence[PenCharacter]) -> None:
    """Digits with a stroke beside or around them: right, or refused, and never wrong and sure."""
    random = np.random.default_rng(0)
    some = [digits[i] for i in random.permutation(len(digits))[:_MARKED]]
    rows = []
    for title, mark in MARKS.items():
        marked = [_changed(digit, mark(digit.lines, random)) for digit in some]
        drawn = draw_with_each_pen(marked, 1)
        for way, predict in reads.items():
            answers, truth = together(answers_by_width(predict, drawn), marked)
            label, confidence = decide(answers)
            wrong = (label != truth) & (label != NOT_A_DIGIT_INDEX)
            sure = wrong & (confidence >= classifier.thresholds["unsure"])
            shares = (label == truth, label == NOT_A_DIGIT_INDEX, wrong, sure)
            rows.append((title, f"from {way}", *(f"{each.mean():.1%}" for each in shares)))
    print_table(
        f"{len(some):,} digits of people held out, marked by the program as in training; wanted: "
        "at most 1% wrong and sure",
        ("mark", "read", "right", "refused", "wrong", "wrong and sure"),
        rows,
    )


def _changed(digit: PenCharacter, lines: Sequence[Float64Array]) -> PenCharacter:
    return replace(digit, lines=tuple(lines))


def _print_all_sizes(reads: Reads, digits: Sequence[PenCharacter]) -> None:
    """The pen digits at more sizes and places, as every network's card has them."""
    drawn = draw_with_each_pen(digits)
    rows = []
    for way, predict in reads.items():
        answers = answers_by_width(predict, drawn)
        by_width = [together({width: each}, digits) for width, each in answers.items()]
        rows.append(
            (
                f"from {way}",
                *(f"{part_right(*each):.2%}" for each in by_width),
                f"{calibration_error(*together(answers, digits)):.4f}",
                f"{max(calibration_error(*each) for each in by_width):.4f}",
            )
        )
    print_table(
        f"{len(digits):,} pen digits, each drawn {DRAWN} times with each pen",
        ("read", *(f"pen of {w}" for w in drawn), "calibration error", "the same, worst pen"),
        rows,
    )


def _print_pictures(classifier: DigitClassifier, name: str) -> None:
    """MNIST, drawings of which there are only pictures, and what an answer costs."""
    mnist = load_mnist()
    answers = classifier.predict(as_pixels(mnist.test_images))
    pixels = np.zeros((1, 28, 28), np.float32)
    directions = np.full((1, 28, 28, 8), 1, np.uint8)
    rows = [
        ("MNIST's test digits", "99.65%", f"{part_right(answers, mnist.test_labels):.2%}"),
        ("MNIST's test digits refused", "0.2%", f"{part_refused(answers):.2%}"),
        *_web_rows(classifier),
        ("size in MB, at most", "4", f"{published_card(name).bytes / 1e6:.2f}"),
        *(
            (f"one answer on one core in ms, from {way}, at most", "1.5", f"{time:.2f}")
            for way, time in (
                ("pictures", milliseconds(lambda: classifier.predict(pixels))),
                ("strokes", milliseconds(lambda: classifier.predict(pixels, directions))),
            )
        ),
    ]
    print_table("Pictures, and what an answer costs", ("measure", "wanted", "reached"), rows)


def _web_rows(classifier: DigitClassifier) -> list[tuple[str, str, str]]:
    """What visitors of a public page drew, as that page saved it."""
    path = os.environ.get("WEB_DIGITS_PATH")
    if not path:
        return [("drawings from a public page", "99.8%", "not at hand (WEB_DIGITS_PATH)")]
    with np.load(path, allow_pickle=False) as stored:
        images, labels = stored["images"], stored["labels"]
    answers = classifier.predict(np.stack([preprocess(each).pixels for each in images]))
    return [
        (
            f"{len(labels):,} drawings from a public page",
            "99.8%",
            f"{part_right(answers, labels):.2%}",
        ),
        ("the same refused", "–", f"{part_refused(answers):.2%}"),
    ]


if __name__ == "__main__":
    main()
