"""Who learns from whom: people's pen strokes, parted by what they are for.

Whole writers are kept from training, and whole collections: other people, pens and countries.
"""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mnist_core.data.like_digits import LIKE_DIGITS
from mnist_core.data.pen_strokes import (
    PEN_DIGITS,
    PenCharacter,
    read_characters,
    read_pen_digits,
)
from mnist_core.data.wrong_labels import WRONG_LABELS
from mnist_core.errors import StrokesError

PATH_VARIABLE = "PENDIGITS_PATH"  # of the environment: names pendigits-orig.tra
UNIPEN_VARIABLE = "UNIPEN_PATH"  # names an .npz of UNIPEN's characters
STROKES_VARIABLE = "STROKES_PATH"  # names further files of that kind, parted as in PATH
# Those that no network is trained on: on some its thresholds are chosen, on the others it is
# measured. What is not named here is trained on.
CHOOSING = frozenset(
    {
        *(f"{PEN_DIGITS}/{writer:02d}" for writer in (7, 14, 21, 28)),
        "art",  # UNIPEN: six people
        *(f"uji/W{writer:02d}" for writer in range(1, 61, 2)),
        *(f"omniglot/{writer:02d}@Greek" for writer in range(1, 21)),
    }
)
MEASURED = frozenset(
    {
        *(f"{PEN_DIGITS}/{writer:02d}" for writer in (5, 10, 15, 20, 25, 30)),
        "val",  # UNIPEN: 129 files
        *(f"uji/W{writer:02d}" for writer in range(2, 61, 2)),
        *(
            f"omniglot/{writer:02d}@{each}"
            for writer in range(1, 21)
            for each in ("Korean", "Latin")
        ),
    }
)
# UNIPEN's val has a file for each character that somebody wrote: a name, and the character's code.
_PART_OF_A_PERSON = re.compile(r"(val/[a-z]+?)[0-9a-f]{2}\.dat")


@dataclass(frozen=True, eq=False)
class People:
    """What some people wrote.

    Attributes:
        digits: their digits.
        others: their letters and signs that no digit looks like.
    """

    digits: list[PenCharacter]
    others: list[PenCharacter]


@dataclass(frozen=True, eq=False)
class WriterSplit:
    """People by what their writing is for.

    Attributes:
        training: what networks learn from.
        choosing: what thresholds and temperatures are chosen on.
        measured: what networks are measured on.
    """

    training: People
    choosing: People
    measured: People

    @property
    def held_out(self) -> list[PenCharacter]:
        """All digits that no network has learnt from."""
        return self.choosing.digits + self.measured.digits


def person_of(writer: str) -> str:
    """Who wrote, of a writer's name: two files of one person have one name."""
    found = _PART_OF_A_PERSON.fullmatch(writer)
    return found[1] if found else writer


def pen_strokes_path() -> Path | None:
    """The file of pen digits that the environment names; None where it names none that is there."""
    named = os.environ.get(PATH_VARIABLE)
    return Path(named) if named and Path(named).is_file() else None


def read_writer_split(path: str | Path | None = None) -> WriterSplit:
    """Read the pen strokes that the environment names: the pen digits, and further files if any.

    Args:
        path: ``pendigits-orig.tra``, uncompressed, and no further file; None is what the
            environment names.

    Raises:
        StrokesError: there is no such file, or it is another one.
    """
    named = path or os.environ.get(PATH_VARIABLE)
    if not named:
        raise StrokesError(
            f"{PATH_VARIABLE} is not set: it names pendigits-orig.tra of UCI data set 81, "
            "uncompressed (README tells where to get it)"
        )
    characters = read_pen_digits(named)
    if path is None:
        for each in _further_paths():
            characters += read_characters(each)
    split = part(characters)
    for people in (split.training, split.choosing, split.measured):
        if not any(each.collection == PEN_DIGITS for each in people.digits):
            raise StrokesError(
                f"{named} lacks writers that are needed, some of 1 to 30: is it pendigits-orig.tra?"
            )
    return split


def _further_paths() -> list[str]:
    """The files that the environment names beside the pen digits."""
    listed = os.environ.get(STROKES_VARIABLE, "").split(os.pathsep)
    named = [each for each in (os.environ.get(UNIPEN_VARIABLE, ""), *listed) if each]
    # One that is named twice would count twice.
    return list({Path(each).resolve(): each for each in named}.values())


def part(characters: Sequence[PenCharacter]) -> WriterSplit:
    """Part characters by their writers, without those whose label is wrong or like a digit."""
    wrong = {
        (writer, position)
        for writers in WRONG_LABELS.values()
        for writer, positions in writers.items()
        for position in positions
    }
    kept = [each for each in characters if (each.writer, each.position) not in wrong]
    parts: dict[str, People] = {name: People([], []) for name in ("", "choosing", "measured")}
    for each in kept:
        people = parts[_purpose(each)]
        if each.kind == "digit":
            people.digits.append(each)
        elif each.character not in LIKE_DIGITS:
            people.others.append(each)
    return WriterSplit(parts[""], parts["choosing"], parts["measured"])


def _purpose(character: PenCharacter) -> str:
    """ "choosing", "measured", or "" for training."""
    names = {character.writer, character.collection}
    return "choosing" if names & CHOOSING else "measured" if names & MEASURED else ""
