"""A finished run to a model that comes with the program: models/NAME.keras, .tflite and .json."""

import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from mnist_core import files, runs
from mnist_core.calibration import fit
from mnist_core.classifier import MODELS_DIR, NOT_A_DIGIT, DigitClassifier
from mnist_core.drawings import (
    CHOOSING_WRITERS,
    MEASURED_WRITERS,
    STROKE_WIDTHS,
    answers_by_width,
    choose_unsure_threshold,
    measure,
)
from mnist_core.errors import ConfigError, RunError, StrokesError
from mnist_core.evaluation import evaluate
from mnist_core.strokes import PenDigit, read_pen_digits

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
# The part of the digits that a network with "not a digit" may call so.
REFUSED = 0.0025


def check_name(name: str) -> None:
    """Raise ConfigError unless a model may be called so."""
    if not _NAME.fullmatch(name):
        raise ConfigError(
            "expected a model's name of at most 40 small letters, digits and '-', beginning with "
            f"a letter or digit, got {name!r}"
        )


def publish(
    run: Path, name: str, *, models_dir: Path = MODELS_DIR, pen_digits: str | Path | None = None
) -> None:
    """Copy a run's network into ``models/``, measured on drawings where pen strokes are at hand.

    Args:
        run: the folder of a run that has been evaluated.
        name: what the model will be called.
        models_dir: where to put it.
        pen_digits: ``pendigits-orig.tra``; None takes ``PENDIGITS_PATH``. Without either, the model
            keeps its first threshold, and its JSON says nothing of drawings.

    Raises:
        ConfigError: the name is unfit.
        RunError: the run is not finished, or its folder is damaged.
        StrokesError: the pen strokes cannot be read.
        ModelError: the run's network is damaged.
        OSError: the model cannot be written.
    """
    check_name(name)
    state = runs.read_run(run).status.state
    if state != "finished":
        raise RunError(f"{run.name} is {state}: only a finished run can be published")
    card = files.read_json(run / "model.json")
    strokes = pen_digits or os.environ.get("PENDIGITS_PATH")
    models_dir.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder:
        source = run
        if strokes:
            digits = read_pen_digits(strokes)
            for writers in (CHOOSING_WRITERS, MEASURED_WRITERS):
                if not any(digit.writer in writers for digit in digits):
                    raise StrokesError(
                        f"{strokes} holds no digit of the writers held out, {sorted(writers)}: is "
                        "it pendigits-orig.tra?"
                    )
            if card["labels"][-1] == NOT_A_DIGIT:
                source = Path(folder)
                card |= _calibrate(run, source, digits)
                files.write_json(source / "model.json", card)
            card |= measured(DigitClassifier.load(source / "model.tflite"), digits)
        for suffix in (".keras", ".tflite"):
            with files.replacing(models_dir / f"{name}{suffix}") as temporary:
                shutil.copyfile(source / f"model{suffix}", temporary)
    files.write_json(models_dir / f"{name}.json", card)


def measured(classifier: DigitClassifier, digits: Sequence[PenDigit]) -> dict[str, object]:
    """What a card says of drawings: ``thresholds`` and ``drawings``.

    The threshold is chosen on some of the writers that no network is trained on, the figures are
    those of the others.
    """
    choosing, others = (
        [d for d in digits if d.writer in writers]
        for writers in (CHOOSING_WRITERS, MEASURED_WRITERS)
    )
    answers = np.concatenate(list(answers_by_width(classifier.predict, choosing).values()))
    labels = np.tile([digit.label for digit in choosing], len(STROKE_WIDTHS))
    unsure = choose_unsure_threshold(answers, labels)
    figures = measure(answers_by_width(classifier.predict, others), others, unsure)
    thresholds = {**classifier.card["thresholds"], "unsure": unsure}
    return {"thresholds": thresholds, "drawings": figures}


def _calibrate(run: Path, folder: Path, digits: Sequence[PenDigit]) -> dict[str, object]:
    """Save a run's network with its calibration in its weights; what changes in its card."""
    import keras

    choosing = [digit for digit in digits if digit.writer in CHOOSING_WRITERS]
    predict = DigitClassifier.load(run / "model.tflite").predict
    answers = np.concatenate(list(answers_by_width(predict, choosing).values()))
    labels = np.tile([digit.label for digit in choosing], len(STROKE_WIDTHS))
    calibration = fit(answers, labels, REFUSED)
    model = keras.models.load_model(run / "model.keras")
    calibration.fold(model)
    model.save(folder / "model.keras")
    model.export(str(folder / "model.tflite"), format="litert", verbose=False)
    with np.load(run / "predictions.npz") as stored:
        test = evaluate(calibration.apply(stored["probabilities"]), stored["labels"])
    return {"calibration": asdict(calibration), "test": asdict(test)}
