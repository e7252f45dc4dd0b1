"""Lines to train the reader of lines on."""

import numpy as np
import pytest

from mnist_core.data.lines import LONGEST, WIDTH, Lines, batch, standing
from mnist_core.data.pen_strokes import PenCharacter
from mnist_core.data.writers import People
from mnist_core.ink.strip import HEIGHT
from mnist_core.networks.line_reader import CHARACTERS
from tools import hand

LETTER = PenCharacter("k", "small letter", "x/1", 0, (np.array([[0.0, 0], [10, 90]]),))


@pytest.fixture(scope="module")
def lines():
    return Lines(People(hand.pen_digits(), [LETTER]))


def test_lines_fit_their_strips_and_have_all_characters(lines):
    strips, texts = batch(lines, 200, np.random.default_rng(0))
    assert strips.shape == (200, HEIGHT, WIDTH, 1)
    assert strips.dtype == np.uint8
    assert texts.shape == (200, LONGEST)
    assert set(texts.ravel()) == set(range(len(CHARACTERS) + 1))
    assert (strips.max(axis=(1, 2, 3)) > 60).all()


def test_texts_are_filled_up_behind(lines):
    _, texts = batch(lines, 100, np.random.default_rng(1))
    for text in texts:
        count = np.count_nonzero(text)
        assert count > 0
        assert (text[:count] > 0).all()


def test_where_there_are_no_letters_all_characters_are_digits():
    alone = Lines(People(hand.pen_digits(), []))
    random = np.random.default_rng(2)
    assert all(alone.write(random).text.isdecimal() for _ in range(50))


def test_a_character_stands_on_the_line_and_leans():
    upright = [np.array([[5.0, 0], [5, 1]])]
    (line,) = standing(upright, (2, 3), lean=0.5, up=-0.1)
    assert line[:, 0].min() == pytest.approx(0)
    assert line[:, 1].max() == pytest.approx(-0.1)
    assert np.ptp(line[:, 1]) == pytest.approx(3)
    assert line[0, 0] - line[1, 0] == pytest.approx(1.5)  # its top leans to the right
