"""What a network answered to the test digits, and what it looks for, as its run keeps it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from mnist_core.arrays import AnyIntArray, Float32Array, Float64Array, IntArray, UInt8Array
from mnist_core.errors import RunError
from mnist_core.labels import DIGITS, LABELS, decide

FILTERS = "filters.npz"


def read_predictions(run: Path) -> tuple[Float32Array, AnyIntArray]:
    """The answers of a run's network to the test digits, float32 (n, k), and what they are, (n,).

    Raises:
        RunError: the run has not been evaluated, or its predictions are damaged.
    """
    with _arrays(run / "predictions.npz") as stored:
        return _answers(stored)


@dataclass(frozen=True, eq=False)
class Examples:
    """Some test digits, and what a network read them as.

    Attributes:
        rows: int64 (n,), their places among the test digits.
        images: uint8 (n, 28, 28), 255 is ink.
        labels: integers (n,), what they are.
        answers: integers (n,), what they were read as.
        probabilities: float64 (n,), of the answers.
    """

    rows: IntArray
    images: UInt8Array
    labels: AnyIntArray
    answers: AnyIntArray
    probabilities: Float64Array


def read_mistakes(run: Path) -> Examples:
    """The test digits that a run's network read wrong: the 1,000 that it was surest of at most.

    Raises:
        RunError: the run has not been evaluated, or its predictions are damaged.
    """
    with _arrays(run / "predictions.npz") as stored:
        rows, images = stored["mistakes"], stored["mistake_images"]
        probabilities, labels = _answers(stored)
        if images.shape != (len(rows), 28, 28) or images.dtype != np.uint8:
            raise ValueError(f"pictures of shape {images.shape}")
        if rows.min(initial=0) < 0:
            raise ValueError("a place below 0")
        answers, confidence = decide(probabilities[rows])
        return Examples(rows, images, labels[rows], answers, confidence)


def filter_arrays(filters: Sequence[Float32Array]) -> dict[str, Any]:
    """Filters, float32 (units, height, width) each branch, as arrays to be stored by name."""
    return {f"filters_{i}": each.astype(np.float16) for i, each in enumerate(filters)}


def filters_in(arrays: Mapping[str, Any]) -> list[Float32Array]:
    """The filters in arrays that ``filter_arrays`` made.

    Raises:
        ValueError: they are none.
        KeyError: one is missing.
    """
    filters = [arrays[f"filters_{i}"] for i in range(len(arrays))]
    if not all(each.dtype == np.float16 and each.ndim == 3 and each.size for each in filters):
        raise ValueError("filters are no pictures")
    return [each.astype(np.float32) for each in filters]


def read_filters(run: Path) -> list[Float32Array]:
    """The weights of the first layer of a run's network as pictures, ``filters.npz``.

    Returns:
        float32 (units, height, width), one array a branch, and mostly one.

    Raises:
        RunError: they are not there, as in a run of before they were kept, or damaged.
    """
    with _arrays(run / FILTERS) as stored:
        return filters_in(stored)


def _answers(stored: Mapping[str, Any]) -> tuple[Float32Array, AnyIntArray]:
    """The answers in ``predictions.npz``, their types and ranges checked."""
    probabilities, labels = stored["probabilities"], stored["labels"]
    if probabilities.ndim != 2 or probabilities.shape[:1] != labels.shape:
        raise ValueError(f"{probabilities.shape} probabilities of {labels.shape} digits")
    if probabilities.shape[1] not in (DIGITS, len(LABELS)) or probabilities.dtype.kind != "f":
        raise ValueError(f"{probabilities.dtype} probabilities of {probabilities.shape[1]} labels")
    if not np.isfinite(probabilities).all():
        raise ValueError("a probability is no number")
    if labels.dtype.kind not in "iu" or not ((labels >= 0) & (labels < DIGITS)).all():
        raise ValueError("a label is no digit")
    return probabilities, labels


@contextmanager
def _arrays(path: Path) -> Iterator[Mapping[str, Any]]:
    """The arrays of an ``.npz``; whatever goes wrong while they are read is a RunError."""
    try:
        with np.load(path, allow_pickle=False) as stored:
            yield stored
    except Exception as error:  # a damaged archive raises a dozen kinds
        raise RunError(f"{path} cannot be read: {error!r}") from error
