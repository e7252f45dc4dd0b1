"""Drawings with what they are, as their writer says: kept, written to a file, read again.

The file is a ZIP archive. ``corrections.json`` alone is read again; the rest is for people and
other programs: ``pictures/``, a PNG picture of each; ``corrections.csv``, a line each; and
``digits.npz``, the digits in MNIST's format, those kept aside as its test digits (all, where none
is kept aside).

A file may be forged: nothing of it is believed, and none takes more memory than the largest that
this module writes.
"""

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import cv2
import msgspec
import numpy as np

from mnist_core import files
from mnist_core.arrays import Float64Array
from mnist_core.errors import BlankImageError, CorrectionsError, InvalidImageError
from mnist_core.ink.drawing import paper_with, read_drawing
from mnist_core.ink.report import MAX_STROKE_WIDTH, MAX_STROKES
from mnist_core.ink.strokes import CANVAS, Stroke, checked
from mnist_core.labels import DIGITS, LABELS

MOST = 500  # drawings that a visit keeps, and that a page has a network taught
MOST_IN_FILE = 8_000  # a full class: what train_model.py takes
# Points of one drawing: six times as many as a browser reports, for the curves between them.
MOST_POINTS = 50_000
MOST_IN_ALL = 1_500_000  # points of all: 24 MB; a hand's drawing has some 600
_MOST_STROKES = 100_000  # of all: a dozen each in a full class
LARGEST = 25_000_000  # bytes of corrections.json: an archive may promise more than it weighs
_KEPT_ASIDE = 4  # of so many drawings of a label one is kept aside
_JSON, _CSV, _NPZ, _PICTURES = "corrections.json", "corrections.csv", "digits.npz", "pictures"
_PAPER = np.zeros((28, 28), np.uint8)  # on it a drawing is a picture alone: its path is not traced
_FORMAT: Literal["drawings with what they are"] = "drawings with what they are"
_FARTHEST = 10_000.0  # pixels: a pen may leave the canvas, but not its screen
# Commas of corrections.json: two a point, and some between. They are counted before it is parsed,
# for numbers take twelve times the memory of their text.
_MOST_COMMAS = 2 * MOST_IN_ALL + 5 * _MOST_STROKES
_MOST_OBJECTS = 1 + MOST_IN_FILE + _MOST_STROKES  # an empty stroke takes six times its text
_MOST_FILES = 2 * MOST_IN_FILE  # of an archive, twice as many as this module puts into one
_FILE_ENTRY = b"PK\x01\x02"  # begins each in an archive's directory (APPNOTE.TXT 6.3, 4.3.12)
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # other ways take as much memory as they like


@dataclass(frozen=True, eq=False)
class Correction:
    """A drawing with what it is.

    Attributes:
        label: 0 to 9, or 10 for what is no digit.
        strokes: at least one, in pixels of a canvas of 280.
        read: what the network in use had read, 0 to 10; None where it was not asked.
        practised: whether it was asked for in a practice round; else it was corrected or confirmed
            afterwards, and such drawings are mostly the harder ones.
    """

    label: int
    strokes: tuple[Stroke, ...]
    read: int | None = None
    practised: bool = False


class _Stroke(msgspec.Struct):
    width: float
    points: list[float]  # x, y, x, y, ...


class _Drawing(msgspec.Struct):
    label: str
    strokes: list[_Stroke]
    read: str | None = None
    practised: bool = False


class _File(msgspec.Struct):
    format: Literal["drawings with what they are"]
    drawings: list[_Drawing]
    canvas: int = CANVAS


def points_of(corrections: Iterable[Correction]) -> int:
    """How many points drawings have in all."""
    return sum(len(stroke.points) for each in corrections for stroke in each.strokes)


def split(corrections: Sequence[Correction]) -> tuple[list[Correction], list[Correction]]:
    """Part drawings: those to learn from, and those kept aside to be measured on.

    Of the drawings of each label, in their order, every fourth is kept aside: of a digit d the one
    of place 3 - d, then each fourth after it, counted modulo 4 from 0. So about a quarter is, and
    a drawing stays on its side when further ones come after it: what a network was taught is not
    measured on when it is taught again. Of fewer than four drawings none is.
    """
    learnt: list[Correction] = []
    aside: list[Correction] = []
    seen: Counter[int] = Counter()
    for each in corrections:
        is_aside = (seen[each.label] + each.label) % _KEPT_ASIDE == _KEPT_ASIDE - 1
        seen[each.label] += 1
        (aside if is_aside and len(corrections) >= _KEPT_ASIDE else learnt).append(each)
    return learnt, aside


def to_json(corrections: Sequence[Correction]) -> bytes:
    """Drawings as JSON, which ``from_json`` reads again; coordinates to a hundredth of a pixel."""
    # One after the other, for numbers take many times the memory of their text.
    drawings = [msgspec.Raw(msgspec.json.encode(_told(each))) for each in corrections]
    return msgspec.json.encode({"format": _FORMAT, "drawings": drawings, "canvas": CANVAS})


def _told(correction: Correction) -> _Drawing:
    return _Drawing(
        LABELS[correction.label],
        [_Stroke(s.width, s.points.round(2).ravel().tolist()) for s in correction.strokes],
        None if correction.read is None else LABELS[correction.read],
        correction.practised,
    )


def from_json(text: bytes, most: int = MOST_IN_FILE) -> list[Correction]:
    """Drawings that ``to_json`` has written, or somebody has forged: ``most`` of them at most.

    Raises:
        CorrectionsError: it is damaged, another file, or more than is taken.
    """
    signs = ((b",", _MOST_COMMAS), (b"{", _MOST_OBJECTS))
    if len(text) > LARGEST or any(text.count(sign) > count for sign, count in signs):
        raise CorrectionsError(
            f"these drawings are more than are taken: {most:,}, with {_MOST_STROKES:,} "
            f"strokes and {MOST_IN_ALL:,} points in all"
        )
    try:
        found = files.parse_json(text, _File)
        if len(found.drawings) > most:
            raise ValueError(f"it holds {len(found.drawings):,} drawings, more than {most:,}")
        return [_correction(each, found.canvas) for each in found.drawings]
    except (ValueError, RecursionError, InvalidImageError, BlankImageError) as error:
        raise CorrectionsError(f"these drawings cannot be read: {error!s:.200}") from error


def _correction(told: _Drawing, canvas: int) -> Correction:
    if canvas != CANVAS:
        raise ValueError(f"expected a canvas of {CANVAS} pixels, got {canvas}")
    for label in (told.label, told.read):
        if label is not None and label not in LABELS:
            raise ValueError(f"expected labels {', '.join(LABELS)}, got {label[:20]!r}")
    if len(told.strokes) > MAX_STROKES:
        raise ValueError(f"a drawing has {len(told.strokes)} strokes, more than {MAX_STROKES}")
    if sum(len(each.points) for each in told.strokes) > 2 * MOST_POINTS:
        raise ValueError(f"a drawing has more than {MOST_POINTS:,} points")
    strokes = checked([Stroke(_points(each.points), each.width) for each in told.strokes])
    if any(
        each.width > MAX_STROKE_WIDTH or np.abs(each.points).max() > _FARTHEST for each in strokes
    ):
        raise ValueError("a stroke is wider, or farther away, than a screen is")
    read_drawing(strokes, _PAPER)  # BlankImageError where there is no ink on the canvas
    read = None if told.read is None else LABELS.index(told.read)
    return Correction(LABELS.index(told.label), tuple(strokes), read, told.practised)


def _points(numbers: Sequence[float]) -> Float64Array:
    if len(numbers) % 2:
        raise ValueError("a stroke has an x without a y")
    return np.array(numbers, np.float64).reshape(-1, 2)


def to_archive(corrections: Sequence[Correction]) -> bytes:
    """Drawings as a ZIP archive, as this module's docstring describes it."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_JSON, to_json(corrections))
        archive.writestr(_CSV, _table(corrections))
        if any(each.label < DIGITS for each in corrections):
            archive.writestr(_NPZ, _as_mnist(corrections))
        for i, each in enumerate(corrections, 1):
            png = cv2.imencode(".png", paper_with(each.strokes))[1].tobytes()
            archive.writestr(f"{_PICTURES}/{_name(i, each)}", png)
    return content.getvalue()


def from_archive(content: bytes, most: int = MOST_IN_FILE) -> list[Correction]:
    """Drawings of a ZIP archive that ``to_archive`` has made, or somebody has forged.

    Args:
        content: the archive.
        most: drawings that are taken. Each takes a millisecond or more.

    Raises:
        CorrectionsError: it is damaged, another file, or more than is taken.
    """
    try:
        if content.count(_FILE_ENTRY) > _MOST_FILES:
            raise ValueError(f"it holds more than {_MOST_FILES:,} files")
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if archive.getinfo(_JSON).compress_type not in _PACKED:
                raise ValueError("it is packed in another way")
            with archive.open(_JSON) as file:
                text = file.read(LARGEST + 1)
    # A damaged archive raises a dozen kinds.
    except Exception as error:
        raise CorrectionsError(
            f"expected a ZIP archive with {_JSON} in it, as this program makes it, got another or "
            f"a damaged file ({error!r:.100})"
        ) from error
    return from_json(text, most)


def read_corrections(path: Path) -> list[Correction]:
    """The drawings in a file that ``to_archive`` has made.

    Raises:
        CorrectionsError: it is missing, damaged, or another file.
    """
    try:
        return from_archive(path.read_bytes())
    except OSError as error:
        raise CorrectionsError(f"cannot read {path}: {error}") from error


def _name(i: int, correction: Correction) -> str:
    return f"{i:03d}-{LABELS[correction.label].replace(' ', '-')}.png"


def _table(corrections: Sequence[Correction]) -> str:
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(["picture", "label", "read", "practised", "strokes"])
    for i, each in enumerate(corrections, 1):
        read = "" if each.read is None else LABELS[each.read]
        table.writerow(
            [_name(i, each), LABELS[each.label], read, int(each.practised), len(each.strokes)]
        )
    return text.getvalue()


def _as_mnist(corrections: Sequence[Correction]) -> bytes:
    """The digits as networks see them, in the arrays of Keras's ``mnist.npz``."""
    learnt, aside = split([each for each in corrections if each.label < DIGITS])
    arrays: dict[str, Any] = {}
    for part, some in (("train", learnt), ("test", aside or learnt)):
        images = [read_drawing(each.strokes).picture for each in some]
        arrays[f"x_{part}"] = np.array(images, np.uint8).reshape(-1, 28, 28)
        arrays[f"y_{part}"] = np.array([each.label for each in some], np.uint8)
    content = io.BytesIO()
    np.savez_compressed(content, **arrays)
    return content.getvalue()
