"""What the default network learns from beside MNIST: drawings, always made anew.

People's digits, letters and signs; digits that the program writes itself; and what is no digit.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from mnist_core.arrays import Float64Array, IntArray, UInt8Array
from mnist_core.data.dataset import Drawn
from mnist_core.data.pen_strokes import Kind, PenCharacter
from mnist_core.data.sources import sources_of
from mnist_core.data.writers import People
from mnist_core.errors import StrokesError
from mnist_core.handwriting import hand, pen_ways
from mnist_core.handwriting.digits import write_digit
from mnist_core.handwriting.marks import underlined
from mnist_core.handwriting.outliers import draw_outlier
from mnist_core.ink.directions import DIRECTIONS, direction_maps
from mnist_core.ink.geometry import boxed
from mnist_core.ink.preprocessing import FRAME
from mnist_core.ink.rendering import render_frame
from mnist_core.labels import NOT_A_DIGIT_INDEX

# Pens, as parts of the drawing's longest side; thick ones make blots of letters and small pictures,
# which could be anything.
_PENS, _PENS_OF_OUTLIERS = (0.035, 0.32), (0.035, 0.22)
_PENS_OF_OUTLINES = (1.2 * pen_ways.OUTLINE, 0.15)  # thick enough to fill them
_PENS_OF_UNDERLINED = (0.035, 0.12)  # thin enough for two lines
# How far pen strokes are bent, slanted and stretched: people's, they differ enough in themselves.
_CHANGES = hand.Hand(bend=0.03, balance=0.02, slant=0.15, rotation=6.0, aspect=0.15)
_SLASHED = 0.12  # part of the zeros of people that get a slash, for the writers made none
_CROSSED = 0.10  # and of the sevens that get a bar
# Parts of the drawings whose ink the pen leaves in another way; the first two show in the path
# alone. What is no digit is drawn so too, or the way itself would tell them apart.
_OTHER_WAYS: tuple[tuple[pen_ways.PenWay, float], ...] = (
    (pen_ways.backwards, 0.10),
    (pen_ways.partly_backwards, 0.10),
    (pen_ways.doubled, 0.05),
    (pen_ways.cut, 0.06),
    (pen_ways.in_loose_pieces, 0.06),
)
_OUTLINED, _UNDERLINED = 0.04, 0.08  # parts of the digits
# The part of all pictures that is dotted, as pages save them that do not join a fast pen's points.
# The path stays whole: where it is known, so are the points.
_DOTTED = 0.04
# How often people's letters and signs are of a kind. Of each kind all characters come as often.
_KINDS: dict[Kind, float] = {
    "small letter": 0.42,
    "capital": 0.28,
    "sign": 0.1,
    "character": 0.2,
}


@dataclass(frozen=True)
class Shares:
    """How many drawings of each sort an epoch has.

    Attributes:
        pen: of people's digits.
        written: digits that the program writes.
        letters: of people's letters and signs. Where there are none, outliers take their place.
        outliers: what is no digit, drawn by the program.
    """

    pen: int = 36_000
    written: int = 12_000
    letters: int = 24_000
    outliers: int = 12_000


@dataclass(frozen=True, eq=False)
class Draft:
    """A drawing before a pen is chosen for it.

    Attributes:
        lines: float64 (n, 2) each, in a box of about 1, y downwards.
        pens: the thinnest and the thickest pen for it, as parts of its longest side.
    """

    lines: list[Float64Array]
    pens: tuple[float, float]


class Mixture:
    """Drawings to train on: one a row, drawn anew each time it is asked for.

    Args:
        people: whose strokes: of each digit at least one.
        shares: how many rows of each sort.

    Attributes:
        labels: uint8 (n,), 0 to 9, or 10 for what is no digit.
        sources: whose writing is learnt from.

    Raises:
        StrokesError: a digit is missing.
    """

    def __init__(self, people: People, shares: Shares | None = None) -> None:
        how_many = shares or Shares()
        if not people.others:
            more = how_many.letters + how_many.outliers
            how_many = replace(how_many, letters=0, outliers=more)
        self._people = people
        self._of_label = [[d for d in people.digits if d.label == label] for label in range(10)]
        if not all(self._of_label):
            raise StrokesError("the pen strokes to train on have not each digit: 0 to 9 are needed")
        self._letters = _by_kind(people.others)
        self.sources = sources_of(each.collection for each in (*people.digits, *people.others))
        counts = (how_many.pen, how_many.written, how_many.letters)
        self._written_from, self._letters_from, self._outliers_from = np.cumsum(counts).tolist()
        pen = np.resize([digit.label for digit in people.digits], how_many.pen)
        written = np.arange(how_many.written) % 10
        outliers = np.full(how_many.letters + how_many.outliers, NOT_A_DIGIT_INDEX)
        self.labels: UInt8Array = np.concatenate([pen, written, outliers]).astype(np.uint8)

    def fingerprint(self) -> bytes:
        """A hash of the pen strokes: tells them from others."""
        digest = hashlib.sha256(self.labels.data)
        for character in (*self._people.digits, *self._people.others):
            for line in character.lines:
                digest.update(np.ascontiguousarray(line).data)
        return digest.digest()

    def draw(self, rows: IntArray, random: np.random.Generator, *, paths: bool = True) -> Drawn:
        """Draw rows as they have never been before.

        Args:
            rows: int64 (n,), which.
            random: the source of chance; the same state gives the same drawings.
            paths: whether the pen's paths are wanted: they take two fifths of the time.
        """
        drafts = (self._draft(int(row), random) for row in rows)
        return draw_drafts(drafts, len(rows), random, paths=paths)

    def _draft(self, row: int, random: np.random.Generator) -> Draft:
        if row < self._written_from:
            return draft_digit(
                varied(self._people.digits[row % len(self._people.digits)], random), random
            )
        if row < self._letters_from:
            return draft_digit(write_digit(int(self.labels[row]), random), random)
        if row < self._outliers_from:
            lines = varied(self._some_letter(random), random)
        else:
            lines = draw_outlier(random, lambda label: self._some_writing(label, random))
        return draft_outlier(lines, random)

    def _some_writing(self, label: int, random: np.random.Generator) -> list[Float64Array]:
        """A writing of a digit, by people more often than by the program."""
        if random.random() < 0.25:
            return write_digit(label, random)
        of_label = self._of_label[label]
        return varied(of_label[random.integers(len(of_label))], random)

    def _some_letter(self, random: np.random.Generator) -> PenCharacter:
        """A letter or sign of people: a kind by lot, then a character, then a writing."""
        chances = np.array([_KINDS[kind] for kind, _ in self._letters])
        _, characters = self._letters[random.choice(len(chances), p=chances / chances.sum())]
        writings = characters[random.integers(len(characters))]
        return writings[random.integers(len(writings))]


def _by_kind(characters: Sequence[PenCharacter]) -> list[tuple[Kind, list[list[PenCharacter]]]]:
    """Of each kind that there is, its characters, and of each of them all writings."""
    found: dict[Kind, dict[str, list[PenCharacter]]] = defaultdict(lambda: defaultdict(list))
    for each in characters:
        found[each.kind][each.character].append(each)
    return [(kind, list(found[kind].values())) for kind in _KINDS if kind in found]


def draw_drafts(
    drafts: Iterable[Draft], count: int, random: np.random.Generator, *, paths: bool = True
) -> Drawn:
    """Draw drafts, each with a pen by lot; a few are dotted.

    Args:
        drafts: so many as ``count`` says; the next is asked for when the one before is drawn.
        count: how many.
        random: the source of chance.
        paths: whether the pen's paths are wanted.
    """
    pictures = np.empty((count, FRAME, FRAME), np.uint8)
    directions = np.empty((count, FRAME, FRAME, DIRECTIONS), np.uint8) if paths else None
    for i, draft in enumerate(drafts):
        # Twice as thick is as likely as half as thick.
        pen = float(np.exp(random.uniform(*np.log(draft.pens))))
        is_dotted = random.random() < _DOTTED
        ink = pen_ways.dotted(draft.lines, random) if is_dotted else draft.lines
        pictures[i] = render_frame(ink, pen)
        if directions is not None:
            directions[i] = direction_maps(draft.lines)
    return Drawn(pictures, directions)


def draft_digit(lines: list[Float64Array], random: np.random.Generator) -> Draft:
    """A digit's lines, perhaps left by the pen in another way, or with a line under them."""
    chance = random.random()
    if chance < _OUTLINED:
        return Draft(pen_ways.outlined(lines, random), _PENS_OF_OUTLINES)
    lines = _in_some_way(lines, random)
    if chance < _OUTLINED + _UNDERLINED:
        return Draft(underlined(lines, random), _PENS_OF_UNDERLINED)
    return Draft(lines, _PENS)


def draft_outlier(lines: list[Float64Array], random: np.random.Generator) -> Draft:
    """The lines of what is no digit, perhaps left by the pen in another way."""
    return Draft(_in_some_way(lines, random), _PENS_OF_OUTLIERS)


def _in_some_way(lines: list[Float64Array], random: np.random.Generator) -> list[Float64Array]:
    """The same ink, mostly as it is, sometimes left by the pen in another way."""
    chance = random.random()
    for way, share in _OTHER_WAYS:
        if chance < share:
            return way(lines, random)
        chance -= share
    return lines


def varied(character: PenCharacter, random: np.random.Generator) -> list[Float64Array]:
    """People's strokes as another hand might have made them.

    Args:
        character: whose strokes; a 0 may get a slash, and a 7 a bar.
        random: the source of chance.

    Returns:
        float64 (n, 2) each, in a box of about 1.
    """
    lines = boxed(character.lines)
    across = np.ptp(np.concatenate(lines), axis=0)
    if character.label == 0 and random.random() < _SLASHED:
        lines.append(_bar((0.9, 0.1), (0.1, 0.9), across, random))
    if character.label == 7 and len(lines) == 1 and random.random() < _CROSSED:
        lines.append(_bar((0.25, 0.55), (0.85, 0.5), across, random))
    ends = np.cumsum([len(line) for line in lines])
    return np.split(hand.vary(np.concatenate(lines), random, _CHANGES), ends[:-1])


def _bar(
    start: tuple[float, float],
    end: tuple[float, float],
    across: Float64Array,
    random: np.random.Generator,
) -> Float64Array:
    """A line through a digit, from about here to there: parts of its box."""
    ends = np.array([start, end]) + random.normal(0, 0.08, (2, 2))
    return np.asarray(ends * across)
