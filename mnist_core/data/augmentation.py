"""Random changes to 28 x 28 digits, as hands differ: affine, elastic, and in thickness.

After Simard, Steinkraus and Platt, "Best practices for convolutional neural networks applied to
visual document analysis" (ICDAR 2003).
"""

from dataclasses import dataclass

import cv2
import numpy as np

from mnist_core.arrays import Float32Array, Float64Array, UInt8Array
from mnist_core.ink.preprocessing import BOX, CENTRE, FRAME
from mnist_core.ink.thickness import thickened


@dataclass(frozen=True)
class Augmentation:
    """How far digits are changed; each change is drawn at random within its range.

    Attributes:
        rotation: degrees to either side.
        scale: part of the size to either side, for width and height each.
        shear: pixels sideways per pixel of height, to either side.
        shift: pixels to either side.
        elastic: standard deviation in pixels of the random bending.
        thinner: pixels that strokes lose on either side, at most.
        thicker: pixels that strokes gain on either side, at most.
        thickness: how often, 0 to 1, strokes are made thicker or thinner.
    """

    rotation: float = 12.0
    scale: float = 0.14
    shear: float = 0.18
    shift: float = 1.6
    elastic: float = 0.7
    thinner: float = 1.0
    thicker: float = 1.5
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
    thickenings = random.uniform(-how.thinner, how.thicker, len(images))
    thickenings *= random.random(len(images)) < how.thickness
    matrices = _affine_matrices(thickenings, random, how)
    bends = random.normal(0, how.elastic, (len(images), 2, 5, 5)).astype(np.float32)
    columns, rows = np.meshgrid(*[np.arange(FRAME, dtype=np.float32)] * 2)
    for i, image in enumerate(images):
        (a, b, c), (d, e, f) = matrices[i]
        bend_x, bend_y = (
            cv2.resize(each, (FRAME, FRAME), interpolation=cv2.INTER_CUBIC) for each in bends[i]
        )
        changed[i] = cv2.remap(
            thickened(image, thickenings[i]),
            a * columns + b * rows + (c + bend_x),
            d * columns + e * rows + (f + bend_y),
            cv2.INTER_LINEAR,
        )
    return changed


def moved(pixels: Float32Array, right: int, down: int) -> Float32Array:
    """A picture moved by whole pixels; what leaves it is lost, and paper comes in.

    Args:
        pixels: float32 (h, w), 0 is paper.
        right: pixels to the right, or to the left below 0.
        down: pixels downwards, or upwards below 0.
    """
    height, width = pixels.shape
    there = np.zeros_like(pixels)
    there[max(down, 0) : height + min(down, 0), max(right, 0) : width + min(right, 0)] = pixels[
        max(-down, 0) : height + min(-down, 0), max(-right, 0) : width + min(-right, 0)
    ]
    return there


def _affine_matrices(
    thickenings: Float64Array, random: np.random.Generator, how: Augmentation
) -> Float32Array:
    """Matrices from a changed digit's pixels back to the thickened one's: float32 (n, 2, 3).

    A thickened digit is made smaller by as much as it has grown, for preprocessing scales the ink
    to 20 pixels however thick the pen.
    """

    def either_side(reach: float, *shape: int) -> Float64Array:
        return random.uniform(-reach, reach, (len(thickenings), *shape))

    angle = np.radians(either_side(how.rotation))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    linear = np.moveaxis(turn, 2, 0) / (1 + either_side(how.scale, 1, 2))
    linear *= (1 + 2 * thickenings / BOX)[:, None, None]
    linear[:, :, 1] += linear[:, :, 0] * either_side(how.shear, 1)
    shift = CENTRE + either_side(how.shift, 2) - linear.sum(axis=2) * CENTRE
    return np.concatenate([linear, shift[:, :, None]], axis=2).astype(np.float32)
