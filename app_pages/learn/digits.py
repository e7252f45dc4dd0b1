"""The digits of the lessons: generated ones, so that they are at hand on every server."""

from dataclasses import dataclass

import numpy as np
import streamlit as st

from app_pages.visit.digits import digits_of
from mnist_core.arrays import Float32Array, UInt8Array
from mnist_core.data.statistics import statistics_of
from mnist_core.ink.preprocessing import as_pixels
from mnist_core.networks.linear import Linear

_PRACTICE = 800  # digits to learn from; those after them are to be tested on


@dataclass(frozen=True, eq=False)
class Digits:
    """Digits of a lesson.

    Attributes:
        images: uint8 (n, 28, 28), 255 is ink.
        pixels: float32 (n, 28, 28), the same from 0 (paper) to 1 (ink).
        labels: uint8 (n,), 0 to 9.
    """

    images: UInt8Array
    pixels: Float32Array
    labels: UInt8Array

    def first(self, label: int) -> int:
        """The place of the first digit of a label."""
        return int(np.flatnonzero(self.labels == label)[0])


@st.cache_resource(show_spinner=False)
def practice_and_test() -> tuple[Digits, Digits]:
    """The digits to learn from, and the digits to be tested on."""
    found = digits_of("generated")
    if found is None:
        raise LookupError("the generated digits are always at hand")
    images, labels = found
    parts = ((images[part], labels[part]) for part in (slice(_PRACTICE), slice(_PRACTICE, None)))
    practice, test = (Digits(each, as_pixels(each), names) for each, names in parts)
    return practice, test


@st.cache_resource(show_spinner=False)
def sums_of_means() -> Linear:
    """Ten sums whose weights are the mean pictures of the digits to learn from."""
    practice, _ = practice_and_test()
    return Linear.of_means(statistics_of(practice.images, practice.labels).mean_images)
