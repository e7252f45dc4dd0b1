"""Prepared digits changed: what stays as it was, and that each change does what it says."""

from dataclasses import fields, replace

import numpy as np
import pytest

from mnist_core import preprocess
from mnist_core.ink.rendering import render
from mnist_core.ink.variations import (
    NAMES,
    PLACES,
    VARIATIONS,
    Change,
    varied,
    varied_over,
)
from tools import hand


@pytest.fixture(params="0123456789")
def digit(request):
    return preprocess(render(hand.strokes(request.param), 280)).pixels


def picture(**boxes):
    """A picture with a box of ink: rows and columns as slices."""
    pixels = np.zeros((28, 28), np.float32)
    pixels[boxes["rows"], boxes["columns"]] = 1
    return pixels


BOX = picture(rows=slice(10, 20), columns=slice(8, 12))


def centre(pixels):
    """Of the ink, as pixel indices across and down."""
    rows, columns = np.indices(pixels.shape)
    return (pixels * columns).sum() / pixels.sum(), (pixels * rows).sum() / pixels.sum()


def test_every_slider_has_41_places_in_equal_steps_with_the_neutral_one_among_them():
    assert tuple(VARIATIONS) == NAMES == tuple(each.name for each in fields(Change))
    for name, variation in VARIATIONS.items():
        assert len(variation.places) == PLACES == 41
        assert (variation.places[0], variation.places[-1]) == (variation.lowest, variation.highest)
        np.testing.assert_allclose(np.diff(variation.places), variation.step)
        assert variation.neutral in variation.places
        assert getattr(Change(), name) == variation.neutral


def test_neutral_places_leave_the_picture_as_it_was_bit_for_bit(digit):
    assert varied(digit, Change()).tobytes() == digit.tobytes()
    for name, variation in VARIATIONS.items():
        same = varied_over(digit, Change(), name)[variation.places.index(variation.neutral)]
        assert same.tobytes() == digit.tobytes()


def test_the_first_step_changes_little_and_every_step_keeps_to_the_range(digit):
    """None of them jumps: what the first step does is no more than what the second does."""
    for name, variation in VARIATIONS.items():
        before = digit.copy()
        over = varied_over(digit, Change(), name)
        np.testing.assert_array_equal(digit, before)
        assert over.dtype == np.float32
        assert over.shape == (41, 28, 28)
        assert over.min() >= 0
        assert over.max() <= 1
        neutral = variation.places.index(variation.neutral)
        for way in (-1, 1):
            if 0 <= neutral + 2 * way < PLACES:
                first, second = (
                    np.abs(over[neutral + steps * way] - digit).sum() for steps in (1, 2)
                )
                assert 0 < first < 1.2 * second + 1


def test_faint_digit_is_not_made_stronger_by_thinning():
    faint = BOX * np.float32(0.5)
    assert varied(faint, Change(thickness=-0.1)).max() <= 0.5
    assert varied(faint, Change(thickness=1)).max() == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize(("right", "down"), [(3, 0), (-4, 2), (0, -7)])
def test_picture_moved_by_whole_pixels_is_the_same_elsewhere(right, down):
    moved = varied(BOX, Change(right=right, down=down))
    np.testing.assert_array_equal(moved, np.roll(BOX, (down, right), axis=(0, 1)))


def test_picture_moved_by_half_a_pixel_is_the_mean_of_two():
    moved = varied(BOX, Change(right=0.5))
    np.testing.assert_allclose(moved, (BOX + np.roll(BOX, 1, axis=1)) / 2, atol=1e-6)


def test_what_leaves_the_frame_is_lost_and_does_not_come_in_again():
    moved = varied(BOX, Change(right=-10))
    assert moved[:, :2].sum() == pytest.approx(20)
    assert moved[:, 2:].sum() == 0


@pytest.mark.parametrize(("turn", "times"), [(90, -1), (-90, 1)])
def test_quarter_turn_is_numpy_s_around_the_middle_of_prepared_digits(turn, times):
    """rot90 turns around 13.5; the middle is 14: a row or a column farther."""
    pixels = np.random.default_rng(0).random((28, 28), np.float32)
    expected = np.rot90(pixels, times)
    turned = varied(pixels, Change(turn=turn))
    if turn == 90:  # clockwise: a pixel to the right
        np.testing.assert_allclose(turned[:, 1:], expected[:, :-1], atol=1e-6)
    else:  # the other way round: a pixel down
        np.testing.assert_allclose(turned[1:], expected[:-1], atol=1e-6)


def test_right_of_the_middle_comes_below_it_when_turned_clockwise():
    dot = picture(rows=14, columns=22)
    across, down = centre(varied(dot, Change(turn=45)))
    assert (across, down) == pytest.approx((14 + 8 * 0.5**0.5, 14 + 8 * 0.5**0.5), abs=0.1)


def test_what_is_above_the_middle_leans_to_the_right():
    for row, side in ((6, 1), (22, -1)):
        across, down = centre(varied(picture(rows=row, columns=14), Change(slant=26.565)))
        assert (across, down) == pytest.approx((14 + side * 4, row), abs=0.1)  # tan is 1/2


@pytest.mark.parametrize("size", [50, 80, 120])
def test_ink_grows_by_the_square_of_the_size_and_the_middle_stays(size):
    box = picture(rows=slice(9, 20), columns=slice(11, 18))  # around 14
    scaled = varied(box, Change(size=size))
    assert scaled.sum() == pytest.approx(box.sum() * (size / 100) ** 2, rel=0.04)
    assert centre(scaled) == pytest.approx((14, 14), abs=0.05)


@pytest.mark.parametrize(("thickness", "width"), [(1, 8), (2, 10), (0.5, 7), (-1, 4)])
def test_bar_is_so_much_thicker_on_either_side(thickness, width):
    bar = picture(rows=slice(None), columns=slice(11, 17))
    changed = varied(bar, Change(thickness=thickness))
    assert changed[14].sum() == pytest.approx(width, abs=0.02)


def test_noise_is_the_same_each_time_and_as_strong_as_it_says():
    grey = np.full((28, 28), 0.5, np.float32)
    weak, strong = (varied(grey, Change(noise=percent)) - grey for percent in (8, 16))
    assert weak.std() == pytest.approx(0.08, rel=0.1)
    # The same grain, as long as no pixel is full.
    free = np.abs(strong) < 0.49
    np.testing.assert_allclose(strong[free], 2 * weak[free], atol=1e-5)
    np.testing.assert_array_equal(varied(grey, Change(noise=8)) - grey, weak)


def test_changes_are_made_together_and_noise_is_laid_over_the_place(digit):
    change = Change(turn=27, slant=-9, thickness=0.5, size=80, right=2, down=-3, noise=10)
    still = replace(change, noise=0)
    difference = varied(digit, change) - varied(digit, still)
    alone = varied(np.zeros_like(digit), Change(noise=10))
    paper = varied(digit, still) == 0
    np.testing.assert_allclose(difference[paper], alone[paper], atol=1e-6)
    ink = varied(digit, Change(thickness=0.5)).sum() * 0.8**2
    assert varied(digit, still).sum() == pytest.approx(ink, rel=0.05)  # none of it is lost
    for name in NAMES:
        one = replace(change, **{name: VARIATIONS[name].neutral})
        assert np.abs(varied(digit, one) - varied(digit, change)).max() > 0.05


def test_other_sliders_stand_where_they_are_said_to():
    change = Change(turn=45, right=3)
    over = varied_over(BOX, change, "right")
    places = VARIATIONS["right"].places
    for i in (0, 20, 33):
        np.testing.assert_array_equal(over[i], varied(BOX, Change(turn=45, right=places[i])))


@pytest.mark.parametrize("name", NAMES)
def test_values_out_of_range_are_refused_and_brought_to_places(name):
    variation = VARIATIONS[name]
    beyond = (variation.lowest - 1, variation.highest + 1, float("nan"), float("inf"))
    for value in beyond:
        with pytest.raises(ValueError, match=f"expected a {name} of"):
            Change(**{name: value})
        assert variation.nearest(value) == variation.neutral
    for place in variation.places:
        assert variation.nearest(place) == place
        assert variation.nearest(min(place + variation.step / 3, variation.highest)) == place
