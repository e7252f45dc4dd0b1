"""What each part of the default network's training brings: short trainings with and without it.

MNIST_PATH=... PENDIGITS_PATH=.../pendigits-orig.tra python -m benchmarks.ablation [EPOCHS]

One branch of the network learns, and sees as many pictures in each: two epochs' unless told
otherwise, about two minutes on two cores, a twenty-third of the real training. One seed each; the
first two rows differ in nothing but that.
"""

import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from benchmarks.people import LETTERS_AND_SIGNS, outliers
from benchmarks.tables import print_table
from mnist_core import DigitClassifier
from mnist_core.arrays import Float32Array
from mnist_core.data.dataset import Dataset
from mnist_core.data.mixture import Mixture, Shares
from mnist_core.data.mnist import load_mnist
from mnist_core.data.pen_strokes import WriterSplit, read_writer_split
from mnist_core.evaluation.drawings import STROKE_WIDTHS, draw_with_each_pen, together
from mnist_core.evaluation.metrics import calibration_error
from mnist_core.handwriting.outliers import FAMILIES, KINDS
from mnist_core.labels import NOT_A_DIGIT_INDEX, decide
from mnist_core.networks.architectures import ARCHITECTURES, find_architecture
from mnist_core.networks.config import default_config
from mnist_core.publishing.publish import fit_on_drawings
from mnist_core.training.config import start_run
from mnist_core.training.loop import train

Load = Callable[[Dataset, WriterSplit], Dataset]

EPOCHS = 2
USUAL = Shares()
DRAWINGS = USUAL.pen + USUAL.written + USUAL.outliers  # in an epoch, beside MNIST


def mixture(**without: int) -> Load:
    """MNIST and as many drawings as ever, but so many of a sort: the others take its place."""
    kept = {name: count for name, count in asdict(USUAL).items() if name not in without}
    more = (DRAWINGS - sum(without.values())) / sum(kept.values())
    shares = Shares(**without, **{name: round(count * more) for name, count in kept.items()})
    return lambda mnist, writers: replace(mnist, live=Mixture(writers.training, shares))


ONE_BRANCH = "one-branch"


@dataclass(frozen=True)
class Variant:
    """A training that differs from that of the default network's branch in one thing."""

    title: str
    architecture: str = ONE_BRANCH
    load: Load = field(default_factory=mixture)
    changes: dict[str, Any] = field(default_factory=dict)


VARIANTS = (
    Variant("all of it"),
    Variant("the same with another seed", changes={"seed": 1}),
    Variant("both branches", architecture="drawing-cnn"),
    Variant("without pen strokes", load=mixture(pen=0)),
    Variant("without digits that the program writes", load=mixture(written=0)),
    Variant("without outliers", load=mixture(outliers=0)),
    Variant("MNIST alone", load=lambda mnist, writers: mnist),
    Variant("without augmentation", changes={"augment": False}),
    Variant("without averaged weights", changes={"average_weights": False}),
    Variant("a cosine learning rate", changes={"schedule": "cosine"}),
    Variant("the layers of robust-cnn", architecture="robust-cnn"),
)


def _given(dataset: Dataset, data: str) -> Dataset:
    """A data set for training to load, whatever name it asks for."""
    return dataset


def main() -> None:
    """Train and measure each variant; print a row as soon as it is there."""
    epochs = int(sys.argv[1]) if len(sys.argv) > 1 else EPOCHS
    both = find_architecture("drawing-cnn")
    ARCHITECTURES[ONE_BRANCH] = replace(both, name=ONE_BRANCH, branches=both.branches[:1])
    writers, mnist = read_writer_split(), load_mnist()
    digits = draw_with_each_pen(writers.measured)
    letters = {kind for family in LETTERS_AND_SIGNS for kind in FAMILIES[family]}
    drawn = [
        np.concatenate([outliers(kind, writers.measured, 0) for kind in sorted(kinds)])
        for kinds in (letters, set(KINDS) - letters)
    ]
    print_table(
        f"{epochs} epochs each",
        (
            *("training", "MNIST", *(f"pen of {width}" for width in STROKE_WIDTHS)),
            *("calibration error before", "after", "letters and signs refused"),
            *("other outliers refused", "MNIST refused"),
        ),
        [],
    )
    for variant in VARIANTS:
        dataset = variant.load(mnist, writers)
        # Without drawings an epoch is shorter: as many pictures in all.
        stored = len(mnist.train_labels)
        longer = 1 if dataset.live else (stored + DRAWINGS) / stored
        settings = {"augment": True, "epochs": round(epochs * longer), **variant.changes}
        with TemporaryDirectory() as folder:
            config = default_config(variant.architecture, **settings)
            run = start_run(config, Path(folder), "run")
            train(run, partial(_given, dataset))
            taught = dataset.live is not None and NOT_A_DIGIT_INDEX in dataset.live.labels
            cells = _figures(run, writers, digits, drawn if taught else None)
            print(f"| {variant.title} | {' | '.join(cells)} |", flush=True)


def _figures(
    run: Path,
    writers: WriterSplit,
    digits: dict[int, Float32Array],
    drawn: list[Float32Array] | None,
) -> list[str]:
    """A row of the table; calibrated, and outliers drawn read, if it was taught to refuse any."""
    predict = DigitClassifier.load(run / "model.tflite").predict
    with np.load(run / "predictions.npz") as stored:
        on_mnist, mnist_labels = stored["probabilities"], stored["labels"]
    answers = {width: predict(pixels) for width, pixels in digits.items()}
    before = f"{calibration_error(*together(answers, writers.measured)):.4f}"
    after, refused = "–", ["–"] * 3
    if drawn is not None:
        calibration = fit_on_drawings(predict, writers)
        answers = {width: calibration.apply(each) for width, each in answers.items()}
        on_mnist = calibration.apply(on_mnist)
        after = f"{calibration_error(*together(answers, writers.measured)):.4f}"
        others = (calibration.apply(predict(pictures)) for pictures in drawn)
        refused = [f"{_refused(each):.1%}" for each in others] + [f"{_refused(on_mnist):.2%}"]
    by_width = [together({width: each}, writers.measured) for width, each in answers.items()]
    right = [(on_mnist, mnist_labels), *by_width]
    return [
        *(f"{np.mean(decide(p)[0] == truth):.2%}" for p, truth in right),
        before,
        after,
        *refused,
    ]


def _refused(probabilities: Float32Array) -> float:
    return float(np.mean(decide(probabilities)[0] == NOT_A_DIGIT_INDEX))


if __name__ == "__main__":
    main()
