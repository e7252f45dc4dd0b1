"""Drawings changed after they were prepared: the time of a page's curves, and turned drawings.

PENDIGITS_PATH=.../pendigits-orig.tra UNIPEN_PATH=.../unipen-strokes.npz \
    STROKES_PATH=.../uji-digits.npz:.../omniglot-strokes.npz python -m benchmarks.what_if

Without these data only the time is printed.
"""

from collections.abc import Mapping
from functools import partial

from benchmarks.prediction import milliseconds, use_one_core
from benchmarks.tables import print_table
from mnist_core import DigitClassifier, preprocess
from mnist_core.data.writers import pen_strokes_path, read_writer_split
from mnist_core.evaluation.turned import PEN, accuracy_turned, draw_upright
from mnist_core.ink.rendering import render
from mnist_core.ink.variations import PLACES, Change, varied_over
from mnist_core.recognition.classifier import published_models
from mnist_core.recognition.robustness import probabilities_over
from tools.hand import strokes

_ANGLES = (-90, -60, -45, -30, -15, 0, 15, 30, 45, 60, 90)  # degrees clockwise
_CHANGES = {
    "all other sliders as they were": Change(),
    "all other sliders moved": Change(0, 9, 0.5, 80, 2, -2, 4),
}


def main() -> None:
    """Print both."""
    use_one_core()
    classifiers = {name: DigitClassifier.load(name) for name in published_models()}
    _print_time(classifiers)
    if pen_strokes_path() is not None:
        _print_turned(classifiers)


def _print_time(classifiers: Mapping[str, DigitClassifier]) -> None:
    pixels = preprocess(render(strokes("5"), 280)).pixels
    rows = []
    for title, change in _CHANGES.items():
        pictures = milliseconds(partial(varied_over, pixels, change, "turn"))
        curves = milliseconds(partial(probabilities_over, classifiers, pixels, change, "turn", "5"))
        rows.append((title, f"{pictures:.1f}", f"{curves:.1f}", "150"))
    print_table(
        f"Milliseconds for the curves of a slider, {PLACES} places, {len(classifiers)} networks; "
        "median, one core",
        ("drawing", "the pictures", "pictures and probabilities", "wanted, at most"),
        rows,
    )


def _print_turned(classifiers: Mapping[str, DigitClassifier]) -> None:
    drawn = draw_upright(read_writer_split().measured.digits)
    print_table(
        f"{len(drawn.labels):,} digits by people never met, pen of {PEN}, turned "
        "clockwise after they were prepared: the part read right, from the picture",
        ("network", *(f"{each}°" for each in _ANGLES)),
        [
            (name, *(f"{accuracy_turned(each.predict, drawn, a):.1%}" for a in _ANGLES))
            for name, each in classifiers.items()
        ],
    )


if __name__ == "__main__":
    main()
