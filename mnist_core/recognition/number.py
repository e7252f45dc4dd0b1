"""A line of digits read as one number: from strokes, or from its ink alone.

The line is cut in pieces, and each group of pieces that may be a digit is read. A network that
knows what is no digit judges each cut so: half a digit is none, and two are none. The best
sequences of groups are found by dynamic programming. The reader of lines, which sees no cuts, says
how probable the text of each is.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial

import numpy as np

from mnist_core.arrays import Float32Array, UInt8Array
from mnist_core.errors import BlankImageError
from mnist_core.ink.preprocessing import Digit
from mnist_core.ink.segmentation import (
    Group,
    Strokes,
    Writing,
    groups,
    ink_in_pieces,
)
from mnist_core.ink.strip import Baseline, baseline_of
from mnist_core.ink.strokes import Box, Stroke, checked
from mnist_core.labels import DIGITS, NOT_A_DIGIT_INDEX
from mnist_core.networks.line_reader import NONE
from mnist_core.recognition.classifier import DigitClassifier, Prediction, Verdict, refused
from mnist_core.recognition.line_reader import improbability, likely_texts, line_reader

# What it costs to take pieces for a character, beside the improbability of the answer: natural
# logarithms of how much less probable it makes a reading. They were found by random search. Each
# change was kept if more was right of some 1,700 numbers by the people on whom thresholds are
# chosen (``evaluation.strings``: counts, whole numbers, letters marked; from strokes and from ink).
# _LEVEL, for 8s of two rings, and _IN_PLACE and _APART, for 0s with a stroke, were set by hand.
_GAP = 0.8  # for each height of the line that its pieces stand apart
_OVERLAP = 0.37  # where another piece stands in all of its columns
# Where its middle is its neighbour's, as that of the stroke through a 0; nothing where they are so
# many widths of the wider one apart.
_IN_PLACE, _APART = 4.0, 0.2
_LOW = 93.0  # where it has no height; nothing from half the line's height on
_WIDE = 3.0  # for each height that it is wider than high
_PIECE = 0.35  # for each piece but the first
_RISE, _LEVEL = 17.0, 0.15  # for each height that it stands farther above or below than so many
_CHARACTER = -0.75  # for each character: otherwise fewer were always better
_NONE = 2.3  # that it is no digit
_CUT = 0.1  # for each cut
_LIGATURE = 2.6  # that a part of a stroke is nothing but the way to the next digit
_OF_LINE = 0.33  # for the improbability to the reader of lines, which knows less of each digit

_FLOOR = 0.05  # of all probabilities: no single answer rules a reading out
_LEAST = 1e-6  # probability of no digit
_DOUBTFUL = 0.9  # a digit less probable than that is uncertain, and may be more than one
_WIDE_ALONE = 0.9  # heights of the line: what is wider may be more than one
_HOPELESS = 3.0  # several pieces that fit a digit of their line so ill are not read
_READINGS = 4  # that each judge proposes
_NEAR = math.log(10)  # a second reading is near that is a tenth as probable as the first
_IN_DOUBT = math.log(20)  # what a reading a twentieth as probable has otherwise is in doubt

_Edges = tuple[float, float, float, float]  # left, top, right and bottom in pixels


@dataclass(frozen=True, eq=False)
class Character:
    """A digit of a number, or what stands among its digits and is none.

    Attributes:
        prediction: what the network reads.
        box: x and y of its top left corner, width and height, ink included: in the pixels of the
            canvas or picture.
        seen: what the network sees of it.
    """

    prediction: Prediction
    box: Box
    seen: Digit


@dataclass(frozen=True, eq=False)
class Number:
    """A line read as one number.

    Attributes:
        characters: from left to right; at least one.
        second: the second-best reading of the whole, where it is near; otherwise None.
    """

    characters: tuple[Character, ...]
    second: str | None = None

    @property
    def text(self) -> str:
        """The digits from left to right, "" where there are none."""
        return "".join(each.prediction.label or "" for each in self.characters)


def read_number(classifier: DigitClassifier, strokes: Sequence[Stroke]) -> Number:
    """Read strokes as one number.

    Args:
        classifier: reads the digits.
        strokes: in the pixels of a canvas of any size, in the order in which they were drawn.

    Raises:
        InvalidImageError: what was given are no strokes.
        BlankImageError: there are none.
    """
    return _read(classifier, Strokes(checked(strokes)))


def read_ink(classifier: DigitClassifier, ink: UInt8Array) -> Number:
    """Read the ink of one line as one number.

    Args:
        classifier: reads the digits.
        ink: uint8 (h, w), 255 is ink and 0 is paper.

    Raises:
        BlankImageError: there is no ink.
    """
    writing = ink_in_pieces(ink)
    if writing is None:
        raise BlankImageError("the line has no ink")
    return _read(classifier, writing)


@dataclass(frozen=True, eq=False)
class _Arc:
    """Pieces that may be one character, as a step of a way through the line.

    Attributes:
        start: the place in the line before the pieces; cuts lie between whole numbers.
        end: the place after them.
        shape: what it costs that the pieces have this shape.
        writing: that the pieces are of.
        pieces: which they are.
        seen: what a network sees of them.
        probabilities: what the network answers: float32 (k,).
    """

    start: float
    end: float
    shape: float
    writing: Writing
    pieces: tuple[int, ...]
    seen: Digit
    probabilities: Float32Array

    def cost(self, label: str) -> float:
        """What it costs to take the pieces for a digit, for none ("?"), or for a ligature ("")."""
        if label == "":
            return _LIGATURE
        if label == NONE:
            if len(self.probabilities) <= DIGITS:
                return math.inf
            none = float(self.probabilities[NOT_A_DIGIT_INDEX])
            return self.shape + _NONE - math.log(max(none, _LEAST))
        probability = float(self.probabilities[int(label)])
        return self.shape - math.log(_FLOOR / DIGITS + (1 - _FLOOR) * probability)

    @property
    def may_be_ligature(self) -> bool:
        """Whether the pieces may be nothing but the way from one digit to the next."""
        return self.writing.has_ligatures and len(self.pieces) == 1

    @cached_property
    def box(self) -> _Edges:
        """What they take up."""
        boxes = self.writing.boxes[list(self.pieces)]
        left, top = map(float, boxes[:, :2].min(axis=0))
        right, bottom = map(float, boxes[:, 2:].max(axis=0))
        return left, top, right, bottom


@dataclass(frozen=True, eq=False)
class _Way:
    """A way through a line, and as what each of its steps is read."""

    cost: float = 0.0
    steps: tuple[tuple[str, _Arc], ...] = ()

    def on(self, label: str, arc: _Arc) -> "_Way":
        cost = self.cost + arc.cost(label)
        if label and self.steps:
            cost += _IN_PLACE * max(0.0, 1 - _apart(self.steps[-1][1].box, arc.box) / _APART)
        return _Way(cost, (*self.steps, (label, arc)))

    @property
    def text(self) -> str:
        return "".join(label for label, _ in self.steps)


def _read(classifier: DigitClassifier, writing: Writing) -> Number:
    line = baseline_of(writing.boxes)
    read = cache(partial(_see, classifier, writing))
    lattices = [_arcs(read, writing, order, line) for order in writing.orders]
    arcs = min(lattices, key=lambda each: _best(each)[0].cost)
    for label, arc in _best(arcs)[0].steps:
        if _may_be_more(label, arc, line):
            arcs = arcs + _cut(classifier, arc, line)
    answers = line_reader().read(writing.strip(line))
    ways = {way.text: way for way in _best(arcs) if way.text}
    for text in likely_texts(answers, _READINGS):
        if text and text not in ways and (spelt := _spelt(arcs, text)) is not None:
            ways[text] = spelt
    costs = {text: way.cost + _OF_LINE * improbability(answers, text) for text, way in ways.items()}
    first, *others = sorted(ways, key=costs.__getitem__)
    beside = {each: costs[each] - costs[first] for each in others}
    rivals = [first, *(each for each in others if beside[each] < _IN_DOUBT)]
    common = set.intersection(*(_spelling(ways[each]) for each in rivals))
    characters = [
        _character(classifier, label, arc, doubted=(label, arc.box) not in common)
        for label, arc in ways[first].steps
        if label
    ]
    return Number(
        tuple(sorted(characters, key=lambda each: each.box[0] + each.box[2] / 2)),
        next((each for each in others if beside[each] < _NEAR and NONE not in each), None),
    )


def _apart(first: _Edges, second: _Edges) -> float:
    """How far the middle of a box is from another's, left or right: a part of the wider's width."""
    middles = abs(second[0] + second[2] - first[0] - first[2]) / 2
    return middles / max(first[2] - first[0], second[2] - second[0], 1e-9)


def _spelling(way: _Way) -> set[tuple[str, _Edges]]:
    """What a way reads, and where."""
    return {(label, arc.box) for label, arc in way.steps}


def _see(
    classifier: DigitClassifier, writing: Writing, pieces: tuple[int, ...]
) -> tuple[Digit, Float32Array]:
    """What a network sees of pieces, and what it answers."""
    seen = writing.see(pieces)
    directions = None if seen.directions is None else seen.directions[None]
    return seen, classifier.predict(seen.pixels[None], directions)[0]


def _arcs(
    read: Callable[[tuple[int, ...]], tuple[Digit, Float32Array]],
    writing: Writing,
    order: Sequence[int],
    line: Baseline,
) -> list[_Arc]:
    """The groups of pieces that may be a digit, read: to read one takes longest."""
    return [
        _Arc(each.first, each.end, misfit, writing, each.pieces, *read(each.pieces))
        for each in groups(writing.boxes, order, writing.most, line)
        for misfit in [_misfit(each)]
        if misfit < _HOPELESS or len(each.pieces) == 1
    ]


def _misfit(group: Group) -> float:
    """How ill a group's shape fits a digit of its line."""
    return (
        _CHARACTER
        + _GAP * group.gap
        + _OVERLAP * group.overlap
        + _LOW * max(0.0, 1 - 2 * group.height)
        + _WIDE * max(0.0, group.width - 1)
        + _PIECE * (len(group.pieces) - 1)
        + _RISE * max(0.0, group.rise - _LEVEL)
    )


def _best(arcs: Sequence[_Arc]) -> list[_Way]:
    """The cheapest ways through a line, each with a text of its own, cheapest first."""
    found: dict[float, list[_Way]] = {0: [_Way()]}
    for end, ending in _by_end(arcs):
        options: dict[str, _Way] = {}
        for arc in ending:
            for label in _labels(arc):
                for way in found.get(arc.start, ()):
                    longer = way.on(label, arc)
                    known = options.get(longer.text)
                    if known is None or longer.cost < known.cost:
                        options[longer.text] = longer
        found[end] = sorted(options.values(), key=lambda each: each.cost)[:_READINGS]
    return found[max(found)]


def _spelt(arcs: Sequence[_Arc], text: str) -> _Way | None:
    """The cheapest way whose steps spell a text; None where there is none."""
    found: dict[float, dict[int, _Way]] = {0: {0: _Way()}}
    for end, ending in _by_end(arcs):
        options: dict[int, _Way] = {}
        for arc in ending:
            for count, way in found.get(arc.start, {}).items():
                steps = [(count + 1, text[count])] if count < len(text) else []
                if arc.may_be_ligature:
                    steps.append((count, ""))
                for reached, label in steps:
                    longer = way.on(label, arc)
                    known = options.get(reached)
                    if known is None or longer.cost < known.cost:
                        options[reached] = longer
        found[end] = options
    return found[max(found)].get(len(text))


def _by_end(arcs: Sequence[_Arc]) -> list[tuple[float, list[_Arc]]]:
    """Arcs by the place at which they end, from the first to the last."""
    found: dict[float, list[_Arc]] = defaultdict(list)
    for arc in arcs:
        found[arc.end].append(arc)
    return sorted(found.items())


def _labels(arc: _Arc) -> list[str]:
    """As what an arc may be read: the two most probable digits, none, and a ligature."""
    digits = np.argsort(-arc.probabilities[:DIGITS], kind="stable")[:2]
    return [*map(str, digits), NONE, *([""] if arc.may_be_ligature else [])]


def _may_be_more(label: str, arc: _Arc, line: Baseline) -> bool:
    """Whether pieces may be more than one character: they are wide, or no sure digit."""
    left, _, right, _ = arc.box
    sure = label != NONE and arc.probabilities[int(label)] >= _DOUBTFUL
    return not sure or right - left > _WIDE_ALONE * line.height


def _cut(classifier: DigitClassifier, arc: _Arc, line: Baseline) -> list[_Arc]:
    """What an arc's pieces are when they are cut finer: ways from its start to its end."""
    finer = arc.writing.cut(arc.pieces, line)
    if finer is None:
        return []
    order = finer.orders[0]
    step = (arc.end - arc.start) / len(order)
    return [
        replace(
            each,
            start=arc.start + step * each.start if each.start else arc.start,
            end=arc.start + step * each.end if each.end < len(order) else arc.end,
            shape=each.shape + (_CUT if each.start else 0),
        )
        for each in _arcs(partial(_see, classifier, finer), finer, order, line)
        if each.end - each.start < len(order)
    ]


def _character(classifier: DigitClassifier, label: str, arc: _Arc, *, doubted: bool) -> Character:
    left, top, right, bottom = arc.box
    box = left, top, right - left, bottom - top
    if label == NONE:
        return Character(refused(arc.probabilities), box, arc.seen)
    probability = float(arc.probabilities[int(label)])
    sure = probability >= max(_DOUBTFUL, classifier.thresholds["unsure"]) and not doubted
    verdict: Verdict = "digit" if sure else "unsure"
    return Character(Prediction(label, probability, arc.probabilities, verdict), box, arc.seen)
