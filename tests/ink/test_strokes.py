import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_core.ink.rendering import render
from mnist_core.ink.strokes import place_on_canvas


@given(
    st.sampled_from([10, 20, 32]),
    st.floats(0.4, 0.9),
    st.tuples(st.floats(0, 1), st.floats(0, 1)),
)
@settings(deadline=None, max_examples=50)
def test_placed_digit_has_its_size_and_lies_on_the_canvas(width, size, position):
    lines = [np.array([[0.0, 0], [3, 4], [1, 7]]), np.array([[2.0, 2]])]
    strokes = place_on_canvas(lines, canvas=280, stroke_width=width, size=size, position=position)
    rows = np.flatnonzero((render(strokes, 280) < 128).any(axis=1))
    assert rows[-1] - rows[0] + 1 == pytest.approx(size * 280, abs=1.5)
    points = np.concatenate([stroke.points for stroke in strokes])
    assert (points >= width / 2 - 0.01).all()
    assert (points <= 280 - width / 2 + 0.01).all()
