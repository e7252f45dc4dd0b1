import pytest

from mnist_core.data.pen_strokes import (
    CHOOSING_WRITERS,
    MEASURED_WRITERS,
    TRAINING_WRITERS,
    pen_strokes_path,
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
