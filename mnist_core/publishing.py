"""A finished run to a model that comes with the program: models/NAME.keras, .tflite and .json."""

import re
import shutil
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from mnist_core import files, runs
from mnist_core.calibration import fit
from mnist_core.classifier import MODELS_DIR, DigitClassifier
from mnist_core.drawings import answers_by_width, choose_unsure_threshold, measure, together
from mnist_core.errors import ConfigError, ModelError, RunError
from mnist_core.evaluation import evaluate
from mnist_core.labels import NOT_A_DIGIT
from mnist_core.results import read_card
from mnist_core.writers import Writers

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
# The part of the digits that a network may call no digit: half of the 0.5 % that is wanted, for a
# few of 3,000 drawings, by four people, tell it only roughly.
REFUSED = 0.0025


def check_name(name: str) -> None:
    """Raise ConfigError unless a model may be called so."""
    if not _NAME.fullmatch(name):
        raise ConfigError(
            "expected a model's name of at most 40 small letters, digits and '-', beginning with "
            f"a letter or digit, got {name!r}"
        )


def publish(
    run: Path, name: str, writers: Writers | None, *, models_dir: Path = MODELS_DIR
) -> dict[str, Any]:
    """Copy a run's network into ``models/``, measured on drawings where pen strokes are at hand.

    One that knows what is no digit is calibrated on drawings first.

    Args:
        run: the folder of a run that has been evaluated.
        name: what the model will be called.
        writers: the pen strokes. Without them the model keeps its first threshold, and its JSON
            says nothing of drawings.
        models_dir: where to put it.

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
    state = runs.read_run(run).status.state
    if state != "finished":
        raise RunError(f"{run.name} is {state}: only a finished run can be published")
    card = read_card(run)
    knows_no_digit = card["labels"][-1] == NOT_A_DIGIT
    if knows_no_digit and writers is None:
        raise ConfigError(f'a network that knows "{NOT_A_DIGIT}" needs pen strokes to be published')
    models_dir.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder:
        source = run
        if writers is not None:
            if knows_no_digit:
                source = Path(folder)
                card |= _calibrate(run, source, writers)
                files.write_json(source / "model.json", card)
            card |= measured(DigitClassifier.load(source / "model.tflite"), writers)
        for suffix in (".keras", ".tflite"):
            with files.replacing(models_dir / f"{name}{suffix}") as temporary:
                shutil.copyfile(source / f"model{suffix}", temporary)
    files.write_json(models_dir / f"{name}.json", card)
    return card


def measured(classifier: DigitClassifier, writers: Writers) -> dict[str, Any]:
    """What a card says of drawings: ``thresholds`` and ``drawings``."""
    answers = answers_by_width(classifier.predict, writers.choosing)
    unsure = choose_unsure_threshold(*together(answers, writers.choosing))
    answers = answers_by_width(classifier.predict, writers.measured)
    return {
        "thresholds": {**classifier.card["thresholds"], "unsure": unsure},
        "drawings": measure(answers, writers.measured, unsure),
    }


def _calibrate(run: Path, folder: Path, writers: Writers) -> dict[str, Any]:
    """Save a run's network with its calibration in its weights; what changes in its card."""
    import keras

    predict = DigitClassifier.load(run / "model.tflite").predict
    answers, labels = together(answers_by_width(predict, writers.choosing), writers.choosing)
    calibration = fit(answers, labels, REFUSED)
    try:
        model = keras.models.load_model(run / "model.keras")
        with np.load(run / "predictions.npz") as stored:
            test = evaluate(calibration.apply(stored["probabilities"]), stored["labels"])
    except Exception as error:  # damaged archives raise a dozen kinds
        raise ModelError(f"{run.name} is damaged: {error!r}") from error
    calibration.fold(model)
    model.save(folder / "model.keras")
    model.export(str(folder / "model.tflite"), format="litert", verbose=False)
    return {"calibration": asdict(calibration), "test": asdict(test)}
