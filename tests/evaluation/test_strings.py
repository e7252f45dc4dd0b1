"""Numbers put together from people's digits, as they are measured."""

from itertools import pairwise

import cv2
import numpy as np
import pytest

from mnist_core.data.pen_strokes import PenCharacter
from mnist_core.data.writers import People
from mnist_core.evaluation.strings import LENGTHS, MEETINGS, write_numbers
from mnist_core.ink.rendering import render
from mnist_core.ink.strokes import Stroke
from tools import hand

LETTER = PenCharacter("k", "small letter", "x/1", 0, (np.array([[0.0, 0], [10, 90]]),))


@pytest.fixture(scope="module")
def people():
    return People(hand.pen_digits(), [LETTER])


def inks(written):
    """Which pixels are ink of each character, drawn alone."""
    width = written.strokes[0].width
    return [
        render([Stroke(line, width) for line in lines], *written.canvas) < 128
        for lines in written.lines
    ]


@pytest.mark.parametrize("meeting", MEETINGS)
def test_numbers_fit_their_canvas_and_their_boxes(people, meeting):
    for written in write_numbers(people, 30, meeting):
        assert len(written.characters) == len(written.boxes)
        assert len(written.text) in LENGTHS
        low = written.boxes[:, :2].min(axis=0)
        high = (written.boxes[:, :2] + written.boxes[:, 2:]).max(axis=0)
        assert (low >= -1).all()
        assert (high <= np.array(written.canvas) + 1).all()


def test_digits_with_gaps_do_not_touch(people):
    for written in write_numbers(people, 30, "gaps"):
        for left, right in pairwise(inks(written)):
            assert not (left & right).any()


@pytest.mark.parametrize("meeting", ["touching", "overlapping"])
def test_one_pair_of_neighbours_meets(people, meeting):
    met = 0
    for written in write_numbers(people, 30, meeting):
        # Ink that touches lies beside the other's: one pixel apart.
        grown = [cv2.dilate(each.astype(np.uint8), np.ones((3, 3))) for each in inks(written)]
        met += any((left & right).any() for left, right in pairwise(grown))
    assert met == 30


def test_a_joined_pair_has_one_stroke_less(people):
    apart, joined = (
        [len(each.strokes) for each in write_numbers(people, 30, meeting)]
        for meeting in ("touching", "joined")
    )
    assert [a - b for a, b in zip(apart, joined, strict=True)] == [1] * 30


def test_each_number_with_letters_has_one(people):
    for written in write_numbers(people, 30, "gaps", letters=True):
        assert sum(not each.isdecimal() for each in written.characters) == 1
        assert len(written.text) == len(written.characters) - 1


def test_same_seed_writes_the_same_numbers(people):
    first, again = (list(write_numbers(people, 5, "gaps", seed=4)) for _ in range(2))
    assert [each.characters for each in first] == [each.characters for each in again]
    assert np.array_equal(first[0].boxes, again[0].boxes)
