"""Class folders: opened, found, ended, and deleted after a day. Knows nothing of drawings.

    CODE/
        class.json         who opened it and when, and the runs that have learnt from it
        001-PUPIL.jsonl    a pupil's drawings, a line each, in the order in which pupils came

A folder takes its name once it is whole, and loses it at once: an ended class is found by nobody,
not even while it is being deleted. Whoever looks for a class deletes those whose day is over, and
so does the server where nobody looks.
"""

import re
import secrets
import shutil
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from mnist_core import files, runs
from mnist_core.classroom.codes import new_code, read_code
from mnist_core.errors import ClassroomError, FileError, RunError
from mnist_core.runs.teaching import KEPT_ASIDE, LEARNT_FROM

CLASSES = 10  # open at a time
SECONDS = 24 * 3600.0  # that a class is open
_ABOUT = "class.json"
# In a run that learns from it, and what a killed process leaves of them.
_DRAWINGS = (LEARNT_FROM, KEPT_ASIDE, f".*-{LEARNT_FROM}", f".*-{KEPT_ASIDE}")
# Of a class that is being made, and of one that is being deleted.
_NEW, _ENDED = re.compile(r"\.new-[0-9a-f]{16}"), re.compile(r"\.ended-[0-9a-f]{16}")
_OWNER = re.compile("[0-9a-f]{16,64}")
_SECONDS_TO_CHANGE = 10.0
_SECONDS_BETWEEN_SWEEPS = 600.0


@dataclass(frozen=True)
class Classroom:
    """A class that is open.

    Attributes:
        path: its folder, which has its code's name.
        owner: who opened it: a hash of what their browser alone knows.
        opened: when, in seconds since 1970.
        runs: the names of the runs that have learnt from it, the oldest first.
    """

    path: Path
    owner: str
    opened: float
    runs: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """By which pupils find it."""
        return self.path.name

    @property
    def ends(self) -> float:
        """When it ends by itself, in seconds since 1970."""
        return self.opened + SECONDS


@dataclass(frozen=True)
class _About:
    owner: str
    opened: float
    runs: tuple[str, ...] = ()


def open_classroom(classrooms_dir: Path, runs_dir: Path, owner: str) -> Classroom:
    """Open a class; the one that its owner has open already, where there is one.

    Args:
        classrooms_dir: the folder that holds all classes; made if it is missing.
        runs_dir: the folder that holds all runs.
        owner: hexadecimal digits, a hash of what the owner's browser alone knows.

    Raises:
        ClassroomError: as many classes as may be are open, or the folder cannot be written.
    """
    if not _OWNER.fullmatch(owner):
        raise ClassroomError("expected an owner of 16 to 64 hexadecimal digits")
    sweep(classrooms_dir, runs_dir)
    with changing(classrooms_dir):
        found = _open_ones(classrooms_dir)
        own = next((each for each in found if each.owner == owner), None)
        if own is not None:
            return own
        if len(found) >= CLASSES:
            raise ClassroomError(
                f"{CLASSES} classes are open already, and no more may be: try again later, or run "
                "the app on your own machine"
            )
        return _make(classrooms_dir, owner)


def _make(classrooms_dir: Path, owner: str) -> Classroom:
    folder = classrooms_dir / f".new-{secrets.token_hex(8)}"
    about = _About(owner, time.time())
    try:
        folder.mkdir(mode=0o700)
        files.write_json(folder / _ABOUT, asdict(about))
        path = folder.rename(classrooms_dir / new_code())
    except OSError as error:
        raise ClassroomError(f"{classrooms_dir} cannot be written: {error}") from error
    return Classroom(path, **asdict(about))


def find_classroom(classrooms_dir: Path, runs_dir: Path, code: str) -> Classroom | None:
    """The class of a code, which may come from anybody; None where none is open."""
    sought = read_code(code)
    sweep(classrooms_dir, runs_dir)
    return next((each for each in _open_ones(classrooms_dir) if each.code == sought), None)


def classroom_of(classrooms_dir: Path, runs_dir: Path, owner: str) -> Classroom | None:
    """The class that somebody has open, or None."""
    sweep(classrooms_dir, runs_dir)
    return next((each for each in _open_ones(classrooms_dir) if each.owner == owner), None)


def sweep(classrooms_dir: Path, runs_dir: Path) -> None:
    """Delete the classes whose day is over, and what is left of others; nothing else."""
    for folder in _folders(classrooms_dir):
        classroom = _read(folder)
        if _ENDED.fullmatch(folder.name) or (_was_ours(folder, classroom) and _is_old(folder)):
            _clear(folder, runs_dir)
        elif classroom is not None and not _is_open(classroom):
            with suppress(ClassroomError):  # what is left goes the next time
                end_classroom(classroom, runs_dir)


def keep_sweeping(classrooms_dir: Path, runs_dir: Path, ended: threading.Event) -> None:
    """Sweep now, and every ten minutes until it is ended: a class goes though nobody looks."""
    sweep(classrooms_dir, runs_dir)
    while not ended.wait(_SECONDS_BETWEEN_SWEEPS):
        sweep(classrooms_dir, runs_dir)


def _was_ours(folder: Path, classroom: Classroom | None) -> bool:
    """Whether a folder is half a class, or one whose file is damaged."""
    half = _NEW.fullmatch(folder.name) is not None
    named = read_code(folder.name) == folder.name and (folder / _ABOUT).exists()
    return classroom is None and (half or named)


def _open_ones(classrooms_dir: Path) -> list[Classroom]:
    found = map(_read, _folders(classrooms_dir))
    return [each for each in found if each is not None and _is_open(each)]


def _is_open(classroom: Classroom) -> bool:
    return time.time() < classroom.ends


def _folders(classrooms_dir: Path) -> list[Path]:
    with suppress(OSError):
        return sorted(each for each in classrooms_dir.iterdir() if each.is_dir())
    return []


def _read(folder: Path) -> Classroom | None:
    """A class; None where the folder is none, or its file cannot be read just now."""
    if read_code(folder.name) != folder.name:
        return None
    try:
        about = files.read_typed(folder / _ABOUT, _About)
    except FileError:
        return None
    return Classroom(folder, about.owner, about.opened, about.runs)


def _is_old(folder: Path) -> bool:
    """Whether a folder that is no class was left a day ago."""
    with suppress(OSError):
        return time.time() - folder.stat().st_mtime > SECONDS
    return False


def end_classroom(classroom: Classroom, runs_dir: Path) -> None:
    """Delete all drawings of a class for good, in its runs too. Its networks stay.

    A run that is under way is stopped.

    Raises:
        ClassroomError: the folder cannot be deleted.
    """
    ended = classroom.path.with_name(f".ended-{secrets.token_hex(8)}")
    try:
        classroom.path.rename(ended)
    except FileNotFoundError:  # it has ended already
        return
    except OSError as error:
        raise ClassroomError(f"{classroom.path} cannot be deleted: {error}") from error
    _clear(ended, runs_dir)
    if ended.exists():
        raise ClassroomError(f"{ended} cannot be deleted: its files are in use, try again")


def _forget(runs_dir: Path, name: str) -> bool:
    """Delete a class's drawings in a run; whether none is left."""
    with suppress(RunError):  # the run has been deleted
        run = runs.read_run(runs.run_path(runs_dir, name))
        with suppress(OSError):  # on a full disk: it ends without its drawings
            if run.under_way:
                runs.ask(run.path, "stop")
        return _delete(each for name in _DRAWINGS for each in run.path.glob(name))
    return True


def _delete(paths: Iterable[Path]) -> bool:
    """Delete files; whether none is left."""
    found = list(paths)
    for each in found:
        with suppress(OSError):
            each.unlink(missing_ok=True)
    return not any(each.exists() for each in found)


def _clear(folder: Path, runs_dir: Path) -> None:
    """Delete a class that nobody finds any more, and its drawings in its runs.

    Where a run's cannot be deleted, what says which run that is stays until they can be.
    """
    names: tuple[str, ...] = ()
    with suppress(FileError):
        names = files.read_typed(folder / _ABOUT, _About).runs
    left = [name for name in names if not _forget(runs_dir, name)]
    _delete(folder.glob("*.jsonl"))
    for _ in range(0 if left else 3):  # a pupil may have a file of it open still
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return


def note_run(classroom: Classroom, runs_dir: Path, run: str) -> None:
    """Note that a run has learnt from a class, so that its drawings end with the class.

    Raises:
        ClassroomError: the class has ended, and so the drawings in the run have been deleted; or
            its file cannot be written.
    """
    with changing(classroom.path.parent):
        current = _read(classroom.path)
        try:
            if current is None:
                raise FileNotFoundError(classroom.path)
            about = _About(current.owner, current.opened, (*current.runs, run))
            files.write_json(classroom.path / _ABOUT, asdict(about))
        except OSError as error:
            _forget(runs_dir, run)
            raise ClassroomError(f"the class has ended, or cannot be written: {error}") from error


@contextmanager
def changing(classrooms_dir: Path) -> Iterator[None]:
    """A context in which nobody else opens or ends a class, or joins one.

    Raises:
        ClassroomError: somebody else does so for ten seconds, or the folder cannot be written.
    """
    try:
        classrooms_dir.mkdir(parents=True, exist_ok=True)
        lock = FileLock(classrooms_dir / ".lock").acquire(timeout=_SECONDS_TO_CHANGE)
    except Timeout as error:
        raise ClassroomError(f"{classrooms_dir} is busy: try again") from error
    except OSError as error:
        raise ClassroomError(f"{classrooms_dir} cannot be written: {error}") from error
    with lock:
        yield
