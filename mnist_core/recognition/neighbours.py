"""The digits that a network finds most like a drawing, by what its last layer goes by."""

import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from mnist_core import files
from mnist_core.arrays import Float32Array, Int8Array, UInt8Array
from mnist_core.errors import ModelError
from mnist_core.ink.preprocessing import as_pixels
from mnist_core.recognition.activations import Activations

NEIGHBOURS = "neighbours.npz"  # in a published network's folder
COUNT = 5  # neighbours of a drawing, and votes
# Directions that are kept, and a step of what is stored as a part of how far the digits are spread.
# On the people whom thresholds are chosen on, five neighbours vote as well as with all directions
# in full precision, and of the five 65 to 87 % are the same. A file has 1.4 to 1.8 MB.
_DIRECTIONS, _STEP = 48, 0.02
_COMPARED = 2000  # digits whose nearest are looked for, to know how near is usual
_FAR = 0.95  # part of them whose nearest is nearer than what is called far
_MAX_BYTES = 20_000_000  # an archive may promise more than it weighs
_AT_ONCE = 4096  # digits that are widened to float32 at a time, so that they stay in the cache


@dataclass(frozen=True)
class Neighbour:
    """A digit that is like a drawing.

    Attributes:
        number: of the digit, from 0, in the data set that was searched.
        label: what it is, 0 to 9.
        distance: from the drawing, 0 for the very same. 1 is usual: half of the digits are nearer
            than that to the nearest other one of their own label, and half are further away.
    """

    number: int
    label: int
    distance: float


@dataclass(frozen=True, eq=False)
class Index:
    """Digits that can be searched for those that are most like a drawing.

    What a network's last layer goes by is turned so that the digits differ most along the first
    axes (principal component analysis: Hotelling, Journal of Educational Psychology 24, 1933), and
    stored in whole steps along those.

    Attributes:
        mean: float32 (m,), of the digits' features.
        axes: float32 (m, d), of unit length, one a column.
        step: along all axes, as features are measured: above 0.
        points: int8 (n, d), where each digit is, in steps from the mean.
        labels: uint8 (n,), 0 to 9.
        usual: steps from a digit to the nearest other one of its label, the median: above 0.
        far: how far away that is of one digit in twenty at least, in ``usual``.
    """

    mean: Float32Array
    axes: Float32Array
    step: float
    points: Int8Array
    labels: UInt8Array
    usual: float
    far: float

    def nearest(self, features: Float32Array, count: int = COUNT) -> list[Neighbour]:
        """The digits nearest to a drawing, the nearest first.

        Args:
            features: float32 (m,), of the drawing, as ``Activations.features`` gives them.
            count: how many, fewer than there are digits.

        Raises:
            ModelError: the features are of another network than the digits'.
        """
        if features.shape != self.mean.shape:
            raise ModelError(
                f"expected {self.mean.size} numbers of a network's last layer, got "
                f"{features.size}: {NEIGHBOURS} is of another network; python -m "
                "tools.index_neighbours writes it anew"
            )
        place = np.rint((features - self.mean) @ self.axes / np.float32(self.step))
        squares = self._squares(place)
        found = np.argpartition(squares, count)[:count]
        return [
            Neighbour(i, int(self.labels[i]), float(np.sqrt(squares[i])) / self.usual)
            for i in sorted(found.tolist(), key=lambda i: (squares[i], i))
        ]

    def _squares(self, place: Float32Array) -> Float32Array:
        """The squares of all digits' distances from a place, in steps.

        They are exact up to 2**24, for places are whole numbers, and further away hardly less.
        """
        parts = range(0, len(self.points), _AT_ONCE)
        along = [self.points[i : i + _AT_ONCE].astype(np.float32) @ place for i in parts]
        squares: Float32Array = self._lengths - 2 * np.concatenate(along) + place @ place
        return np.maximum(squares, 0)

    @cached_property
    def _lengths(self) -> Float32Array:
        """The squares of the digits' distances from the mean, in steps."""
        lengths: Float32Array = np.einsum("nd,nd->n", self.points, self.points, dtype=np.float32)
        return lengths


def vote(neighbours: Sequence[Neighbour]) -> int:
    """What most neighbours are, 0 to 9; where that is a tie, what the nearest of those is.

    To weigh them by their distance makes nothing better on the people whom thresholds are chosen
    on.

    Args:
        neighbours: the nearest first; at least one.
    """
    votes = Counter(each.label for each in neighbours)  # in the order in which they come
    return max(votes, key=votes.__getitem__)


def index_digits(network: Activations, images: UInt8Array, labels: UInt8Array) -> Index:
    """Make digits searchable by what a network makes of them.

    Args:
        network: the network.
        images: uint8 (n, 28, 28), 255 is ink; more than ``COUNT``.
        labels: uint8 (n,), 0 to 9.

    Raises:
        ModelError: the network's features are no numbers.
    """
    return build_index(np.stack([network.features(as_pixels(each)) for each in images]), labels)


def build_index(features: Float32Array, labels: UInt8Array) -> Index:
    """Make digits searchable by their features.

    Args:
        features: float32 (n, m), of more digits than ``COUNT``.
        labels: uint8 (n,), 0 to 9.

    Raises:
        ModelError: the features are no numbers.
    """
    if not np.isfinite(features).all():
        raise ModelError("what the network's last layer goes by is no number: train it anew")
    mean = features.mean(axis=0)
    variances, axes = np.linalg.eigh(np.cov(features - mean, rowvar=False))
    axes = axes[:, ::-1][:, :_DIRECTIONS].astype(np.float32)  # eigh has the largest last
    step = _STEP * float(np.sqrt(max(0.0, variances.sum()))) or 1.0  # all may be alike
    points = np.rint((features - mean) @ axes / np.float32(step)).clip(-127, 127).astype(np.int8)
    found = Index(mean, axes, step, points, labels, 1.0, 1.0)
    apart = _to_the_nearest(found)
    usual, far = np.quantile(apart, [0.5, _FAR]) if len(apart) else (1.0, 1.0)
    return Index(mean, axes, step, points, labels, float(usual), float(far / usual))


def _to_the_nearest(index: Index) -> Float32Array:
    """Of some digits, how far the nearest other one of the same label is, in steps: above 0.

    Digits that are there twice are left out, and those that are alone of their label.
    """
    random = np.random.default_rng(0)
    count = min(_COMPARED, len(index.labels))
    apart = np.zeros(count, np.float32)
    for i, row in enumerate(random.permutation(len(index.labels))[:count]):
        squares = index._squares(index.points[row].astype(np.float32))
        squares[row] = np.inf
        apart[i] = np.sqrt(squares[index.labels == index.labels[row]].min())
    return apart[(apart > 0) & np.isfinite(apart)]


def write_index(path: Path, index: Index) -> None:
    """Store an index: its points axis by axis, for that packs best."""
    files.write_whole(
        path,
        lambda file: np.savez_compressed(
            file,
            mean=index.mean,
            axes=index.axes,
            points=np.ascontiguousarray(index.points.T),
            labels=index.labels,
            scale=np.array([index.step, index.usual, index.far]),
        ),
    )


def read_index(path: Path) -> Index:
    """The index in a file.

    Raises:
        ModelError: the file is missing or damaged.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(each.file_size for each in archive.infolist()) > _MAX_BYTES:
                raise ValueError("it is too large")
        with np.load(path, allow_pickle=False) as stored:
            mean, axes, points, labels, scale = (
                stored[name] for name in ("mean", "axes", "points", "labels", "scale")
            )
        _check(mean, axes, points, labels)
        step, usual, far = (float(each) for each in scale)
        if not (0 < step < np.inf and 0 < usual < np.inf and 0 < far < np.inf):
            raise ValueError(f"its scale is {scale}")
    except Exception as error:  # a damaged archive raises a dozen kinds
        raise ModelError(
            f"{path} is missing or damaged ({error!r}): python -m tools.index_neighbours writes "
            "it, or restore it from the repository"
        ) from error
    return Index(mean, axes, step, np.ascontiguousarray(points.T), labels, usual, far)


def _check(mean: Float32Array, axes: Float32Array, points: Int8Array, labels: UInt8Array) -> None:
    """Raise ValueError unless arrays are what an index stores."""
    found = [(each.dtype.name, each.shape) for each in (mean, axes, points, labels)]
    m, d, n = mean.size, axes.shape[-1], labels.size
    if found != [("float32", (m,)), ("float32", (m, d)), ("int8", (d, n)), ("uint8", (n,))]:
        raise ValueError(f"it holds {found}")
    if n <= COUNT or labels.max() > 9:
        raise ValueError(f"it holds {n} digits up to {labels.max()}")
