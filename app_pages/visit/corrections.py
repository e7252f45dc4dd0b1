"""The drawings that a visitor keeps with what they are: in the session alone, and never on disk.

Each has a name that is made from its strokes, so that no drawing is kept twice.
"""

import hashlib
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import streamlit as st

from mnist_core.arrays import UInt8Array
from mnist_core.data.corrections import (
    MOST,
    MOST_IN_ALL,
    Correction,
    from_archive,
    points_of,
)
from mnist_core.ink.drawing import read_drawing
from mnist_core.ink.strokes import Stroke
from mnist_core.labels import LABELS

_KEY = "visit_corrections"
_PICTURES = "visit_corrections_pictures"
_MOST_UPLOADED = 2_000  # of a file
# A forged file keeps a core busy for seconds, and strangers share it: one is read at a time.
_turn = threading.Lock()


@dataclass(frozen=True)
class Added:
    """What came of an upload.

    Attributes:
        new: how many drawings are kept now that were not.
        known: how many were kept already; they stay as they are.
        left_out: how many no more room was for.
    """

    new: int
    known: int
    left_out: int


def kept() -> Mapping[str, Correction]:
    """The drawings that are kept, by their names, in the order in which they came."""
    found: Mapping[str, Correction] = st.session_state.get(_KEY, {})
    return found


def name_of(strokes: Sequence[Stroke]) -> str:
    """The name that a drawing is kept by: of its strokes alone, to a hundredth of a pixel."""
    digest = hashlib.sha256()
    for each in strokes:
        digest.update(f"{each.width} {len(each.points)} ".encode())
        digest.update((each.points.round(2) + 0.0).tobytes())  # of -0.0 it makes 0.0
    return digest.hexdigest()[:16]


def keep(correction: Correction) -> bool:
    """Keep a drawing; one that is kept already has its label changed, and keeps its place.

    Returns:
        Whether it is kept; no, where there is no more room.
    """
    name, now = name_of(correction.strokes), kept()
    if name in now:
        relabel(name, correction.label)
        return True
    if not _has_room(now, correction):
        return False
    st.session_state[_KEY] = {**now, name: correction}
    return True


def picture_of(name: str) -> UInt8Array:
    """A kept drawing as networks see it, uint8 (28, 28), 255 is ink; it is made once."""
    pictures: dict[str, UInt8Array] = st.session_state.setdefault(_PICTURES, {})
    if name not in pictures:
        pictures[name] = read_drawing(kept()[name].strokes).picture
    return pictures[name]


def relabel(name: str, label: int | None) -> None:
    """Say that a drawing is something else, 0 to 10; nothing happens where it is not kept.

    A label that a browser has forged is none: it changes nothing either.
    """
    now = kept()
    if name in now and label is not None and label in range(len(LABELS)):
        st.session_state[_KEY] = {**now, name: replace(now[name], label=label)}


def remove(name: str) -> None:
    """Keep a drawing no longer."""
    st.session_state[_KEY] = {key: each for key, each in kept().items() if key != name}


def remove_all() -> None:
    """Keep no drawing any longer."""
    st.session_state[_KEY] = {}


def add_archive(content: bytes) -> Added:
    """Keep the drawings of a file as well, as many as there is room for.

    Raises:
        CorrectionsError: it is no such file; what is kept stays as it was.
    """
    with _turn:
        read = from_archive(content, _MOST_UPLOADED)
    found = {name_of(each.strokes): each for each in read}
    now = dict(kept())
    known = len(read) - len(found.keys() - now.keys())
    new = 0
    for name, each in found.items():
        if name not in now and _has_room(now, each):
            now[name] = each
            new += 1
    st.session_state[_KEY] = now
    return Added(new, known, len(read) - known - new)


def _has_room(now: Mapping[str, Correction], further: Correction) -> bool:
    return len(now) < MOST and points_of([*now.values(), further]) <= MOST_IN_ALL
