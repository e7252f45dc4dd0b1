"""Digits that the program writes itself, as a data set, kept in a file once they are written."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import cv2
import numpy as np

from mnist_core import files, places
from mnist_core.arrays import UInt8Array
from mnist_core.data.dataset import Dataset
from mnist_core.handwriting.digits import write_digit
from mnist_core.ink.preprocessing import FRAME
from mnist_core.ink.rendering import render_frame

# The seeds of the data set's two parts. A network trained on the first is measured on the second.
TRAINING_SEED = 1
TEST_SEED = 2
_TRAINING, _TEST = 60_000, 10_000  # digits, as many as MNIST has
_PENS = (0.04, 0.28)  # thinnest and thickest, as parts of the longest side; MNIST's is about 0.14
_KEPT = "generated.npz"
_ARRAYS = ("train_images", "train_labels", "test_images", "test_labels")  # as Dataset has them
_ROOT = Path(__file__).parents[1]
# Told how many digits have been written, and of how many: often, some four hundred times a second.
Written = Callable[[int, int], object]


def load_generated(written: Written = lambda done, count: None) -> Dataset:
    """60,000 digits to train on and 10,000 to test on.

    They are written once, which takes some 20 s, and kept in ``places.cache_dir()``: in one file of
    10 MB, which another version of the program writes anew. Where it cannot be kept, they are
    written each time.

    Args:
        written: told of the writing, if there is any.
    """
    path, version = places.cache_dir() / _KEPT, _version()
    kept = _read(path, version)
    if kept is None:
        count = _TRAINING + _TEST
        training = generate(_TRAINING, TRAINING_SEED, lambda done: written(done, count))
        test = generate(_TEST, TEST_SEED, lambda done: written(_TRAINING + done, count))
        kept = Dataset(*training, *test)
        with suppress(OSError):
            _keep(path, version, kept)
    return kept


def generate(
    count: int, seed: int, written: Callable[[int], object] = lambda done: None
) -> tuple[UInt8Array, UInt8Array]:
    """Digits written by the program, as they come out of ``preprocess``: as MNIST's are.

    Args:
        count: how many, 1 or more.
        seed: the same one gives the same digits; fewer of them are the first ones of more.
        written: told after each ten how many have been written.

    Returns:
        Images, uint8 (count, 28, 28), 255 is ink, and labels, uint8 (count,), 0 to 9: each digit
        once, in random order, among every ten.

    Raises:
        ValueError: the count is below 1.
    """
    if count < 1:
        raise ValueError(f"expected a count of 1 or more, got {count}")
    random = np.random.default_rng(seed)
    images = np.empty((count, FRAME, FRAME), np.uint8)
    labels = np.empty(count, np.uint8)
    for start in range(0, count, 10):
        ten = random.permutation(10)[: count - start]
        labels[start : start + 10] = ten
        for i, label in enumerate(ten, start):
            pen = _choose_pen(random)
            images[i] = render_frame(write_digit(int(label), random), pen)
        written(start + len(ten))
    return images, labels


def _choose_pen(random: np.random.Generator) -> float:
    """A pen's width, its logarithm drawn evenly."""
    thinnest, thickest = _PENS
    return float(thinnest * (thickest / thinnest) ** random.random())


def _read(path: Path, version: str) -> Dataset | None:
    """The digits that are kept; None where there are none, or damaged or other ones."""
    try:
        with np.load(path, allow_pickle=False) as kept:
            if str(kept["version"]) != version:
                return None
            found = Dataset(*(kept[name] for name in _ARRAYS))
    except Exception:  # a damaged archive raises a dozen kinds
        return None
    return (
        found if (len(found.train_labels), len(found.test_labels)) == (_TRAINING, _TEST) else None
    )


def _keep(path: Path, version: str, dataset: Dataset) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    for half in path.parent.glob(f".*-{path.name}"):  # which a killed process left
        half.unlink(missing_ok=True)
    arrays = {name: getattr(dataset, name) for name in _ARRAYS}
    files.write_whole(path, lambda file: np.savez_compressed(file, version=version, **arrays))


def _version() -> str:
    """A hash of all that the digits depend on: this package's code for writing, and two others."""
    digest = hashlib.sha256(f"{np.__version__} {cv2.__version__}".encode())
    for source in _sources():
        digest.update(source.read_bytes())
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    yield Path(__file__)
    for package in ("handwriting", "ink"):
        yield from sorted((_ROOT / package).glob("*.py"))
