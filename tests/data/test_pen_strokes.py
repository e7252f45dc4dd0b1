import pytest

from mnist_core.data.pen_strokes import (
    CHOOSING_WRITERS,
    MEASURED_WRITERS,
    TRAINING_WRITERS,
    pen_strokes_path,
    read_pen_digits,
    read_writer_split,
)
from mnist_core.errors import StrokesError
from tools.hand import write_pen_digits


def test_no_writer_is_in_two_parts():
    parts = (TRAINING_WRITERS, CHOOSING_WRITERS, MEASURED_WRITERS)
    assert set().union(*parts) == set(range(1, 31))
    assert sum(map(len, parts)) == 30


def test_digits_are_parted_by_their_writers(tmp_path, monkeypatch):
    path = write_pen_digits(tmp_path / "strokes", [1, 2, 7, 5, 10, 31])
    monkeypatch.setenv("PENDIGITS_PATH", str(path))
    writers = read_writer_split()
    parts = (writers.training, writers.choosing, writers.measured)
    assert [{digit.writer for digit in part} for part in parts] == [{1, 2}, {7}, {5, 10}]
    assert {digit.writer for digit in writers.held_out} == {5, 7, 10}
    assert pen_strokes_path() == path


@pytest.mark.parametrize("present", [[31, 32], [5, 7], [1, 7], [1, 5]])
def test_file_without_the_writers_needed_raises_strokes_error(tmp_path, present):
    path = write_pen_digits(tmp_path / "strokes", present)
    with pytest.raises(StrokesError, match=r"pendigits-orig\.tra"):
        read_writer_split(path)


def test_unset_and_missing_paths_raise_strokes_error(tmp_path, monkeypatch):
    monkeypatch.delenv("PENDIGITS_PATH", raising=False)
    with pytest.raises(StrokesError, match="PENDIGITS_PATH is not set"):
        read_writer_split()
    monkeypatch.setenv("PENDIGITS_PATH", str(tmp_path / "gone"))
    assert pen_strokes_path() is None
    with pytest.raises(StrokesError, match="gone"):
        read_writer_split()


UNIPEN = """.COMMENT a file
.SEGMENT DIGIT 0 ? "8"
.COMMENT  8 17 3
.PEN_DOWN
 10 20
 30 40
.PEN_UP
.PEN_DOWN
 50 60
.PEN_UP
.DT 100
.SEGMENT DIGIT 1 ? "1"
.COMMENT  1 18 1
.PEN_DOWN
 1 2
 1 9
.PEN_UP
"""


def test_pen_digits_are_read_with_y_downwards(tmp_path):
    (tmp_path / "pen").write_text(UNIPEN)
    eight, one = read_pen_digits(tmp_path / "pen")
    assert (eight.label, eight.writer, one.label, one.writer) == (8, 17, 1, 18)
    assert [line.tolist() for line in eight.lines] == [[[10, -20], [30, -40]], [[50, -60]]]


def test_points_may_have_fractions_and_a_stroke_none(tmp_path):
    text = UNIPEN.replace(" 30 40", " 30.5 40.25").replace(" 50 60\n", "")
    (tmp_path / "pen").write_text(text)
    (line,) = read_pen_digits(tmp_path / "pen")[0].lines
    assert line.tolist() == [[10, -20], [30.5, -40.25]]


@pytest.mark.parametrize(
    "text",
    [
        *("", "nothing", "\xe4"),
        *(UNIPEN.replace("40", each) for each in ("forty", "nan", "inf", "")),
        UNIPEN.replace(" 1 2\n 1 9\n", ""),
    ],
)
def test_what_is_no_pen_file_raises_strokes_error(tmp_path, text):
    (tmp_path / "pen").write_bytes(text.encode("latin-1"))
    with pytest.raises(StrokesError, match="pen"):
        read_pen_digits(tmp_path / "pen")


def test_missing_pen_file_raises_strokes_error(tmp_path):
    with pytest.raises(StrokesError, match="PENDIGITS_PATH"):
        read_pen_digits(tmp_path / "gone")


def test_real_pen_digits_are_complete(pen_digits):
    assert len(pen_digits) == 7494
    assert {digit.writer for digit in pen_digits} == set(range(1, 31))
    assert {digit.label for digit in pen_digits} == set(range(10))
