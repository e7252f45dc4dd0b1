"""What each part of the default network's training brings: short trainings with and without it.

MNIST_PATH=... PENDIGITS_PATH=... UNIPEN_PATH=... STROKES_PATH=... python -m benchmarks.ablation \
    [EPOCHS]

One branch of each sort learns, and sees as many pictures in each training: one epoch's unless told
otherwise. One seed each; the first two rows differ in nothing but that.
"""

import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import keras
import numpy as np

from benchmarks.tables import print_table
from mnist_core import DigitClassifier
from mnist_core.data.dataset import Dataset
from mnist_core.data.mixture import Mixture, Shares
from mnist_core.data.mnist import load_mnist
from mnist_core.data.pen_strokes import PEN_DIGITS
from mnist_core.data.writers import People, WriterSplit, read_writer_split
from mnist_core.evaluation.drawings import draw_with_each_pen
from mnist_core.evaluation.people import DrawnPeople, OnPeople, draw_people, measure_people
from mnist_core.ink.preprocessing import as_pixels
from mnist_core.labels import decide
from mnist_core.networks.architectures import ARCHITECTURES, find_architecture
from mnist_core.networks.config import default_config
from mnist_core.networks.export import export
from mnist_core.publishing.publish import fit_on_drawings, predictors
from mnist_core.recognition.metadata import write_metadata
from mnist_core.training.config import start_run
from mnist_core.training.loop import train

Load = Callable[[Dataset, WriterSplit], Dataset]

EPOCHS = 1
USUAL = Shares()
DRAWINGS = sum(asdict(USUAL).values())  # in an epoch, beside MNIST
REFUSED = ("digits", "letters", "signs", "scribbles")


def mixture(keep: Callable[[People], People] = lambda people: people, **without: int) -> Load:
    """MNIST and as many drawings as ever, but so many of a sort: the others take its place.

    Args:
        keep: of the people to learn from, what is learnt from.
        without: of `Shares`, how many of a sort.
    """
    kept = {name: count for name, count in asdict(USUAL).items() if name not in without}
    more = (DRAWINGS - sum(without.values())) / sum(kept.values())
    shares = Shares(**without, **{name: round(count * more) for name, count in kept.items()})
    return lambda mnist, writers: replace(mnist, live=Mixture(keep(writers.training), shares))


def _pen_digits(people: People) -> People:
    return People([each for each in people.digits if each.collection == PEN_DIGITS], [])


def _digits(people: People) -> People:
    return People(people.digits, [])


ONE_OF_EACH, NO_PATH = "one-of-each", "no-path"


@dataclass(frozen=True)
class Variant:
    """A training that differs from that of the default network's branches in one thing."""

    title: str
    architecture: str = ONE_OF_EACH
    load: Load = field(default_factory=mixture)
    changes: dict[str, Any] = field(default_factory=dict)


VARIANTS = (
    Variant("all of it"),
    Variant("the same with another seed", changes={"seed": 1}),
    Variant("without the path", architecture=NO_PATH),
    Variant("without people's letters and signs", load=mixture(_digits)),
    Variant("without UNIPEN and Omniglot", load=mixture(_pen_digits)),
    Variant("without outliers that the program draws", load=mixture(outliers=0)),
    Variant("without digits that the program writes", load=mixture(written=0)),
    Variant("MNIST alone", NO_PATH, load=lambda mnist, writers: mnist),
    Variant("without augmentation", changes={"augment": False}),
    Variant("two branches of each sort", architecture="drawing-cnn"),
)


def _given(dataset: Dataset, data: str) -> Dataset:
    """A data set for training to load, whatever name it asks for."""
    return dataset


def main() -> None:
    """Train and measure each variant; print a row as soon as it is there."""
    epochs = int(sys.argv[1]) if len(sys.argv) > 1 else EPOCHS
    both = find_architecture("drawing-cnn")
    ARCHITECTURES[ONE_OF_EACH] = replace(
        both, name=ONE_OF_EACH, branches=both.branches[:1], path_branches=both.path_branches[:1]
    )
    ARCHITECTURES[NO_PATH] = replace(
        both, name=NO_PATH, branches=both.branches[:1], path_branches=()
    )
    writers, mnist = read_writer_split(), load_mnist()
    measure = Measure(writers, mnist)
    print_table(
        f"{epochs} epochs each; digits of people held out, all pens together",
        (
            *("training", "MNIST", "read", f"digits of {PEN_DIGITS}", "of other collections"),
            *("calibration error", *(f"{each} refused" for each in REFUSED)),
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
            for cells in measure.rows(run):
                print(f"| {variant.title} | {' | '.join(cells)} |", flush=True)


class Measure:
    """Measures runs on the same drawings, each calibrated as a published network is."""

    def __init__(self, writers: WriterSplit, mnist: Dataset) -> None:
        self._mnist = mnist
        self._chosen_on = writers.choosing.digits
        self._drawn = draw_with_each_pen(self._chosen_on)
        self._people: DrawnPeople = draw_people(writers.measured)

    def rows(self, run: Path) -> list[list[str]]:
        """The cells of a run's rows, one for each way in which it reads."""
        classifier = DigitClassifier.load(run / "model.tflite")
        if len(classifier.labels) > 10:
            classifier = self._calibrated(run, classifier)
        answers = classifier.predict(as_pixels(self._mnist.test_images))
        right = float(np.mean(decide(answers)[0] == self._mnist.test_labels))
        return [
            [f"{right:.2%}", f"from {way}", *_cells(measure_people(predict, self._people))]
            for way, predict in predictors(classifier).items()
        ]

    def _calibrated(self, run: Path, classifier: DigitClassifier) -> DigitClassifier:
        model = keras.models.load_model(run / "model.keras")
        fit_on_drawings(classifier, model, self._chosen_on, self._drawn).fold(model)
        path = run / "calibrated.tflite"
        export(model, path)
        write_metadata(path, classifier.labels, classifier.thresholds)
        return DigitClassifier.load(path)


def _cells(found: OnPeople) -> list[str]:
    others = [name for name in found.digits if name != PEN_DIGITS]
    cells = [f"{_mean(found, names):.2%}" for names in ([PEN_DIGITS], others)]
    cells.append(f"{found.calibration_error:.4f}")
    return cells + [f"{found.refused[each]:.2%}" if found.refused else "–" for each in REFUSED]


def _mean(found: OnPeople, collections: list[str]) -> float:
    """The part read right of some collections' digits, over all pens."""
    return float(
        np.average(
            [np.mean(list(found.accuracy[name].values())) for name in collections],
            weights=[found.digits[name] for name in collections],
        )
    )


if __name__ == "__main__":
    main()
