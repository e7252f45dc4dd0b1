"""The data sets that have a name."""

import os
from dataclasses import replace
from pathlib import Path

from mnist_core import synthetic
from mnist_core.dataset import Dataset, Progress, load_mnist, read_mnist
from mnist_core.drawings import is_for_training
from mnist_core.errors import DatasetError
from mnist_core.mixture import Mixture
from mnist_core.strokes import read_pen_digits

# What people call them.
DATA_SETS = {
    "mnist": "MNIST",
    "generated": "Generated digits",
    "mixture": "MNIST, drawings and what is no digit",
}
PEN_DIGITS = "PENDIGITS_PATH"  # the environment variable that names the pen strokes' file
_GENERATED = (60_000, 10_000)  # digits to train and to test on, as many as MNIST has
_SEEDS = (1, 2)


def available() -> dict[str, str]:
    """Of the data sets that have a name, those that this machine can make or find: and titles."""
    return {k: v for k, v in DATA_SETS.items() if k != "mixture" or os.environ.get(PEN_DIGITS)}


def load_dataset(data: str, progress: Progress | None = None) -> Dataset:
    """The data set of that name, or at that path.

    Args:
        data: "mnist"; "generated", digits that the program writes; "mixture", MNIST and drawings,
            which takes the pen strokes that ``PENDIGITS_PATH`` names; or the path of an ``.npz``
            or folder as ``read_mnist`` takes it.
        progress: as for ``load_mnist``.

    Raises:
        DatasetError: there is none, or it is damaged.
        StrokesError: the pen strokes cannot be read.
    """
    if data == "mnist":
        return load_mnist(progress=progress)
    if data == "generated":
        parts = [synthetic.generate(n, s) for n, s in zip(_GENERATED, _SEEDS, strict=True)]
        return Dataset(*parts[0], *parts[1])
    if data == "mixture":
        return _load_mixture(progress)
    return read_mnist(Path(data))


def _load_mixture(progress: Progress | None) -> Dataset:
    path = os.environ.get(PEN_DIGITS)
    if not path:
        raise DatasetError(
            "the data set 'mixture' takes pen strokes: set PENDIGITS_PATH to pendigits-orig.tra of "
            "UCI data set 81, uncompressed"
        )
    writers = [digit for digit in read_pen_digits(path) if is_for_training(digit)]
    return replace(load_mnist(progress=progress), drawings=Mixture(writers))
