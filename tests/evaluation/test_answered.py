"""Answers with their pictures: what is picked out of them, and how hard digits are."""

import numpy as np
import pytest

from mnist_core.evaluation.answered import Answered, difficulty

LABELS = np.array([3, 3, 3, 5, 8])
IMAGES = np.arange(5, dtype=np.uint8)[:, None, None] * np.ones((1, 28, 28), np.uint8)


def answers(*pairs, labels=10):
    """Probabilities of which one is large, the rest of it lying on label 0."""
    probabilities = np.zeros((len(pairs), labels), np.float32)
    for row, (answer, probability) in zip(probabilities, pairs, strict=True):
        row[0], row[answer] = 1 - probability, probability
    return probabilities


GIVEN = answers((5, 0.7), (3, 0.9), (5, 0.8), (5, 0.9), (3, 0.6))
EVERY = Answered(GIVEN, LABELS, np.arange(5), IMAGES)


def test_mistakes_are_those_it_was_surest_of_first():
    found = EVERY.mistakes()
    assert found.rows.tolist() == [2, 0, 4]
    assert found.answers.tolist() == [5, 5, 3]
    assert found.labels.tolist() == [3, 3, 8]
    assert found.images[:, 0, 0].tolist() == [2, 0, 4]
    assert found.probabilities == pytest.approx([0.8, 0.7, 0.6])


def test_cell_has_the_digits_of_a_label_that_got_an_answer():
    assert EVERY.read_as(3, 5).rows.tolist() == [2, 0]
    assert EVERY.read_as(3, 3).rows.tolist() == [1]
    assert EVERY.read_as(5, 3).images.shape == (0, 28, 28)


def test_only_digits_whose_pictures_are_at_hand_are_given():
    some = Answered(GIVEN, LABELS, np.array([4, 0]), IMAGES[[4, 0]])
    assert some.mistakes().rows.tolist() == [0, 4]
    assert some.mistakes().images[:, 0, 0].tolist() == [0, 4]
    assert len(some.read_as(3, 3).rows) == 0


def test_hardest_digits_are_those_that_most_networks_get_wrong_and_then_the_least_sure():
    other = answers((3, 0.9), (3, 0.9), (5, 0.8), (5, 0.6), (8, 0.7))
    hard = difficulty([GIVEN, other], LABELS)
    assert hard.wrong.tolist() == [1, 0, 2, 0, 1]
    assert hard.truth == pytest.approx([0.45, 0.9, 0.0, 0.75, 0.35])
    assert hard.hardest_first().tolist() == [2, 4, 0, 3, 1]
    assert hard.most_disputed() == 4


def test_refused_digit_is_read_wrong():
    refused = answers((10, 0.6), labels=11)
    assert difficulty([refused], np.array([0])).wrong.tolist() == [1]
