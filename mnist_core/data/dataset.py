"""Digits to train on and to test on, and what is asked of them."""

import hashlib
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from mnist_core.arrays import IntArray, UInt8Array
from mnist_core.data.sources import Source
from mnist_core.errors import DatasetError
from mnist_core.labels import DIGITS, LABELS


@dataclass(frozen=True, eq=False)
class Drawn:
    """Drawings as networks see them.

    Attributes:
        pictures: uint8 (n, 28, 28), 255 is ink.
        directions: uint8 (n, 28, 28, 8), the way the pen went, as ``direction_maps`` draws it; None
            where nobody asked for it.
    """

    pictures: UInt8Array
    directions: UInt8Array | None


class LiveExamples(Protocol):
    """Digits, and what is none, that are drawn anew each time they are trained on.

    Attributes:
        labels: uint8 (n,), 0 to 9, or 10 for what is no digit.
        sources: whose writing they are made from.
    """

    labels: UInt8Array
    sources: list[Source]

    def draw(self, rows: IntArray, random: np.random.Generator, *, paths: bool) -> Drawn:
        """Rows, int64 (n,), as they have never been before; with the pen's paths or without."""

    def fingerprint(self) -> bytes:
        """Bytes that are the same only where they are drawn from the same strokes."""


_MOST_PAPER, _LEAST_INK = 32, 200  # of 255: scans are not clean


@dataclass(frozen=True)
class Dataset:
    """Digits to train on and digits to test on.

    Attributes:
        train_images: uint8 (n, 28, 28), 0 is paper and 255 is ink.
        train_labels: uint8 (n,), 0 to 9.
        test_images: uint8 (m, 28, 28), as ``train_images``.
        test_labels: uint8 (m,), 0 to 9.
        live: what is trained on besides; None is nothing. With it there is an eleventh label,
            for what is no digit.
    """

    train_images: UInt8Array
    train_labels: UInt8Array
    test_images: UInt8Array
    test_labels: UInt8Array
    live: LiveExamples | None = None

    def __post_init__(self) -> None:
        _check_digits("training", self.train_images, self.train_labels)
        _check_digits("test", self.test_images, self.test_labels)

    @property
    def label_count(self) -> int:
        """10, or 11 with "not a digit"."""
        return DIGITS if self.live is None else len(LABELS)

    def fingerprint(self) -> str:
        """The first 16 hex digits of the SHA-256 over all four arrays, and what the
        live examples are made from: tells data sets apart."""
        digest = hashlib.sha256()
        for array in (self.train_images, self.train_labels, self.test_images, self.test_labels):
            digest.update(np.ascontiguousarray(array).data)
        if self.live is not None:
            digest.update(self.live.fingerprint())
        return digest.hexdigest()[:16]


def _check_digits(part: str, images: UInt8Array, labels: UInt8Array) -> None:
    """Raise DatasetError unless ``images`` and ``labels`` are digits and their labels."""
    if images.ndim != 3 or images.shape[1:] != (28, 28) or images.dtype != np.uint8:
        raise DatasetError(
            f"the {part} images must be uint8 of shape (n, 28, 28), "
            f"got {images.dtype} of shape {images.shape}"
        )
    if labels.ndim != 1 or labels.dtype != np.uint8:
        raise DatasetError(
            f"the {part} labels must be uint8 of shape (n,), "
            f"got {labels.dtype} of shape {labels.shape}"
        )
    if len(images) != len(labels) or len(images) == 0:
        raise DatasetError(
            f"the {part} images and labels must be as many, and at least one, "
            f"got {len(images)} images and {len(labels)} labels"
        )
    _check_ink(part, images)
    if labels.max() > 9:
        raise DatasetError(f"the {part} labels must be 0 to 9, got {labels.max()}")


def _check_ink(part: str, images: UInt8Array) -> None:
    """Raise DatasetError unless paper is 0 and ink 255, as in all that networks read."""
    some = images[:: max(len(images) // 1000, 1)]
    paper = int(np.median(np.concatenate([some[:, [0, -1]].ravel(), some[:, :, [0, -1]].ravel()])))
    ink = int(some.max())
    if paper > 127:
        raise DatasetError(
            f"the {part} images are inverted: their paper is {paper}, where 0 is expected, and ink "
            "255; give 255 minus each pixel"
        )
    if paper > _MOST_PAPER or ink < _LEAST_INK:
        scaled = "; give 255 times each pixel" if ink == 1 else ""
        raise DatasetError(
            f"the {part} images must have paper of 0 and ink of 255, got paper of {paper} and ink "
            f"of up to {ink}{scaled}"
        )
