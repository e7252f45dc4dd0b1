import numpy as np
import pytest

from mnist_core.data import mixture as module
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


@pytest.fixture
def told_apart(monkeypatch):
    """What people wrote is a slope, what the program writes stands, what is no digit lies flat."""
    ends = {"_varied": (1.0, 1), "write_digit": (0.0, 1), "draw_outlier": (1.0, 0)}
    for name, end in ends.items():
        monkeypatch.setattr(module, name, lambda *_, end=end: [np.array([[0.0, 0], end])])


def test_each_row_is_of_its_sort(mixture, told_apart):
    pictures = mixture.draw(np.arange(75), np.random.default_rng(0))
    down, across = np.array([np.ptp(np.argwhere(each > 127), axis=0) for each in pictures]).T
    sorts = np.sign(down - across)
    assert sorts.tolist() == [0] * 40 + [1] * 20 + [-1] * 15


def test_what_is_no_digit_is_drawn_with_no_thick_pen(mixture, told_apart):
    written, outliers = (
        mixture.draw(np.full(400, row), np.random.default_rng(0)).sum(axis=(1, 2)).max()
        for row in (50, 70)
    )
    assert written / outliers == pytest.approx(0.32 / 0.22, rel=0.1)


def test_digits_that_are_spoilt_are_people_s_three_times_in_four(mixture, monkeypatch):
    made = {"people": 0, "program": 0}

    def vary(digit, random):
        assert digit.label == 3
        made["people"] += 1
        return list(digit.lines)

    def write(label, random):
        assert label == 3
        made["program"] += 1
        return [np.array([[0.0, 0], [0, 1]])]

    monkeypatch.setattr(module, "_varied", vary)
    monkeypatch.setattr(module, "write_digit", write)
    monkeypatch.setattr(module, "draw_outlier", lambda random, write: write(3))
    mixture.draw(np.full(1000, 70), np.random.default_rng(0))
    assert made["people"] == pytest.approx(750, abs=50)


def test_slash_and_bar_lie_where_people_draw_them():
    box = [np.array([[0.0, 0], [50, 0], [50, 100], [0, 100], [0, 0]])]
    for label, ends in ((0, [[0.45, 0.1], [0.05, 0.9]]), (7, [[0.125, 0.55], [0.425, 0.5]])):
        random = np.random.default_rng(0)
        drawn = [_varied(PenDigit(label, 1, tuple(box)), random) for _ in range(4000)]
        bars = [lines[1] - lines[0].min(axis=0) for lines in drawn if len(lines) > 1]
        np.testing.assert_allclose(np.mean(bars, axis=0), ends, atol=0.1)
        assert np.std(bars, axis=0).max() < 0.2


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
