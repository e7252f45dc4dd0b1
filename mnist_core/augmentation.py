"""Random changes to 28 x 28 digits, as hands differ: affine, elastic, and in thickness.

After Simard, Steinkraus and Platt, "Best practices for convolutional neural networks applied to
visual document analysis" (ICDAR 2003).
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

UInt8Array = npt.NDArray[np.uint8]
Float32Array = npt.NDArray[np.float32]

_SIDE = 28
_MIDDLE = 14.0  # where MNIST's digits have their centre of mass
# Thinning takes the ink's strength too; at most this much of it is given back.
_MAX_GAIN = 2.5
_PEN = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (3, 3))


@dataclass(frozen=True)
class Augmentation:
    """How far digits are changed; each change is drawn at random within its range.

    Attributes:
        rotation: degrees to either side.
        scale: part of the size to either side, for width and height each.
        shear: pixels sideways per pixel of height, to either side.
        shift: pixels to either side.
        elastic: standard deviation in pixels of the random bending.
        thickness: how often, 0 to 1, strokes are made thicker or thinner.
    """

    rotation: float = 12.0
    scale: float = 0.14
    shear: float = 0.18
    shift: float = 1.6
    elastic: float = 0.7
    thickness: float = 0.5


def augment(
    images: UInt8Array, random: np.random.Generator, settings: Augmentation | None = None
) -> UInt8Array:
    """Change each digit at random.

    Args:
        images: uint8 (n, 28, 28), 255 is ink.
        random: the source of chance; the same state gives the same digits.
        settings: how far; None is the default.

    Returns:
        uint8 (n, 28, 28), new.
    """
    how = settings or Augmentation()
    changed = np.empty_like(images)
    matrices = _affine_matrices(len(images), random, how)
    bends = random.normal(0, how.elastic, (len(images), 2, 5, 5)).astype(np.float32)
    thickenings = random.uniform(-1, 1, len(images)) * (random.random(len(images)) < how.thickness)
    columns, rows = np.meshgrid(*[np.arange(_SIDE, dtype=np.float32)] * 2)
    for i, image in enumerate(images):
        (a, b, c), (d, e, f) = matrices[i]
        bend_x, bend_y = (
            cv2.resize(each, (_SIDE, _SIDE), interpolation=cv2.INTER_CUBIC) for each in bends[i]
        )
        changed[i] = cv2.remap(
            _thickened(image, thickenings[i]),
            a * columns + b * rows + (c + bend_x),
            d * columns + e * rows + (f + bend_y),
            cv2.INTER_LINEAR,
        )
    return changed


def _affine_matrices(count: int, random: np.random.Generator, how: Augmentation) -> Float32Array:
    """Matrices from a changed digit's pixels back to the original's: float32 (count, 2, 3)."""

    def either_side(reach: float, *shape: int) -> npt.NDArray[np.float64]:
        return random.uniform(-reach, reach, (count, *shape))

    angle = np.radians(either_side(how.rotation))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    linear = np.moveaxis(turn, 2, 0) / (1 + either_side(how.scale, 1, 2))
    linear[:, :, 1] += linear[:, :, 0] * either_side(how.shear, 1)
    shift = _MIDDLE + either_side(how.shift, 2) - linear.sum(axis=2) * _MIDDLE
    return np.concatenate([linear, shift[:, :, None]], axis=2).astype(np.float32)


def _thickened(image: UInt8Array, amount: float) -> UInt8Array:
    """Strokes about ``amount`` pixels thicker on either side (thinner below 0); -1 to 1."""
    if amount == 0:
        return image
    extreme = cv2.dilate(image, _PEN) if amount > 0 else cv2.erode(image, _PEN)
    changed = cv2.addWeighted(extreme, abs(amount), image, 1 - abs(amount), 0)
    gain = min(255 / max(int(changed.max()), 1), _MAX_GAIN)
    return np.asarray(cv2.convertScaleAbs(changed, alpha=gain), np.uint8)
