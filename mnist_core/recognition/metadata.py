"""Labels and thresholds inside a ``.tflite``, for use without a second file.

They lie in a ZIP archive at the file's end, where LiteRT's own metadata keeps its associated files
(ai.google.dev/edge/litert/models/metadata): any zip program shows them, and a runtime reads past
them. ``labels.txt`` has one label a line, in the order of the probabilities; ``thresholds.json`` is
an object.
"""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from mnist_core import files
from mnist_core.errors import ModelError
from mnist_core.labels import DIGITS, LABELS

_LABELS, _THRESHOLDS = "labels.txt", "thresholds.json"
_MAX_BYTES = 10_000  # of each of the two: an archive may promise more than it weighs


@dataclass(frozen=True)
class Metadata:
    """What a network's numbers mean.

    Attributes:
        labels: "0" to "9", and "not a digit" last where the network knows it.
        thresholds: ``unsure``, below which a probability leaves the answer open; and "not a digit"
            where the network knows that label, from which on that is the answer. 0 to 1.
    """

    labels: list[str]
    thresholds: Mapping[str, float]

    def __post_init__(self) -> None:
        if tuple(self.labels) not in (LABELS, LABELS[:DIGITS]):
            raise ValueError(f"unexpected labels {self.labels}"[:200])
        for name in ("unsure", *self.labels[DIGITS:]):
            if not 0 <= self.thresholds.get(name, -1) <= 1:
                raise ValueError(f"no threshold of 0 to 1 for {name!r}")


def write_metadata(path: Path, labels: Sequence[str], thresholds: Mapping[str, float]) -> None:
    """Put labels and thresholds into a ``.tflite``, in the place of those that it has.

    Raises:
        ValueError: they are none that ``read_metadata`` would take.
        OSError: the file cannot be read or written.
    """
    Metadata(list(labels), thresholds)
    content = io.BytesIO(path.read_bytes())
    if zipfile.is_zipfile(content):
        with zipfile.ZipFile(content) as archive:
            content.truncate(min(entry.header_offset for entry in archive.infolist()))
    with zipfile.ZipFile(content, "a") as archive:
        for name, text in (
            (_LABELS, "".join(f"{label}\n" for label in labels).encode()),
            (_THRESHOLDS, msgspec.json.encode(dict(thresholds))),
        ):
            # A fixed date: the same network is the same file.
            archive.writestr(zipfile.ZipInfo(name), text)
    files.write_whole(path, lambda file: file.write(content.getvalue()))


def read_metadata(path: Path, content: bytes) -> Metadata:
    """The labels and thresholds in a ``.tflite``.

    Args:
        path: what it is called in an error.
        content: the file's bytes.

    Raises:
        ModelError: there are none, or they are damaged.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            labels, thresholds = (_read(archive, name) for name in (_LABELS, _THRESHOLDS))
        return Metadata(
            labels.decode().splitlines(), msgspec.json.decode(thresholds, type=dict[str, float])
        )
    # A damaged archive raises a dozen kinds.
    except Exception as error:
        raise ModelError(
            f"{path} holds no labels and thresholds, or damaged ones ({error!r:.200}): "
            "train it again, or restore it from the repository"
        ) from error


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as file:
        content = file.read(_MAX_BYTES + 1)
    if len(content) > _MAX_BYTES:
        raise ValueError(f"{name} is too large")
    return content
