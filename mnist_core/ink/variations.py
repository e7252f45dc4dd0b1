"""What a prepared digit is changed to, to see when networks stop reading it: turned, moved, noisy.

The changes are made to the 28 x 28 pixels that networks see. Made before, on the paper, most of
shrinking and moving would be undone by the way to those pixels.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, get_args

import cv2
import numpy as np

from mnist_core.arrays import Float32Array, Float64Array
from mnist_core.ink.preprocessing import CENTRE, FRAME, as_pixels
from mnist_core.ink.thickness import thickened

PLACES = 41  # of each slider
Name = Literal["turn", "slant", "thickness", "size", "right", "down", "noise"]
NAMES: tuple[Name, ...] = get_args(Name)
_FINE = 8  # parts of a pixel's side, of which each is ink or paper as a whole when it is moved
_SEED = 14  # of the noise


@dataclass(frozen=True)
class Variation:
    """A slider: one way in which a digit can be changed.

    Attributes:
        name: what it is called, with a small letter.
        unit: of its values, "" before none.
        lowest: its first place.
        highest: its last place.
        neutral: the place at which nothing is changed.
    """

    name: str
    unit: str
    lowest: float
    highest: float
    neutral: float = 0.0

    @property
    def step(self) -> float:
        """From place to place."""
        return (self.highest - self.lowest) / (PLACES - 1)

    @property
    def places(self) -> tuple[float, ...]:
        """Its values, ``PLACES`` of them in equal steps."""
        reach = self.highest - self.lowest
        return tuple(self.lowest + reach * i / (PLACES - 1) for i in range(PLACES))

    def nearest(self, value: float) -> float:
        """The place nearest to a value; the neutral one where it is out of range, or no number."""
        if not self.lowest <= value <= self.highest:
            return self.neutral
        return min(self.places, key=lambda place: abs(place - value))


VARIATIONS: Mapping[Name, Variation] = {
    "turn": Variation("turn", "degrees", -90.0, 90.0),
    "slant": Variation("slant", "degrees", -45.0, 45.0),
    "thickness": Variation("thickness", "pixels", -1.0, 3.0),
    "size": Variation("size", "per cent", 40.0, 140.0, 100.0),
    "right": Variation("left or right", "pixels", -10.0, 10.0),
    "down": Variation("up or down", "pixels", -10.0, 10.0),
    "noise": Variation("noise", "per cent", 0.0, 40.0),
}


@dataclass(frozen=True)
class Change:
    """What a digit is changed to, all at once; as it is given here, nothing is changed.

    Attributes:
        turn: degrees clockwise, around the centre of mass of prepared digits.
        slant: degrees that upright lines lean to the right.
        thickness: pixels that strokes gain on either side, or lose below 0.
        size: per cent of the size, around that centre.
        right: pixels to the right, or to the left below 0.
        down: pixels downwards, or upwards below 0.
        noise: standard deviation of what each pixel is lighter or darker by, in per cent of full
            ink.
    """

    turn: float = 0.0
    slant: float = 0.0
    thickness: float = 0.0
    size: float = 100.0
    right: float = 0.0
    down: float = 0.0
    noise: float = 0.0

    def __post_init__(self) -> None:
        for name, variation in VARIATIONS.items():
            value = getattr(self, name)
            if not variation.lowest <= value <= variation.highest:
                raise ValueError(
                    f"expected a {name} of {variation.lowest:g} to {variation.highest:g} "
                    f"{variation.unit}, got {value}"
                )


def varied(pixels: Float32Array, change: Change) -> Float32Array:
    """A prepared digit, changed.

    Args:
        pixels: float32 (28, 28), 0 (paper) to 1 (ink), as ``preprocess`` makes them.
        change: what is changed: first the thickness, then the size, slant, turn and place, and at
            last noise is laid over it.

    Returns:
        float32 (28, 28), 0 to 1; the same picture, bit for bit, where nothing is changed. What
        leaves the frame is lost.
    """
    picture = _with_thickness(pixels, change.thickness)
    if replace(change, thickness=0.0, noise=0.0) != Change():
        picture = _moved(picture, change)
    if change.noise:
        picture = np.clip(picture + _grain() * np.float32(change.noise / 100), 0, 1)
    return picture


def varied_over(pixels: Float32Array, change: Change, name: Name) -> Float32Array:
    """A digit at all places of one slider, all others standing where ``change`` has them.

    Args:
        pixels: as ``varied`` takes them.
        change: where the sliders stand.
        name: of the slider.

    Returns:
        float32 (41, 28, 28), in the order of its places.
    """
    return np.stack(
        [varied(pixels, replace(change, **{name: place})) for place in VARIATIONS[name].places]
    )


def _with_thickness(pixels: Float32Array, amount: float) -> Float32Array:
    peak = np.float32(pixels.max())
    if amount == 0 or peak == 0:
        return pixels
    # Thinning brings ink to full strength: a digit that had less gets back what it had.
    strong = np.rint(pixels / peak * np.float32(255)).astype(np.uint8)
    return as_pixels(thickened(strong, amount)) * peak


def _moved(pixels: Float32Array, change: Change) -> Float32Array:
    """Scaled, slanted, turned and shifted.

    A pixel is a square of ink. It is cut in 8 x 8, and each pixel gets the ink that comes to lie in
    it: so nothing is blurred, nor lost when it is shrunk.
    """
    back = _way_back(change)
    # From the middle of a part of a pixel, by its number, to the place it comes from.
    centre, shift = np.full(2, CENTRE), np.array([change.right, change.down])
    first = centre + back @ ((0.5 / _FINE - 0.5) - centre - shift)
    matrix = np.column_stack([back / _FINE, first])
    fine = cv2.warpAffine(
        pixels,
        matrix,
        (FRAME * _FINE, FRAME * _FINE),
        flags=cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP,
    )
    averaged = cv2.resize(fine, (FRAME, FRAME), interpolation=cv2.INTER_AREA)
    return np.clip(np.asarray(averaged, np.float32), 0, 1)


def _way_back(change: Change) -> Float64Array:
    """From an offset in the changed picture to that in the one before: float64 (2, 2)."""
    angle, lean = np.radians(change.turn), np.tan(np.radians(change.slant))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    slant = np.array([[1.0, -lean], [0.0, 1.0]])  # y points down
    return np.linalg.inv(turn @ slant * (change.size / 100))


@lru_cache(maxsize=1)
def _grain() -> Float32Array:
    """The noise, of a standard deviation of 1: always the same, so that it can be compared."""
    grain = np.random.default_rng(_SEED).standard_normal((FRAME, FRAME), np.float32)
    grain.flags.writeable = False
    return grain
