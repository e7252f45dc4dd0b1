"""What a run was taught: somebody's drawings, and how well it reads before and after.

A run that teaches a network drawings has two more files: ``corrections.json``, the drawings that
were learnt from, ``kept_aside.json``, those that were not; and in the end ``teaching.json``.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from mnist_core import files
from mnist_core.errors import FileError, RunError
from mnist_core.files import Count, Share

LEARNT_FROM, KEPT_ASIDE, TEACHING = "corrections.json", "kept_aside.json", "teaching.json"


@dataclass(frozen=True, kw_only=True)
class Compared:
    """A share of one and the same things, before and after.

    Attributes:
        count: of how many.
        before: the share for the network that was begun from, 0 to 1.
        after: the share for the network that was taught.
    """

    count: Count
    before: Share
    after: Share


@dataclass(frozen=True, kw_only=True)
class Teaching:
    """What came of teaching a network somebody's drawings.

    Attributes:
        learnt_from: how many drawings it has learnt from.
        own: read right of those kept aside; None where none was.
        mnist: read right of MNIST's test digits; None where they are not at hand.
        generated: read right of digits that the program writes.
        people: read right of drawings by people from whom no network learns, with their strokes
            where it sees them; None where they are not at hand.
        letters: refused of letters; None where the network does not know what is no digit.
        letters_by: who wrote those letters: people, from whom no network learns, or the program.
    """

    learnt_from: Count
    own: Compared | None
    mnist: Compared | None
    generated: Compared
    people: Compared | None
    letters: Compared | None
    letters_by: Literal["people", "program"]


def read_teaching(run: Path) -> Teaching:
    """What came of teaching a network.

    Raises:
        RunError: the run has taught none, has not been evaluated, or the file is damaged.
    """
    try:
        return files.read_typed(run / TEACHING, Teaching)
    except FileError as error:
        raise RunError(str(error)) from error
