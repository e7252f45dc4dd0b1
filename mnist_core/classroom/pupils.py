"""Pupils and their drawings: joined, kept as they come in, read again.

A drawing is one line at the end of its pupil's file, which the operating system writes in one piece
(O_APPEND of POSIX's open): however many write at once, from however many processes, none waits for
another and nothing is lost. A file is made when its pupil joins, and no drawing makes one: so none
comes back after its class has ended.
"""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from pathlib import Path
from typing import Annotated, TypeVar

import msgspec

from mnist_core.classroom.folder import Classroom, changing
from mnist_core.data.corrections import MOST, Correction, from_json, to_json
from mnist_core.errors import ClassroomError, CorrectionsError
from mnist_core.labels import DIGITS

T = TypeVar("T")

PUPILS = 40  # a class
DRAWINGS = 200  # a pupil: ten rounds
PLACES = 100  # of a round, at most
BYTES = 2_000_000  # a pupil: four times as many as a pupil's drawings take
WHOLE_CLASS = 24_000_000  # bytes that are downloaded: more than a full class draws, unless forged
# That are learnt from: of 500 drawings a hand makes half as many. A point takes at least eight.
MOST_BYTES = 8_000_000
_KEPT_ASIDE = 4  # of so many pupils in a row one is kept aside
_TOKEN = re.compile("[0-9a-f]{32}")
_ROUND = re.compile("[0-9a-f]{8}")
_FILE = re.compile(r"[0-9]{3}-[0-9a-f]{32}\.jsonl")


@dataclass(frozen=True)
class Kept:
    """A drawing as it was kept.

    Attributes:
        place: which it is: the name of its round, and its place in it. A later one of the same
            place takes its place.
        text: the drawing, as ``to_json`` writes it.
    """

    place: tuple[str, int]
    text: bytes

    def drawing(self) -> Correction:
        """The drawing itself.

        Raises:
            CorrectionsError: it is damaged.
        """
        return from_json(self.text)[0]


class _Line(msgspec.Struct):
    round: str
    place: Annotated[int, msgspec.Meta(ge=0, lt=PLACES)]
    kept: msgspec.Raw


def join(classroom: Classroom, pupil: str) -> None:
    """Let a pupil into a class; nothing where they are in it already.

    Args:
        classroom: the class.
        pupil: 32 hexadecimal digits, a hash of what the pupil's browser alone knows.

    Raises:
        ClassroomError: the class is full or has ended, or its folder cannot be written.
    """
    if not _TOKEN.fullmatch(pupil):
        raise ClassroomError("expected a pupil of 32 hexadecimal digits")
    if _file(classroom, pupil) is not None:
        return
    with changing(classroom.path.parent):
        others = pupil_files(classroom)
        if len(others) >= PUPILS:
            raise ClassroomError(f"{PUPILS} pupils are in this class already, and no more may be")
        if _file(classroom, pupil) is None:
            path = classroom.path / f"{len(others) + 1:03d}-{pupil}.jsonl"
            try:
                os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            except OSError as error:
                raise _gone(classroom, error) from error


def has_joined(classroom: Classroom, pupil: str) -> bool:
    """Whether a pupil is in a class."""
    return _TOKEN.fullmatch(pupil) is not None and _file(classroom, pupil) is not None


def pupil_files(classroom: Classroom) -> list[Path]:
    """The pupils' files, in the order in which pupils came."""
    try:
        return sorted(each for each in classroom.path.iterdir() if _FILE.fullmatch(each.name))
    except OSError:  # it has ended
        return []


def _file(classroom: Classroom, pupil: str) -> Path | None:
    found = pupil_files(classroom)
    return next((path for path in found if path.stem.partition("-")[2] == pupil), None)


def keep_drawing(
    classroom: Classroom, pupil: str, round_name: str, place: int, drawing: Correction
) -> str:
    """Keep a pupil's drawing. One that is kept already, as when it was sent twice, is kept once.

    Args:
        classroom: the class.
        pupil: one who has joined.
        round_name: 8 hexadecimal digits that tell a round of this pupil from others.
        place: in that round, from 0. A later drawing of the same place takes its place.
        drawing: of a digit.

    Returns:
        The name of its round: another than was given where the very drawing came before, under that
        name, as when a browser sends a round again after a reload.

    Raises:
        ClassroomError: the pupil has drawn as much as may be, the class has ended, or its folder
            cannot be written.
    """
    if not (_TOKEN.fullmatch(pupil) and _ROUND.fullmatch(round_name) and 0 <= place < PLACES):
        raise ClassroomError("expected a pupil, a round and a place of it")
    if not 0 <= drawing.label < DIGITS:
        raise ClassroomError("expected a drawing of a digit")
    path = _file(classroom, pupil)
    if path is None:
        reason = "join this class first" if classroom.path.exists() else "this class has ended"
        raise ClassroomError(reason)
    text = to_json([drawing])
    line = msgspec.json.encode(_Line(round_name, place, msgspec.Raw(text)))
    try:
        kept = path.read_bytes()
        if text in kept and (known := _round_of(kept, place, text)) is not None:
            return known
        if kept.count(b"\n") >= 2 * DRAWINGS or len(kept) + len(line) > BYTES:
            raise ClassroomError("you have drawn as much as one pupil may: thank you")
        _append(path, line)
    except OSError as error:
        raise _gone(classroom, error) from error
    return round_name


def _round_of(kept: bytes, place: int, text: bytes) -> str | None:
    """The name of the last round in which a drawing is kept at a place; None where in none."""
    found = [each.place for each in parse_lines(kept)[0] if each.text == text]
    return next((name for name, where in reversed(found) if where == place), None)


def _append(path: Path, line: bytes) -> None:
    """Write a line in one piece, on a line of its own whatever stands before it."""
    file = os.open(path, os.O_WRONLY | os.O_APPEND | getattr(os, "O_BINARY", 0))
    try:
        text = b"\n" + line + b"\n"
        if os.write(file, text) < len(text):
            raise OSError("the disk is full")
    finally:
        os.close(file)


def _gone(classroom: Classroom, error: OSError) -> ClassroomError:
    if not classroom.path.exists():
        return ClassroomError("this class has ended")
    return ClassroomError(f"{classroom.path} cannot be written: {error}")


def parse_lines(text: bytes) -> tuple[list[Kept], int]:
    """The drawings in the whole lines of a text, and how many bytes those lines are.

    A line that was torn, as on a full disk, is passed over.
    """
    whole = text.rfind(b"\n") + 1
    found = []
    for line in text[:whole].split(b"\n"):
        try:
            told = msgspec.json.decode(line, type=_Line) if line else None
        except ValueError:
            continue
        if told is not None:
            found.append(Kept((told.round, told.place), bytes(told.kept)))
    return found, whole


def read_pupils(classroom: Classroom) -> list[list[Kept]]:
    """The drawings of each pupil who has drawn, in the order in which pupils came.

    Raises:
        ClassroomError: the class has ended, or cannot be read.
    """
    try:
        kept = [parse_lines(path.read_bytes())[0] for path in pupil_files(classroom)]
    except OSError as error:
        raise ClassroomError(f"{classroom.path} cannot be read: {error}") from error
    latest = [{each.place: each for each in some} for some in kept]
    return [list(some.values()) for some in latest if some]


def read_drawings(kept: Sequence[Kept]) -> list[Correction]:
    """The drawings themselves; damaged ones are left out."""
    found = []
    for each in kept:
        try:
            found.append(each.drawing())
        except (CorrectionsError, IndexError):
            continue
    return found


def split_pupils(pupils: Sequence[T]) -> tuple[list[T], list[T]]:
    """Part pupils: those whose drawings are learnt from, and those who are kept aside.

    In the order in which they came every fourth is kept aside; of two or three the last is.
    """
    if len(pupils) < _KEPT_ASIDE:
        return (list(pupils[:-1]), [pupils[-1]]) if len(pupils) > 1 else (list(pupils), [])
    learnt = [each for i, each in enumerate(pupils, 1) if i % _KEPT_ASIDE]
    return learnt, list(pupils[_KEPT_ASIDE - 1 :: _KEPT_ASIDE])


def choose_evenly(
    pupils: Sequence[list[Kept]], most: int = MOST, most_bytes: int = MOST_BYTES
) -> list[Kept]:
    """No more drawings than there is room for, as many of each pupil as can be.

    One that takes more room than is left, as only a forged one does, is passed over.

    Args:
        pupils: their drawings.
        most: how many are taken; as many as one file may hold, unless it is said.
        most_bytes: that they may have as text.
    """
    found: list[Kept] = []
    room = most_bytes
    for each in chain.from_iterable(zip_longest(*pupils)):
        if each is not None and len(each.text) <= room and len(found) < most:
            found.append(each)
            room -= len(each.text)
    return found
