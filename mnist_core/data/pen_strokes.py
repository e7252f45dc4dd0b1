"""People's pen strokes, read from their files: digits, letters, signs. Knows no one's purpose.

Two formats are read: the UNIPEN text of the UCI's "Pen-Based Recognition of Handwritten Digits",
and an ``.npz`` of arrays that holds any collection.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args
from zipfile import is_zipfile

import numpy as np

from mnist_core.arrays import AnyIntArray, Float64Array
from mnist_core.errors import StrokesError
from mnist_core.labels import NOT_A_DIGIT_INDEX

Kind = Literal["digit", "capital", "small letter", "sign", "character"]
KINDS: tuple[Kind, ...] = get_args(Kind)  # in the order of their numbers in an .npz
PEN_DIGITS = "pendigits"  # the collection that the UCI's digits are
_FARTHEST = 10**9  # a coordinate, in whatever unit
_ARRAYS = ("kind", "label", "source", "sources", "strokes", "points", "xy")


@dataclass(frozen=True, eq=False)
class PenCharacter:
    """A digit, letter or sign as a pen wrote it.

    Attributes:
        character: what it is, as its makers say: "7", "k", "&"; of other scripts a name, such as
            "Greek/character05".
        kind: of character.
        writer: who wrote it, as collection and file or person: "apb/app0265.dat", "pendigits/05".
        position: its place among what is stored of that writer, from 0.
        lines: one float64 (n, 2) a stroke, n at least 1, in the order in which the pen went: x and
            y in any unit, y downwards.
    """

    character: str
    kind: Kind
    writer: str
    position: int
    lines: tuple[Float64Array, ...]

    @property
    def label(self) -> int:
        """0 to 9, or 10 for what is no digit."""
        return int(self.character) if self.kind == "digit" else NOT_A_DIGIT_INDEX

    @property
    def collection(self) -> str:
        """The collection that it is from: other people, and mostly another pen."""
        return self.writer.split("/")[0]


def read_pen_digits(path: str | Path) -> list[PenCharacter]:
    """Read a UNIPEN file of the UCI "Pen-Based Recognition of Handwritten Digits" data set.

    Args:
        path: ``pendigits-orig.tra`` or ``pendigits-orig.tes`` (UCI data set 81), uncompressed.

    Raises:
        StrokesError: the file does not exist, is not in that format, or has a digit without points.
    """
    try:
        text = Path(path).read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise StrokesError(
            f"cannot read pen strokes from {path}: {error}; set PENDIGITS_PATH to "
            "pendigits-orig.tra of UCI data set 81, uncompressed"
        ) from error
    count: Counter[str] = Counter()
    digits = [_parse_segment(segment, path, count) for segment in text.split(".SEGMENT DIGIT")[1:]]
    if not digits:
        raise StrokesError(f"{path} holds no '.SEGMENT DIGIT': is it pendigits-orig.tra?")
    return digits


def _parse_segment(segment: str, path: str | Path, count: Counter[str]) -> PenCharacter:
    heading = re.match(r'[^"\n]*"(\d)"\s*\.COMMENT\s+\d+\s+(\d+)', segment)
    pen_downs = re.findall(r"^\.PEN_DOWN\b(.*?)^\.PEN_UP\b", segment, re.DOTALL | re.MULTILINE)
    try:
        if heading is None or not "".join(pen_downs).strip():
            raise ValueError("no label, writer or stroke")
        lines = [np.array(each.split(), np.float64).reshape(-1, 2) for each in pen_downs]
        if not all(np.isfinite(line).all() for line in lines):
            raise ValueError("a point that is no number")
    except ValueError as error:
        raise StrokesError(f"{path}: a digit cannot be read ({error}): {segment[:60]!r}") from error
    writer = f"{PEN_DIGITS}/{heading[2]:0>2}"
    count[writer] += 1
    return PenCharacter(
        character=heading[1],
        kind="digit",
        writer=writer,
        position=count[writer] - 1,
        # The tablet's y points upwards.
        lines=tuple(line * [1, -1] for line in lines if len(line)),
    )


def read_characters(path: str | Path) -> list[PenCharacter]:
    """Read characters from an ``.npz``.

    Its arrays are, for n characters: ``kind`` integers (n,), the places in ``KINDS``; ``label``
    text (n,), what each is; ``source`` integers (n,), places in ``sources``, text, who wrote it;
    ``strokes`` integers (n,), how many strokes each has, at least one; ``points`` integers, how
    many points each stroke has, at least one; ``xy`` numbers (all points, 2), y downwards.

    Args:
        path: the file.

    Raises:
        StrokesError: the file does not exist, lacks an array, or its arrays do not fit each other.
    """
    try:
        if Path(path).exists() and not is_zipfile(path):  # NumPy would speak of pickles
            raise ValueError("it is no .npz")
        with np.load(path, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in _ARRAYS if name in stored}
        _check(arrays)
    # A damaged archive raises a dozen kinds.
    except Exception as error:
        raise StrokesError(
            f"cannot read pen strokes from {path}: {error}; expected an .npz with the arrays "
            f"{', '.join(_ARRAYS)}"
        ) from error
    lines = np.split(arrays["xy"].astype(np.float64), np.cumsum(arrays["points"])[:-1])
    ends = np.cumsum(arrays["strokes"], dtype=np.int64)
    sources = [str(each) for each in arrays["sources"]]
    count: Counter[str] = Counter()
    characters = []
    for kind, label, source, end, strokes in zip(
        *(arrays[name].tolist() for name in ("kind", "label", "source")),
        ends.tolist(),
        arrays["strokes"].tolist(),
        strict=True,
    ):
        writer = sources[source]
        characters.append(
            PenCharacter(
                label, KINDS[kind], writer, count[writer], tuple(lines[end - strokes : end])
            )
        )
        count[writer] += 1
    return characters


def _check(arrays: Mapping[str, Any]) -> None:
    """Raise ValueError unless the arrays of an ``.npz`` fit each other."""
    missing = [name for name in _ARRAYS if name not in arrays]
    if missing:
        raise ValueError(f"no array {missing[0]!r}")
    for name in ("kind", "source", "strokes", "points"):
        _check_integers(name, arrays[name])
    for name in ("label", "sources"):
        if arrays[name].ndim != 1 or arrays[name].dtype.kind != "U":
            raise ValueError(
                f"{name} is {arrays[name].dtype} of shape {arrays[name].shape}: no text"
            )
    lengths = {name: len(arrays[name]) for name in ("kind", "label", "source", "strokes")}
    if len(set(lengths.values())) != 1:
        raise ValueError(f"{lengths} are not as many of each")
    if arrays["kind"].max() >= len(KINDS):
        raise ValueError(f"kind is up to {arrays['kind'].max()}, expected 0 to {len(KINDS) - 1}")
    if arrays["source"].max() >= len(arrays["sources"]):
        raise ValueError("a source that is not among sources")
    if arrays["strokes"].min() < 1 or arrays["points"].min() < 1:
        raise ValueError("a character without strokes, or a stroke without points")
    xy = arrays["xy"]
    # What is larger than all there are might add up to it nevertheless: sums of integers wrap.
    if arrays["strokes"].max() > len(arrays["points"]) or arrays["points"].max() > len(xy):
        raise ValueError("more strokes or points than there are")
    if arrays["strokes"].sum(dtype=np.int64) != len(arrays["points"]):
        raise ValueError(f"strokes do not add up to the {len(arrays['points'])} in points")
    if xy.shape != (arrays["points"].sum(dtype=np.int64), 2) or xy.dtype.kind not in "iuf":
        raise ValueError(f"xy is {xy.dtype} of shape {xy.shape}: not as many as points say")
    if not (np.abs(xy.astype(np.float64)) <= _FARTHEST).all():  # what is no number is neither
        raise ValueError(f"a point that is no number of up to {_FARTHEST:,}")
    digits = {str(each) for each in arrays["label"][arrays["kind"] == KINDS.index("digit")]}
    if not digits <= set("0123456789"):
        raise ValueError(f"a digit is labelled {min(digits - set('0123456789'))!r}")


def _check_integers(name: str, array: AnyIntArray) -> None:
    if array.ndim != 1 or array.dtype.kind not in "iu":
        raise ValueError(f"{name} is {array.dtype} of shape {array.shape}: no row of integers")
    if not len(array) or array.min() < 0:
        raise ValueError(f"{name} must be 0 or more, and at least one")
