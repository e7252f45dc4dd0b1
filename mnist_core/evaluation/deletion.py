"""Whether what is said to be important is: ink is taken out in that order, and the rest is read.

After the deletion metric (Petsiuk, Das and Saenko, "RISE", BMVC 2018): the sooner the answer's
probability falls, the better the order. Knows no way to explain.
"""

from collections.abc import Callable, Sequence

import numpy as np

from mnist_core.arrays import BoolArray, Float32Array, Float64Array

SHARES = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.7)  # of the ink, that are taken out


def deletion_curve(
    predict: Callable[[Float32Array], Float32Array],
    pixels: Float32Array,
    importance: Float64Array,
    label: int,
    shares: Sequence[float] = SHARES,
) -> Float64Array:
    """A label's probability as ever more ink is taken out, the most important first.

    Args:
        predict: from float32 (n, 28, 28) to probabilities, float32 (n, k).
        pixels: float32 (28, 28), 0 to 1, with ink.
        importance: float64 (28, 28): what is higher is taken out first.
        label: the label's number.
        shares: of the ink, 0 to 1.

    Returns:
        float64 (shares,).
    """
    masks = [most_important(pixels, importance, share) for share in shares]
    left = np.stack([np.where(mask, np.float32(0), pixels) for mask in masks])
    return np.asarray(predict(left)[:, label], np.float64)


def most_important(pixels: Float32Array, importance: Float64Array, share: float) -> BoolArray:
    """The pixels that hold a share of the ink and are the most important.

    Args:
        pixels: as ``deletion_curve`` takes them.
        importance: the same.
        share: 0 to 1: no more than that.
    """
    order = np.argsort(-importance, axis=None, kind="stable")
    held = np.cumsum(pixels.ravel()[order]) / pixels.sum()
    chosen = np.zeros(pixels.size, bool)
    chosen[order[held <= share + 1e-9]] = True
    return chosen.reshape(pixels.shape) & (pixels > 0)


def random_stretch(
    pixels: Float32Array, places: Float64Array, random: np.random.Generator
) -> Float64Array:
    """An importance that names a stretch of the path that begins anywhere.

    Args:
        pixels: as ``deletion_curve`` takes them.
        places: float64 (28, 28): where along the path each pixel lies; of paper any number.
        random: the source of chance.
    """
    order = np.argsort(places + np.where(pixels > 0, 0, np.inf), axis=None, kind="stable")
    held = np.cumsum(pixels.ravel()[order]) / pixels.sum()
    found = np.empty(pixels.size)
    found[order] = -((held - random.random()) % 1.0)
    return found.reshape(pixels.shape)
