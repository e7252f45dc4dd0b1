"""Composed photographs, and pictures of one digit with a fault."""

import numpy as np
import pytest

from mnist_core import DigitClassifier
from mnist_core.data.pen_strokes import PenCharacter
from mnist_core.data.writers import People
from mnist_core.evaluation.faults import FAULTS
from mnist_core.evaluation.photographs import compose
from mnist_core.evaluation.scenes import PAPERS
from mnist_core.ink.rendering import render
from tools import hand

LETTER = PenCharacter("k", "small letter", "x/1", 0, (np.array([[0.0, 0], [10, 90]]),))


@pytest.fixture(scope="module")
def photographs():
    return list(compose(People(hand.pen_digits(), [LETTER]), 24, seed=3))


def test_photographs_are_pictures_with_boxes_that_lie_in_them(photographs):
    for each in photographs:
        rows, columns = each.picture.shape[:2]
        assert each.picture.dtype == np.uint8
        for written in (one for line in each.lines for one in line):
            x, y, width, height = written.box
            assert x + width > 0
            assert y + height > 0
            assert x < columns
            assert y < rows


def test_there_is_ink_in_the_boxes(photographs):
    """The shades in a digit's box differ more than those beside it."""
    more = [
        np.ptp(each.picture[round(y) : round(y + height), round(x) : round(x + width)]) > 40
        for each in photographs
        for line in each.lines
        for x, y, width, height in [line[0].box]
    ]
    assert np.mean(more) > 0.9


def test_some_have_no_digits_some_letters_and_all_kinds_of_paper(photographs):
    assert any(not each.lines for each in photographs)
    assert any(one.label is None for each in photographs for line in each.lines for one in line)
    assert len({each.scene.paper for each in photographs}) > len(PAPERS) / 2


def test_same_seed_composes_the_same():
    people = People(hand.pen_digits(), [LETTER])
    first, again = (next(compose(people, 1, seed=8)) for _ in range(2))
    assert np.array_equal(first.picture, again.picture)
    assert first.lines == again.lines


@pytest.mark.parametrize("name", [each for each in FAULTS if each != "a clean drawing"])
def test_a_fault_changes_the_picture_and_leaves_the_digit(name):
    drawing = render(hand.strokes("7"), 280)
    faulty = FAULTS[name](drawing, np.random.default_rng(0))
    assert faulty.dtype == np.uint8
    assert faulty.shape[:2] != drawing.shape or (faulty != drawing).any()


@pytest.mark.parametrize("name", FAULTS)
def test_one_digit_with_a_fault_is_read(name):
    classifier = DigitClassifier.load()
    random = np.random.default_rng(1)
    right = [
        classifier.classify(FAULTS[name](render(hand.strokes(digit), 280), random)).label == digit
        for digit in "0123456789"
    ]
    assert sum(right) >= 9
