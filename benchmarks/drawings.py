"""Accuracy on pen digits drawn as on the app's canvas, by network and stroke width.

From their pictures alone: so all networks can read them.

PENDIGITS_PATH=.../pendigits-orig.tra python -m benchmarks.drawings
"""

from benchmarks.tables import print_table
from mnist_core import DigitClassifier
from mnist_core.data.pen_strokes import PEN_DIGITS
from mnist_core.data.writers import read_writer_split
from mnist_core.evaluation.drawings import DRAWN, SIZES, STROKE_WIDTHS, draw_with_each_pen, together
from mnist_core.evaluation.metrics import evaluate
from mnist_core.recognition.card import published_card
from mnist_core.recognition.classifier import published_models


def main() -> None:
    """Print one line a network."""
    people = read_writer_split().measured
    digits = [each for each in people.digits if each.collection == PEN_DIGITS]
    writers = len({each.writer for each in digits})
    drawn = draw_with_each_pen(digits)
    rows = []
    for name in published_models():
        classifier = DigitClassifier.load(name)
        found = [
            evaluate(*together({width: classifier.predict(each.pixels)}, digits))
            for width, each in drawn.items()
        ]
        rows.append(
            [
                name,
                f"{published_card(name).test.accuracy:.2%}",
                *(f"{each.accuracy:.2%}" for each in found),
                *(f"{each.calibration_error:.4f}" for each in found),
            ]
        )
    print_table(
        f"{len(digits):,} pen digits by {writers} writers held out, each drawn "
        f"{DRAWN} times with each pen, {SIZES[0]:.0%} to {SIZES[1]:.0%} of a canvas of 280 pixels, "
        "anywhere on it",
        [
            *("network", "MNIST test set"),
            *(f"pen of {width}" for width in STROKE_WIDTHS),
            *(f"calibration error, {width}" for width in STROKE_WIDTHS),
        ],
        rows,
    )


if __name__ == "__main__":
    main()
