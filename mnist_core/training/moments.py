"""A training's moments taken on its way: what its network would be, had it stopped there.

Most happens at the beginning, so moments come after numbers of batches that grow by the same
factor. Taking them changes nothing of what is learnt.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from mnist_core import files
from mnist_core.arrays import Float32Array
from mnist_core.data.dataset import Dataset
from mnist_core.errors import ModelError, TrainingError
from mnist_core.evaluation.metrics import evaluate
from mnist_core.labels import DIGITS
from mnist_core.networks.folding import folded
from mnist_core.recognition.graph import read_graph
from mnist_core.recognition.moments import (
    MOMENTS,
    Moment,
    Moments,
    Stored,
    packed,
    read_moments,
    save_moments,
)
from mnist_core.training.batches import Chunk, Position, TrainingDigits
from mnist_core.training.learner import Learner

MOST_MOMENTS = 20  # with the first, before anything is learnt, and the last
MOST_BYTES = 5_000_000  # of a run's moments; a large network has fewer
LOOKED_AT = 300  # test digits that are read at each moment, the first ones: they take time
_FIRST = 1 / 1000  # part of the training after which the second moment comes
_FEWEST = 3  # moments: fewer show no way
_ROUNDING = 1e-4  # by which LiteRT's weights may differ, as a part of the largest


class MomentTaker:
    """Trains a learner, and takes its moments on the way into the run's folder.

    Args:
        run: the folder.
        learner: what is trained.
        digits: what it is trained on.
        dataset: whose test digits are read at each moment.
        batches: that it will learn from in all.
        position: where the training goes on from: what was taken from there on is void.
    """

    def __init__(
        self,
        run: Path,
        learner: Learner,
        digits: TrainingDigits,
        dataset: Dataset,
        *,
        batches: int,
        position: Position,
    ) -> None:
        self._path, self._learner, self._digits = run / MOMENTS, learner, digits
        self._images = dataset.test_images[:LOOKED_AT]
        self._labels = dataset.test_labels[:LOOKED_AT]
        stored = _stored(learner)
        self._plan = _plan(stored, batches)
        self._taken = Moments(len(digits), (), ())
        if self._path.exists():
            with suppress(ModelError):  # what is damaged is taken no further
                taken = read_moments(self._path).until(digits.step(position))
                if _are_of(taken, stored, dataset.label_count):
                    self._taken = taken
        self._saved = len(self._taken.moments)  # how many of them are written down

    def train(self, chunk: Chunk, position: Position) -> tuple[float, float]:
        """Train on the chunk at a position, as ``Learner.train`` does; stop where a moment is due.

        Raises:
            TrainingError: as ``Learner.train``.
        """
        first, count = self._digits.step(position), len(chunk.labels)
        size = self._digits.batch_size
        due = [step for step in self._plan if 0 <= (step - first) * size < count]
        ends = [*((step - first) * size for step in due), count]
        loss, right, begin = 0.0, 0.0, 0
        for end, step in zip(ends, [*due, None], strict=True):
            if end > begin:  # a moment may be due at once
                means = self._learner.train(chunk.part(begin, end))
                loss += means[0] * (end - begin)
                right += means[1] * (end - begin)
            if step is not None:
                self._take(step, position.digits + end + (position.epoch - 1) * len(self._digits))
            begin = end
        return loss / count, right / count

    def save(self) -> None:
        """Write down what was taken: before each checkpoint, for what is later is void without."""
        if len(self._taken.moments) > self._saved:
            self._keep(self._taken)
            self._saved = len(self._taken.moments)

    def end(self, position: Position) -> None:
        """Add the network itself as the last moment, once its ``.tflite`` is written.

        Where that file has other weights than they are folded to, no moment is of any use: there
        are none then, nor where the disk is full: the training has come to its end all the same.
        """
        if not self._taken.moments:
            self._path.unlink(missing_ok=True)  # what is there was damaged
            return
        weights, answers = self._learner.look(self._images)
        if not _are_alike(weights, self._path.with_name("model.tflite")):
            self._path.unlink(missing_ok=True)
            return
        digits = position.digits + (position.epoch - 1) * len(self._digits)
        last = self._moment(self._digits.step(position), digits, answers)
        taken = self._taken
        try:
            self._keep(Moments(taken.epoch, (*taken.moments, last), taken.weights))
        except OSError:
            self._path.unlink(missing_ok=True)

    def _take(self, step: int, digits: int) -> None:
        """Keep what the learner is now; nothing where its answers are no numbers just now."""
        try:
            weights, answers = self._learner.look(self._images)
            stored = packed(weights)
        except (TrainingError, ValueError):
            return
        moment = self._moment(step, digits, answers)
        before = self._taken
        self._taken = Moments(before.epoch, (*before.moments, moment), (*before.weights, stored))

    def _moment(self, step: int, digits: int, answers: Float32Array) -> Moment:
        confusion = evaluate(answers, self._labels).confusion[:DIGITS]
        return Moment(step, digits, np.array(confusion, np.int64))

    def _keep(self, moments: Moments) -> None:
        files.write_whole(self._path, lambda file: save_moments(file, moments))


def _stored(learner: Learner) -> Stored:
    """The weights that a learner has now as a moment stores them; none that cannot be folded."""
    try:
        return packed(folded(learner.model))
    except ValueError:
        return {}


def _are_of(taken: Moments, stored: Stored, labels: int) -> bool:
    """Whether moments are of a network with such weights, and so many labels."""
    shapes = {name: each.shape for name, each in stored.items()}
    return all(each.confusion.shape[1] == labels for each in taken.moments) and all(
        {name: each.shape for name, each in weights.items()} == shapes for weights in taken.weights
    )


def _plan(stored: Stored, batches: int) -> list[int]:
    """The numbers of batches after which moments are taken: the first is 0, and the last before
    the training's end. None where the network cannot be folded, or is too large."""
    if not stored:
        return []
    fitting = MOST_BYTES // sum(each.nbytes for each in stored.values())
    count = min(MOST_MOMENTS, fitting + 1)  # the last one lies in the network's own file
    if count < _FEWEST:
        return []
    first = max(batches * _FIRST, 1)
    steps = np.rint(np.geomspace(first, batches, count - 1)).astype(int)
    return [0, *(step for step in np.unique(steps).tolist() if step < batches)]


def _are_alike(weights: Sequence[Float32Array], network: Path) -> bool:
    """Whether weights are those in a ``.tflite``, but for rounding."""
    held = [each for step in read_graph(network.read_bytes()) for each in step.weights]
    return [each.shape for each in weights] == [each.shape for each in held] and all(
        np.abs(ours - theirs).max() <= _ROUNDING * max(np.abs(theirs).max(), 1e-9)
        for ours, theirs in zip(weights, held, strict=True)
    )
