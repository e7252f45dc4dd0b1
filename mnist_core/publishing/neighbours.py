"""The training digits that a published network finds most like a drawing, and what they vote."""

from pathlib import Path

import numpy as np
from msgspec.structs import replace

from mnist_core.data.dataset import Dataset
from mnist_core.data.writers import WriterSplit
from mnist_core.evaluation.people import part_right
from mnist_core.evaluation.turned import DrawnUpright, draw_upright
from mnist_core.recognition.activations import Activations
from mnist_core.recognition.card import Card, OnNeighbours
from mnist_core.recognition.classifier import NETWORK, DigitClassifier
from mnist_core.recognition.neighbours import NEIGHBOURS, Index, index_digits, vote, write_index


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
    drawn = draw_upright(writers.measured.digits)
    return replace(card, neighbours=measure_vote(index, network, classifier, drawn))


def measure_vote(
    index: Index, network: Activations, classifier: DigitClassifier, drawn: DrawnUpright
) -> OnNeighbours:
    """Measure what neighbours vote, and the network itself.

    Args:
        index: the digits that vote.
        network: the network.
        classifier: the same.
        drawn: digits of people from whom it has not learnt.
    """
    votes = [vote(index.nearest(network.features(each))) for each in drawn.pixels]
    return OnNeighbours(
        drawings=len(drawn.labels),
        vote=float(np.mean(votes == drawn.labels)),
        network=part_right(classifier.predict(drawn.pixels), drawn.labels),
    )
