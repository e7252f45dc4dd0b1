"""A quiz against a network."""

import numpy as np
import pytest

from mnist_core.data.generated import generate
from mnist_core.evaluation.quiz import (
    MISTAKES,
    OUTLIERS,
    RIGHT,
    make_quiz,
    network_standing,
    standing,
)


@pytest.fixture(scope="module")
def digits():
    return generate(60, seed=3)


def answers_with_mistakes(labels):
    """Answers that are wrong for every third digit."""
    wrong = np.arange(len(labels)) % 3 == 0
    return np.eye(10, dtype=np.float32)[np.where(wrong, (labels + 1) % 10, labels)]


def test_quiz_has_mistakes_and_right_answers_and_what_is_no_digit(digits):
    images, labels = digits
    quiz = make_quiz(images, labels, answers_with_mistakes(labels), seed=0)
    places = [
        next((i for i, image in enumerate(images) if (image == each).all()), None)
        for each in quiz.images
    ]
    assert sum(each is not None and each % 3 == 0 for each in places) == MISTAKES
    assert sum(each is not None and each % 3 != 0 for each in places) == RIGHT
    assert [each is None for each in places] == (quiz.labels == 10).tolist()
    assert sum(each is None for each in places) == OUTLIERS
    assert all(
        labels[i] == label for i, label in zip(places, quiz.labels, strict=True) if i is not None
    )


def test_quiz_is_made_of_what_there_is(digits):
    images, labels = digits
    all_right = np.eye(10, dtype=np.float32)[labels]
    assert len(make_quiz(images, labels, all_right, seed=0).labels) == RIGHT + OUTLIERS


def test_standings_count_the_answers_given_so_far():
    truth = np.array([3, 10, 7, 1])
    assert (standing([3, 10, 9], truth).right, standing([3, 10, 9], truth).count) == (2, 3)
    probabilities = np.zeros((2, 10), np.float32)
    probabilities[:, 3] = 0.9, 0.7
    network = network_standing(probabilities, truth)
    assert (network.right, network.count) == (1, 2)
    assert network.sure_of_wrong == pytest.approx(0.7)
    assert network_standing(probabilities[:1], truth).sure_of_wrong is None
