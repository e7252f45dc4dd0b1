"""A finished run to a model that comes with the program, with all that pages show of it.

models/NAME.keras and .tflite, NAME.json, its card, and NAME.npz, its answers and filters.
"""

import re
import shutil
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from mnist_core import files, places, runs
from mnist_core.arrays import (
    AnyIntArray,
    Float32Array,
)
from mnist_core.data.pen_strokes import WriterSplit
from mnist_core.errors import ConfigError, ModelError, RunError
from mnist_core.evaluation.drawings import answers_by_width, draw_outliers, measure, together
from mnist_core.evaluation.metrics import evaluate
from mnist_core.labels import NOT_A_DIGIT
from mnist_core.networks.inspection import filters_of
from mnist_core.publishing.answers import Published, write_published
from mnist_core.publishing.calibration import Calibration, choose_unsure_threshold, fit
from mnist_core.recognition.card import read_card
from mnist_core.recognition.classifier import DigitClassifier
from mnist_core.runs import history
from mnist_core.runs.results import read_predictions

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
# The part of what is no digit that a network refuses: somewhat more than is wanted
# (benchmarks/people.py), for what people draw was not among what it learnt from.
REFUSED = 0.985
_OUTLIERS = 4000  # drawn to find where that part begins
_TIMED_ANSWERS = 300


def check_name(name: str) -> None:
    """Raise ConfigError unless a model may be called so."""
    if not _NAME.fullmatch(name):
        raise ConfigError(
            "expected a model's name of at most 40 small letters, digits and '-', beginning with "
            f"a letter or digit, got {name!r}"
        )


def publish(
    run: Path, name: str, writers: WriterSplit | None, *, models_dir: Path | None = None
) -> dict[str, Any]:
    """Copy a run's network into ``models/``, measured on drawings where pen strokes are at hand.

    One that knows what is no digit is calibrated on drawings first.

    Args:
        run: the folder of a run that has been evaluated.
        name: what the model will be called.
        writers: the pen strokes. Without them the model keeps its first threshold, and its JSON
            says nothing of drawings.
        models_dir: where to put it; None is ``places.models_dir()``.

    Returns:
        The model's JSON.

    Raises:
        ConfigError: the name is unfit, or a network that knows what is no digit cannot be
            calibrated for want of pen strokes.
        RunError: the run is not finished, or its folder is damaged.
        ModelError: the run's network is damaged.
        OSError: the model cannot be written.
    """
    check_name(name)
    status = runs.read_run(run).status
    if status.state != "finished":
        raise RunError(f"{run.name} is {status.state}: only a finished run can be published")
    card = read_card(run)
    metrics = runs.read_metrics(run)
    card["history"] = history.curves_to_store(metrics, status.batches)
    card["history"] |= asdict(history.landmarks(metrics))
    probabilities, labels = read_predictions(run)
    knows_no_digit = card["labels"][-1] == NOT_A_DIGIT
    if knows_no_digit and writers is None:
        raise ConfigError(f'a network that knows "{NOT_A_DIGIT}" needs pen strokes to be published')
    models_dir = models_dir or places.models_dir()
    models_dir.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder:
        source = run
        if knows_no_digit and writers is not None:
            source = Path(folder)
            calibration = _calibrate(run, source, writers)
            probabilities = calibration.apply(probabilities)
            card["calibration"] = asdict(calibration)
            files.write_json(source / "model.json", card)
        classifier = DigitClassifier.load(source / "model.tflite")
        card |= measured(classifier, probabilities, labels, writers)
        filters = filters_of(_load(source / "model.keras"))
        for suffix in (".keras", ".tflite"):
            with files.replacing(models_dir / f"{name}{suffix}") as temporary:
                shutil.copyfile(source / f"model{suffix}", temporary)
    write_published(models_dir / f"{name}.npz", Published(probabilities, filters))
    files.write_json(models_dir / f"{name}.json", card)
    return card


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
        ``test``, an ``Evaluation``; ``milliseconds``, the median time of one answer to one digit,
        by LiteRT in one thread on this machine, the way from a picture to 28 x 28 not included;
        and where there are pen strokes ``thresholds`` and ``drawings``.
    """
    card = {"test": asdict(evaluate(probabilities, labels)), "milliseconds": _time(classifier)}
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


def _measured_on_drawings(classifier: DigitClassifier, writers: WriterSplit) -> dict[str, Any]:
    answers = answers_by_width(classifier.predict, writers.choosing)
    unsure = choose_unsure_threshold(*together(answers, writers.choosing))
    answers = answers_by_width(classifier.predict, writers.measured)
    return {
        "thresholds": {**classifier.card["thresholds"], "unsure": unsure},
        "drawings": measure(answers, writers.measured, unsure),
    }


def _calibrate(run: Path, folder: Path, writers: WriterSplit) -> Calibration:
    """Save a run's network with its calibration in its weights; what that is."""
    calibration = fit_on_drawings(DigitClassifier.load(run / "model.tflite").predict, writers)
    model = _load(run / "model.keras")
    calibration.fold(model)
    model.save(folder / "model.keras")
    model.export(str(folder / "model.tflite"), format="litert", verbose=False)
    return calibration


def fit_on_drawings(
    predict: Callable[[Float32Array], Float32Array], writers: WriterSplit
) -> Calibration:
    """The calibration of a network that knows what is no digit, by the writers to choose on."""
    digits = writers.choosing
    answers, labels = together(answers_by_width(predict, digits), digits)
    return fit(answers, labels, predict(draw_outliers(digits, _OUTLIERS)), REFUSED)


def _load(path: Path) -> Any:
    """A Keras model.

    Raises:
        ModelError: the file is missing or damaged.
    """
    import keras

    try:
        return keras.models.load_model(path)
    except Exception as error:  # a damaged archive raises a dozen kinds
        raise ModelError(f"{path} is missing or damaged: {error!r}") from error
