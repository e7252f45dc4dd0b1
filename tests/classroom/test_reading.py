"""What a network reads of a class."""

import pytest

from mnist_core import DigitClassifier
from mnist_core.classroom import reading
from mnist_core.classroom.folder import end_classroom
from mnist_core.classroom.pupils import join, keep_drawing
from mnist_core.classroom.reading import Reader
from mnist_core.errors import ClassroomError
from tests.classroom.conftest import drawing, pupil


@pytest.fixture
def reader():
    return Reader(DigitClassifier.load())


def draw(classroom, number, *labels, as_label=None):
    join(classroom, pupil(number))
    for place, label in enumerate(labels):
        made = drawing(label)
        told = reading_of(made, as_label)
        keep_drawing(classroom, pupil(number), f"{number:08x}", place, told)


def reading_of(made, label):
    return made if label is None else type(made)(label, made.strokes, practised=True)


def test_class_without_drawings_is_empty(classroom, reader):
    seen = reader.look(classroom)
    assert (seen.joined, seen.pupils, seen.drawings, seen.right) == (0, 0, 0, 0)
    assert seen.hardest == []


def test_what_comes_in_is_counted_and_read(classroom, reader):
    draw(classroom, 1, 0, 1, 2)
    join(classroom, pupil(2))
    seen = reader.look(classroom)
    assert (seen.joined, seen.pupils, seen.drawings, seen.right) == (2, 1, 3, 3)
    draw(classroom, 2, 7)
    seen = reader.look(classroom)
    assert (seen.joined, seen.pupils, seen.drawings, seen.right) == (2, 2, 4, 4)
    assert seen.confusion[7][7] == 1
    assert len(seen.confusion) == 10
    assert sum(map(sum, seen.confusion)) == 4


def test_hardest_comes_first(classroom, reader):
    draw(classroom, 1, 0, 1, 2)
    draw(classroom, 2, 3, as_label=8)
    seen = reader.look(classroom, most=2)
    assert seen.right == 3
    assert seen.confusion[8][3] == 1
    assert len(seen.hardest) == 2
    assert seen.hardest[0].label == 8
    assert seen.hardest[0].picture.shape == (28, 28)
    assert seen.hardest[0].of_label < 0.5 < seen.hardest[0].certainty


def test_mended_drawing_is_counted_once(classroom, reader):
    draw(classroom, 1, 3, as_label=8)
    assert reader.look(classroom).right == 0
    draw(classroom, 1, 3)
    seen = reader.look(classroom)
    assert (seen.drawings, seen.right) == (1, 1)


def test_many_at_once_are_read_in_several_looks(classroom, reader, monkeypatch):
    monkeypatch.setattr(reading, "_AT_A_LOOK", 2)
    for number in (1, 2, 3):
        draw(classroom, number, 1, 2)
    assert [reader.look(classroom).drawings for _ in range(4)] == [2, 4, 6, 6]


def test_half_a_line_is_read_once_it_is_whole(classroom, reader):
    draw(classroom, 1, 1)
    (path,) = classroom.path.glob("001-*")
    text = path.read_bytes()
    path.write_bytes(text[:-20])
    assert reader.look(classroom).drawings == 0
    path.write_bytes(text)
    assert reader.look(classroom).drawings == 1


def test_class_that_has_ended_says_so_or_is_empty(classroom, reader, places):
    draw(classroom, 1, 1)
    end_classroom(classroom, places[1])
    seen = reader.look(classroom)
    assert seen.joined == 0
    with pytest.raises(ClassroomError):
        keep_drawing(classroom, pupil(1), "0" * 8, 0, drawing(1))
