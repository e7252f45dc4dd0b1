"""Who wrote the pen strokes, and who of them is held out of all training."""

import os
from dataclasses import dataclass
from pathlib import Path

from mnist_core.errors import StrokesError
from mnist_core.strokes import PenDigit, read_pen_digits

VARIABLE = "PENDIGITS_PATH"  # of the environment: names the pen strokes' file
# Of the 30 writers of pendigits-orig.tra, those that no network is trained on: on some its
# thresholds are chosen, on the others it is measured.
CHOOSING_WRITERS = frozenset({7, 14, 21, 28})
MEASURED_WRITERS = frozenset({5, 10, 15, 20, 25, 30})
TRAINING_WRITERS = frozenset(range(1, 31)) - CHOOSING_WRITERS - MEASURED_WRITERS


@dataclass(frozen=True)
class Writers:
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
    named = os.environ.get(VARIABLE)
    return Path(named) if named and Path(named).is_file() else None


def read_writers(path: str | Path | None = None) -> Writers:
    """Read the pen strokes.

    Args:
        path: ``pendigits-orig.tra``, uncompressed; None is what the environment names.

    Raises:
        StrokesError: there is no such file, or it is another one.
    """
    path = path or os.environ.get(VARIABLE)
    if not path:
        raise StrokesError(
            f"{VARIABLE} is not set: it names pendigits-orig.tra of UCI data set 81, uncompressed "
            "(README tells where to get it)"
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
    return Writers(*parts)
