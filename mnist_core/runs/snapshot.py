"""What a network answers on its way: kept after each epoch, for whoever watches it learn."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from mnist_core import files
from mnist_core.arrays import Float32Array, UInt8Array
from mnist_core.errors import RunError
from mnist_core.labels import DIGITS, LABELS

_FILE = "snapshot.npz"
_ROUNDING = 1e-5  # by which float32 may go past 1


@dataclass(frozen=True, eq=False)
class Snapshot:
    """What a network answered at the end of an epoch, with its averaged weights if it keeps any.

    Attributes:
        epoch: which, from 1.
        confusion: of the validation digits how many, a row for each true label and a column for
            each answer; None where none are held out.
        images: uint8 (n, 28, 28), 255 is ink: test digits, the same ones after each epoch. There
            is one of each label that the test digits have, so n is mostly 10, and never more.
        labels: uint8 (n,), what they are.
        probabilities: float32 (n, k), the answers to them; k is 10, or 11 with "not a digit".
    """

    epoch: int
    confusion: list[list[int]] | None
    images: UInt8Array
    labels: UInt8Array
    probabilities: Float32Array

    def __post_init__(self) -> None:
        if self.epoch < 1:
            raise ValueError(f"epoch {self.epoch}")
        count = len(self.labels)
        if self.labels.shape != (count,) or self.images.shape != (count, 28, 28):
            raise ValueError(f"{self.images.shape} pictures of {self.labels.shape} labels")
        if not 1 <= count <= DIGITS:
            raise ValueError(f"{count} digits")
        if self.labels.dtype != np.uint8 or self.images.dtype != np.uint8:
            raise ValueError(f"pictures of {self.images.dtype}, labels of {self.labels.dtype}")
        if self.labels.max() >= DIGITS:
            raise ValueError("a label is no digit")
        if self.probabilities.shape not in ((count, DIGITS), (count, len(LABELS))):
            raise ValueError(f"probabilities of shape {self.probabilities.shape}")
        if self.probabilities.dtype != np.float32:
            raise ValueError(f"probabilities of {self.probabilities.dtype}")
        if not ((self.probabilities >= 0) & (self.probabilities <= 1 + _ROUNDING)).all():
            raise ValueError("a probability is out of range")
        if self.confusion is not None:
            size = self.probabilities.shape[1]
            if [len(row) for row in self.confusion] != [size] * size:
                raise ValueError(f"the confusion is not of {size} labels")
            if min(map(min, self.confusion)) < 0:
                raise ValueError("a confusion below 0")


def write_snapshot(run: Path, snapshot: Snapshot) -> None:
    """Keep a snapshot in a run's folder, in the place of the one before.

    Raises:
        OSError: it cannot be written.
    """
    arrays: dict[str, Any] = {
        "epoch": np.int64(snapshot.epoch),
        "images": snapshot.images,
        "labels": snapshot.labels,
        "probabilities": snapshot.probabilities,
    }
    if snapshot.confusion is not None:
        arrays["confusion"] = np.array(snapshot.confusion, np.int64)
    files.write_whole(run / _FILE, lambda file: np.savez_compressed(file, **arrays))


def read_snapshot(run: Path) -> Snapshot | None:
    """The newest snapshot of a run; None before its first epoch has ended.

    Raises:
        RunError: it is damaged.
    """
    path = run / _FILE
    try:
        with np.load(path, allow_pickle=False) as stored:
            return Snapshot(
                int(stored["epoch"]),
                stored["confusion"].astype(np.int64, casting="safe").tolist()
                if "confusion" in stored
                else None,
                stored["images"],
                stored["labels"],
                stored["probabilities"],
            )
    except FileNotFoundError:
        return None
    except Exception as error:  # a damaged archive raises a dozen kinds
        raise RunError(f"{path} cannot be read: {error!r}") from error
