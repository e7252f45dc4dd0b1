"""What is no digit: letters, signs, scribbles, shapes, and digits damaged or joined.

Says which kinds there are, and which are kept from training; knows nothing of pixels and networks.
What a person might take for a sloppy digit is left out: to learn to refuse it would be to refuse
digits.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from mnist_core.arrays import Float64Array
from mnist_core.handwriting.glyphs import (
    LETTERS,
    LIKE_DIGITS_WHEN_SLOPPY,
    PICTURES,
    SCRIPTS,
    SHAPES,
    SIGNS,
)
from mnist_core.handwriting.hand import Hand, write
from mnist_core.handwriting.scribbles import ARROWS, SCRIBBLES, WALKS
from mnist_core.handwriting.spoilt_digits import FRAMED, JOINED, TURNED, WriteDigit
from mnist_core.ink.geometry import boxed

Kind = Callable[[np.random.Generator, WriteDigit], list[Float64Array]]
_KindWithoutDigits = Callable[[np.random.Generator], list[Float64Array]]
_NEAT_TO_SLOPPY = (0.3, 1.25)  # times what a hand strays by default
_NEAT = (0.2, 0.6)
# Never trained on, only measured on; a near relative of each is trained on.
HELD_OUT = frozenset(
    {
        "letter P",
        "letter h",
        "letter Ж",
        "sign @",
        "cat head",
        "star",
        "cross hatching",
        "walk in a box",
        "mirrored 4",
        "3 on its left",
        "three digits",
    }
)


def _written(templates: Sequence[str], random: np.random.Generator) -> list[Float64Array]:
    template = templates[int(random.integers(len(templates)))]
    return write(template, random, Hand().scaled(random.uniform(*_NEAT_TO_SLOPPY)))


def _written_neatly(templates: Sequence[str], random: np.random.Generator) -> list[Float64Array]:
    """With sharp corners, and not far from the template: what would else become a digit."""
    template = templates[int(random.integers(len(templates)))]
    hand = Hand().scaled(random.uniform(*_NEAT))
    return write(template, random, replace(hand, rounding=0.0))


def _word(letters: Sequence[Sequence[str]], random: np.random.Generator) -> list[Float64Array]:
    """Two or three letters in a row; of each letter the templates."""
    lines: list[Float64Array] = []
    right = 0.0
    for _ in range(random.integers(2, 4)):
        letter = boxed(_written(letters[int(random.integers(len(letters)))], random))
        lines += [line + np.array([right, 0.0]) for line in letter]
        right = float(np.concatenate(lines)[:, 0].max()) + random.uniform(0.05, 0.25)
    return lines


def _signs(table: Mapping[str, Sequence[str]], prefix: str = "") -> dict[str, _KindWithoutDigits]:
    return {
        prefix + name: partial(
            _written_neatly if name in LIKE_DIGITS_WHEN_SLOPPY else _written, templates
        )
        for name, templates in table.items()
    }


def _without_digits(
    draw: _KindWithoutDigits, random: np.random.Generator, write: WriteDigit
) -> list[Float64Array]:
    return draw(random)


def _kinds(table: Mapping[str, _KindWithoutDigits]) -> dict[str, Kind]:
    return {name: partial(_without_digits, draw) for name, draw in table.items()}


_LETTERS_OF_WORDS = [
    templates for name, templates in LETTERS.items() if f"letter {name}" not in HELD_OUT
]
_FAMILIES: dict[str, dict[str, Kind]] = {
    "letters": _kinds({**_signs(LETTERS, "letter "), "word": partial(_word, _LETTERS_OF_WORDS)}),
    "other scripts": _kinds(_signs(SCRIPTS, "letter ")),
    "signs": _kinds(_signs(SIGNS, "sign ")),
    "scribbles": _kinds(SCRIBBLES),
    "walks": _kinds(WALKS),
    "shapes": _kinds({**_signs(SHAPES), **ARROWS}),
    "pictures": _kinds(_signs(PICTURES)),
    "turned digits": TURNED,
    "joined digits": JOINED,
    "framed digits": FRAMED,
}
FAMILIES: dict[str, tuple[str, ...]] = {name: tuple(kinds) for name, kinds in _FAMILIES.items()}
KINDS: dict[str, Kind] = {
    name: kind for kinds in _FAMILIES.values() for name, kind in kinds.items()
}
TRAINED_ON = frozenset(KINDS) - HELD_OUT
SCRIBBLED = (*FAMILIES["scribbles"], *FAMILIES["walks"])
_FAMILIES_TRAINED_ON: tuple[tuple[str, ...], ...] = tuple(
    tuple(name for name in names if name in TRAINED_ON) for names in FAMILIES.values()
)


def draw_outlier(random: np.random.Generator, write: WriteDigit) -> list[Float64Array]:
    """Draw something that is no digit, of a kind in ``TRAINED_ON``.

    A family is drawn by lot, then one of its kinds, so that a large family drowns no other.

    Args:
        random: the source of chance; the same state gives the same drawing, if ``write`` does.
        write: gives the lines of some writing of a digit, 0 to 9, y downwards.

    Returns:
        One float64 (n, 2) a stroke, in any unit, y downwards; a dot is a stroke of one point.
    """
    family = _FAMILIES_TRAINED_ON[random.integers(len(_FAMILIES_TRAINED_ON))]
    return KINDS[family[random.integers(len(family))]](random, write)
