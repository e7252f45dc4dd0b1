"""What each part of the default network's training brings: short trainings with and without it.

MNIST_PATH=... PENDIGITS_PATH=.../pendigits-orig.tra python -m benchmarks.ablation [DIGITS]

Each is trained on as many digits, drawings and outliers, 450,000 unless told otherwise: three or
four minutes on two cores, a twentieth of the real training. Figures are those of one seed.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.people import LETTERS_AND_SIGNS, outliers, pen_strokes_path
from benchmarks.tables import print_table
from mnist_core import DigitClassifier
from mnist_core.calibration import fit
from mnist_core.dataset import Dataset, load_mnist
from mnist_core.drawings import (
    CHOOSING_WRITERS,
    MEASURED_WRITERS,
    STROKE_WIDTHS,
    answers_by_width,
    is_for_training,
)
from mnist_core.evaluation import calibration_error
from mnist_core.mixture import Mixture, Shares
from mnist_core.outliers import FAMILIES, KINDS
from mnist_core.publishing import REFUSED
from mnist_core.strokes import PenDigit, read_pen_digits
from mnist_core.training import default_config, start_run, train

Float32Array = npt.NDArray[np.float32]
Load = Callable[[Dataset, list[PenDigit]], Dataset]

DIGITS = 450_000


def mixture(shares: Shares) -> Load:
    """MNIST and so many drawings."""
    return lambda mnist, digits: replace(mnist, drawings=Mixture(digits, shares))


@dataclass(frozen=True)
class Variant:
    """A training that differs from the default network's in one thing."""

    title: str
    model: str = "drawing-cnn"
    load: Load = field(default_factory=lambda: mixture(Shares()))
    changes: dict[str, Any] = field(default_factory=dict)


VARIANTS = (
    Variant("all of it"),
    Variant("without pen strokes", load=mixture(Shares(pen=0, written=60_000))),
    Variant("without digits that the program writes", load=mixture(Shares(pen=60_000, written=0))),
    Variant("without either", load=mixture(Shares(pen=0, written=0))),
    Variant("without outliers", load=mixture(Shares(outliers=0))),
    Variant("MNIST alone", load=lambda mnist, digits: mnist),
    Variant("without augmentation", changes={"augment": False}),
    Variant("without averaged weights", changes={"average_weights": False}),
    Variant("constant learning rate", changes={"schedule": "constant", "learning_rate": 0.001}),
    Variant("cosine learning rate", changes={"schedule": "cosine"}),
    Variant("the layers of robust-cnn", model="robust-cnn"),
)


def main() -> None:
    """Train and measure each variant; print a row as soon as it is there."""
    total = int(sys.argv[1]) if len(sys.argv) > 1 else DIGITS
    digits, mnist = read_pen_digits(pen_strokes_path()), load_mnist()
    learnt = [digit for digit in digits if is_for_training(digit)]
    print_table(
        f"Trained on {total:,} pictures each",
        (
            *("training", "MNIST", *(f"pen of {width}" for width in STROKE_WIDTHS)),
            *("calibration error before", "after", "letters and signs refused"),
            *("other outliers refused", "digits refused"),
        ),
        [],
    )
    for variant in VARIANTS:
        dataset = variant.load(mnist, learnt)
        drawn = 0 if dataset.drawings is None else len(dataset.drawings.labels)
        config = default_config(variant.model, **{"augment": True, **variant.changes})
        kept = len(mnist.train_labels) * (1 - config.validation_split)
        config = replace(config, epochs=max(round(total / (kept + drawn)), 1))
        with TemporaryDirectory() as folder:
            run = start_run(config, Path(folder), "run")
            train(run, lambda data, dataset=dataset: dataset)
            print(f"| {variant.title} | {' | '.join(_figures(run, digits))} |", flush=True)


def _figures(run: Path, digits: list[PenDigit]) -> list[str]:
    """A row of the table."""
    classifier = DigitClassifier.load(run / "model.tflite")
    choosing, measured = (
        [digit for digit in digits if digit.writer in writers]
        for writers in (CHOOSING_WRITERS, MEASURED_WRITERS)
    )
    before = answers_by_width(classifier.predict, measured)
    labels = np.array([digit.label for digit in measured])
    truth = np.tile(labels, len(STROKE_WIDTHS))
    with np.load(run / "predictions.npz") as stored:
        on_mnist, mnist_labels = stored["probabilities"], stored["labels"]
    errors = [f"{calibration_error(_together(before), truth):.4f}", "–"]
    refused = ["–"] * 3
    after = before
    if len(classifier.labels) == 11:
        chosen_on = _together(answers_by_width(classifier.predict, choosing))
        chosen_labels = np.tile([digit.label for digit in choosing], len(STROKE_WIDTHS))
        calibration = fit(chosen_on, chosen_labels, REFUSED)
        after = {width: calibration.apply(answers) for width, answers in before.items()}
        on_mnist = calibration.apply(on_mnist)
        errors[1] = f"{calibration_error(_together(after), truth):.4f}"
        letters = {kind for family in LETTERS_AND_SIGNS for kind in FAMILIES[family]}
        refused = [
            f"{_refused([calibration.apply(classifier.predict(each)) for each in drawings]):.1%}"
            for drawings in (
                [outliers(kind, measured, 0) for kind in sorted(letters)],
                [outliers(kind, measured, 0) for kind in sorted(set(KINDS) - letters)],
            )
        ]
        refused.append(f"{_refused(list(after.values())):.2%}")
    return [
        f"{np.mean(on_mnist.argmax(axis=1) == mnist_labels):.2%}",
        *(f"{np.mean(each.argmax(axis=1) == labels):.2%}" for each in after.values()),
        *errors,
        *refused,
    ]


def _together(answers: dict[int, Float32Array]) -> Float32Array:
    return np.concatenate(list(answers.values()))


def _refused(answers: list[Float32Array]) -> float:
    return float(np.mean(np.concatenate(answers)[:, -1] >= 0.5))


if __name__ == "__main__":
    main()
