"""A network while it learnt: its weights at some moments of its training, ``moments.npz``.

They lie beside its ``.tflite``, which has the layers, and the weights of the last moment. Any other
moment is that file with other weights. A unit's weights are kept as whole numbers of -127 to 127
and a scale (Jacob et al., CVPR 2018): a quarter of the bytes, and hardly an answer changes.
"""

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np

from mnist_core.arrays import Float32Array, IntArray
from mnist_core.errors import ModelError
from mnist_core.labels import DIGITS, LABELS

MOMENTS = "moments.npz"  # beside a network's .tflite
_STEPS = 127  # of a stored weight, from 0 to the unit's largest
_MAX_BYTES = 20_000_000  # an archive may promise more than it weighs
Stored = dict[str, Any]  # arrays by their names


@dataclass(frozen=True, eq=False)
class Moment:
    """Where a training stood, and how well its network read then.

    Attributes:
        step: batches that it had learnt from.
        digits: that it had been shown, one as often as it was.
        confusion: int64 (10, k), of some test digits how many, a row for each true label and a
            column for each answer; k is 10, or 11 with "not a digit".
    """

    step: int
    digits: int
    confusion: IntArray

    @property
    def accuracy(self) -> float:
        """The part of those test digits that it read right."""
        return float(self.confusion.trace() / max(self.confusion.sum(), 1))


@dataclass(frozen=True, eq=False)
class Moments:
    """The moments of a training.

    Attributes:
        epoch: digits in a pass over all that is trained on.
        moments: in their order.
        weights: of each moment, its weights as ``packed`` stores them. There are none of the last
            moment once the training has ended: they are in the network's file.
    """

    epoch: int
    moments: tuple[Moment, ...]
    weights: tuple[Stored, ...]

    def __post_init__(self) -> None:
        if self.epoch < 1:
            raise ValueError(f"an epoch of {self.epoch} digits")
        if len(self.moments) - len(self.weights) not in (0, 1):
            raise ValueError(f"{len(self.weights)} weights of {len(self.moments)} moments")
        steps = [-1, *(each.step for each in self.moments)]
        digits = [-1, *(each.digits for each in self.moments)]
        if not (np.diff(steps) > 0).all() or not (np.diff(digits) > 0).all():
            raise ValueError(f"moments after {steps[1:]} steps, {digits[1:]} digits")
        confusions = [each.confusion for each in self.moments]
        if {each.shape for each in confusions} - {(DIGITS, DIGITS), (DIGITS, len(LABELS))}:
            raise ValueError("a confusion is not of digits")
        if any((each < 0).any() for each in confusions):
            raise ValueError("a confusion below 0")

    @property
    def has_ended(self) -> bool:
        """Whether the last moment is that of the network's file."""
        return len(self.moments) > len(self.weights)

    def until(self, step: int) -> "Moments":
        """Those with weights before a step."""
        count = sum(each.step < step for each in self.moments[: len(self.weights)])
        return Moments(self.epoch, self.moments[:count], self.weights[:count])


def packed(weights: Sequence[Float32Array]) -> Stored:
    """Weights, as ``folding.folded`` gives them, as they are stored.

    Raises:
        ValueError: one is no number.
    """
    stored: Stored = {}
    for i, each in enumerate(weights):
        if not np.isfinite(each).all():
            raise ValueError("a weight is no number")
        if each.ndim < 2:
            stored[f"weights_{i}"] = each.astype(np.float32)
            continue
        largest = np.abs(each).reshape(len(each), -1).max(axis=1)
        scale = (np.where(largest > 0, largest, 1) / _STEPS).astype(np.float32)
        stored[f"weights_{i}"] = np.rint(each / _along(scale, each.ndim)).astype(np.int8)
        stored[f"scale_{i}"] = scale
    return stored


def unpacked(stored: Stored) -> list[Float32Array]:
    """The weights that ``packed`` has stored: each to within half a step of its unit's scale."""
    found = []
    for i in range(sum(name.startswith("weights_") for name in stored)):
        each, scale = stored[f"weights_{i}"], stored.get(f"scale_{i}")
        found.append(each if scale is None else each * _along(scale, each.ndim))
    return found


def _along(scale: Float32Array, dimensions: int) -> Float32Array:
    return scale.reshape(-1, *[1] * (dimensions - 1))


def save_moments(file: IO[bytes], moments: Moments, *, small: bool = False) -> None:
    """Write moments; small ones take a tenth less room and some thirty times as long."""
    arrays: Stored = {
        "epoch": np.int64(moments.epoch),
        "steps": np.array([each.step for each in moments.moments], np.int64),
        "digits": np.array([each.digits for each in moments.moments], np.int64),
        "confusions": np.array([each.confusion for each in moments.moments], np.int32),
    }
    for name in moments.weights[0] if moments.weights else ():
        arrays[name] = np.stack([each[name] for each in moments.weights])
    (np.savez_compressed if small else np.savez)(file, **arrays)


def read_moments(path: Path) -> Moments:
    """The moments in a file.

    Raises:
        ModelError: it is missing, damaged, or holds something else.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(each.file_size for each in archive.infolist()) > _MAX_BYTES:
                raise ValueError("it is too large")
        with np.load(path, allow_pickle=False) as stored:
            return _moments(dict(stored))
    except Exception as error:  # a damaged archive raises a dozen kinds
        raise ModelError(
            f"{path} is missing or damaged ({error!r:.200}): train the network again, or restore "
            "it from the repository"
        ) from error


def _moments(stored: Stored) -> Moments:
    """Moments from arrays by name, whose types are checked; ValueError and more where unfit."""
    epoch, steps, digits, confusions = (
        stored.pop(name) for name in ("epoch", "steps", "digits", "confusions")
    )
    if not all(each.dtype.kind == "i" for each in (epoch, steps, digits, confusions)):
        raise ValueError("a count is no whole number")
    if not len(steps) == len(digits) == len(confusions):
        raise ValueError(f"{len(steps)} steps, {len(digits)} digits")
    count = sum(name.startswith("weights_") for name in stored)
    needed = {f"weights_{i}" for i in range(count)}
    if not needed <= set(stored) <= needed | {f"scale_{i}" for i in range(count)}:
        raise ValueError(f"unknown arrays: {sorted(stored)}"[:100])
    counts = {len(each) for each in stored.values()}
    if len(counts) > 1:
        raise ValueError(f"weights of {counts} moments")
    for name, each in stored.items():
        whole = name.replace("weights", "scale") in stored and name.startswith("weights")
        if each.dtype != (np.int8 if whole else np.float32) or not np.isfinite(each).all():
            raise ValueError(f"{name} of {each.dtype} is none")
        if whole and (each.ndim < 3 or stored[f"scale_{name[8:]}"].shape != each.shape[:2]):
            raise ValueError(f"{name} of shape {each.shape} has no scale a unit")
    return Moments(
        int(epoch),
        tuple(
            Moment(int(step), int(shown), confusion.astype(np.int64))
            for step, shown, confusion in zip(steps, digits, confusions, strict=True)
        ),
        tuple(
            {name: each[i] for name, each in stored.items()} for i in range(max(counts, default=0))
        ),
    )
