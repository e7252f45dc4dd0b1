"""MNIST: found or downloaded, and read."""

import gzip
import os
import struct
import zlib
from pathlib import Path
from typing import Protocol

import numpy as np

from mnist_core.arrays import UInt8Array
from mnist_core.data.dataset import Dataset
from mnist_core.errors import DatasetError

# Where Keras itself downloads MNIST from, and the hash that it checks
# (keras/src/datasets/mnist.py).
MNIST_URL = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz"
MNIST_SHA256 = "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"
# The names of the four files that MNIST's makers publish, in the order of Dataset's fields.
IDX_FILES = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)
NPZ_ARRAYS = ("x_train", "y_train", "x_test", "y_test")
_DOWNLOADED_AT_ONCE = 1 << 16  # bytes
_HOW_TO_PROVIDE = (
    "set MNIST_PATH to Keras's mnist.npz or to a folder with the four IDX files, "
    "or connect to the internet once so that it can be downloaded"
)


class Progress(Protocol):
    """What shows a download, such as a ``tqdm`` bar with a ``total``. pooch calls it.

    It must be true as a condition. ``total`` and ``update`` count bytes.

    First ``total`` is set; it is 0 where the server does not say. Then ``update`` is called for
    each 64 KiB; the last time it may count too many. At the end come ``reset``, an ``update`` with
    all bytes, and ``close``.

    An exception in ``update`` ends the download. No file is left then.
    """

    total: float | None

    def update(self, n: float = 1) -> object: ...
    def reset(self) -> object: ...
    def close(self) -> object: ...


def load_mnist(path: str | Path | None = None, progress: Progress | None = None) -> Dataset:
    """MNIST: from ``path``, else ``MNIST_PATH``, else Keras's cache, else downloaded there.

    Args:
        path: an ``.npz`` in Keras's layout, or a folder with the four IDX files, gzipped or not.
        progress: shows a download, such as a ``tqdm`` bar made with a ``total``; None does not.

    Raises:
        DatasetError: nothing was found and the download failed, or what was found is no MNIST.
    """
    return read_mnist(Path(path) if path else fetch_mnist(progress))


def fetch_mnist(progress: Progress | None = None) -> Path:
    """Where MNIST is, once it has been downloaded there if need be.

    Args:
        progress: as for ``load_mnist``.

    Raises:
        DatasetError: the download failed.
    """
    found = find_mnist()
    if found is None:
        found = _cached()
        _download_mnist(found, progress)
    return found


def find_mnist() -> Path | None:
    """Where ``load_mnist`` reads MNIST from; None where it would have to be downloaded.

    What ``MNIST_PATH`` names is given even if nothing is there: nothing else is looked for then.
    """
    named = os.environ.get("MNIST_PATH")
    if named:
        return Path(named)
    cached = _cached()
    return cached if cached.exists() else None


def read_mnist(path: Path) -> Dataset:
    """MNIST from an ``.npz`` in Keras's layout or a folder with the four IDX files.

    Raises:
        DatasetError: the path does not exist, or what is there is damaged or something else.
    """
    if path.is_dir():
        arrays = [_read_idx(path, name) for name in IDX_FILES]
    elif path.exists():
        arrays = _read_npz(path)
    else:
        raise DatasetError(f"no MNIST at {path}; {_HOW_TO_PROVIDE}")
    train_images, train_labels, test_images, test_labels = arrays
    return Dataset(train_images, train_labels, test_images, test_labels)


def keras_cache() -> Path:
    """The folder that Keras keeps its data sets in (``KERAS_HOME`` moves it, as for Keras)."""
    home = os.environ.get("KERAS_HOME")
    return (Path(home) if home else Path.home() / ".keras") / "datasets"


def _cached() -> Path:
    return keras_cache() / "mnist.npz"


def _read_npz(path: Path) -> list[UInt8Array]:
    try:
        with np.load(path, allow_pickle=False) as archive:
            return [archive[name] for name in NPZ_ARRAYS]
    except Exception as error:  # a wrong or damaged archive raises a dozen kinds
        raise DatasetError(
            f"{path} is no mnist.npz with the arrays {', '.join(NPZ_ARRAYS)} "
            f"(damaged, cut short, or another file: {error}); delete it, or {_HOW_TO_PROVIDE}"
        ) from error


def _read_idx(folder: Path, name: str) -> UInt8Array:
    """One IDX file of bytes, gzipped or not (format: yann.lecun.com/exdb/mnist)."""
    # Some mirrors write "train-images.idx3-ubyte".
    names = [name, f"{name}.gz", name.replace("-idx", ".idx"), name.replace("-idx", ".idx") + ".gz"]
    path = next((folder / each for each in names if (folder / each).exists()), None)
    if path is None:
        raise DatasetError(f"no {name} or {name}.gz in {folder}; {_HOW_TO_PROVIDE}")
    try:
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        zeros, kind, dimensions = struct.unpack_from(">HBB", data)
        shape = struct.unpack_from(f">{dimensions}I", data, 4)
    except (OSError, EOFError, zlib.error, struct.error) as error:
        raise DatasetError(
            f"{path} is no IDX file, or cut short ({error}); {_HOW_TO_PROVIDE}"
        ) from error
    header = 4 + 4 * dimensions
    if zeros != 0 or kind != 0x08 or len(data) - header != int(np.prod(shape, dtype=object)):
        raise DatasetError(
            f"{path} is no IDX file of bytes, or cut short: its header promises {shape}, "
            f"it holds {len(data) - header} bytes; {_HOW_TO_PROVIDE}"
        )
    return np.frombuffer(data, np.uint8, offset=header).reshape(shape)


def _download_mnist(target: Path, progress: Progress | None) -> None:
    """Download MNIST to ``target``: whole and with the right hash, or not at all.

    Each download is a file of its own until it is whole: two at once do not meet.
    """
    import pooch

    pooch.get_logger().setLevel("ERROR")
    downloader = pooch.HTTPDownloader(
        progressbar=False if progress is None else progress,
        chunk_size=_DOWNLOADED_AT_ONCE,
        timeout=30,
    )
    try:
        pooch.retrieve(
            MNIST_URL,
            known_hash=f"sha256:{MNIST_SHA256}",
            fname=target.name,
            path=target.parent,
            downloader=downloader,
        )
    except (OSError, ValueError) as error:  # requests' errors are OSErrors
        reason = f"{type(error).__name__}: {error}".splitlines()[0]
        raise DatasetError(
            f"no MNIST: MNIST_PATH is not set, {target} does not exist, and the download "
            f"from {MNIST_URL} failed ({reason:.150}); {_HOW_TO_PROVIDE}"
        ) from error
