"""Digits that the program writes itself, as a data set."""

import numpy as np

from mnist_core.arrays import UInt8Array
from mnist_core.handwriting.digits import write_digit
from mnist_core.ink.preprocessing import FRAME
from mnist_core.ink.rendering import render_frame

# The seeds of the data set's two parts. A network trained on the first is measured on the second.
TRAINING_SEED = 1
TEST_SEED = 2
_PENS = (0.04, 0.28)  # thinnest and thickest, as parts of the longest side; MNIST's is about 0.14


def generate(count: int, seed: int) -> tuple[UInt8Array, UInt8Array]:
    """Digits written by the program, as they come out of ``preprocess``: as MNIST's are.

    Args:
        count: how many, 1 or more.
        seed: the same one gives the same digits; fewer of them are the first ones of more.

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
    for i in range(count):
        if i % 10 == 0:
            labels[i : i + 10] = random.permutation(10)[: count - i]
        pen = _choose_pen(random)
        images[i] = render_frame(write_digit(int(labels[i]), random), pen)
    return images, labels


def _choose_pen(random: np.random.Generator) -> float:
    """A pen's width, its logarithm drawn evenly."""
    thinnest, thickest = _PENS
    return float(thinnest * (thickest / thinnest) ** random.random())
