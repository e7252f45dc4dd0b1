"""A finished run to a model that comes with the program: models/NAME.keras, .tflite and .json."""

import os
import re
import shutil
from pathlib import Path

from mnist_core import files, runs
from mnist_core.classifier import MODELS_DIR, DigitClassifier
from mnist_core.drawings import STROKE_WIDTHS, draw, measure
from mnist_core.errors import ConfigError, RunError
from mnist_core.strokes import read_pen_digits

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


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
    if strokes:
        digits = read_pen_digits(strokes)
        classifier = DigitClassifier.load(run / "model.tflite")
        answers = {width: classifier.predict(draw(digits, width)) for width in STROKE_WIDTHS}
        threshold, card["drawings"] = measure(answers, digits)
        card["thresholds"] = {"unsure": threshold}
    models_dir.mkdir(exist_ok=True)
    for suffix in (".keras", ".tflite"):
        with files.replacing(models_dir / f"{name}{suffix}") as temporary:
            shutil.copyfile(run / f"model{suffix}", temporary)
    files.write_json(models_dir / f"{name}.json", card)
