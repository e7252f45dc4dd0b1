"""Statistics of digits: how many of each, how much ink, the mean pictures."""

from dataclasses import dataclass

import cv2
import numpy as np

from mnist_core.arrays import Float32Array, UInt8Array
from mnist_core.labels import DIGITS


@dataclass(frozen=True, kw_only=True, eq=False)
class Statistics:
    """Digits on the whole. Ink is 1 and paper 0, as networks see them.

    Attributes:
        count: how many there are of each digit, 0 to 9.
        mean_images: float32 (10, 28, 28), the mean picture of each digit; 0 where there is none.
        ink: of each digit, the mean over all its pixels; 0 where there is none.
        mean: of all pixels.
        deviation: their standard deviation.
        paper: the part of all pixels that is without ink.
        full: the part of all pixels that is all ink.
    """

    count: list[int]
    mean_images: Float32Array
    ink: list[float]
    mean: float
    deviation: float
    paper: float
    full: float


def statistics_of(images: UInt8Array, labels: UInt8Array) -> Statistics:
    """The statistics of digits: 60,000 take some 40 ms.

    Args:
        images: uint8 (n, 28, 28), 0 is paper and 255 is ink; n at least 1.
        labels: uint8 (n,), 0 to 9.
    """
    count = np.bincount(labels, minlength=DIGITS)
    # Bytes are summed as they are: as floating-point numbers MNIST would take 190 MB.
    sums = np.stack([images[labels == d].sum(axis=0, dtype=np.uint32) for d in range(DIGITS)])
    means = sums / np.maximum(count, 1)[:, None, None] / 255
    mean, deviation = cv2.meanStdDev(images.reshape(-1, images.shape[-1]))
    return Statistics(
        count=count.tolist(),
        mean_images=means.astype(np.float32),
        ink=means.mean(axis=(1, 2)).tolist(),
        mean=float(mean.item()) / 255,
        deviation=float(deviation.item()) / 255,
        paper=float(1 - np.count_nonzero(images) / images.size),
        full=float(np.count_nonzero(images == 255) / images.size),
    )
