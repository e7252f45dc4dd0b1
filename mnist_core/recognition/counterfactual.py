"""The smallest part of a drawing without which it would be read as something else."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mnist_core.arrays import Float32Array
from mnist_core.errors import BlankImageError
from mnist_core.ink.drawing import read_drawing
from mnist_core.ink.pieces import Piece, without
from mnist_core.ink.strokes import Stroke
from mnist_core.labels import decide
from mnist_core.recognition.classifier import DigitClassifier, Prediction
from mnist_core.recognition.explanation import Explanation

# Stretches of a stroke that are tried besides tenths: pieces in them, and from one to the next.
_STRETCHES = ((12, 6), (18, 6), (24, 6), (30, 6))
_READ = 2  # of a size, that are read anew: those that lower the answer most


@dataclass(frozen=True, eq=False)
class Change:
    """A part without which the answer is another.

    Attributes:
        pieces: of the strokes that are left out: neighbours in one stroke, or the whole of it.
        is_stroke: whether they are a whole stroke.
        prediction: what the rest is read as.
    """

    pieces: list[Piece]
    is_stroke: bool
    prediction: Prediction


def changing_patch(explained: Explanation) -> tuple[list[int], int] | None:
    """The patch of a picture without which the answer is another, if there is one.

    Args:
        explained: what ``explain`` said of the picture.

    Returns:
        The squares in it, as ``Explanation.owners`` numbers them, and the other answer's number: of
        the patches that change the answer, the one without which it is least probable.
    """
    answers, answer = decide(explained.without)[0], _answer(explained.before)
    changed = np.flatnonzero(answers != answer)
    if not len(changed):
        return None
    worst = int(changed[explained.without[changed, answer].argmin()])
    return explained.parts[worst], int(answers[worst])


def smallest_change(
    classifier: DigitClassifier, strokes: Sequence[Stroke], explained: Explanation
) -> Change | None:
    """A small part that changes the answer when it is left out; None where none was found.

    Parts are tenths of the ink, then ever longer stretches of a stroke, up to half of the path, and
    whole strokes: of each size the two likeliest, which are found with what is
    left staying where it is. Then what is left is read as a drawing of its own, as it would have
    been, had the pen never made that part: only that counts. One without which the rest is another
    digit is preferred to one without which it is none.

    Args:
        classifier: the network.
        strokes: that were drawn on a canvas of 280 pixels, and nothing else; at least one.
        explained: what ``explain`` said of them.
    """
    pieces, seen = explained.pieces, explained.seen
    if seen is None:
        return None
    none: Change | None = None
    groups = [(explained.parts, explained.without)]
    groups += [(parts, seen.read_without(parts)) for parts in _larger(pieces)]
    for parts, probabilities in groups:
        for part in _likely(probabilities, parts, explained.before):
            left_out = [pieces[i] for i in part]
            prediction = _read(classifier, without(strokes, left_out))
            if prediction is None or _answer(prediction.probabilities) == _answer(explained.before):
                continue
            whole = sum(each.stroke == left_out[0].stroke for each in pieces) == len(part)
            change = Change(left_out, whole, prediction)
            if prediction.label is not None:
                return change
            none = none or change
    return none


def _larger(pieces: Sequence[Piece]) -> list[list[list[int]]]:
    """Whole strokes and long stretches, by their pieces: groups of one size, smallest first."""
    strokes: dict[int, list[int]] = {}
    for i, each in enumerate(pieces):
        strokes.setdefault(each.stroke, []).append(i)
    groups, smaller = [], 0  # a short stroke may hold more ink than a tenth
    for size, step in _STRETCHES:
        groups.append([own for own in strokes.values() if smaller < len(own) <= size])
        groups[-1] += [
            own[start : start + size]
            for own in strokes.values()
            if len(own) > size
            for start in [*range(0, len(own) - size, step), len(own) - size]
        ]
        smaller = size
    groups.append([own for own in strokes.values() if len(own) > smaller])
    # All of a drawing is no part of it.
    kept = [[part for part in group if len(part) < len(pieces)] for group in groups]
    return [group for group in kept if group]


def _likely(
    probabilities: Float32Array, parts: Sequence[list[int]], before: Float32Array
) -> list[list[int]]:
    """The parts without which the answer seems to be another, those that lower it most first."""
    label = _answer(before)
    changed = np.flatnonzero(decide(probabilities)[0] != label)
    order = changed[np.argsort(probabilities[changed, label], kind="stable")]
    return [parts[i] for i in order[:_READ].tolist()]


def _answer(probabilities: Float32Array) -> int:
    """The label that probabilities, (k,), come to."""
    return int(decide(probabilities[None])[0][0])


def _read(classifier: DigitClassifier, strokes: Sequence[Stroke]) -> Prediction | None:
    """What strokes are read as; None without ink."""
    try:
        seen = read_drawing(strokes)
    except BlankImageError:
        return None
    return classifier.read(seen.pixels, seen.directions)
