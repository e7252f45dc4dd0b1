"""Pupils and their drawings."""

import multiprocessing
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pytest

from mnist_core.classroom import pupils
from mnist_core.classroom.folder import open_classroom
from mnist_core.classroom.pupils import (
    DRAWINGS,
    PUPILS,
    WHOLE_CLASS,
    Kept,
    choose_evenly,
    has_joined,
    join,
    keep_drawing,
    pupil_files,
    read_drawings,
    read_pupils,
    split_pupils,
)
from mnist_core.data import corrections
from mnist_core.data.corrections import from_archive, from_json, to_archive, to_json
from mnist_core.errors import ClassroomError
from tests.classroom.conftest import OWNER, drawing, pupil

ROUND = "0" * 8


def draw_a_round(places, number):
    """As one of a server's processes keeps a pupil's twenty drawings."""
    classroom = open_classroom(*places, OWNER)
    join(classroom, pupil(number))
    for place in range(20):
        keep_drawing(classroom, pupil(number), ROUND, place, drawing(place % 10))


def draw_rounds(places, numbers):
    """As one process keeps several pupils' drawings at once."""
    with ThreadPoolExecutor(len(numbers)) as pool:
        list(pool.map(lambda number: draw_a_round(places, number), numbers))


def test_nothing_is_lost_of_thirty_who_draw_at_once_in_three_processes(places, classroom):
    with ProcessPoolExecutor(3, mp_context=multiprocessing.get_context("spawn")) as pool:
        for done in [pool.submit(draw_rounds, places, range(i, 30, 3)) for i in range(3)]:
            done.result()
    kept = read_pupils(classroom)
    assert [len(each) for each in kept] == [20] * 30
    for some in kept:
        assert sorted(each.label for each in read_drawings(some)) == sorted([*range(10)] * 2)


def test_nothing_is_lost_of_one_who_draws_in_two_tabs(classroom):
    join(classroom, pupil(1))

    def draw(place):
        keep_drawing(classroom, pupil(1), ROUND, place, drawing(place % 10))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(draw, range(40)))
    (kept,) = read_pupils(classroom)
    assert sorted(each.place for each in kept) == [(ROUND, place) for place in range(40)]


def test_drawing_comes_back_as_it_was(classroom):
    join(classroom, pupil(1))
    given = drawing(4, width=14.0)
    keep_drawing(classroom, pupil(1), ROUND, 0, given)
    (found,) = read_drawings(read_pupils(classroom)[0])
    assert (found.label, found.practised, found.read) == (4, True, None)
    for one, other in zip(given.strokes, found.strokes, strict=True):
        assert one.width == other.width
        np.testing.assert_allclose(one.points, other.points, atol=0.005)


def test_mended_drawing_takes_the_place_of_the_first(classroom):
    join(classroom, pupil(1))
    for label in (3, 5):
        keep_drawing(classroom, pupil(1), ROUND, 0, drawing(label))
    (kept,) = read_pupils(classroom)
    assert [each.label for each in read_drawings(kept)] == [5]


def test_round_that_is_sent_again_is_kept_once_under_its_first_name(classroom):
    join(classroom, pupil(1))
    again = "1" * 8
    for place, label in enumerate((3, 5, 3)):
        assert keep_drawing(classroom, pupil(1), ROUND, place, drawing(label)) == ROUND
    for place, label in enumerate((3, 5, 3)):
        assert keep_drawing(classroom, pupil(1), again, place, drawing(label)) == ROUND
    assert keep_drawing(classroom, pupil(1), again, 1, drawing(3)) == again
    (kept,) = read_pupils(classroom)
    assert [each.place for each in kept] == [(ROUND, 0), (ROUND, 1), (ROUND, 2), (again, 1)]


def test_torn_line_costs_itself_alone(classroom):
    join(classroom, pupil(1))
    keep_drawing(classroom, pupil(1), ROUND, 0, drawing(3))
    (path,) = pupil_files(classroom)
    path.write_bytes(path.read_bytes() + b'\n{"round":"00')
    keep_drawing(classroom, pupil(1), ROUND, 1, drawing(5))
    (kept,) = read_pupils(classroom)
    assert [each.label for each in read_drawings(kept)] == [3, 5]


def test_pupil_draws_no_more_than_may_be(classroom, monkeypatch):
    join(classroom, pupil(1))
    monkeypatch.setattr(pupils, "DRAWINGS", 2)
    for place in range(2):
        keep_drawing(classroom, pupil(1), ROUND, place, drawing(place))
    with pytest.raises(ClassroomError, match="as much as one pupil may"):
        keep_drawing(classroom, pupil(1), ROUND, 2, drawing(1))


def test_pupil_takes_no_more_room_than_may_be(classroom, monkeypatch):
    join(classroom, pupil(1))
    monkeypatch.setattr(pupils, "BYTES", 100)
    with pytest.raises(ClassroomError, match="as much as one pupil may"):
        keep_drawing(classroom, pupil(1), ROUND, 0, drawing(8))


def test_no_more_pupils_join_than_may(classroom, monkeypatch):
    monkeypatch.setattr(pupils, "PUPILS", 2)
    for number in (1, 2, 2):
        join(classroom, pupil(number))
    with pytest.raises(ClassroomError, match="2 pupils are in this class"):
        join(classroom, pupil(3))
    assert has_joined(classroom, pupil(2))
    assert not has_joined(classroom, pupil(3))


@pytest.mark.parametrize(
    ("who", "which", "place"),
    [
        ("../" * 10, ROUND, 0),
        ("*" * 32, ROUND, 0),
        (pupil(1), "../../..", 0),
        (pupil(1), ROUND, -1),
        (pupil(1), ROUND, 10**9),
    ],
)
def test_hostile_pupil_round_or_place_is_refused(classroom, who, which, place):
    join(classroom, pupil(1))
    with pytest.raises(ClassroomError):
        keep_drawing(classroom, who, which, place, drawing(1))
    with pytest.raises(ClassroomError):
        join(classroom, who if who != pupil(1) else "")
    assert not has_joined(classroom, "*" * 32)
    assert read_pupils(classroom) == []


def test_what_is_no_digit_is_refused(classroom):
    join(classroom, pupil(1))
    with pytest.raises(ClassroomError, match="a digit"):
        keep_drawing(
            classroom, pupil(1), ROUND, 0, pupils.Correction(10, tuple(drawing(1).strokes))
        )


def test_pupil_has_room_for_ten_rounds():
    assert DRAWINGS >= 200


@pytest.mark.parametrize(
    ("count", "aside"),
    [
        (0, []),
        (1, []),
        (2, [2]),
        (3, [3]),
        (4, [4]),
        (5, [4]),
        (8, [4, 8]),
        (30, [*range(4, 30, 4)]),
    ],
)
def test_every_fourth_pupil_is_kept_aside(count, aside):
    everyone = [[number] for number in range(1, count + 1)]
    learnt, kept = split_pupils(everyone)
    assert kept == [[number] for number in aside]
    assert sorted(learnt + kept) == everyone


def some_kept(name, count, size=10):
    return [Kept((name, place), b"x" * size) for place in range(count)]


def test_drawings_are_chosen_evenly_among_pupils():
    everyone = [some_kept("a", 10), some_kept("b", 3), some_kept("c", 10)]
    chosen = Counter(each.place[0] for each in choose_evenly(everyone, 9))
    assert chosen == {"a": 3, "b": 3, "c": 3}
    chosen = Counter(each.place[0] for each in choose_evenly(everyone, 13))
    assert chosen == {"a": 5, "b": 3, "c": 5}
    assert len(choose_evenly(everyone)) == 23


def test_huge_drawings_leave_room_for_others():
    some = [some_kept("a", 10, size=60), some_kept("b", 10)]
    chosen = choose_evenly(some, most_bytes=100)
    assert Counter(each.place[0] for each in chosen) == {"a": 1, "b": 4}


def test_class_is_downloaded_as_drawings_with_what_they_are(classroom):
    for number in (1, 2):
        join(classroom, pupil(number))
        keep_drawing(classroom, pupil(number), ROUND, 0, drawing(number))
    every = [each for some in read_pupils(classroom) for each in read_drawings(some)]
    assert [each.label for each in from_archive(to_archive(every))] == [1, 2]


def test_file_of_a_full_class_can_be_read_again(monkeypatch):
    monkeypatch.setattr(corrections, "read_drawing", lambda *_: None)  # whether there is ink
    most = PUPILS * DRAWINGS
    assert len(from_json(to_json([drawing(7)] * most))) == most
    assert corrections.LARGEST >= WHOLE_CLASS
