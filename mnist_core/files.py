"""Files written whole or not at all, and JSON that can be relied on."""

import json
import math
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from mnist_core.errors import RunError


def read_json(path: Path) -> dict[str, Any]:
    """The object in a JSON file.

    Raises:
        RunError: the file is missing, damaged, or holds something else.
    """
    try:
        content = parse_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise RunError(f"{path} cannot be read: {error}") from error
    if not isinstance(content, dict):
        raise RunError(f"{path} holds no JSON object")
    return content


def parse_json(text: str | bytes) -> Any:
    """JSON whose numbers are finite and of a size to calculate with, and whose text is text.

    Raises:
        ValueError: it is damaged, or holds something else.
        RecursionError: it is nested too deeply.
    """
    content = json.loads(text, parse_int=_integer, parse_float=_number, parse_constant=_number)
    if b"\\u" in text if isinstance(text, bytes) else "\\u" in text:
        json.dumps(content, ensure_ascii=False).encode()  # half a surrogate pair is no text
    return content


def _integer(digits: str) -> int:
    if len(digits) > 18:
        raise ValueError(f"{digits[:18]}... is too large a number")
    return int(digits)


def _number(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"{digits:.18} is no finite number")
    return number


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Write a JSON file, whole or not at all."""
    text = json.dumps(content, indent=2) + "\n"
    write_whole(path, lambda file: file.write(text.encode()))


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
