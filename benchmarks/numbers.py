"""How whole numbers are read, that were put together from the digits of people never met.

PENDIGITS_PATH=.../pendigits-orig.tra UNIPEN_PATH=.../unipen-strokes.npz \
    STROKES_PATH=.../uji-digits.npz:.../omniglot-strokes.npz python -m benchmarks.numbers [COUNT]

Each number has one to eight digits of one writer, with gaps, slant, sizes and base line as hands
have them. They are read from their strokes, as on the canvas, and from their ink alone, as on a
photograph.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from benchmarks.prediction import use_one_core
from benchmarks.tables import print_table
from mnist_core import DigitClassifier
from mnist_core.data.writers import People, read_writer_split
from mnist_core.evaluation.strings import MEETINGS, WrittenNumber, write_numbers
from mnist_core.ink.rendering import render
from mnist_core.recognition.number import Character, Number, read_ink, read_number

COUNT = 500  # numbers of each kind
Read = Callable[[WrittenNumber], Number]
# What is wanted, in per cent: of the count, and of the whole number.
_WANTED = {"gaps": ("99.5", "96"), "touching": ("90", "85"), "overlapping": ("90", "85")}


@dataclass(frozen=True)
class _Score:
    """What is right of some numbers, each 0 to 1, and seconds that each took."""

    count: float
    whole: float
    marked: float
    seconds: float


def main() -> None:
    """Print what is right, and how long it takes."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    use_one_core()
    classifier = DigitClassifier.load()
    people = read_writer_split().measured
    ways: dict[str, Read] = {
        "strokes": lambda written: read_number(classifier, written.strokes),
        "ink": lambda written: read_ink(classifier, 255 - render(written.strokes, *written.canvas)),
    }
    _print_numbers(ways, people, count)
    _print_letters(ways, people, count)
    _print_seconds(ways, people)


def _print_numbers(ways: dict[str, Read], people: People, count: int) -> None:
    rows = []
    for meeting in MEETINGS:
        for way, read in ways.items():
            score = _score(read, list(write_numbers(people, count, meeting)))
            rows.append(
                (
                    meeting,
                    way,
                    f"{score.count:.1%}",
                    f"{score.whole:.1%}",
                    *(f"{each}%" for each in _WANTED.get(meeting, ("–", "–"))),
                )
            )
    print_table(
        f"{count} numbers of each kind: two neighbours meet so, the others have gaps",
        ("a pair", "read from", "count right", "whole right", "count wanted", "whole wanted"),
        rows,
    )


def _print_letters(ways: dict[str, Read], people: People, count: int) -> None:
    written = list(write_numbers(people, count, "gaps", letters=True))
    rows = [(way, f"{_score(read, written).marked:.1%}", "95%") for way, read in ways.items()]
    print_table(
        f"{count} numbers with a letter among the digits",
        ("read from", "letters marked as none or uncertain", "wanted"),
        rows,
    )


def _print_seconds(ways: dict[str, Read], people: People) -> None:
    longest = [each for each in write_numbers(people, 600, "gaps") if len(each.characters) == 8]
    rows = [
        (way, f"{1000 * _score(read, longest).seconds:.0f} ms", "100 ms")
        for way, read in ways.items()
    ]
    print_table(
        f"Numbers of 8 digits ({len(longest)}), median on one core",
        ("read from", "time", "wanted"),
        rows,
    )


def _score(read: Read, written: list[WrittenNumber]) -> _Score:
    right, whole, marked, seconds = [], [], [], []
    for each in written:
        start = time.perf_counter()
        characters = read(each).characters
        seconds.append(time.perf_counter() - start)
        right.append(len(characters) == len(each.characters))
        found = [one.prediction.label for one in characters]
        wanted = [one if one.isdecimal() else None for one in each.characters]
        whole.append(found == wanted)
        marked.append(all(_is_marked(box, characters) for box in _letters(each)))
    return _Score(
        float(np.mean(right)),
        float(np.mean(whole)),
        float(np.mean(marked)),
        float(np.median(seconds)),
    )


def _letters(written: WrittenNumber) -> list[tuple[float, float]]:
    """From where to where the letters of a number reach, from left to right."""
    return [
        (x, x + width)
        for character, (x, _, width, _) in zip(
            written.characters, written.boxes.tolist(), strict=True
        )
        if not character.isdecimal()
    ]


def _is_marked(letter: tuple[float, float], characters: tuple[Character, ...]) -> bool:
    """Whether something in a letter's place is said to be none, or uncertain."""
    left, right = letter
    return any(
        left <= each.box[0] + each.box[2] / 2 <= right
        for each in characters
        if each.prediction.verdict != "digit"
    )


if __name__ == "__main__":
    main()
