"""A run's measurements as curves to be drawn. Knows neither run folders nor charts."""

import csv
import io
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

Float64Array = npt.NDArray[np.float64]
Metrics = Sequence[Mapping[str, float]]

CURVE_POINTS = 500


def curve(metrics: Metrics, name: str, batches: int) -> tuple[Float64Array, Float64Array]:
    """One quantity over the epochs, of at most 500 points: each the mean of as many neighbours.

    Args:
        metrics: as ``runs.read_metrics`` gives them.
        name: "loss", "accuracy", "val_loss" or "val_accuracy".
        batches: in an epoch.

    Returns:
        float64 (n,), the epochs that had been done, such as 1.5 halfway through the second; and
        float64 (n,), the quantity. Empty where it was not measured.
    """
    points = [
        (each["epoch"] - 1 + each["batch"] / max(batches, 1), each[name])
        for each in metrics
        if name in each
    ]
    parts = np.array_split(np.array(points).reshape(-1, 2), min(len(points), CURVE_POINTS) or 1)
    means = np.array([part.mean(axis=0) for part in parts if len(part)]).reshape(-1, 2)
    return means[:, 0], means[:, 1]


def best_epoch(metrics: Metrics) -> int | None:
    """The epoch with the lowest validation loss; None where no digits were held out."""
    ends = [each for each in metrics if "val_loss" in each]
    return int(min(ends, key=lambda each: each["val_loss"])["epoch"]) if ends else None


def to_csv(metrics: Metrics) -> str:
    """The measurements as a table: a line each, empty where a quantity was not measured."""
    text = io.StringIO()
    columns = ["epoch", "batch", "seconds", "loss", "accuracy", "val_loss", "val_accuracy"]
    writer = csv.DictWriter(text, columns, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(metrics)
    return text.getvalue()
