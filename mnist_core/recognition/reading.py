"""Image files read in order, one after another, or by several processes where they are many.

What is read of each is small and plain, so that it can pass between processes and be written as
JSON. No more files are under way than keep the processes busy, so the memory that is used does not
grow with their number.
"""

import math
import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import chain, islice

import cv2

from mnist_core.errors import MnistCoreError
from mnist_core.ink.containers import MAX_BYTES, check_bytes
from mnist_core.ink.pictures import read_picture
from mnist_core.ink.strokes import Box
from mnist_core.recognition.classifier import DigitClassifier, Verdict
from mnist_core.recognition.number import Character, Number
from mnist_core.recognition.photograph import read_photograph

_FEW = 8  # files that are read sooner than processes have started
_AT_ONCE = 4  # files that a process is handed at once
_MOST_PROCESSES = 8  # each takes 100 MB, and up to 300 MB more for a large picture


@dataclass(frozen=True)
class FoundDigit:
    """A digit of a line, or what stands among its digits and is none.

    Attributes:
        label: "0" to "9"; None where it is no digit.
        probability: of that, 0 to 1.
        verdict: as ``Prediction`` has it.
        box: x, y, width and height in the picture's pixels, after EXIF.
    """

    label: str | None
    probability: float
    verdict: Verdict
    box: tuple[int, int, int, int]


@dataclass(frozen=True)
class FoundLine:
    """A line of a picture: its number, "" where it has no digits, and all that stands in it."""

    number: str
    digits: tuple[FoundDigit, ...]


@dataclass(frozen=True)
class Reading:
    """What is read of a file: its lines from top to bottom."""

    file: str
    lines: tuple[FoundLine, ...]


@dataclass(frozen=True)
class Unread:
    """A file that cannot be read, and why."""

    file: str
    reason: str


@dataclass(frozen=True)
class ImageFile:
    """A file to be read: its path, or a name and what it holds."""

    name: str
    content: bytes | None = None


# Closing them ends the processes.
Readings = Generator[Reading | Unread, None, None]


def read_files(files: Iterable[ImageFile], model: str) -> Readings:
    """Read image files.

    Args:
        files: any number of them. They are asked for as they are needed.
        model: as ``DigitClassifier.load`` takes it.

    Returns:
        What is read of each, in their order.

    Raises:
        ModelError: there is no such model.
        BrokenProcessPool: a process has ended by itself, such as for want of memory.
    """
    classifier = DigitClassifier.load(model)
    remaining = iter(files)
    first = list(islice(remaining, _FEW))
    if len(first) < _FEW:
        return (_read(classifier, each) for each in first)
    return _read_by_processes(chain(first, remaining), model)


def _read_by_processes(files: Iterator[ImageFile], model: str) -> Readings:
    count = min(_cores(), _MOST_PROCESSES)
    # Spawned, as on all systems: a fork would copy locks that LiteRT's threads hold.
    context = multiprocessing.get_context("spawn")
    waiting: deque[Future[list[Reading | Unread]]] = deque()
    with ProcessPoolExecutor(count, mp_context=context, initializer=_prepare) as pool:
        try:
            while some := list(islice(files, _AT_ONCE)):
                waiting.append(pool.submit(_read_some, model, some))
                if len(waiting) > 2 * count:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):  # on Linux
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _prepare() -> None:
    """Make a process end with the one that started it, and use one core."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    cv2.setNumThreads(1)


def _end_with_parent() -> None:
    """However it ends: a pool's processes would wait for ever for one that was killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _read_some(model: str, files: list[ImageFile]) -> list[Reading | Unread]:
    classifier = _load(model)
    return [_read(classifier, each) for each in files]


@cache
def _load(model: str) -> DigitClassifier:
    return DigitClassifier.load(model)


def _read(classifier: DigitClassifier, file: ImageFile) -> Reading | Unread:
    try:
        picture = read_picture(_content(file.name) if file.content is None else file.content)
        numbers = read_photograph(classifier, picture)
    except MnistCoreError as error:
        return Unread(file.name, str(error))
    except OSError as error:
        return Unread(file.name, error.strerror or str(error))
    return Reading(file.name, tuple(map(_found_line, numbers)))


def _content(path: str) -> bytes:
    """A file's bytes, no more than are taken: a pipe or a device may never end."""
    with open(path, "rb") as file:  # noqa: PTH123 (a path may hold any bytes)
        check_bytes(os.fstat(file.fileno()).st_size)
        return file.read(MAX_BYTES + 1)


def _found_line(number: Number) -> FoundLine:
    return FoundLine(number.text, tuple(map(_found_digit, number.characters)))


def _found_digit(character: Character) -> FoundDigit:
    read = character.prediction
    return FoundDigit(read.label, round(read.probability, 4), read.verdict, _whole(character.box))


def _whole(box: Box) -> tuple[int, int, int, int]:
    """The whole pixels that a box reaches into."""
    x, y, width, height = box
    left, top = math.floor(x), math.floor(y)
    return left, top, math.ceil(x + width) - left, math.ceil(y + height) - top
