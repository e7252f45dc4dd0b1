"""The digits that can be looked at: MNIST's if at hand, generated ones, and photographed ones."""

import hashlib
import re
from pathlib import Path

import streamlit as st

from app_pages.visit.errors import tell
from mnist_core.arrays import UInt8Array
from mnist_core.data import generated
from mnist_core.data.dataset import Dataset
from mnist_core.data.mnist import find_mnist, read_mnist
from mnist_core.data.statistics import Statistics, statistics_of
from mnist_core.errors import DatasetError

SOURCES = {"train": "MNIST, training", "test": "MNIST, test", "generated": "Generated"}
_GENERATED = 1000
_SEED = 3
_NAME = re.compile(r"(train|test|generated)-([0-9]{1,12})")
_PHOTOGRAPHED = "visit_photographed"


def digits_of(source: str) -> tuple[UInt8Array, UInt8Array] | None:
    """The images, uint8 (n, 28, 28), 255 is ink, and labels of a source; None: not at hand.

    What is found and damaged is named in an error on the page.
    """
    try:
        return _digits_of(source)
    except DatasetError as error:
        st.error(tell(error))
        return None


def training_digits() -> tuple[str, tuple[UInt8Array, UInt8Array]]:
    """MNIST's training digits, or where those are not at hand generated ones.

    Returns:
        Their source, and the images and labels as ``digits_of`` gives them.
    """
    found = digits_of("train")
    return ("generated", _generate()) if found is None else ("train", found)


def is_name(name: str) -> bool:
    """Whether digits of the data are called so, be there one of that name or not."""
    return _NAME.fullmatch(name) is not None


def find_digit(name: str) -> UInt8Array:
    """The digit of a name such as "test-100": uint8 (28, 28), 255 is ink.

    Raises:
        DatasetError: there is none, or it is not at hand.
    """
    photographed = _photographed().get(name)
    if photographed is not None:
        return photographed
    (images, _), number = _find(name)
    image: UInt8Array = images[number]
    return image


def keep_digit(image: UInt8Array) -> str:
    """Keep a photographed digit for the visit; its name, which no other digit has.

    Args:
        image: uint8 (28, 28), 255 is ink.
    """
    name = f"photo-{hashlib.sha256(image.tobytes()).hexdigest()[:12]}"
    st.session_state[_PHOTOGRAPHED] = {**_photographed(), name: image}
    return name


def is_photographed(name: str) -> bool:
    """Whether a digit of that name is one that the visitor has photographed."""
    return name in _photographed()


def _photographed() -> dict[str, UInt8Array]:
    """The visitor's photographed digits by their names: those alone that were asked for."""
    found: dict[str, UInt8Array] = st.session_state.get(_PHOTOGRAPHED, {})
    return found


def label_of(name: str) -> int:
    """What the digit of that name is, 0 to 9.

    Raises:
        DatasetError: there is none, or it is not at hand.
    """
    (_, labels), number = _find(name)
    return int(labels[number])


def _find(name: str) -> tuple[tuple[UInt8Array, UInt8Array], int]:
    """The digits among which that one is, and its place.

    Raises:
        DatasetError: there is none, or it is not at hand.
    """
    match = _NAME.fullmatch(name)
    if match is None:
        raise DatasetError(
            "there is no such digit: one is called train, test or generated, and then its number, "
            "such as test-100"
        )
    source, number = match[1], int(match[2])
    digits = _digits_of(source)
    if digits is None:
        raise DatasetError(
            "this digit is MNIST's, which is not on this server: Explore, Data can download it"
        )
    if number >= len(digits[1]):
        raise DatasetError(
            f"there is no such digit: there are {source}-0 to {source}-{len(digits[1]) - 1}"
        )
    return digits, number


def statistics_for(source: str) -> Statistics | None:
    """The digits of a source on the whole; None: not at hand."""
    digits = digits_of(source)
    return None if digits is None else _count(source, _place(), digits)


def _digits_of(source: str) -> tuple[UInt8Array, UInt8Array] | None:
    if source == "generated":
        return _generate()
    place = _place()
    if place is None:
        return None
    mnist = _read(*place)
    if source == "train":
        return mnist.train_images, mnist.train_labels
    return mnist.test_images, mnist.test_labels


def _place() -> tuple[str, int] | None:
    """Where MNIST is, and when that was last changed; None where it is not at hand."""
    path = find_mnist()
    if path is None:
        return None
    return str(path), path.stat().st_mtime_ns if path.exists() else 0


@st.cache_resource(show_spinner="Writing digits …", max_entries=1)
def _generate() -> tuple[UInt8Array, UInt8Array]:
    return generated.generate(_GENERATED, _SEED)


@st.cache_resource(show_spinner="Loading MNIST …", max_entries=1)
def _read(path: str, changed: int) -> Dataset:
    """MNIST at a path, as it was when it was last changed."""
    return read_mnist(Path(path))


@st.cache_resource(show_spinner="Counting …", max_entries=3)
def _count(
    source: str, place: tuple[str, int] | None, _digits: tuple[UInt8Array, UInt8Array]
) -> Statistics:
    return statistics_of(*_digits)
