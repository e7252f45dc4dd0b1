"""Lines brought to one height and level, from strokes and from ink alike."""

import numpy as np
import pytest

from mnist_core.ink.rendering import render
from mnist_core.ink.strip import DIGIT, HEIGHT, Baseline, strip_of_ink, strip_of_strokes
from mnist_core.ink.strokes import Stroke
from tools import hand


def written(text, slope=0.0):
    return [
        Stroke(np.array([(x, y + slope * x) for x, y in each], np.float64), 14.0)
        for each in hand.number(text)
    ]


def high(strip):
    rows = np.flatnonzero((strip > 127).any(axis=1))
    return rows[-1] - rows[0] + 1


def test_digits_of_a_strip_have_one_height_in_its_middle():
    strip = strip_of_strokes(
        [Stroke(np.array([(50.0, 60), (50, 240)]), 20.0)], Baseline(200, 0, 150)
    )
    rows = np.flatnonzero((strip > 127).any(axis=1))
    assert strip.shape[0] == HEIGHT
    assert high(strip) == DIGIT
    assert rows.mean() == pytest.approx((HEIGHT - 1) / 2, abs=0.5)


def test_a_line_that_rises_lies_level_in_its_strip():
    level = strip_of_strokes(written("1111"), Baseline(180, 0, 140))
    rising = strip_of_strokes(written("1111", slope=-0.1), Baseline(180, -0.1, 140))
    assert high(rising) <= high(level) + 1


def test_strokes_and_their_ink_give_the_same_strip():
    strokes, line = written("2745", slope=0.05), Baseline(170, 0.05, 140)
    from_strokes = strip_of_strokes(strokes, line).astype(float)
    from_ink = strip_of_ink(255 - render(strokes, 700, 320), line).astype(float)
    columns = min(from_strokes.shape[1], from_ink.shape[1])
    assert abs(from_strokes.shape[1] - from_ink.shape[1]) <= 1
    assert np.abs(from_strokes[:, :columns] - from_ink[:, :columns]).mean() < 6


def test_a_baseline_moves_with_what_stands_on_it():
    moved = Baseline(100, 0.1, 50).moved(20, 7)
    assert moved.middle + moved.slope * 120 == pytest.approx(50 + 0.1 * 100 + 7)
