"""The photograph that a visitor shows, and what was read on it: kept in their session alone.

Of the file nothing is kept. Its picture is reduced and encoded anew, so that what else the file
held, as the place where it was taken, is gone.
"""

import threading
from dataclasses import dataclass

import cv2
import streamlit as st

from mnist_core import DigitClassifier
from mnist_core.arrays import UInt8Array
from mnist_core.ink.paper import reduced
from mnist_core.ink.pictures import read_picture
from mnist_core.recognition.number import Number
from mnist_core.recognition.photograph import read_photograph

_QUALITY = 90  # of 100, JPEG's
_PHOTOGRAPH = "visit_photograph"
_READING = "visit_photograph_reading"
# Strangers share the server, and a picture of 40 megapixels takes 120 MB: one is opened at a time.
_turn = threading.Lock()


@dataclass(frozen=True, eq=False)
class Photograph:
    """A photograph as it is shown and read.

    Attributes:
        content: a JPEG file.
        width: in pixels.
        height: in pixels.
    """

    content: bytes
    width: int
    height: int


@dataclass(frozen=True, eq=False)
class _Reading:
    photograph: Photograph
    network: str
    lines: tuple[Number, ...]


def photograph() -> Photograph | None:
    """The visitor's photograph; None where they have shown none."""
    found: Photograph | None = st.session_state.get(_PHOTOGRAPH)
    return found


def take_photograph(content: bytes) -> None:
    """Keep a file's picture in place of the one before.

    Raises:
        InvalidImageError: it is no picture that can be read; the one before stays.
    """
    with _turn:
        st.session_state[_PHOTOGRAPH] = _encoded(reduced(read_picture(content)))


def read_it(found: Photograph, network: str, classifier: DigitClassifier) -> tuple[Number, ...]:
    """What a network reads on a photograph, line by line: read once, and then kept.

    Args:
        found: the photograph.
        network: the network's key.
        classifier: the network.
    """
    kept: _Reading | None = st.session_state.get(_READING)
    if kept is None or kept.photograph is not found or kept.network != network:
        with _turn:
            lines = read_photograph(classifier, read_picture(found.content))
        kept = _Reading(found, network, lines)
        st.session_state[_READING] = kept
    return kept.lines


def _encoded(picture: UInt8Array) -> Photograph:
    bgr = cv2.cvtColor(picture, cv2.COLOR_RGB2BGR)
    content = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])[1].tobytes()
    return Photograph(content, picture.shape[1], picture.shape[0])
