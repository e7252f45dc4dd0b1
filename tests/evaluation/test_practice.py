"""What a practice round asks, and what it says of a person."""

import math
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest

from benchmarks.practice import OTHERS, chances, coverage, pairs, rates
from mnist_core.data.pen_strokes import PenCharacter
from mnist_core.evaluation.by_person import draw_by_person
from mnist_core.evaluation.practice import ROUND, asked, interval
from mnist_core.places import models_dir
from mnist_core.recognition.card import published_card
from mnist_core.recognition.classifier import published_models

EXPECTED = (None, 0.0, 0.5, 0.92, 0.99, 1.0)


def test_each_digit_is_asked_twice_and_never_twice_in_a_row():
    orders = [asked(f"token-{i}") for i in range(50)]
    for order in orders:
        assert Counter(order) == dict.fromkeys(range(10), 2)
        assert all(a != b for a, b in pairwise(order))
    assert len({tuple(each) for each in orders}) == 50
    assert asked("token-7") == orders[7]


@pytest.mark.parametrize("expected", EXPECTED)
@pytest.mark.parametrize("of", [1, 7, ROUND])
def test_interval_has_what_was_found_in_it_and_rises_with_it(expected, of):
    found = [interval(right, of, expected) for right in range(of + 1)]
    for right, (low, high) in enumerate(found):
        assert 0 <= low <= high <= 1
        assert low - 0.006 <= right / of <= high + 0.006  # in whole per cents
    for ends in zip(*found, strict=True):
        assert list(ends) == sorted(ends)


def test_interval_without_people_is_that_of_the_beta_distribution():
    """Of 3 of 3, with all rates equally likely, the posterior is beta(4, 1): 0.05 ** (1 / 4)."""
    assert interval(3, 3) == (round(0.05 ** (1 / 4), 2), 1)


def test_people_make_the_interval_narrow_and_nobody_is_made_out_to_be_one_of_them():
    low, high = interval(20, 20, 0.99)
    assert (low, high) == (0.97, 1)
    assert interval(20, 20)[0] < 0.93
    # Read far worse than those people: as if there were none.
    assert interval(9, 20, 0.99) == interval(9, 20)


@pytest.mark.parametrize(("right", "of"), [(-1, 20), (21, 20), (0, 0)])
def test_interval_of_no_such_round_is_refused(right, of):
    with pytest.raises(ValueError, match="no more right ones"):
        interval(right, of)


def test_chances_of_a_round_are_those_of_counting():
    by_digit = np.array([1.0] * 8 + [0.5, 0.0])
    chance = chances(by_digit)
    assert len(chance) == 21
    np.testing.assert_allclose(chance[16:19], [0.25, 0.5, 0.25])
    assert chance.sum() == pytest.approx(1)


def test_coverage_counts_rounds_whose_interval_has_the_person_s_rate():
    people = [np.array([1.0] * 8 + [0.5, 0.0]), np.ones(10)]  # rates of 85 % and 100 %
    intervals = [(0.0, 0.0)] * 17 + [(0.8, 0.9), (0.9, 1.0), (0.0, 0.0), (0.9, 0.95)]
    found = coverage(people, intervals)
    assert found.covered == pytest.approx((0.5 + 0) / 2)
    assert found.width == pytest.approx((0.5 * 0.1 + 0.25 * 0.1 + 0.05) / 2)


def test_others_intervals_are_those_of_the_books():
    wilson, exact = OTHERS["Wilson's"], OTHERS["Clopper and Pearson's"]
    assert wilson(20) == pytest.approx((1 / (1 + 1.959964**2 / 20), 1))
    assert exact(20) == pytest.approx((0.025 ** (1 / 20), 1))
    low, high = exact(19)
    assert sum(math.comb(20, i) * low**i * (1 - low) ** (20 - i) for i in (19, 20)) == (
        pytest.approx(0.025)
    )
    assert 1 - high**20 == pytest.approx(0.025)


def test_two_things_are_compared_and_none_with_itself():
    assert sorted(pairs(np.array([1.0, 0.0]))) == [0, 1]
    assert pairs(np.array([1.0, 1.0])).max() == 0


def test_rates_are_of_each_digit_and_person():
    line = np.array([[0.0, 0.0], [0.0, 10.0], [3.0, 12.0]])
    digits = [
        PenCharacter(str(i % 10), "digit", f"here/{person}", i, (line * (1 + i),))
        for person in ("a", "b")
        for i in range(20)
    ]
    drawn = draw_by_person([*digits, PenCharacter("3", "digit", "here/c", 0, (line,))])
    assert len(drawn.people) == 2  # and one who has written a single digit
    found = rates(lambda some: np.eye(10, dtype=np.float32)[[1] * len(some.pixels)], drawn)
    assert [each.tolist() for each in found] == [[0, 1, *[0] * 8]] * 2


@pytest.mark.parametrize("name", published_models())
def test_networks_that_come_along_say_how_they_read_each_person(name):
    found = published_card(name).by_person
    assert len(found.shares) == 38
    assert found.shares == sorted(found.shares)
    assert 0.9 < found.expected < 1
    assert "uji" not in (models_dir() / name / "card.json").read_text().split('"by_person"')[1]
