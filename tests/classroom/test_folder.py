"""Class folders: opened, found, ended, deleted after a day."""

import errno
import json
import threading

import pytest

from mnist_core import files, runs
from mnist_core.classroom import folder
from mnist_core.classroom.folder import (
    classroom_of,
    end_classroom,
    find_classroom,
    keep_sweeping,
    note_run,
    open_classroom,
    sweep,
)
from mnist_core.classroom.pupils import join, keep_drawing, read_pupils
from mnist_core.errors import ClassroomError
from mnist_core.runs.teaching import KEPT_ASIDE, LEARNT_FROM
from tests.classroom.conftest import OWNER, drawing, pupil


def test_class_is_found_by_its_code_and_by_its_owner(places, classroom):
    assert find_classroom(*places, classroom.code.lower()) == classroom
    assert classroom_of(*places, OWNER) == classroom
    assert classroom_of(*places, "f" * 32) is None


def test_owner_has_one_class_at_a_time(places, classroom):
    assert open_classroom(*places, OWNER) == classroom


def test_no_more_classes_are_open_than_may_be(places):
    for i in range(folder.CLASSES):
        open_classroom(*places, pupil(i))
    with pytest.raises(ClassroomError, match=f"{folder.CLASSES} classes are open"):
        open_classroom(*places, OWNER)


@pytest.mark.parametrize("code", ["..", "../classrooms", ".lock", "", "ABCDEFGH", "/etc", "a\0b"])
def test_hostile_code_finds_nothing(places, classroom, code):
    assert find_classroom(*places, code) is None


def test_hostile_owner_is_refused(places):
    with pytest.raises(ClassroomError):
        open_classroom(*places, "../../x")


def make_run(runs_dir, name):
    """A run that has learnt from drawings."""
    run = runs.create_run(runs_dir, {"architecture": "cnn"}, name)
    for file in (LEARNT_FROM, KEPT_ASIDE, "model.keras"):
        (run / file).write_text("{}")
    return run


def test_ended_class_leaves_no_drawing_anywhere(places, classroom):
    join(classroom, pupil(1))
    keep_drawing(classroom, pupil(1), "0" * 8, 0, drawing(7))
    run = make_run(places[1], "taught")
    note_run(classroom, places[1], "taught")
    end_classroom(classroom, places[1])  # as it was before the run began
    assert [each.name for each in places[0].iterdir()] == [".lock"]
    assert not (run / LEARNT_FROM).exists()
    assert not (run / KEPT_ASIDE).exists()
    assert (run / "model.keras").exists()
    assert runs.asked(run) == "stop"  # it waited still
    assert find_classroom(*places, classroom.code) is None
    end_classroom(classroom, places[1])  # once more is as good


def test_run_that_begins_while_the_class_ends_keeps_no_drawing(places, classroom):
    run = make_run(places[1], "late")
    end_classroom(classroom, places[1])
    with pytest.raises(ClassroomError, match="ended"):
        note_run(classroom, places[1], "late")
    assert not (run / LEARNT_FROM).exists()


def fill_the_disk(monkeypatch):
    """From now on nothing can be written."""

    def write(path, content):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files, "write_json", write)


def test_class_is_deleted_on_a_full_disk_too(places, classroom, monkeypatch):
    run = make_run(places[1], "taught")
    note_run(classroom, places[1], "taught")
    fill_the_disk(monkeypatch)
    end_classroom(classroom, places[1])
    assert [each.name for each in places[0].iterdir()] == [".lock"]
    assert not (run / LEARNT_FROM).exists()
    assert not (run / KEPT_ASIDE).exists()


def test_run_that_cannot_be_noted_keeps_no_drawing(places, classroom, monkeypatch):
    run = make_run(places[1], "taught")
    fill_the_disk(monkeypatch)
    with pytest.raises(ClassroomError, match="No space left"):
        note_run(classroom, places[1], "taught")
    assert not (run / LEARNT_FROM).exists()
    assert not (run / KEPT_ASIDE).exists()


def test_half_a_file_of_drawings_that_a_killed_server_left_goes_with_the_class(places, classroom):
    run = make_run(places[1], "taught")
    halves = [run / f".{'0' * 8}-{file}" for file in (LEARNT_FROM, KEPT_ASIDE)]
    for each in halves:
        each.write_text("[")
    note_run(classroom, places[1], "taught")
    end_classroom(classroom, places[1])
    assert not any(each.exists() for each in halves)


def test_class_whose_drawings_cannot_be_deleted_says_so_and_keeps_nobody_else_out(
    places, classroom, monkeypatch
):
    other = open_classroom(*places, pupil(2))
    run = make_run(places[1], "taught")
    note_run(classroom, places[1], "taught")
    unlink = type(run).unlink

    def refuse(path, **options):
        if path == run / LEARNT_FROM:
            raise PermissionError(errno.EACCES, "Permission denied")
        unlink(path, **options)

    monkeypatch.setattr(type(run), "unlink", refuse)
    with pytest.raises(ClassroomError, match="cannot be deleted"):
        end_classroom(classroom, places[1])
    assert find_classroom(*places, other.code) == other
    monkeypatch.undo()
    sweep(*places)
    assert not (run / LEARNT_FROM).exists()
    assert sorted(each.name for each in places[0].iterdir()) == sorted([".lock", other.code])


def test_nothing_is_kept_of_a_class_that_has_ended(places, classroom):
    join(classroom, pupil(1))
    end_classroom(classroom, places[1])
    for late in (
        lambda: join(classroom, pupil(2)),
        lambda: keep_drawing(classroom, pupil(1), "0" * 8, 0, drawing(7)),
    ):
        with pytest.raises(ClassroomError, match="ended"):
            late()
    assert not classroom.path.exists()


def test_no_drawing_comes_back_while_its_class_is_deleted(places, classroom):
    join(classroom, pupil(1))
    ended = threading.Event()

    def draw_on():
        while not ended.is_set():
            try:
                keep_drawing(classroom, pupil(1), "0" * 8, 0, drawing(1))
            except ClassroomError:
                return

    threads = [threading.Thread(target=draw_on) for _ in range(4)]
    for each in threads:
        each.start()
    end_classroom(classroom, places[1])
    ended.set()
    for each in threads:
        each.join()
    assert [each.name for each in places[0].iterdir()] == [".lock"]


@pytest.mark.parametrize("access", ["find", "open", "sweep", "own"])
def test_class_ends_by_itself_after_a_day(places, classroom, day_later, access):
    join(classroom, pupil(1))
    keep_drawing(classroom, pupil(1), "0" * 8, 0, drawing(7))
    run = make_run(places[1], "taught")
    note_run(classroom, places[1], "taught")
    assert find_classroom(*places, classroom.code) is not None
    day_later()
    {
        "find": lambda: find_classroom(*places, "ABCDEFGH"),
        "open": lambda: open_classroom(*places, "f" * 32),
        "sweep": lambda: sweep(*places),
        "own": lambda: classroom_of(*places, OWNER),
    }[access]()
    assert not classroom.path.exists()
    assert not (run / LEARNT_FROM).exists()


def test_class_ends_after_a_day_though_nobody_looks(places, classroom, day_later):
    was_there = []

    class Ended:
        """What ends the server: it looks once more when the day is over."""

        def wait(self, seconds):
            was_there.append(classroom.path.exists())
            day_later()
            return len(was_there) == 2

    keep_sweeping(*places, Ended())
    assert was_there == [True, False]


def test_what_a_killed_process_left_is_deleted(places, classroom, day_later):
    run = make_run(places[1], "taught")
    note_run(classroom, places[1], "taught")
    left = classroom.path.rename(places[0] / f".ended-{'0' * 16}")
    half = places[0] / f".new-{'0' * 16}"
    half.mkdir()
    sweep(*places)
    assert not left.exists()
    assert not (run / LEARNT_FROM).exists()
    assert half.exists()  # it may be about to become a class
    day_later()
    sweep(*places)
    assert not half.exists()


def test_other_folders_are_left_alone(places, classroom, day_later):
    others = [places[0] / name for name in ("DATABASE", "photos", ".git", ".new-", ".ended-x")]
    for each in others:
        each.mkdir()
    day_later()
    sweep(*places)
    assert not classroom.path.exists()
    assert all(each.exists() for each in others)


def test_class_whose_file_cannot_be_read_is_not_deleted_before_its_day_is_over(
    places, classroom, day_later
):
    (classroom.path / "class.json").write_text("cut sho")
    assert find_classroom(*places, classroom.code) is None
    assert classroom.path.exists()
    day_later()
    sweep(*places)
    assert not classroom.path.exists()


def test_what_is_kept_of_a_class_names_nobody(classroom):
    about = json.loads((classroom.path / "class.json").read_text())
    assert about.keys() == {"owner", "opened", "runs"}
    assert read_pupils(classroom) == []
