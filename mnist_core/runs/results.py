"""What a network answered to the test digits, as its run keeps it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from mnist_core.arrays import AnyIntArray, Float32Array, Float64Array, IntArray, UInt8Array
from mnist_core.errors import RunError
from mnist_core.labels import DIGITS, LABELS, decide


def read_predictions(run: Path) -> tuple[Float32Array, AnyIntArray]:
    """The answers of a run's network to the test digits, float32 (n, k), and what they are, (n,).

    Raises:
        RunError: the run has not been evaluated, or its predictions are damaged.
    """
    with _predictions(run) as stored:
        return _answers(stored)


@dataclass(frozen=True, eq=False)
class Mistakes:
    """Test digits that a network read wrong, those first whose wrong answer it was surest of.

    Attributes:
        rows: int64 (n,), their places among the test digits; n is at most 1,000.
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


def read_mistakes(run: Path) -> Mistakes:
    """The test digits that a run's network read wrong.

    Raises:
        RunError: the run has not been evaluated, or its predictions are damaged.
    """
    with _predictions(run) as stored:
        rows, images = stored["mistakes"], stored["mistake_images"]
        probabilities, labels = _answers(stored)
        if images.shape != (len(rows), 28, 28) or images.dtype != np.uint8:
            raise ValueError(f"pictures of shape {images.shape}")
        if rows.min(initial=0) < 0:
            raise ValueError("a place below 0")
        answers, confidence = decide(probabilities[rows])
        return Mistakes(rows, images, labels[rows], answers, confidence)


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
def _predictions(run: Path) -> Iterator[Mapping[str, Any]]:
    """The arrays of ``predictions.npz``; whatever goes wrong while they are read is a RunError."""
    path = run / "predictions.npz"
    try:
        with np.load(path, allow_pickle=False) as stored:
            yield stored
    except Exception as error:  # a damaged archive raises a dozen kinds
        raise RunError(f"{path} cannot be read: {error!r}") from error
