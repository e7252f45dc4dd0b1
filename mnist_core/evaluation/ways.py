"""How well a network reads drawings by each way from the paper to 28 x 28.

The drawings are digits that the program writes, at all sizes and places that people choose, so
that this can be measured where no data is at hand.
"""

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from mnist_core.arrays import Float32Array, IntArray, UInt8Array
from mnist_core.evaluation.drawings import SIZES
from mnist_core.handwriting.digits import write_digit
from mnist_core.ink.preprocessing import preprocess
from mnist_core.ink.rendering import render
from mnist_core.ink.shortcuts import crop, shrink
from mnist_core.ink.strokes import CANVAS, place_on_canvas
from mnist_core.labels import DIGITS, decide

# Each takes uint8 (280, 280), 255 is paper, and gives float32 (28, 28), 0 (paper) to 1 (ink).
Way = Callable[[UInt8Array], Float32Array]
SHORTCUTS: dict[str, Way] = {"Shrink the paper": shrink, "Crop the box": crop}
RECIPE = "MNIST’s recipe"
WAYS: dict[str, Way] = {**SHORTCUTS, RECIPE: lambda paper: preprocess(paper).pixels}
DRAWN = 200  # digits, twenty of each
_PEN = 20  # pixels of a canvas of 280
_SEED = 5


def accuracy_by_way(predict: Callable[[Float32Array], Float32Array]) -> dict[str, float]:
    """The part that a network reads right of ``DRAWN`` drawings, 0 to 1, by way.

    Args:
        predict: from float32 (n, 28, 28) to probabilities, float32 (n, k).
    """
    seen, labels = _seen()
    return {
        way: float((decide(predict(pixels))[0] == labels).mean()) for way, pixels in seen.items()
    }


@lru_cache(maxsize=1)
def _seen() -> tuple[dict[str, Float32Array], IntArray]:
    """What a network sees of the drawings, float32 (n, 28, 28), by way; and what they are."""
    random = np.random.default_rng(_SEED)
    labels = np.arange(DRAWN) % DIGITS
    papers = [_draw(int(label), random) for label in labels]
    return {way: np.stack([see(paper) for paper in papers]) for way, see in WAYS.items()}, labels


def _draw(label: int, random: np.random.Generator) -> UInt8Array:
    """A digit somewhere on the paper: uint8 (280, 280), 255 is paper."""
    strokes = place_on_canvas(
        write_digit(label, random),
        canvas=CANVAS,
        stroke_width=_PEN,
        size=random.uniform(*SIZES),
        position=(random.random(), random.random()),
    )
    return render(strokes, CANVAS)
