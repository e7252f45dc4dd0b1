"""People's pen strokes: read from their file, and split by who wrote them.

Some writers are held out of all training."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mnist_core.arrays import Float64Array
from mnist_core.errors import StrokesError


@dataclass(frozen=True, eq=False)
class PenDigit:
    """A digit as a pen wrote it.

    Attributes:
        label: 0 to 9.
        writer: the writer's number in the file.
        lines: one float64 (n, 2) a stroke: x and y in the tablet's units, y downwards.
    """

    label: int
    writer: int
    lines: tuple[Float64Array, ...]


def read_pen_digits(path: str | Path) -> list[PenDigit]:
    """Read a UNIPEN file of the UCI "Pen-Based Recognition of Handwritten Digits" data set.

    Args:
        path: ``pendigits-orig.tra`` or ``pendigits-orig.tes`` (UCI data set 81), uncompressed.

    Raises:
        StrokesError: the file does not exist, is not in that format, or has a digit without points.
    """
    try:
        text = Path(path).read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise StrokesError(
            f"cannot read pen strokes from {path}: {error}; set PENDIGITS_PATH to "
            "pendigits-orig.tra of UCI data set 81, uncompressed"
        ) from error
    digits = [_parse_segment(segment, path) for segment in text.split(".SEGMENT DIGIT")[1:]]
    if not digits:
        raise StrokesError(f"{path} holds no '.SEGMENT DIGIT': is it pendigits-orig.tra?")
    return digits


def _parse_segment(segment: str, path: str | Path) -> PenDigit:
    heading = re.match(r'[^"\n]*"(\d)"\s*\.COMMENT\s+\d+\s+(\d+)', segment)
    pen_downs = re.findall(r"^\.PEN_DOWN\b(.*?)^\.PEN_UP\b", segment, re.DOTALL | re.MULTILINE)
    try:
        if heading is None or not "".join(pen_downs).strip():
            raise ValueError("no label, writer or stroke")
        lines = [np.array(each.split(), np.float64).reshape(-1, 2) for each in pen_downs]
        if not all(np.isfinite(line).all() for line in lines):
            raise ValueError("a point that is no number")
    except ValueError as error:
        raise StrokesError(f"{path}: a digit cannot be read ({error}): {segment[:60]!r}") from error
    # The tablet's y points upwards.
    return PenDigit(
        label=int(heading[1]),
        writer=int(heading[2]),
        lines=tuple(line * [1, -1] for line in lines if len(line)),
    )


PATH_VARIABLE = "PENDIGITS_PATH"  # of the environment: names the pen strokes' file
# Of the 30 writers of pendigits-orig.tra, those that no network is trained on: on some its
# thresholds are chosen, on the others it is measured.
CHOOSING_WRITERS = frozenset({7, 14, 21, 28})
MEASURED_WRITERS = frozenset({5, 10, 15, 20, 25, 30})
TRAINING_WRITERS = frozenset(range(1, 31)) - CHOOSING_WRITERS - MEASURED_WRITERS


@dataclass(frozen=True)
class WriterSplit:
    """Pen digits by what they are for.

    Attributes:
        training: what networks learn from.
        choosing: what thresholds and temperatures are chosen on.
        measured: what networks are measured on.
    """

    training: list[PenDigit]
    choosing: list[PenDigit]
    measured: list[PenDigit]

    @property
    def held_out(self) -> list[PenDigit]:
        """All that no network has learnt from."""
        return self.choosing + self.measured


def pen_strokes_path() -> Path | None:
    """The file that the environment names; None where it names none that is there."""
    named = os.environ.get(PATH_VARIABLE)
    return Path(named) if named and Path(named).is_file() else None


def read_writer_split(path: str | Path | None = None) -> WriterSplit:
    """Read the pen strokes.

    Args:
        path: ``pendigits-orig.tra``, uncompressed; None is what the environment names.

    Raises:
        StrokesError: there is no such file, or it is another one.
    """
    path = path or os.environ.get(PATH_VARIABLE)
    if not path:
        raise StrokesError(
            f"{PATH_VARIABLE} is not set: it names pendigits-orig.tra of UCI data set 81, "
            "uncompressed (README tells where to get it)"
        )
    digits = read_pen_digits(path)
    parts = [
        [digit for digit in digits if digit.writer in writers]
        for writers in (TRAINING_WRITERS, CHOOSING_WRITERS, MEASURED_WRITERS)
    ]
    if not all(parts):
        raise StrokesError(
            f"{path} lacks writers that are needed, some of 1 to 30: is it pendigits-orig.tra?"
        )
    return WriterSplit(*parts)
