"""A component's JavaScript: its module, and those that it imports."""

import re
from pathlib import Path

_IMPORT = re.compile(r'^import \{[^}]*\} from "(\.[^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export ", re.MULTILINE)


def script(path: Path) -> str:
    """A module and what it imports as one text, for Streamlit gives a browser no other.

    An import names what it takes in braces, from a file beside it; names are told apart by
    themselves, in all modules together.

    Args:
        path: of the module.
    """
    return "\n".join(_parts(path.resolve(), set()))


def _parts(path: Path, done: set[Path]) -> list[str]:
    """What a module imports, each once, and then itself."""
    text = path.read_text(encoding="utf-8")
    imported = [(path.parent / name).resolve() for name in _IMPORT.findall(text)]
    parts = []
    for each in imported:
        if each not in done:
            done.add(each)
            parts += [_EXPORT.sub("", part) for part in _parts(each, done)]
    return [*parts, _IMPORT.sub("", text)]
