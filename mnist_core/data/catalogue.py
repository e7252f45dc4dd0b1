"""The data sets that have a name."""

from dataclasses import replace
from pathlib import Path

from mnist_core.data.dataset import Dataset
from mnist_core.data.generated import Written, load_generated
from mnist_core.data.mixture import Mixture
from mnist_core.data.mnist import Progress, load_mnist, read_mnist
from mnist_core.data.writers import pen_strokes_path, read_writer_split
from mnist_core.errors import ConfigError

# What people call them.
DATA_SETS = {
    "mnist": "MNIST",
    "generated": "Generated digits",
    "mixture": "MNIST + drawings",
}


def available() -> dict[str, str]:
    """The data sets that have a name and can be had on this machine, with their titles."""
    return {k: v for k, v in DATA_SETS.items() if k != "mixture" or pen_strokes_path()}


def check_data(data: str) -> None:
    """Raise ConfigError unless this is a data set's name or the path of something."""
    if data not in DATA_SETS and not Path(data).exists():
        raise ConfigError(f"expected data of {', '.join(DATA_SETS)}, or a path, got {data!r}")


def load_dataset(
    data: str,
    progress: Progress | None = None,
    written: Written = lambda done, count: None,
) -> Dataset:
    """The data set of that name, or at that path.

    Args:
        data: "mnist"; "generated", digits that the program writes; "mixture", MNIST and drawings,
            which takes the pen strokes that the environment names (``read_writer_split``); or the
            path of an ``.npz`` or folder as ``read_mnist`` takes it.
        progress: shows a download, as for ``load_mnist``.
        written: told how many digits the program has written, as for ``load_generated``.

    Raises:
        DatasetError: there is none, or it is damaged.
        StrokesError: the pen strokes cannot be read.
    """
    if data == "mnist":
        return load_mnist(progress=progress)
    if data == "generated":
        return load_generated(written)
    if data == "mixture":
        live = Mixture(read_writer_split().training)
        return replace(load_mnist(progress=progress), live=live)
    return read_mnist(Path(data))
