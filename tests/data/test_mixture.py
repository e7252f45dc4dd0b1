import numpy as np
import pytest

from mnist_core.data.mixture import Mixture, Shares, _varied
from mnist_core.data.pen_strokes import PenDigit
from tools import hand

SHARES = Shares(pen=40, written=20, outliers=15)


@pytest.fixture(scope="module")
def mixture():
    return Mixture(hand.pen_digits(), SHARES)


def test_labels_are_digits_and_then_what_is_none(mixture):
    labels = mixture.labels
    assert labels.dtype == np.uint8
    assert len(labels) == 75
    assert set(labels[:40]) == set(labels[40:60]) == set(range(10))
    assert set(labels[60:]) == {10}


def test_drawings_depend_on_chance_alone(mixture):
    rows = np.arange(75)
    one, same, other = (mixture.draw(rows, np.random.default_rng(seed)) for seed in (0, 0, 1))
    np.testing.assert_array_equal(one, same)
    assert (one != other).any(axis=(1, 2)).all()  # each row is drawn anew


def test_people_s_strokes_remain_what_they_are(mixture):
    """The published network, which reads digits, is asked."""
    from mnist_core import DigitClassifier

    rows = np.tile(np.arange(40), 5)
    pixels = mixture.draw(rows, np.random.default_rng(0)).astype(np.float32) / 255
    answers = DigitClassifier.load().predict(pixels).argmax(axis=1)
    assert (answers == mixture.labels[rows]).mean() > 0.95


def test_pens_are_thin_and_thick(mixture):
    ink = mixture.draw(np.full(200, 10), np.random.default_rng(0)).mean(axis=(1, 2))
    assert np.quantile(ink, 0.95) > 2.5 * np.quantile(ink, 0.05)


def test_other_strokes_have_another_fingerprint(mixture):
    other = [PenDigit(label, 1, (np.array([[0.0, label], [1, 2]]),)) for label in range(10)]
    assert Mixture(other, SHARES).fingerprint() != mixture.fingerprint()
    assert len(mixture.fingerprint()) == 32


@pytest.mark.parametrize(
    ("label", "strokes", "share"), [(0, 1, 0.12), (7, 1, 0.10), (7, 2, 0.0), (1, 1, 0.0)]
)
def test_some_zeros_are_slashed_and_some_sevens_crossed(label, strokes, share):
    line = np.array([[0.0, 0], [50, 0], [25, 90]])
    digit = PenDigit(label, 1, (line,) * strokes)
    random = np.random.default_rng(0)
    more = [len(_varied(digit, random)) > strokes for _ in range(4000)]
    assert np.mean(more) == pytest.approx(share, abs=0.015)
