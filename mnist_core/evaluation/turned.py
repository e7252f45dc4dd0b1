"""How well networks read people's drawings that are turned after they were prepared."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated

import msgspec
import numpy as np

from mnist_core.arrays import Float32Array, IntArray
from mnist_core.data.pen_strokes import PenCharacter
from mnist_core.evaluation.drawings import draw
from mnist_core.files import Count, Share
from mnist_core.ink.variations import VARIATIONS, Change, varied
from mnist_core.labels import decide

PEN = 20  # pixels of a canvas of 280
_TURN = VARIATIONS["turn"]


@dataclass(frozen=True, kw_only=True)
class OnTurned:
    """How a network reads drawings that are turned, from their pictures alone.

    Attributes:
        digits: how many were drawn, each once.
        lowest: degrees clockwise of the first angle.
        highest: degrees of the last one.
        accuracy: the part read right at angles in equal steps, to four decimals.
    """

    digits: Count
    lowest: Annotated[float, msgspec.Meta(ge=-360, le=360)]
    highest: Annotated[float, msgspec.Meta(ge=-360, le=360)]
    accuracy: Annotated[list[Share], msgspec.Meta(min_length=2, max_length=1000)]

    @property
    def degrees(self) -> list[float]:
        """The angles, in their order."""
        return [float(each) for each in np.linspace(self.lowest, self.highest, len(self.accuracy))]


@dataclass(frozen=True, eq=False)
class DrawnUpright:
    """People's digits, drawn once with a medium pen.

    Attributes:
        pixels: float32 (n, 28, 28), 0 (paper) to 1 (ink).
        labels: int64 (n,), what they are.
    """

    pixels: Float32Array
    labels: IntArray


def draw_upright(digits: Sequence[PenCharacter]) -> DrawnUpright:
    """Draw people's digits, to measure networks on."""
    return DrawnUpright(
        draw([each.lines for each in digits], PEN).pixels,
        np.array([each.label for each in digits], np.int64),
    )


def measure_turned(
    predict: Callable[[Float32Array], Float32Array], drawn: DrawnUpright
) -> OnTurned:
    """Measure a network at each place of the slider that turns a drawing.

    Args:
        predict: from float32 (n, 28, 28) to probabilities, float32 (n, k).
        drawn: digits of people from whom it has not learnt.
    """
    accuracy = [accuracy_turned(predict, drawn, degrees) for degrees in _TURN.places]
    return OnTurned(
        digits=len(drawn.labels),
        lowest=_TURN.lowest,
        highest=_TURN.highest,
        accuracy=[round(each, 4) for each in accuracy],
    )


def accuracy_turned(
    predict: Callable[[Float32Array], Float32Array], drawn: DrawnUpright, degrees: float
) -> float:
    """The part of drawings read right, 0 to 1, when they are turned clockwise by so many degrees.

    Args:
        predict: as for ``measure_turned``.
        drawn: the drawings.
        degrees: -90 to 90.
    """
    turned = np.stack([varied(each, Change(turn=degrees)) for each in drawn.pixels])
    return float(np.mean(decide(predict(turned))[0] == drawn.labels))
