"""What a network is asked at the end of each epoch, and what it answers."""

import numpy as np

from mnist_core import runs
from mnist_core.arrays import IntArray, UInt8Array
from mnist_core.data.dataset import Dataset
from mnist_core.evaluation.metrics import evaluate
from mnist_core.labels import DIGITS
from mnist_core.training.learner import Learner


class Validation:
    """The digits that are held out, and a few test digits to be watched.

    Args:
        dataset: where both are from.
        kept: how many of its training digits are trained on; those after them are held out.
    """

    def __init__(self, dataset: Dataset, kept: int) -> None:
        watched = _first_of_each_label(dataset.test_labels)
        self._images, self._labels = dataset.test_images[watched], dataset.test_labels[watched]
        self._held_out = dataset.train_labels[kept:]
        self._asked = np.concatenate([self._images, dataset.train_images[kept:]])

    def measure(self, learner: Learner, epoch: int) -> tuple[dict[str, float], runs.Snapshot]:
        """What it answers after an epoch: ``val_loss`` and ``val_accuracy`` where digits are held
        out, and the snapshot."""
        probabilities = learner.predict(self._asked)
        watched, held_out = np.split(probabilities, [len(self._labels)])
        found = evaluate(held_out, self._held_out) if len(held_out) else None
        snapshot = runs.Snapshot(
            epoch=epoch,
            confusion=found.confusion if found else None,
            images=self._images,
            labels=self._labels,
            probabilities=watched,
        )
        if found is None:
            return {}, snapshot
        return {"val_loss": found.loss, "val_accuracy": found.accuracy}, snapshot


def _first_of_each_label(labels: UInt8Array) -> IntArray:
    """The rows of the first 0, the first 1 and so on, of those digits that there are."""
    return np.array([np.argmax(labels == digit) for digit in range(DIGITS) if digit in labels])
