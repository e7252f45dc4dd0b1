"""The reader of whole lines: texts and how probable they are, checked against all ways to read."""

from itertools import groupby, product

import numpy as np
import pytest

from mnist_core.errors import ModelError
from mnist_core.ink.strip import Baseline, strip_of_strokes
from mnist_core.ink.strokes import Stroke
from mnist_core.networks.line_reader import BLANK, CHARACTERS
from mnist_core.recognition.line_reader import LineReader, improbability, likely_texts, line_reader
from tools import hand


def text_of(answers):
    """What a row of answers spells: neighbours that are alike are one, and blanks are none."""
    return "".join(CHARACTERS[i - 1] for i, _ in groupby(answers) if i != BLANK)


def answers_with(places, seed=0, allowed=(0, 1, 2)):
    """Log probabilities (places, 12) that let only some answers come."""
    random = np.random.default_rng(seed)
    found = np.full((places, len(CHARACTERS) + 1), 1e-12)
    found[:, allowed] = random.dirichlet(np.ones(len(allowed)), places)
    return np.log(found)


@pytest.mark.parametrize("text", ["", "0", "1", "00", "01", "010", "0011"])
def test_improbability_is_that_of_all_rows_of_answers_that_spell_the_text(text):
    answers = answers_with(6)
    total = sum(
        np.exp(sum(answers[place, each] for place, each in enumerate(row)))
        for row in product((0, 1, 2), repeat=6)
        if text_of(row) == text
    )
    assert improbability(answers, text) == pytest.approx(-np.log(total), abs=1e-6)


@pytest.mark.parametrize("seed", range(5))
def test_first_of_the_likely_texts_is_the_most_probable(seed):
    answers = answers_with(6, seed)
    texts = {text_of(row) for row in product((0, 1, 2), repeat=6)}
    best = min(texts, key=lambda each: improbability(answers, each))
    assert likely_texts(answers, 3)[0] == best


def test_text_longer_than_the_line_is_impossible():
    assert improbability(answers_with(3), "0000") == np.inf


def test_strips_of_any_width_are_read():
    for width in (1, 31, 32, 33, 500):
        answers = line_reader().read(np.zeros((28, width), np.uint8))
        assert answers.shape == (-(-width // 2), 12)
        assert np.exp(answers).sum(axis=1) == pytest.approx(1, abs=1e-3)


def test_a_written_number_is_read():
    strokes = [Stroke(np.array(each, np.float64), 16.0) for each in hand.number("4072")]
    points = np.concatenate([each.points for each in strokes])
    high = np.ptp(points[:, 1]) + 16
    line = Baseline(high, 0, points[:, 1].mean())
    assert likely_texts(line_reader().read(strip_of_strokes(strokes, line)), 1) == ["4072"]


def test_missing_file_is_named(tmp_path):
    with pytest.raises(ModelError, match="cannot read the model file"):
        LineReader(tmp_path / "line.tflite")
