"""A network's card, what is said of it: ``model.json`` in a run, ``NAME.json`` in ``models/``."""

from dataclasses import fields
from itertools import chain
from pathlib import Path
from typing import Any

from mnist_core import files
from mnist_core.errors import RunError
from mnist_core.evaluation.metrics import (
    CALIBRATION_BINS,
    Reliability,
)
from mnist_core.labels import DIGITS, LABELS

_CONFIG = "epochs batch_size learning_rate schedule validation_split augment seed"
_PARTS = {"config": {*_CONFIG.split()}, "data": {"name"}, "versions": {"keras", "tensorflow"}}
_NOT_MEASURED: dict[str, Any] = {"accuracy": {}, "digits": 0, "writers": 0}


def check_card(card: Any) -> None:
    """See to it that a card holds what is shown of a network.

    Cards of earlier versions have no "reliability" in their "test", and only published networks
    have "drawings".

    Raises:
        ValueError: something is not there, or is of another kind; the message says what.
    """
    try:
        test = card["test"]
        per_digit = [*test["confusion"], test["precision"], test["recall"], test["f1"]]
        figures = [test["count"], test["accuracy"], test["loss"], test["calibration_error"]]
        bins = [each.name for each in fields(Reliability)] if "reliability" in test else []
        per_bin = [test["reliability"][name] for name in bins]
        drawings = card.get("drawings", _NOT_MEASURED)
        numbers = [
            *(card[name] for name in ("parameters", "bytes", "seconds")),
            *figures,
            *chain.from_iterable(per_digit + per_bin),
            *(drawings["digits"], drawings["writers"]),
            *drawings["accuracy"].values(),
        ]
        labels = card["labels"]
        fits = isinstance(card["architecture"], str) and tuple(labels) in (LABELS, LABELS[:DIGITS])
        fits &= isinstance(card["layers"], list) and isinstance(card["date"], str)
        fits &= list(map(len, per_digit)) == [len(labels)] * (len(labels) + 3)
        fits &= all(len(each) == CALIBRATION_BINS for each in per_bin)
        fits &= all(type(number) in (int, float) for number in numbers)
        fits &= all(names <= card[part].keys() for part, names in _PARTS.items())
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(repr(error)) from error
    if not fits:
        raise ValueError("something is missing, or of another kind")


def read_card(run: Path) -> dict[str, Any]:
    """What a run that has been evaluated came to: its ``model.json``, as ``check_card`` takes it.

    Raises:
        RunError: it has not been evaluated, or the file is damaged.
    """
    card: dict[str, Any] = files.read_json(run / "model.json")
    try:
        check_card(card)
    except ValueError as error:
        raise RunError(f"{run / 'model.json'} is damaged: {error}") from error
    return card
