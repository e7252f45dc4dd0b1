"""A run's measurements: written, read, thinned to curves, and as a table."""

import csv
import io
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import msgspec
import numpy as np

from mnist_core import files
from mnist_core.arrays import Float64Array
from mnist_core.errors import RunError


def read_metrics(path: Path, at_most: int | None = None) -> list[dict[str, float]]:
    """The measurements of a run, oldest first; none before the first one.

    Args:
        path: the run's folder.
        at_most: read no more than about so many, evenly spread, beside those that end an epoch.

    Raises:
        RunError: the file is damaged.
    """
    try:
        lines = (path / "metrics.jsonl").read_bytes().splitlines(keepends=True)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise RunError(f"{path / 'metrics.jsonl'} cannot be read: {error}") from error
    every = 1 if at_most is None else max(math.ceil(len(lines) / at_most), 1)
    try:
        metrics = [
            _measurement(line)
            for i, line in enumerate(lines)
            if line.endswith(b"\n") and (i % every == 0 or b'"val_' in line)
        ]
    except (ValueError, RecursionError) as error:
        raise RunError(f"{path / 'metrics.jsonl'} is damaged: {error}") from error
    return metrics


def _measurement(line: bytes) -> dict[str, float]:
    """A line of ``metrics.jsonl``.

    Raises:
        ValueError: it is no measurement.
        RecursionError: it is nested too deeply.
    """
    values: dict[str, int | float] = files.parse_json(line, dict[str, _Number])
    if not values.keys() >= _ALWAYS or ("val_loss" in values) != ("val_accuracy" in values):
        raise ValueError("a line is no measurement")
    return values


def append_metrics(path: Path, measurement: Mapping[str, float]) -> None:
    """Add a measurement to a run: a line of ``metrics.jsonl``.

    Raises:
        OSError: it cannot be written.
    """
    with (path / "metrics.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(measurement) + "\n")


def write_metrics(path: Path, measurements: list[dict[str, float]]) -> None:
    """Replace a run's measurements: those after the checkpoint that it resumes from are void."""
    text = "".join(json.dumps(each) + "\n" for each in measurements)
    files.write_whole(path / "metrics.jsonl", lambda file: file.write(text.encode()))


Metrics = Sequence[Mapping[str, float]]
_Number = Annotated[int, msgspec.Meta(ge=-(2**53), le=2**53)] | float
_ALWAYS = {"epoch", "batch", "seconds", "loss", "accuracy"}
QUANTITIES = ("loss", "accuracy", "val_loss", "val_accuracy")
CURVE_POINTS = 500
_STORED_POINTS = 200


def curve(
    metrics: Metrics, name: str, batches: int, points: int = CURVE_POINTS
) -> tuple[Float64Array, Float64Array]:
    """One quantity over the epochs, thinned: each point is the mean of as many neighbours.

    Args:
        metrics: as ``runs.read_metrics`` gives them.
        name: one of ``QUANTITIES``.
        batches: in an epoch.
        points: that the curve has at most.

    Returns:
        float64 (n,), the epochs that had been done, such as 1.5 halfway through the second; and
        float64 (n,), the quantity. Empty where it was not measured.
    """
    measured = [
        (each["epoch"] - 1 + each["batch"] / max(batches, 1), each[name])
        for each in metrics
        if name in each
    ]
    parts = np.array_split(np.array(measured).reshape(-1, 2), min(len(measured), points) or 1)
    means = np.array([part.mean(axis=0) for part in parts if len(part)]).reshape(-1, 2)
    return means[:, 0], means[:, 1]


def curves_to_store(metrics: Metrics, batches: int) -> dict[str, list[list[float]]]:
    """The curves of all quantities that were measured, of at most 200 points each, for JSON.

    Args:
        metrics: as ``runs.read_metrics`` gives them.
        batches: in an epoch.

    Returns:
        By quantity, the epochs and the values, to six digits.
    """
    curves = {name: curve(metrics, name, batches, _STORED_POINTS) for name in QUANTITIES}
    return {
        name: [[float(f"{value:.6g}") for value in axis] for axis in axes]
        for name, axes in curves.items()
        if len(axes[0])
    }


@dataclass(frozen=True)
class Landmarks:
    """What is said of a training in figures: as it was measured, where a curve's points are means.

    Attributes:
        last: each quantity that was measured, as it last was.
        best: the "epoch" with the lowest validation loss, and what was measured at its end; empty
            where no digits were held out.
    """

    last: dict[str, float]
    best: dict[str, float]


def landmarks(metrics: Metrics) -> Landmarks:
    """The last measurements, as ``runs.read_metrics`` gives them, and those of the best epoch."""
    last = {name: each[name] for each in metrics for name in QUANTITIES if name in each}
    ends = [each for each in metrics if "val_loss" in each]
    best = min(ends, key=lambda each: each["val_loss"], default={})
    return Landmarks(last, {name: best[name] for name in ("epoch", *QUANTITIES) if name in best})


def to_csv(metrics: Metrics) -> str:
    """The measurements as a table: a line each, empty where a quantity was not measured."""
    text = io.StringIO()
    columns = ["epoch", "batch", "seconds", *QUANTITIES]
    writer = csv.DictWriter(text, columns, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(metrics)
    return text.getvalue()
