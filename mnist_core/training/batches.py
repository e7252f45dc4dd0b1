"""The digits of an epoch in their order, a chunk at a time. A training can go on from any place."""

from __future__ import annotations

import math
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Annotated, TypeVar

import msgspec
import numpy as np

from mnist_core.arrays import IntArray, UInt8Array
from mnist_core.data.augmentation import augment
from mnist_core.data.dataset import Dataset
from mnist_core.files import Count
from mnist_core.ink.directions import DIRECTIONS
from mnist_core.networks.config import TrainingConfig

# Digits between two looks at the clock, the stop signal and the metrics.
CHUNK_DIGITS = 2048
# The part of MNIST's digits, and of the drawings, that is changed at random. A change blurs. With
# all of MNIST's digits changed and no drawing, the network learnt that MNIST's are blurred, and
# refused 2 % of its sharp test digits. No other part was tried.
_AUGMENTED_BESIDE_DRAWINGS = 0.7

_T = TypeVar("_T")


@dataclass(frozen=True, eq=False)
class Chunk:
    """Digits, and what is none, that are trained on one after the other.

    Attributes:
        images: uint8 (n, 28, 28), 255 is ink.
        labels: uint8 (n,), 0 to 9, or 10 for what is no digit.
        directions: uint8 (n, 28, 28, 8), the pen's path; all 0 where it is not known. None where
            the network does not see it.
    """

    images: UInt8Array
    labels: UInt8Array
    directions: UInt8Array | None = None

    def __len__(self) -> int:
        return len(self.labels)

    def part(self, begin: int, end: int) -> Chunk:
        """Those from a place to before another."""
        directions = None if self.directions is None else self.directions[begin:end]
        return Chunk(self.images[begin:end], self.labels[begin:end], directions)


@dataclass(frozen=True)
class Position:
    """How far a training has come.

    Attributes:
        epoch: the epoch it is in, from 1.
        digits: digits of it that are done.
        seconds: time spent training.
    """

    epoch: Count = 1
    digits: Count = 0
    seconds: Annotated[float, msgspec.Meta(ge=0)] = 0.0

    def after(self, count: int, of: int) -> Position:
        """The position when ``count`` more digits are done, ``of`` as many as an epoch has."""
        digits = self.digits + count
        if digits < of:
            return replace(self, digits=digits)
        return replace(self, epoch=self.epoch + 1, digits=0)

    def covers(self, measurement: dict[str, float]) -> bool:
        """Whether a measurement was taken before this position."""
        return measurement["seconds"] <= self.seconds


class TrainingDigits:
    """What is trained on in the order of each epoch, a chunk at a time.

    Args:
        dataset: the digits.
        kept: how many of the stored ones are trained on, the first.
        config: of the training.
        paths: whether the network sees the pen's path.

    Attributes:
        batch_size: digits in a batch, but for the last of an epoch.
        batches: in an epoch.
    """

    def __init__(
        self, dataset: Dataset, kept: int, config: TrainingConfig, *, paths: bool = False
    ) -> None:
        self._paths = paths
        self._images, self._labels = dataset.train_images[:kept], dataset.train_labels[:kept]
        self._live, self._config = dataset.live, config
        if dataset.live is not None:
            self._labels = np.concatenate([self._labels, dataset.live.labels])
        self.batch_size = config.batch_size
        self._chunk = max(CHUNK_DIGITS // self.batch_size, 1) * self.batch_size
        self.batches = math.ceil(len(self._labels) / self.batch_size)

    def __len__(self) -> int:
        return len(self._labels)

    def chunks(self, position: Position) -> Iterator[Chunk]:
        """What is left of the position's epoch.

        Chance depends on the seed, the epoch and the place in it only, so that a resumed run goes
        on with what it would have seen.
        """
        seed, epoch = self._config.seed, position.epoch
        order = np.random.default_rng([seed, epoch]).permutation(len(self))
        for start in range(position.digits, len(self), self._chunk):
            rows = order[start : start + self._chunk]
            random = np.random.default_rng([seed, epoch, start])
            yield self._chunk_of(rows, random)

    def _chunk_of(self, rows: IntArray, random: np.random.Generator) -> Chunk:
        """Those of the data set and those that are drawn, some of them changed where wanted."""
        stored = rows < len(self._images)
        pictures = np.empty((len(rows), *self._images.shape[1:]), np.uint8)
        pictures[stored] = self._images[rows[stored]]
        directions = None
        if self._paths:
            directions = np.zeros((*pictures.shape, DIRECTIONS), np.uint8)
        changed = np.full(len(rows), self._config.augment)
        if self._live is not None:
            drawn = self._live.draw(rows[~stored] - len(self._images), random, paths=self._paths)
            pictures[~stored] = drawn.pictures
            if directions is not None and drawn.directions is not None:
                directions[~stored] = drawn.directions
            changed &= random.random(len(rows)) < _AUGMENTED_BESIDE_DRAWINGS
        if changed.any():
            pictures[changed] = augment(pictures[changed], random)
        return Chunk(pictures, self._labels[rows], directions)

    def step(self, position: Position) -> int:
        """How many batches are done at a position: chunks end where batches do."""
        return (position.epoch - 1) * self.batches + position.digits // self.batch_size


def prefetch(chunks: Iterator[_T]) -> Iterator[_T]:
    """Prepare the next chunk in a thread while the last one is trained on."""
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(next, chunks, None)
        while (chunk := coming.result()) is not None:
            coming = pool.submit(next, chunks, None)
            yield chunk
