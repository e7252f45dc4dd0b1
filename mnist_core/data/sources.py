"""Whose data networks learn from: what it is called, by whom it was made, and what may be done."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """A collection of digits or other characters.

    Attributes:
        title: what its makers call it.
        authors: its makers, with the paper that tells of it where there is one.
        licence: under which they give it.
        address: where it is to be had.
    """

    title: str
    authors: str
    licence: str
    address: str


MNIST = Source(
    "MNIST",
    "LeCun, Cortes, Burges",
    "CC BY-SA 3.0",
    "http://yann.lecun.com/exdb/mnist/",
)
PEN_DIGITS = Source(
    "Pen-Based Recognition of Handwritten Digits",
    "Alpaydin and Alimoglu, UCI Machine Learning Repository",
    "CC BY 4.0",
    "https://archive.ics.uci.edu/dataset/81/pen+based+recognition+of+handwritten+digits",
)
UNIPEN = Source(
    "UNIPEN train_r01_v07",
    "International Unipen Foundation; Guyon, Schomaker, Plamondon, Liberman, Janet, ICPR 1994",
    "CC BY 4.0",
    "https://doi.org/10.5281/zenodo.1195803",
)
UJI = Source(
    "UJI Pen Characters",
    "Llorens et al., LREC 2008; UCI Machine Learning Repository",
    "CC BY 4.0",
    "https://archive.ics.uci.edu/dataset/177/uji+pen+characters",
)
OMNIGLOT = Source(
    "Omniglot",
    "Lake, Salakhutdinov, Tenenbaum, Science 2015",
    "MIT",
    "https://github.com/brendenlake/omniglot",
)
# By the name of a collection, as ``PenCharacter`` has it; all others are UNIPEN's.
_OF_COLLECTIONS = {"pendigits": PEN_DIGITS, "uji": UJI, "omniglot": OMNIGLOT}


def sources_of(collections: Iterable[str]) -> list[Source]:
    """The sources of collections of pen strokes, each once, in the order of their titles."""
    found = {_OF_COLLECTIONS.get(each, UNIPEN) for each in collections}
    return sorted(found, key=lambda source: source.title)
