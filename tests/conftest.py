"""What tests share: digits that need no download, and the real data where it is at hand."""

import os

import cv2
import numpy as np
import pytest

from mnist_core.dataset import Dataset, keras_cache, load_mnist
from mnist_core.strokes import read_pen_digits


def printed_digits(count, seed):
    """Digits in OpenCV's stroke font at random places and thicknesses: images and labels."""
    random = np.random.default_rng(seed)
    labels = random.integers(0, 10, count).astype(np.uint8)
    images = np.zeros((count, 28, 28), np.uint8)
    for image, label in zip(images, labels, strict=True):
        place = (int(random.integers(4, 9)), int(random.integers(21, 26)))
        thickness = int(random.integers(2, 4))
        cv2.putText(image, str(label), place, cv2.FONT_HERSHEY_SIMPLEX, 0.75, 255, thickness)
    return images, labels


@pytest.fixture(scope="session")
def small_dataset():
    return Dataset(*printed_digits(2400, seed=1), *printed_digits(200, seed=2))


@pytest.fixture(scope="session")
def mnist():
    if not os.environ.get("MNIST_PATH") and not (keras_cache() / "mnist.npz").exists():
        pytest.skip("MNIST is not here: set MNIST_PATH")
    return load_mnist()


@pytest.fixture(scope="session")
def pen_digits():
    if not os.environ.get("PENDIGITS_PATH"):
        pytest.skip("the pen strokes are not here: set PENDIGITS_PATH to pendigits-orig.tra")
    return read_pen_digits(os.environ["PENDIGITS_PATH"])
