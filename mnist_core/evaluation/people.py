"""Networks measured on people whom they have never met, who write digits, and letters and signs.

Beside them stand scribbles of a kind that no network is trained on. The program draws those.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from mnist_core.arrays import AnyIntArray, Float32Array, Float64Array
from mnist_core.data.pen_strokes import PenCharacter
from mnist_core.data.writers import People
from mnist_core.evaluation.drawings import (
    Drawings,
    Predict,
    answers_by_width,
    draw_with_each_pen,
    together,
)
from mnist_core.evaluation.metrics import calibration_error
from mnist_core.files import Count, Share
from mnist_core.handwriting.outliers import HELD_OUT, KINDS, SCRIBBLED
from mnist_core.labels import NOT_A_DIGIT_INDEX, decide

# The collections that are measured, in words.
COLLECTIONS = {
    "pendigits": "6 people, with a stylus (UCI's pen digits)",
    "uji": "30 people, on a tablet PC (UJI)",
    "val": "the people of a collection held out as a whole (UNIPEN's val)",
}
SCRIBBLES = 500
DIGITS_KEPT = 0.95  # part of the digits that is kept where false positives are counted
# What is refused, by what people call it; the kinds as ``PenCharacter`` has them.
REFUSED = {
    "letters": ("capital", "small letter"),
    "signs": ("sign",),
    "other scripts": ("character",),
}


@dataclass(frozen=True, kw_only=True)
class OnPeople:
    """How a network reads people, from pictures or from strokes.

    Attributes:
        digits: how many were drawn, by collection; with each pen once.
        accuracy: the part of them read right, by collection and by the pen's width in pixels.
        refused: the part taken for no digit: of "digits", of "letters", "signs" and "other scripts"
            that no digit looks like, and of "scribbles". Empty where the network knows no such
            answer.
        calibration_error: of the answers to digits, expected calibration error.
        auroc: how well "not a digit" tells those letters, signs and scribbles from digits: area
            under the ROC curve, 0.5 for chance. None as for ``refused``.
        false_positives: the part of them taken for digits where 95 % of the digits are kept.
    """

    digits: dict[str, Count]
    accuracy: dict[str, dict[str, Share]]
    calibration_error: Share
    refused: dict[str, Share] = field(default_factory=dict)
    auroc: Share | None = None
    false_positives: Share | None = None


@dataclass(frozen=True, eq=False)
class DrawnPeople:
    """What people wrote, drawn with each pen once, and scribbles.

    Attributes:
        digits: by collection the digits, and how they were drawn.
        others: what is no digit, as ``REFUSED`` names it, and "scribbles".
    """

    digits: dict[str, tuple[list[PenCharacter], dict[int, Drawings]]]
    others: dict[str, dict[int, Drawings]]


def draw_people(people: People) -> DrawnPeople:
    """Draw what people wrote, to measure networks on."""
    digits: dict[str, list[PenCharacter]] = {}
    for each in people.digits:
        digits.setdefault(each.collection, []).append(each)
    others = {
        name: [each for each in people.others if each.kind in kinds]
        for name, kinds in REFUSED.items()
    }
    others["scribbles"] = scribbles()
    return DrawnPeople(
        {name: (digits[name], draw_with_each_pen(digits[name], 1)) for name in sorted(digits)},
        {name: draw_with_each_pen(each, 1) for name, each in others.items() if each},
    )


def measure_people(predict: Predict, people: DrawnPeople) -> OnPeople:
    """Measure a network.

    Args:
        predict: the network: from the drawings' pictures, or with their paths.
        people: none of whom it has learnt from.
    """
    answers = {
        name: (answers_by_width(predict, drawn), digits)
        for name, (digits, drawn) in people.digits.items()
    }
    accuracy = {
        name: {
            str(width): part_right(*together({width: each}, digits))
            for width, each in by_width.items()
        }
        for name, (by_width, digits) in answers.items()
    }
    parts = [together(*each) for each in answers.values()]
    drawn, truth = (np.concatenate(each) for each in zip(*parts, strict=True))
    found = OnPeople(
        digits={name: len(digits) for name, (_, digits) in answers.items()},
        accuracy=accuracy,
        calibration_error=calibration_error(drawn, truth),
    )
    if drawn.shape[1] <= NOT_A_DIGIT_INDEX:
        return found
    others = {
        name: np.concatenate(list(answers_by_width(predict, each).values()))
        for name, each in people.others.items()
    }
    kept, outliers = (
        each[:, NOT_A_DIGIT_INDEX].astype(np.float64)
        for each in (drawn, np.concatenate(list(others.values())))
    )
    return replace(
        found,
        refused={name: part_refused(each) for name, each in {"digits": drawn, **others}.items()},
        auroc=auroc(kept, outliers),
        false_positives=float(np.mean(outliers <= np.quantile(kept, DIGITS_KEPT))),
    )


def scribbles() -> list[PenCharacter]:
    """Scribbles of kinds that no network is trained on."""
    return drawn_by_program(sorted(HELD_OUT & set(SCRIBBLED)), SCRIBBLES)


def drawn_by_program(kinds: Sequence[str], count: int) -> list[PenCharacter]:
    """What is no digit, drawn by the program.

    Args:
        kinds: of ``outliers.KINDS``, none that is made of digits; they take turns.
        count: how many.
    """
    random = np.random.default_rng(0)
    return [
        PenCharacter(kind, "sign", f"program/{kind}", i, tuple(KINDS[kind](random, _no_digit)))
        for i in range(count)
        for kind in [kinds[i % len(kinds)]]
    ]


def _no_digit(label: int) -> list[Float64Array]:
    raise ValueError("this is made of no digit")


def auroc(low: Float64Array, high: Float64Array) -> float:
    """How often a value of `high` is above one of `low`, ties counted half: 0 to 1.

    It is the area under the ROC curve (Hanley and McNeil, Radiology 143, 1982).
    """
    ordered = np.sort(low)
    below = np.searchsorted(ordered, high, "left") + np.searchsorted(ordered, high, "right")
    return float(below.mean() / (2 * len(low)))


def part_right(answers: Float32Array, labels: AnyIntArray) -> float:
    """The part of answers that names the digit; a refusal names none."""
    return float(np.mean(decide(answers)[0] == labels))


def part_refused(answers: Float32Array) -> float:
    """The part of answers that says "not a digit"."""
    return float(np.mean(decide(answers)[0] == NOT_A_DIGIT_INDEX))
