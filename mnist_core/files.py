"""Files written whole or not at all, and JSON that can be relied on.

JSON is read by msgspec, which holds it to types: it is small, quick, needs nothing else, and comes
as a wheel for every system. (pydantic does as much at ten times the size.)
"""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Annotated, Any, TypeVar

import msgspec

from mnist_core.errors import FileError

T = TypeVar("T")

# Counted things in a file. JSON's other readers keep whole numbers up to 2**53 (RFC 8259, 6).
Count = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]  # a part of a whole


def read_json(path: Path) -> dict[str, Any]:
    """The object in a JSON file.

    Raises:
        FileError: the file is missing, damaged, or holds something else.
    """
    return read_typed(path, dict[str, Any])


def read_typed(path: Path, kind: type[T]) -> T:
    """What a JSON file holds, held to a type.

    Numbers are finite, and text is text; what the type does not know is passed over.

    Args:
        path: the file.
        kind: a dataclass, a ``msgspec.Struct``, or what else msgspec can decode.

    Raises:
        FileError: the file is missing, damaged, or holds something else.
    """
    try:
        return parse_json(path.read_bytes(), kind)
    except (OSError, ValueError, RecursionError) as error:
        raise FileError(f"{path} cannot be read: {error}") from error


def parse_json(text: bytes, kind: type[T]) -> T:
    """JSON held to a type, as ``read_typed`` does.

    Raises:
        ValueError: it is damaged, or holds something else.
        RecursionError: it is nested too deeply.
    """
    return msgspec.json.decode(text, type=kind)


def write_json(path: Path, content: object) -> None:
    """Write a JSON file, whole or not at all; the content as msgspec encodes it."""
    text = msgspec.json.format(msgspec.json.encode(content), indent=2)
    write_whole(path, lambda file: file.write(text + b"\n"))


def write_whole(path: Path, write: Callable[[IO[bytes]], object]) -> None:
    """Let ``write`` fill a file which then takes the place of ``path``, or leaves it as it was."""
    with replacing(path) as temporary, temporary.open("wb") as file:
        write(file)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A path to write a file to, which then takes the place of ``path``, or leaves it as it was."""
    temporary = path.with_name(f".{secrets.token_hex(4)}-{path.name}")
    try:
        yield temporary
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
