"""Strokes made thicker and thinner: by how much, and what is never worn away."""

import numpy as np
import pytest

from mnist_core.ink.thickness import thickened


def bar(width):
    image = np.zeros((28, 28), np.uint8)
    image[:, 14 - width // 2 : 14 + width // 2] = 255
    return image


@pytest.mark.parametrize(
    ("amount", "row"),
    [
        (0.0, [0, 0, 0, 255, 255, 0, 0, 0]),
        (0.5, [0, 0, 128, 255, 255, 128, 0, 0]),
        (1.0, [0, 0, 255, 255, 255, 255, 0, 0]),
        (1.5, [0, 128, 255, 255, 255, 255, 128, 0]),
        (2.0, [0, 255, 255, 255, 255, 255, 255, 0]),
    ],
)
def test_strokes_gain_so_many_pixels_on_either_side(amount, row):
    np.testing.assert_allclose(thickened(bar(2), amount)[14, 10:18], row, atol=1)


@pytest.mark.parametrize(
    ("width", "amount", "row"),
    [
        (6, 1.0, [0, 0, 255, 255, 255, 255, 0, 0]),
        (6, 0.5, [0, 128, 255, 255, 255, 255, 128, 0]),
        (2, 1.0, [0, 0, 0, 255, 255, 0, 0, 0]),  # it would be worn away
    ],
)
def test_strokes_lose_so_many_pixels_on_either_side_but_are_not_worn_away(width, amount, row):
    np.testing.assert_allclose(thickened(bar(width), -amount)[14, 10:18], row, atol=1)
