"""What a network reads of a class, as its drawings come in."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mnist_core.arrays import UInt8Array
from mnist_core.classroom.folder import Classroom
from mnist_core.classroom.pupils import Kept, parse_lines, pupil_files
from mnist_core.errors import ClassroomError, CorrectionsError
from mnist_core.ink.drawing import read_drawing
from mnist_core.labels import DIGITS, NOT_A_DIGIT_INDEX
from mnist_core.recognition.classifier import DigitClassifier

# Drawings, in some half a second, after which no further pupil is read before the next look.
_AT_A_LOOK = 150


@dataclass(frozen=True, eq=False)
class Read:
    """A drawing and what was read of it.

    Attributes:
        label: what it is, 0 to 9.
        answer: what it was read as, 0 to 9, or 10 for no digit.
        certainty: the probability of that answer, 0 to 1.
        of_label: the probability of what it is, 0 to 1.
        picture: uint8 (28, 28), 255 is ink, as the network sees it.
    """

    label: int
    answer: int
    certainty: float
    of_label: float
    picture: UInt8Array


@dataclass(frozen=True, eq=False)
class Overview:
    """A class as far as it has been read.

    Attributes:
        joined: pupils who are in it.
        pupils: those of them who have drawn.
        drawings: how many there are.
        right: how many of them were read right.
        confusion: how many, a row a digit, a column an answer of the network.
        hardest: the drawings whose digit was the least probable, the hardest first.
    """

    joined: int
    pupils: int
    drawings: int
    right: int
    confusion: list[list[int]]
    hardest: list[Read]


class Reader:
    """Reads the drawings of a class that it has not read yet. Safe to share between threads.

    Args:
        classifier: the network that reads.
    """

    def __init__(self, classifier: DigitClassifier) -> None:
        self._classifier = classifier
        self._lock = threading.Lock()
        self._offsets: dict[Path, int] = {}  # bytes of each pupil's file that have been read
        self._read: dict[tuple[Path, str, int], Read] = {}

    def look(self, classroom: Classroom, most: int = 24) -> Overview:
        """What there is by now; of many new drawings those of the first pupils.

        Args:
            classroom: always the same.
            most: of the hardest drawings.

        Raises:
            ClassroomError: the class has ended, or cannot be read.
        """
        with self._lock:
            paths, left = pupil_files(classroom), _AT_A_LOOK
            for path in paths:
                left -= self._read_on(path, left)
            return self._overview(len(paths), most)

    def _read_on(self, path: Path, most: int) -> int:
        """Read all that is new of a pupil, unless no more may be read; how many they were."""
        offset = self._offsets.get(path, 0)
        try:
            if most <= 0 or path.stat().st_size <= offset:
                return 0
            with path.open("rb") as file:
                file.seek(offset)
                new, whole = parse_lines(file.read())
        except OSError as error:
            raise ClassroomError(f"this class has ended, or cannot be read: {error}") from error
        for each in new:
            self._take(path, each)
        self._offsets[path] = offset + whole
        return len(new)

    def _take(self, path: Path, kept: Kept) -> None:
        try:
            drawing = kept.drawing()
        except (CorrectionsError, IndexError):  # a damaged line is nobody's drawing
            return
        seen = read_drawing(drawing.strokes)
        prediction = self._classifier.read(seen.pixels, seen.directions)
        answer = NOT_A_DIGIT_INDEX if prediction.label is None else int(prediction.label)
        self._read[path, *kept.place] = Read(
            drawing.label,
            answer,
            prediction.probability,
            float(prediction.probabilities[drawing.label]),
            seen.picture,
        )

    def _overview(self, joined: int, most: int) -> Overview:
        read = list(self._read.values())
        return Overview(
            joined=joined,
            pupils=len({path for path, _, _ in self._read}),
            drawings=len(read),
            right=sum(each.answer == each.label for each in read),
            confusion=_confusion(read, len(self._classifier.labels)),
            hardest=sorted(read, key=lambda each: each.of_label)[:most],
        )


def _confusion(read: Sequence[Read], answers: int) -> list[list[int]]:
    """How many, a row a digit and a column an answer."""
    counts = np.zeros((DIGITS, max(answers, DIGITS)), np.int64)
    for each in read:
        counts[each.label, each.answer] += 1
    found: list[list[int]] = counts.tolist()
    return found
