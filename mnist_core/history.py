"""A run's measurements as curves to be drawn. Knows neither run folders nor charts."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Float64Array = npt.NDArray[np.float64]
Metrics = Sequence[Mapping[str, float]]

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
