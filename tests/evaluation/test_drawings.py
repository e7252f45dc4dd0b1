import numpy as np
import pytest

from mnist_core.data.pen_strokes import PenCharacter
from mnist_core.evaluation import drawings

TURN = np.linspace(0, 2 * np.pi, 30)
RING = np.stack([np.cos(TURN), 2 * np.sin(TURN)], axis=1)
DOT = np.array([[5.0, 5]])


def pen_digit(label, writer=1, line=RING):
    return PenCharacter(str(label), "digit", f"pendigits/{writer:02d}", 0, (line,))


def test_drawing_is_seeded():
    one, same, other = (drawings.draw([[RING]] * 5, 20, seed) for seed in (0, 0, 1))
    np.testing.assert_array_equal(one.pixels, same.pixels)
    np.testing.assert_array_equal(one.directions, same.directions)
    assert (one.pixels != other.pixels).any()


def test_drawings_are_what_networks_take():
    drawn = drawings.draw([[RING]] * 5, 20)
    assert (drawn.pixels.shape, drawn.pixels.dtype) == ((5, 28, 28), np.float32)
    assert (drawn.directions.shape, drawn.directions.dtype) == ((5, 28, 28, 8), np.uint8)
    assert drawn.pixels.min() == 0 < drawn.pixels.max() <= 1


def test_thick_pen_leaves_more_ink_on_the_same_path():
    thin, thick = (drawings.draw([[RING]] * 5, width) for width in (10, 32))
    assert thick.pixels.sum() > 1.5 * thin.pixels.sum()
    # A path is scaled to its frame, whatever the pen: bits of lines begin elsewhere, no more.
    difference = np.abs(thick.directions.astype(int) - thin.directions)
    assert difference.mean() < 0.1 * thin.directions.mean()


def test_path_goes_the_way_of_the_pen():
    """To the right is the first of eight directions, to the left the fifth."""
    line = np.array([[0.0, 0], [9, 0]])
    there, back = (drawings.draw([[each]], 20) for each in (line, line[::-1]))
    np.testing.assert_allclose(there.pixels, back.pixels)
    ways = [np.flatnonzero(each.directions[0].any(axis=(0, 1))) for each in (there, back)]
    assert [each.tolist() for each in ways] == [[0], [4]]


def test_dot_has_no_path():
    drawn = drawings.draw([[DOT], [RING]], 20)
    assert drawn.directions.any(axis=(1, 2, 3)).tolist() == [False, True]
    assert drawn.pixels[0].any()


def as_answers(drawn):
    """Stands for a network: what it is given is its answer."""
    return drawn.pixels.reshape(-1, 784)


def test_each_digit_is_measured_several_times_at_other_sizes():
    """In the order of the digits, and all of them again: so the truth is found in `together`."""
    digits = [pen_digit(label) for label in range(3)]
    by_width = drawings.answers_by_width(as_answers, drawings.draw_with_each_pen(digits))
    assert list(by_width) == [10, 20, 32]
    assert {each.shape for each in by_width.values()} == {(3 * drawings.DRAWN, 784)}
    assert (by_width[20][:3] != by_width[20][3:6]).any()
    pixels, truth = drawings.together(by_width, digits)
    assert len(pixels) == len(truth) == 9 * drawings.DRAWN
    assert truth.tolist() == [0, 1, 2] * (3 * drawings.DRAWN)


def test_pictures_and_paths_are_of_the_same_characters_at_each_time():
    """A dot is known by its having no path, a level line by its having one to the right."""
    digits = [pen_digit(0), pen_digit(1, line=DOT), pen_digit(2, line=RING[:2])]
    drawn = drawings.draw_with_each_pen(digits, times=2)
    assert list(drawn) == [10, 20, 32]
    for each in drawn.values():
        assert (len(each.pixels), len(each.directions)) == (6, 6)
        with_path = each.directions.any(axis=(1, 2, 3))
        assert with_path.tolist() == [True, False, True] * 2
        down, across = np.array([np.ptp(np.argwhere(p > 0), axis=0) for p in each.pixels]).T
        assert (down == across).tolist()[1::3] == [True, True]
        assert (down > across).tolist()[0::3] == [True, True]


def test_drawing_once_is_the_first_time_of_several():
    digits = [pen_digit(label) for label in range(3)]
    once, twice = (drawings.draw_with_each_pen(digits, times) for times in (1, 2))
    for width, each in once.items():
        np.testing.assert_array_equal(each.pixels, twice[width].pixels[:3])
        np.testing.assert_array_equal(each.directions, twice[width].directions[:3])


def test_progress_is_told_in_equal_parts_up_to_all():
    parts = []
    drawings.draw_with_each_pen([pen_digit(0)], times=2, progress=parts.append)
    assert parts == pytest.approx(np.arange(1, 7) / 6)


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
