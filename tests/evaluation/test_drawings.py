import numpy as np
import pytest

from mnist_core.data.pen_strokes import PenDigit
from mnist_core.evaluation import drawings


def pen_digit(label, writer):
    turn = np.linspace(0, 2 * np.pi, 30)
    return PenDigit(label, writer, (np.stack([np.cos(turn), 2 * np.sin(turn)], axis=1),))


def test_drawing_is_seeded():
    digits = [pen_digit(0, 1)] * 5
    one, same, other = (drawings.draw(digits, 20, seed) for seed in (0, 0, 1))
    np.testing.assert_array_equal(one, same)
    assert (one != other).any()


def test_thick_pen_leaves_more_ink():
    digits = [pen_digit(0, 1)] * 5
    thin, thick = (drawings.draw(digits, width).sum() for width in (10, 32))
    assert thick > 1.5 * thin


def test_outliers_are_seeded_drawings():
    digits = [pen_digit(label, 1) for label in range(10)]
    one, same, other = (drawings.draw_outliers(digits, 12, seed) for seed in (0, 0, 1))
    np.testing.assert_array_equal(one, same)
    assert one.shape == (12, 28, 28)
    assert ((one.max(axis=(1, 2)) > 0.5) & (one.min(axis=(1, 2)) == 0)).all()
    assert (one != other).any()


def test_each_digit_is_measured_several_times_at_other_sizes():
    """In the order of the digits, and all of them again: so the truth is found in `together`."""
    digits = [pen_digit(label, 1) for label in range(3)]
    by_width = drawings.answers_by_width(lambda pixels: pixels.reshape(-1, 784), digits)
    assert list(by_width) == [10, 20, 32]
    assert {each.shape for each in by_width.values()} == {(3 * drawings.DRAWN, 784)}
    assert (by_width[20][:3] != by_width[20][3:6]).any()
    pixels, truth = drawings.together(by_width, digits)
    assert len(pixels) == len(truth) == 9 * drawings.DRAWN
    assert truth.tolist() == [0, 1, 2] * (3 * drawings.DRAWN)


def test_figures_are_of_all_widths_and_refusals_are_never_sure():
    digits = [pen_digit(0, writer) for writer in (5, 5, 10, 10)]
    zero, one, none = np.eye(11, dtype=np.float32)[[0, 1, 10]]
    thin = np.stack([0.9 * zero + 0.1 * one, zero, none, 0.7 * zero + 0.3 * one])
    thick = np.stack([zero, one, none, zero])
    figures = drawings.measure({10: thin, 32: thick}, digits, unsure=0.8)
    assert (figures["digits"], figures["writers"]) == (4, 2)
    assert figures["accuracy"] == {"10": 0.75, "32": 0.5}
    assert figures["refused"] == 2 / 8
    assert figures["sure"] == 5 / 8
    assert figures["sure_accuracy"] == 4 / 5
    # Bins of a fifteenth: 0.9 and 0.7 stand alone, and so do the six of 1.0, three of them right.
    assert figures["calibration_error"]["all"] == pytest.approx((0.1 + 0.3 + 3) / 8, abs=1e-6)
    reliability = figures["reliability"]
    filled = {i: count for i, count in enumerate(reliability["count"]) if count}
    assert filled == {10: 1, 13: 1, 14: 6}
    assert reliability["accuracy"][14] == 0.5
    assert reliability["confidence"][13] == pytest.approx(0.9)
