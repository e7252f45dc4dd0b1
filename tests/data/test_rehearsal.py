import numpy as np
import pytest

from mnist_core.data import rehearsal
from mnist_core.data.corrections import Correction
from mnist_core.data.rehearsal import as_drawn, rehearse, vary
from mnist_core.ink.drawing import read_drawing
from mnist_core.ink.strokes import Stroke
from mnist_core.labels import NOT_A_DIGIT_INDEX
from tools import hand


def correction(name, label=None):
    return Correction(int(name) if label is None else label, tuple(hand.strokes(name)))


def random(seed=0):
    return np.random.default_rng(seed)


def test_drawings_are_seen_as_the_app_sees_them():
    seen = as_drawn([correction("7"), correction("2")])
    expected = read_drawing(hand.strokes("7"))
    np.testing.assert_array_equal(seen.pictures[0], expected.picture)
    np.testing.assert_array_equal(seen.directions[0], expected.directions)
    assert seen.labels.tolist() == [7, 2]


@pytest.mark.parametrize(("count", "times"), [(1, 100), (20, 100), (500, 4)])
def test_many_drawings_are_varied_less_often(count, times):
    drawings = vary([correction("7")] * count, random())
    assert len(drawings) == len(drawings.pictures) == len(drawings.directions) == count * times


def test_each_label_comes_as_often_and_each_drawing_as_it_was_drawn():
    some = [correction("7"), correction("2"), correction("4", NOT_A_DIGIT_INDEX)]
    drawings = vary(some, random())
    assert np.bincount(drawings.labels).tolist() == [0, 0, 100, 0, 0, 0, 0, 100, 0, 0, 100]
    for each, label in zip(as_drawn(some).pictures, (7, 2, NOT_A_DIGIT_INDEX), strict=True):
        same = (drawings.pictures == each).all(axis=(1, 2))
        assert same.sum() == 10
        assert set(drawings.labels[same]) == {label}


def test_other_drawings_are_the_same_only_by_the_same_chance():
    one, same, other = (vary([correction("5")], random(seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one.pictures, same.pictures)
    assert (one.pictures != other.pictures).any()
    assert len(np.unique(one.pictures.reshape(100, -1), axis=0)) == 91  # ten are as it was drawn


def test_dot_has_no_path_and_is_learnt_from_nevertheless():
    dot = Correction(NOT_A_DIGIT_INDEX, (Stroke(np.array([[140.0, 140.0]]), 20.0),))
    drawings = vary([dot], random())
    assert not drawings.directions.any()
    assert drawings.pictures.any(axis=(1, 2)).all()


def test_it_is_told_how_many_are_drawn(small_dataset, monkeypatch):
    for name in ("WRITTEN", "LETTERS", "OUTLIERS"):
        monkeypatch.setattr(rehearsal, name, 50)
    told = []
    rehearse(small_dataset, random(), lambda done, count: told.append((done, count)))
    assert told == [(100, 150), (150, 150)]


def test_what_is_rehearsed_is_of_the_data_without_a_path_and_of_the_programs_hand(small_dataset):
    others = rehearse(small_dataset, random())
    stored, written = 2400, rehearsal.WRITTEN
    assert len(others) == stored + written + rehearsal.LETTERS + rehearsal.OUTLIERS
    assert not others.directions[:stored].any()
    assert {each.tobytes() for each in others.pictures[:stored]} == {
        each.tobytes() for each in small_dataset.train_images
    }
    assert np.bincount(others.labels[stored:]).tolist() == [written // 10] * 10 + [4000]
    assert others.directions[stored : stored + written].any(axis=(1, 2, 3)).all()
