"""A finished run to a network that comes with the program, with all that pages show of it.

Each has a folder in ``models/``: ``network.keras`` and ``network.tflite``, ``card.json``,
``answers.npz``, its answers and filters, ``neighbours.npz``, what MNIST's training digits are to
it, and mostly ``moments.npz``, its weights on the way. The folder is filled under a hidden name and
takes its place by a rename, so that no crash leaves a new network with an old card.
"""

import dataclasses
import re
import shutil
import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import msgspec
import numpy as np
from msgspec.structs import replace

from mnist_core import files, places, runs
from mnist_core.arrays import AnyIntArray, Float32Array
from mnist_core.data.catalogue import DATA_SETS
from mnist_core.data.dataset import Dataset
from mnist_core.data.generated import TEST_SEED, generate
from mnist_core.data.pen_strokes import PEN_DIGITS, PenCharacter
from mnist_core.data.writers import WriterSplit
from mnist_core.errors import ConfigError, RunError
from mnist_core.evaluation.by_person import draw_split, measure_by_person
from mnist_core.evaluation.drawings import (
    Drawings,
    Predict,
    answers_by_width,
    draw_with_each_pen,
    measure,
    together,
)
from mnist_core.evaluation.metrics import evaluate
from mnist_core.evaluation.people import draw_people, measure_people
from mnist_core.evaluation.turned import draw_upright, measure_turned
from mnist_core.ink.preprocessing import as_pixels
from mnist_core.labels import NOT_A_DIGIT
from mnist_core.networks.export import export
from mnist_core.networks.inspection import branches_of, filters_of, path_branches_of
from mnist_core.networks.loading import load_model
from mnist_core.publishing.answers import ANSWERS, Answers, write_answers
from mnist_core.publishing.calibration import (
    Calibrations,
    choose_unsure_threshold,
    fit,
    fit_paths,
)
from mnist_core.publishing.moments import publish_moments
from mnist_core.publishing.neighbours import add_neighbours
from mnist_core.recognition.card import CARD, Card, History, OnDrawings, Way, read_card
from mnist_core.recognition.classifier import NETWORK, DigitClassifier
from mnist_core.recognition.metadata import write_metadata
from mnist_core.runs import history
from mnist_core.runs.results import read_predictions

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
REFUSED_SHARE = 0.002  # part of people's digits that a network may take for none
_OLD = ".old-"  # what a network's folder is called while a new one takes its place
_TIMED_ANSWERS = 300
GENERATED = 2000  # digits that the program writes, to be measured on


def check_name(name: str) -> None:
    """Raise ConfigError unless a model may be called so."""
    if not _NAME.fullmatch(name):
        raise ConfigError(
            "expected a model's name of at most 40 small letters, digits and '-', beginning with "
            f"a letter or digit, got {name!r}"
        )


def publish(
    run: Path,
    name: str,
    writers: WriterSplit | None,
    *,
    mnist: Dataset | None = None,
    models_dir: Path | None = None,
) -> Card:
    """Copy a run's network into ``models/``, measured on drawings where pen strokes are at hand.

    One that knows what is no digit is calibrated on drawings first.

    Args:
        run: the folder of a run that has been evaluated.
        name: what the network will be called.
        writers: the pen strokes. Without them the network keeps its first threshold, and its card
            says nothing of drawings.
        mnist: whose training digits are stored as the network sees them, to be found again by
            drawings that are like them; None stores none.
        models_dir: where to put it; None is ``places.models_dir()``.

    Returns:
        The network's card.

    Raises:
        ConfigError: the name is unfit, or a network that knows what is no digit cannot be
            calibrated for want of pen strokes.
        RunError: the run is not finished, or its folder is damaged.
        ModelError: the run's network or card is damaged.
        OSError: the network cannot be written.
    """
    check_name(name)
    status = runs.read_run(run).status
    if status.state != "finished":
        raise RunError(f"{run.name} is {status.state}: only a finished run can be published")
    card = read_card(run / "model.json")
    card = replace(_without_folders(card), history=_history(run, status.batches))
    if card.labels[-1] == NOT_A_DIGIT and writers is None:
        raise ConfigError(f'a network that knows "{NOT_A_DIGIT}" needs pen strokes to be published')
    probabilities, labels = read_predictions(run)
    classifier, model = DigitClassifier.load(run / "model.tflite"), load_model(run / "model.keras")
    with new_folder(models_dir or places.models_dir(), name) as folder:
        for suffix in (".keras", ".tflite"):
            shutil.copyfile((run / "model").with_suffix(suffix), folder / f"network{suffix}")
        if card.labels[-1] == NOT_A_DIGIT and writers is not None:
            digits = writers.choosing.digits
            calibrations = fit_on_drawings(classifier, model, digits, draw_with_each_pen(digits))
            _save_calibrated(model, calibrations, card, folder)
            probabilities = calibrations.pictures.apply(probabilities)
            card = replace(card, calibration=_numbers(calibrations))
        else:  # the moments of one that is calibrated would have answers of another scale
            publish_moments(run, folder)
        classifier = DigitClassifier.load(folder / NETWORK)
        card = replace(card, **measured(classifier, probabilities, labels, writers))
        write_metadata(folder / NETWORK, card.labels, card.thresholds)
        card = replace(card, bytes=(folder / NETWORK).stat().st_size)
        write_answers(folder / ANSWERS, Answers(probabilities, filters_of(model)))
        if mnist is not None:
            card = add_neighbours(folder, card, mnist, writers)
        files.write_json(folder / CARD, card)
    return card


def _without_folders(card: Card) -> Card:
    """A card that names data of one's own by their file alone: it will be shown to strangers."""
    name = card.data.name if card.data.name in DATA_SETS else Path(card.data.name).name
    config = dataclasses.replace(card.config, data=name)
    return replace(card, data=replace(card.data, name=name), config=config)


@contextmanager
def new_folder(models_dir: Path, name: str) -> Iterator[Path]:
    """An empty folder that takes the place of a network's once it is filled."""
    models_dir.mkdir(exist_ok=True)
    _mend(models_dir)
    path, old = models_dir / name, models_dir / f"{_OLD}{name}"
    new = Path(mkdtemp(prefix=f".new-{name}-", dir=models_dir))
    try:
        new.chmod(0o755)
        yield new
        if path.exists():
            path.rename(old)
        new.rename(path)
        shutil.rmtree(old, ignore_errors=True)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _mend(models_dir: Path) -> None:
    """Put right what was interrupted: a network between two renames lies under a hidden name."""
    for old in models_dir.glob(f"{_OLD}*"):
        path = models_dir / old.name.removeprefix(_OLD)
        if path.exists():
            shutil.rmtree(old)
        else:
            old.rename(path)


def _history(run: Path, batches: int) -> History:
    """A run's curves, as its card keeps them."""
    metrics = runs.read_metrics(run)
    curves = history.curves_to_store(metrics, batches)
    return msgspec.convert(curves | dataclasses.asdict(history.landmarks(metrics)), History)


def measured(
    classifier: DigitClassifier,
    probabilities: Float32Array,
    labels: AnyIntArray,
    writers: WriterSplit | None,
) -> dict[str, Any]:
    """What the card of a published network says besides its training.

    Args:
        classifier: the network.
        probabilities: float32 (n, k), its answers to the test digits.
        labels: integers (n,), what they are.
        writers: the pen strokes, or None.

    Returns:
        Fields of ``Card``: ``test``; ``milliseconds``, the median time of one answer by LiteRT in
        one thread on this machine, the way from a picture to 28 x 28 not included; ``generated``;
        and where there are pen strokes ``thresholds``, ``drawings``, ``people``, ``turned`` and
        ``by_person``.
    """
    card = {
        "test": evaluate(probabilities, labels),
        "milliseconds": _time(classifier),
        "generated": accuracy_on_generated(classifier),
    }
    return card if writers is None else card | _measured_on_drawings(classifier, writers)


def _time(classifier: DigitClassifier) -> float:
    """The median time of an answer, in milliseconds: whatever the digit, it is the same."""
    pixels = np.zeros((1, 28, 28), np.float32)
    times = []
    for _ in range(_TIMED_ANSWERS):
        start = time.perf_counter()
        classifier.predict(pixels)
        times.append(time.perf_counter() - start)
    return round(1000 * statistics.median(times), 4)


def accuracy_on_generated(classifier: DigitClassifier) -> float:
    """The part read right of the first ``GENERATED`` test digits that the program writes."""
    images, labels = generate(GENERATED, TEST_SEED)
    return evaluate(classifier.predict(as_pixels(images)), labels).accuracy


def _measured_on_drawings(classifier: DigitClassifier, writers: WriterSplit) -> dict[str, Any]:
    reads = predictors(classifier)
    chosen_on = writers.choosing.digits
    drawn = draw_with_each_pen(chosen_on)
    answers = [together(answers_by_width(each, drawn), chosen_on) for each in reads.values()]
    probabilities, labels = (np.concatenate(each) for each in zip(*answers, strict=True))
    unsure = choose_unsure_threshold(probabilities, labels)
    digits = [each for each in writers.measured.digits if each.collection == PEN_DIGITS]
    pictures = answers_by_width(reads["pictures"], draw_with_each_pen(digits))
    people = draw_people(writers.measured)
    return {
        "thresholds": {**classifier.thresholds, "unsure": unsure},
        "drawings": msgspec.convert(measure(pictures, digits, unsure), OnDrawings),
        "people": {name: measure_people(each, people) for name, each in reads.items()},
        "turned": measure_turned(classifier.predict, draw_upright(writers.measured.digits)),
        "by_person": measure_by_person(best_predictor(classifier), *draw_split(writers)),
    }


def predictors(classifier: DigitClassifier) -> dict[Way, Predict]:
    """How a network reads drawings: from their pictures, and if it sees paths with strokes too."""
    found: dict[Way, Predict] = {"pictures": lambda drawn: classifier.predict(drawn.pixels)}
    if classifier.sees_paths:
        found["strokes"] = lambda drawn: classifier.predict(drawn.pixels, drawn.directions)
    return found


def best_predictor(classifier: DigitClassifier) -> Predict:
    """How a network reads drawings in the app: with strokes if it sees paths."""
    found = predictors(classifier)
    return found.get("strokes", found["pictures"])


def _save_calibrated(model: Any, calibrations: Calibrations, card: Card, folder: Path) -> None:
    """Fold calibrations into a Keras model's weights, and save that as the network."""
    calibrations.fold(model)
    model.save(folder / "network.keras")
    export(model, folder / NETWORK)
    write_metadata(folder / NETWORK, card.labels, card.thresholds)


def fit_on_drawings(
    classifier: DigitClassifier,
    model: Any,
    digits: Sequence[PenCharacter],
    drawn: Mapping[int, Drawings],
) -> Calibrations:
    """The calibration of a network that knows what is no digit.

    Args:
        classifier: the network as it was trained.
        model: the same, of Keras.
        digits: by people from whom it has not learnt.
        drawn: those digits, as ``draw_with_each_pen`` gives them.
    """
    answers, labels = {}, np.empty(0, np.int64)
    for way, predict in predictors(classifier).items():
        answers[way], labels = together(answers_by_width(predict, drawn), digits)
    pictures = fit(answers["pictures"], labels, REFUSED_SHARE)
    if "strokes" not in answers:
        return Calibrations(pictures)
    paths = fit_paths(
        answers["pictures"],
        answers["strokes"],
        labels,
        REFUSED_SHARE,
        corrected=pictures,
        branches=(len(branches_of(model)), len(path_branches_of(model))),
    )
    return Calibrations(pictures, paths)


def _numbers(calibrations: Calibrations) -> dict[str, float]:
    """Calibrations as a card has them."""
    paths = calibrations.paths
    found = dataclasses.asdict(calibrations.pictures)
    return (
        found
        if paths is None
        else found | {f"path_{name}": number for name, number in dataclasses.asdict(paths).items()}
    )
