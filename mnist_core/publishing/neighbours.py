"""The training digits that a published network finds most like a drawing, and what they vote."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from msgspec.structs import replace

from mnist_core.arrays import Float32Array, IntArray
from mnist_core.data.dataset import Dataset
from mnist_core.data.pen_strokes import PenCharacter
from mnist_core.data.writers import WriterSplit
from mnist_core.evaluation.drawings import draw
from mnist_core.evaluation.people import part_right
from mnist_core.recognition.activations import Activations
from mnist_core.recognition.card import Card, OnNeighbours
from mnist_core.recognition.classifier import NETWORK, DigitClassifier
from mnist_core.recognition.neighbours import NEIGHBOURS, Index, index_digits, vote, write_index

PEN = 20  # pixels of a canvas of 280


def add_neighbours(folder: Path, card: Card, mnist: Dataset, writers: WriterSplit | None) -> Card:
    """Store what MNIST's training digits are to a network, beside it.

    Args:
        folder: of the network.
        card: what is said of it.
        mnist: the digits.
        writers: the pen strokes; None where they are not at hand.

    Returns:
        The card, which says what the digits vote where there are pen strokes.
    """
    network = Activations(folder / NETWORK)
    index = index_digits(network, mnist.train_images, mnist.train_labels)
    write_index(folder / NEIGHBOURS, index)
    if writers is None:
        return card
    classifier = DigitClassifier.load(folder / NETWORK)
    drawn = draw_digits(writers.measured.digits)
    return replace(card, neighbours=measure_vote(index, network, classifier, *drawn))


def measure_vote(
    index: Index,
    network: Activations,
    classifier: DigitClassifier,
    pixels: Float32Array,
    labels: IntArray,
) -> OnNeighbours:
    """Measure what neighbours vote, and the network itself.

    Args:
        index: the digits that vote.
        network: the network.
        classifier: the same.
        pixels: float32 (n, 28, 28), 0 to 1, ink is 1: drawings by people from whom it has not
            learnt.
        labels: int64 (n,), what they are.
    """
    votes = [vote(index.nearest(network.features(each))) for each in pixels]
    return OnNeighbours(
        drawings=len(labels),
        vote=float(np.mean(votes == labels)),
        network=part_right(classifier.predict(pixels), labels),
    )


def draw_digits(digits: Sequence[PenCharacter]) -> tuple[Float32Array, IntArray]:
    """Digits drawn once: float32 (n, 28, 28), 0 to 1, ink is 1; and int64 (n,), what they are."""
    labels = np.array([each.label for each in digits], np.int64)
    return draw([each.lines for each in digits], PEN).pixels, labels
