import numpy as np
import pytest

from mnist_core import drawings
from mnist_core.strokes import PenDigit


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


def answers(confidence, right):
    """Two labels; the truth is always the first."""
    confidence = np.array(confidence, np.float32)
    best = np.stack([confidence, 1 - confidence], axis=1)
    return np.where(np.array(right)[:, None], best, best[:, ::-1])


def test_threshold_is_the_lowest_that_is_right_often_enough():
    given = answers([0.9, 0.8, 0.7, 0.6], [True, True, False, True])
    truth = np.zeros(4, np.int64)
    assert drawings.choose_unsure_threshold(given, truth, 1.0) == pytest.approx(0.8)
    assert drawings.choose_unsure_threshold(given, truth, 0.75) == pytest.approx(0.6)


def test_threshold_is_one_where_none_is_enough():
    given = answers([0.9, 0.8], [False, False])
    assert drawings.choose_unsure_threshold(given, np.zeros(2, np.int64)) == 1.0


def test_each_half_of_the_writers_is_judged_by_the_other():
    # Even writers are always right; odd ones are wrong below 0.8. Judged by the even writers'
    # threshold, 0.6, the odd ones have a wrong answer; by their own they would have none.
    digits = [pen_digit(0, writer) for writer in (2, 2, 1, 1)]
    given = answers([0.9, 0.6, 0.9, 0.7], [True, True, True, False])
    threshold, figures = drawings.measure({20: given}, digits)
    assert figures["accuracy"] == {"20": 0.75}
    assert figures["sure"] == pytest.approx(3 / 4)
    assert figures["sure_accuracy"] == pytest.approx(2 / 3)
    assert threshold == pytest.approx(0.9)


@pytest.mark.slow
def test_published_accuracy_on_drawings_is_true(pen_digits):
    from mnist_core import DigitClassifier

    classifier = DigitClassifier.load()
    probabilities = classifier.predict(drawings.draw(pen_digits, 20))
    labels = np.array([digit.label for digit in pen_digits])
    assert classifier.card["drawings"]["accuracy"]["20"] == pytest.approx(
        (probabilities.argmax(axis=1) == labels).mean(), abs=2e-4
    )
