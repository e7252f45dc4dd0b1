"""Ink left out in turn: what is said to count does, and what changes an answer changes it."""

from dataclasses import replace

import numpy as np
import pytest

from mnist_core import DigitClassifier
from mnist_core.evaluation.deletion import deletion_curve, most_important
from mnist_core.ink.drawing import read_drawing
from mnist_core.ink.pieces import without
from mnist_core.ink.strokes import Stroke
from mnist_core.recognition.counterfactual import smallest_change
from mnist_core.recognition.explanation import MOST_PIECES, explain
from tools import hand


@pytest.fixture(scope="module")
def classifier():
    return DigitClassifier.load()


def explained(classifier, digit):
    strokes = hand.strokes(digit)
    seen = read_drawing(strokes)
    return strokes, seen, explain(classifier, seen, strokes)


@pytest.mark.parametrize("digit", "0123456789")
def test_all_ink_belongs_to_a_piece_and_each_piece_is_left_out(classifier, digit):
    _, seen, found = explained(classifier, digit)
    assert ((found.owners >= 0) == (seen.pixels > 0)).all()
    assert set().union(*found.parts) == set(range(len(found.pieces)))
    assert len(found.without) == len(found.parts)
    np.testing.assert_allclose(found.before[int(digit)], 1, atol=0.02)


def test_pieces_lie_where_the_ink_is(classifier):
    _, _, found = explained(classifier, "4")
    bar = [i for i, each in enumerate(found.pieces) if each.stroke == 1]
    upright = np.isin(found.owners, bar)
    rows, columns = np.nonzero(upright)
    assert np.ptp(rows) >= 12
    assert np.ptp(columns) <= 4


def test_an_eight_hangs_on_the_left_of_its_lower_ring(classifier):
    strokes, _, found = explained(classifier, "8")
    falls = found.falls(8)
    middles = np.array([each.points.mean(axis=0) for each in found.pieces])
    left = (middles[:, 0] < 110) & (middles[:, 1] > 150)
    right_above = (middles[:, 0] > 150) & (middles[:, 1] < 110)
    assert falls[left].max() > 0.9
    assert falls[right_above].max() < 0.2
    rises = -found.falls(3)
    assert rises[left].max() > 0.5  # without it, it is a 3
    change = smallest_change(classifier, strokes, found)
    assert change.prediction.label == "3"


def test_a_seven_without_its_bar_is_a_one(classifier):
    strokes, _, found = explained(classifier, "7")
    change = smallest_change(classifier, strokes, found)
    assert (change.prediction.label, change.is_stroke) == ("1", False)
    left = without(strokes, change.pieces)
    assert classifier.classify_strokes(left, canvas=280).label == "1"
    assert max(each.points[:, 1].min() for each in left) < 80  # the line keeps its top


def test_a_whole_stroke_is_told_as_one(classifier):
    bar, line = np.array([(78.0, 64.0), (202.0, 64.0)]), np.array([(202.0, 64.0), (126.0, 230.0)])
    seven = [Stroke(bar, 20.0), Stroke(line, 20.0)]
    seen = read_drawing(seven)
    change = smallest_change(classifier, seven, explain(classifier, seen, seven))
    assert (change.prediction.label, change.is_stroke) == ("1", True)
    assert {each.stroke for each in change.pieces} == {0}


def test_each_stroke_is_left_out_as_a_whole(classifier):
    strokes, seen, found = explained(classifier, "4")
    assert found.by_stroke.shape == (2, 11)
    corner = np.isin(found.owners, [i for i, p in enumerate(found.pieces) if p.stroke == 0])
    alone = classifier.predict((seen.pixels * corner)[None])[0]
    of_picture = explain(classifier, replace(seen, directions=None), strokes)
    np.testing.assert_allclose(of_picture.by_stroke[1], alone, atol=1e-5)
    assert explained(classifier, "7")[2].by_stroke.shape == (0, 11)


def test_a_picture_is_looked_at_by_patches(classifier):
    _, seen, _ = explained(classifier, "8")
    found = explain(classifier, replace(seen, directions=None))
    assert found.pieces == []
    assert ((found.owners >= 0) == (seen.pixels > 0)).all()
    curve = deletion_curve(
        classifier.predict, seen.pixels, found.weights(8)[found.owners], 8, (0.1, 0.3)
    )
    assert curve[1] < 0.5
    assert smallest_change(classifier, hand.strokes("8"), found) is None


def test_a_scribble_of_very_many_strokes_is_looked_at_as_a_picture(classifier):
    random = np.random.default_rng(0)
    strokes = [Stroke(random.uniform(20, 260, (2, 2)), 6.0) for _ in range(MOST_PIECES + 1)]
    assert explain(classifier, read_drawing(strokes), strokes).pieces == []


def test_the_most_important_ink_holds_no_more_than_its_share():
    random = np.random.default_rng(1)
    pixels = random.random((28, 28)).astype(np.float32) * (random.random((28, 28)) < 0.3)
    importance = random.random((28, 28))
    chosen = most_important(pixels, importance, 0.1)
    held = pixels[chosen].sum() / pixels.sum()
    assert 0.08 < held <= 0.1 + 1e-6
    assert importance[chosen].min() > importance[(pixels > 0) & ~chosen].max()


def test_strokes_of_a_scribble_are_not_read_for_words_that_nobody_says(classifier, monkeypatch):
    strokes = [Stroke(np.array([(20.0, y), (260.0, y)]), 2.0) for y in range(20, 260, 4)]
    seen, read = read_drawing(strokes), []
    predict = classifier.predict
    monkeypatch.setattr(classifier, "predict", lambda *a: read.append(len(a[0])) or predict(*a))
    found = explain(classifier, seen, strokes)
    assert found.by_stroke.shape == (0, 11)
    assert sum(read) <= len(found.parts) + 1
