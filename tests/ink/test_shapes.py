"""Parts of a drawing by their shape and their place."""

import numpy as np
import pytest

from mnist_core.ink.geometry import arc
from mnist_core.ink.shapes import place_of, shape_of


@pytest.mark.parametrize(
    ("points", "shape"),
    [
        ([(0, 0), (5, 5)], "dot"),
        ([(0, 0)], "dot"),
        ([(0, 0), (60, 10)], "bar"),
        ([(60, 10), (0, 0)], "bar"),
        ([(0, 0), (10, 70)], "upright"),
        ([(60, 0), (0, 70)], "slant"),
        ([(60, 0), (0, 60), (80, 60)], "corner"),
    ],
)
def test_lines_are_named_by_their_way(points, shape):
    assert shape_of(np.array(points, float), 100.0) == shape


def test_rings_and_bows_are_told_apart():
    ring = arc(np.array([50.0, 50.0]), 30.0)
    assert shape_of(ring, 100.0) == "ring"
    assert shape_of(ring[:16], 100.0) == "bow"


SEVEN = np.array([[0, 0], [60, 0], [20, 100]], float)


@pytest.mark.parametrize(
    ("points", "place"),
    [
        ([(0, 0), (60, 0)], ("middle", "top")),
        ([(20, 70), (22, 100)], ("middle", "bottom")),
        ([(0, 0), (10, 0)], ("left", "top")),
        ([(55, 40), (60, 50)], ("right", "middle")),
        ([(0, 0), (20, 100)], ("left", "middle")),
    ],
)
def test_places_are_thirds_of_the_drawing(points, place):
    assert place_of(np.array(points, float), SEVEN) == place


def test_a_narrow_drawing_has_no_left_and_no_right():
    one = np.array([[50, 0], [52, 100]], float)
    assert place_of(one[:1], one) == ("middle", "top")
