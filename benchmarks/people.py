"""How the default network reads hands that it has never seen, and refuses what is no digit.

MNIST_PATH=... PENDIGITS_PATH=.../pendigits-orig.tra python -m benchmarks.people [MODEL]

Everything is drawn on a canvas of 280 pixels and goes through ``preprocess``, as in the app.
"""

import sys
from collections import Counter
from collections.abc import Mapping, Sequence

import cv2
import numpy as np

from benchmarks.prediction import milliseconds
from benchmarks.tables import print_table
from mnist_core import DigitClassifier, preprocess
from mnist_core.arrays import AnyIntArray, Float32Array
from mnist_core.data.mnist import load_mnist
from mnist_core.data.pen_strokes import MEASURED_WRITERS, PenDigit, read_writer_split
from mnist_core.evaluation.drawings import (
    DRAWN,
    SIZES,
    STROKE_WIDTHS,
    answers_by_width,
    draw_freely,
    together,
    writing,
)
from mnist_core.evaluation.metrics import calibration_error
from mnist_core.handwriting.outliers import FAMILIES, HELD_OUT, KINDS
from mnist_core.ink.preprocessing import as_pixels
from mnist_core.ink.strokes import CANVAS
from mnist_core.labels import NOT_A_DIGIT_INDEX, decide
from mnist_core.recognition.card import published_card
from mnist_core.recognition.classifier import DEFAULT_MODEL

Row = tuple[str, str, str]

DRAWINGS = 60  # of each kind of outlier
LETTERS_AND_SIGNS = ("letters", "other scripts", "signs")
# Characters of OpenCV's stroke fonts that look like no digit. No network is trained on these fonts.
PRINTED = "AEFHKMNRWXadfhkmnrwx#&+?@%*=<"
FONTS = (
    cv2.FONT_HERSHEY_SIMPLEX,
    cv2.FONT_HERSHEY_COMPLEX,
    cv2.FONT_HERSHEY_TRIPLEX,
    cv2.FONT_HERSHEY_SCRIPT_SIMPLEX,
    cv2.FONT_HERSHEY_SCRIPT_COMPLEX,
)


def outliers(kind: str, digits: Sequence[PenDigit], seed: int) -> Float32Array:
    """Drawings of a kind, made from these digits if it is made from digits: (n, 28, 28)."""
    random = np.random.default_rng(seed)
    some_writing = writing(digits, random)
    return np.stack(
        [draw_freely(KINDS[kind](random, some_writing), random) for _ in range(DRAWINGS)]
    )


def printed() -> Float32Array:
    """Letters and signs in OpenCV's fonts, with each pen."""
    pictures = []
    for font in FONTS:
        for character in PRINTED:
            for width in STROKE_WIDTHS:
                paper = np.full((2 * CANVAS, 2 * CANVAS), 255, np.uint8)
                place = (CANVAS // 2, CANVAS + 2 * CANVAS // 5)
                cv2.putText(paper, character, place, font, 7.0, 0, width, cv2.LINE_AA)
                pictures.append(preprocess(paper).pixels)
    return np.stack(pictures)


def main() -> None:
    """Print the table, then how much is refused of each kind of outlier."""
    name = sys.argv[1] if len(sys.argv) > 1 else DEFAULT_MODEL
    classifier = DigitClassifier.load(name)
    writers = read_writer_split()
    digits = writers.measured
    answers = answers_by_width(classifier.predict, digits)
    refused = {
        kind: _refused(classifier.predict(outliers(kind, digits, seed)))
        for seed, kind in enumerate(sorted(KINDS))
    }
    print_table(
        f"{name}: {len(digits):,} pen digits by {len(MEASURED_WRITERS)} writers held out of "
        f"training, each drawn {DRAWN} times with each pen, {SIZES[0]:.0%} to {SIZES[1]:.0%} of "
        f"the canvas; {DRAWINGS} drawings of each of {len(KINDS)} kinds of outliers",
        ("measure", "wanted", "reached"),
        [
            *_mnist_rows(classifier),
            *_pen_rows(answers, digits),
            _all_held_out_row(classifier, writers.held_out),
            *_outlier_rows(refused),
            _printed_row(classifier),
            *_cost_rows(classifier, name),
        ],
    )
    _print_mistakes(answers, digits)
    print_table(
        "Refused, of each kind of outlier, the least first (* held out of training)",
        ("kind", "refused"),
        [
            (kind + " *" * (kind in HELD_OUT), f"{part:.0%}")
            for kind, part in sorted(refused.items(), key=lambda item: item[1])
        ],
    )


def _mnist_rows(classifier: DigitClassifier) -> list[Row]:
    mnist = load_mnist()
    answers = classifier.predict(as_pixels(mnist.test_images))
    return [
        ("MNIST's test digits", "99.75%", f"{_right(answers, mnist.test_labels):.2%}"),
        ("MNIST's test digits refused", "0.5%", f"{_refused(answers):.2%}"),
    ]


def _pen_rows(answers: Mapping[int, Float32Array], digits: Sequence[PenDigit]) -> list[Row]:
    by_width = {width: together({width: each}, digits) for width, each in answers.items()}
    drawn, truth = together(answers, digits)
    error = calibration_error(drawn, truth)
    worst = max(calibration_error(*each) for each in by_width.values())
    return [
        *(
            (f"pen digits, pen of {width}", "99.2%", f"{_right(*each):.2%}")
            for width, each in by_width.items()
        ),
        ("digits from other tablets and countries", "99.4%", "not at hand"),
        ("calibration error on pen digits", "0.005", f"{error:.4f}"),
        ("the same with the worst pen", "0.008", f"{worst:.4f}"),
        ("pen digits refused", "0.5%", f"{_refused(drawn):.2%}"),
    ]


def _print_mistakes(answers: Mapping[int, Float32Array], digits: Sequence[PenDigit]) -> None:
    """Whether the same digits are read wrong whatever their size and place, and whose they are."""
    rows = []
    for width, each in answers.items():
        probabilities, truth = together({width: each}, digits)
        wrong = (decide(probabilities)[0] != truth).reshape(DRAWN, len(digits)).sum(axis=0)
        by_writer = Counter[int]()
        for digit, times in zip(digits, wrong.tolist(), strict=True):
            by_writer[digit.writer] += times
        most = ", ".join(f"{writer}: {times}" for writer, times in by_writer.most_common(3))
        always = wrong == DRAWN
        rows.append(
            (
                str(width),
                f"{wrong.sum()} of {len(truth):,}",
                str((wrong > 0).sum()),
                f"{always.sum()} ({wrong[always].sum() / max(wrong.sum(), 1):.0%} of mistakes)",
                most,
            )
        )
    print_table(
        f"Pen digits read wrong, of {len(digits):,}",
        ("pen", "drawings", "digits ever", "digits in all drawings", "most, by writer"),
        rows,
    )


def _all_held_out_row(classifier: DigitClassifier, digits: Sequence[PenDigit]) -> Row:
    """Those of the writers on whom thresholds were chosen too."""
    found = [
        f"{_right(*together({width: answers}, digits)):.2%}"
        for width, answers in answers_by_width(classifier.predict, digits).items()
    ]
    return (f"all {len(digits):,} digits of writers held out, by pen", "99.2%", ", ".join(found))


def _outlier_rows(refused: dict[str, float]) -> list[Row]:
    letters = {kind for family in LETTERS_AND_SIGNS for kind in FAMILIES[family]}
    return [
        (
            f"{what} refused, of {len(part)} kinds {'never ' * held_out}trained on "
            f"({len(part) * DRAWINGS} drawings)",
            wanted,
            f"{np.mean([refused[kind] for kind in part]):.1%}",
        )
        for what, wanted, kinds in (
            ("letters and signs", "95%", letters),
            ("scribbles, shapes, spoilt digits", "97%", set(KINDS) - letters),
        )
        for held_out in (False, True)
        for part in [kinds & HELD_OUT if held_out else kinds - HELD_OUT]
    ]


def _printed_row(classifier: DigitClassifier) -> Row:
    part = _refused(classifier.predict(printed()))
    return ("letters and signs refused, in OpenCV's fonts, never trained on", "95%", f"{part:.1%}")


def _cost_rows(classifier: DigitClassifier, name: str) -> list[Row]:
    pixels = np.zeros((1, 28, 28), np.float32)
    return [
        ("size in MB, at most", "4", f"{published_card(name).bytes / 1e6:.2f}"),
        (
            "one answer on one core in ms, at most",
            "1.5",
            f"{milliseconds(lambda: classifier.predict(pixels)):.2f}",
        ),
    ]


def _right(answers: Float32Array, labels: AnyIntArray) -> float:
    """The part of answers that names the digit; a refusal names none."""
    return float(np.mean(decide(answers)[0] == labels))


def _refused(answers: Float32Array) -> float:
    """The part of answers that says "not a digit"."""
    return float(np.mean(decide(answers)[0] == NOT_A_DIGIT_INDEX))


if __name__ == "__main__":
    main()
