"""Write README's tree from the first sentence of each file's docstring.

python -m tools.readme_tree
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_PART = re.compile(r"(<!-- tree -->\n```\n).*?(```\n<!-- end of tree -->)", re.DOTALL)
_COLUMN = 28
_WIDTH = 120
# What has no docstring of its own.
_OTHERS = {
    "models/": "NAME/: network.keras, .tflite, card.json, and answers, neighbours, moments as .npz",
    "tests/": "a folder a package; app/ without a browser, browser/ in a real one",
    "docs/": "networks.md, accuracy.md, numbers.md, closer.md, teaching.md, the notebook, pictures",
}


def tree() -> str:
    """The files of the library and the app, and the folders beside them, a line each."""
    lines = [_line(0, path.name, _first_sentence(path)) for path in sorted(ROOT.glob("*.py"))]
    for package in ("mnist_core", "app_pages"):
        lines += _lines(ROOT / package, 0)
    for package in ("tools", "benchmarks"):
        lines.append(_line(0, f"{package}/", _first_sentence(ROOT / package / "__init__.py")))
    lines += [_line(0, folder, words) for folder, words in _OTHERS.items()]
    return "\n".join(lines) + "\n"


def _lines(folder: Path, depth: int) -> Iterator[str]:
    yield _line(depth, f"{folder.name}/", _first_sentence(folder / "__init__.py"))
    for path in sorted(folder.glob("*.py")):
        if path.name != "__init__.py":
            yield _line(depth + 1, path.name, _first_sentence(path))
    for path in sorted(folder.glob("*/__init__.py")):
        yield from _lines(path.parent, depth + 1)


def _line(depth: int, name: str, words: str) -> str:
    line = f"{'    ' * depth}{name}".ljust(_COLUMN) + words
    return line if len(line) <= _WIDTH else line[: _WIDTH - 2].rsplit(" ", 1)[0] + " …"


def _first_sentence(path: Path) -> str:
    docstring = ast.get_docstring(ast.parse(path.read_text())) or ""
    return docstring.split("\n", 1)[0].split(". ", 1)[0].rstrip(".")


def with_tree(readme: str) -> str:
    """The README with the tree as the files are now."""
    return _PART.sub(lambda part: part[1] + tree() + part[2], readme)


if __name__ == "__main__":
    path = ROOT / "README.md"
    path.write_text(with_tree(path.read_text()))
