"""Which ink spoke for an answer: parts of it are left out in turn, and the rest is read.

That is occlusion (Zeiler and Fergus, "Visualizing and understanding convolutional networks", ECCV
2014), with parts of the pen's path instead of squares. What is left stays where it is: it is not
scaled or centred anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from mnist_core.arrays import Float32Array, Float64Array, IntArray, UInt8Array
from mnist_core.ink.directions import path_placement
from mnist_core.ink.drawing import paths
from mnist_core.ink.pieces import Piece, cut, nearest
from mnist_core.ink.preprocessing import FRAME, Digit, Placement
from mnist_core.ink.strokes import CANVAS, Stroke
from mnist_core.recognition.classifier import DigitClassifier

PIECES = 60  # that a drawing is cut in
# The ink that is left out together: a fifth tells less of what matters (docs/closer.md).
TENTH = 0.1
MOST_PIECES = 90  # a drawing of more is looked at as a picture, for each takes time
FEW_STROKES = 4  # at most, of which each is left out as a whole besides
PATCH = 4  # pixels across a patch that is left out of a picture
_PATCH_STEP = 2  # pixels from one patch to the next
AnyPicture = TypeVar("AnyPicture", Float32Array, UInt8Array)
_NEVER = 1e-9  # a probability that is as good as 0, for logarithms


@dataclass(frozen=True, eq=False)
class Explanation:
    """What became of an answer as parts of the ink were left out.

    Attributes:
        seen: the strokes with parts of them left out; None of a picture.
        owners: int64 (28, 28), the piece that each pixel with ink belongs to; -1 is paper.
        parts: of each part that was left out, the pieces in it.
        before: float32 (k,), the probabilities with all ink.
        without: float32 (parts, k), those without each part.
        pieces: of the strokes; none of a picture, whose pieces are squares of pixels.
        by_stroke: float32 (strokes, k), the probabilities without each stroke as a whole; no rows
            where there is a single one, more than a few, or a picture.
    """

    seen: "Occlusion | None"
    owners: IntArray
    parts: list[list[int]]
    before: Float32Array
    without: Float32Array
    pieces: list[Piece]
    by_stroke: Float32Array

    def falls(self, label: int) -> Float64Array:
        """By how much a label's probability falls without each piece.

        Returns:
            float64 (pieces,), -1 to 1, below 0 where it rises: of the parts that the piece was left
            out with, the one that changes it most.
        """
        changes = self.before[label] - self.without[:, label].astype(np.float64)
        return self._of_pieces(changes, np.abs(changes))

    def weights(self, label: int) -> Float64Array:
        """How much each piece speaks for a label: the most that its log odds fall without it.

        Unlike probabilities, log odds tell pieces apart where the network stays nearly certain.
        Pieces for which the same part counts are told apart by the mean of all parts that they are
        in, of which a thousandth is added.

        Returns:
            float64 (pieces,), in nats.
        """
        falls = _log_odds(self.before[label]) - _log_odds(self.without[:, label])
        sums, counts = np.zeros((2, self._count))
        for part, fall in zip(self.parts, falls.tolist(), strict=True):
            sums[part] += fall
            counts[part] += 1
        return self._of_pieces(falls, falls) + sums / np.maximum(counts, 1) / 1000

    @property
    def _count(self) -> int:
        return 1 + max(map(max, self.parts))

    def _of_pieces(self, values: Float64Array, ranks: Float64Array) -> Float64Array:
        """For each piece the value of the part that ranks highest of those that it is in."""
        found = np.zeros(self._count)
        for part in np.argsort(ranks, kind="stable").tolist():  # what ranks higher is written over
            found[self.parts[part]] = values[part]
        return found


class Occlusion:
    """What a network sees of strokes, with parts of them left out.

    Args:
        classifier: the network.
        digit: what it sees, with a placement.
        strokes: that were drawn on a canvas of 280 pixels, and nothing else.
        pieces: of the strokes.
    """

    def __init__(
        self,
        classifier: DigitClassifier,
        digit: Digit,
        strokes: Sequence[Stroke],
        pieces: Sequence[Piece],
    ) -> None:
        assert digit.placement is not None
        lines = [each.points for each in pieces]
        self._classifier, self._digit = classifier, digit
        self.owners = _owners(digit.pixels, digit.placement, lines)
        self._path_owners: IntArray | None = None
        if classifier.sees_paths and digit.directions is not None:
            placement = path_placement(paths(strokes, CANVAS))
            assert placement is not None  # for there are directions
            self._path_owners = _owners(digit.directions.max(axis=2), placement, lines)

    def read_without(self, parts: Sequence[Sequence[int]]) -> Float32Array:
        """The probabilities without each part, whose pieces are given: float32 (parts, k)."""
        pixels = _without(self._digit.pixels, self.owners, parts)
        directions = None
        if self._path_owners is not None and self._digit.directions is not None:
            directions = _without(self._digit.directions, self._path_owners[..., None], parts)
        return self._classifier.predict(pixels, directions)


def explain(
    classifier: DigitClassifier, digit: Digit, strokes: Sequence[Stroke] = ()
) -> Explanation:
    """Leave out parts of what a network sees, and have it read the rest.

    Args:
        classifier: the network.
        digit: what it sees.
        strokes: that were drawn on a canvas of 280 pixels, and nothing else. None is a picture,
            whose parts are patches of 4 x 4 pixels. So is a scribble of very many strokes.
    """
    pieces = cut(strokes, PIECES) if strokes else []
    if not 0 < len(pieces) <= MOST_PIECES or digit.placement is None:
        return _explain_picture(classifier, digit)
    seen = Occlusion(classifier, digit, strokes, pieces)
    parts = _parts(pieces, seen.owners, digit.pixels)
    before = classifier.read(digit.pixels, digit.directions).probabilities
    whole = [
        [i for i, each in enumerate(pieces) if each.stroke == stroke]
        for stroke in range(len(strokes))
        if 1 < len(strokes) <= FEW_STROKES
    ]
    answers = seen.read_without([*parts, *whole])
    without, by_stroke = answers[: len(parts)], answers[len(parts) :]
    return Explanation(seen, seen.owners, parts, before, without, pieces, by_stroke)


def _parts(pieces: Sequence[Piece], owners: IntArray, pixels: Float32Array) -> list[list[int]]:
    """Stretches of a stroke that hold a tenth of the ink, one from each piece on.

    A short stroke is a part as a whole, and a piece that holds more is one too.
    """
    inked = owners >= 0
    ink = np.bincount(owners[inked], pixels[inked], minlength=len(pieces))
    before = np.concatenate([[0.0], np.cumsum(ink / ink.sum())])
    found = []
    for stroke in dict.fromkeys(each.stroke for each in pieces):
        own = [i for i, each in enumerate(pieces) if each.stroke == stroke]
        ended = own[0]
        for start in own:
            most = int(np.searchsorted(before, before[start] + TENTH + 1e-9, side="right")) - 1
            end = min(max(most, start + 1), own[-1] + 1)
            if end > ended:  # else it lies in the part before
                found.append(list(range(start, end)))
                ended = end
    return found


def _owners(
    picture: Float32Array | UInt8Array, placement: Placement, lines: Sequence[Float64Array]
) -> IntArray:
    """The line that each pixel above 0 lies nearest to, int64 (28, 28); -1 of the others."""
    owners = np.full(picture.shape, -1, np.int64)
    rows, columns = np.nonzero(picture)
    places = np.column_stack([columns, rows]).astype(np.float64)
    owners[rows, columns] = nearest(places, [placement.to_frame(line) for line in lines])
    return owners


def _without(picture: AnyPicture, owners: IntArray, parts: Sequence[Sequence[int]]) -> AnyPicture:
    """A picture without each part, whose pixels become 0; owners as ``Explanation`` has them."""
    kept = np.ones((len(parts), 2 + max(int(owners.max()), *map(max, parts))), bool)
    for row, part in zip(kept, parts, strict=True):
        row[list(part)] = False
    return np.asarray(picture * kept[:, owners], picture.dtype)  # -1 is the last: paper stays


def _explain_picture(classifier: DigitClassifier, digit: Digit) -> Explanation:
    """Leave out patches of a picture that have ink."""
    across = FRAME // _PATCH_STEP
    rows, columns = np.indices((FRAME, FRAME)) // _PATCH_STEP
    squares = rows * across + columns
    owners = np.where(digit.pixels > 0, squares, -1)
    side = PATCH // _PATCH_STEP
    inked = set(owners[owners >= 0].tolist())
    parts = []
    for top in range(across - side + 1):
        for left in range(across - side + 1):
            block = [(top + y) * across + left + x for y in range(side) for x in range(side)]
            parts.append([each for each in block if each in inked])
    parts = [part for part in parts if part]
    before = classifier.read(digit.pixels).probabilities
    without = classifier.predict(_without(digit.pixels, owners, parts))
    return Explanation(None, owners, parts, before, without, [], without[:0])


def _log_odds(probabilities: Float32Array) -> Float64Array:
    exact = np.asarray(probabilities, np.float64)
    return np.log(np.maximum(exact, _NEVER)) - np.log(np.maximum(1 - exact, _NEVER))
