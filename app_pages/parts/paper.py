"""What lies under the strokes: white paper, or a digit of 28 x 28 pixels."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from app_pages.parts.digits import find_digit
from mnist_core import preprocess
from mnist_core.errors import DatasetError
from mnist_core.preprocessing import FRAME, Digit
from mnist_core.strokes import CANVAS, Stroke, render

UInt8Array = npt.NDArray[np.uint8]


def paper_of(name: str | None) -> UInt8Array | None:
    """A digit, such as "test-100", as large as the canvas and black on white; None is white."""
    try:
        image = find_digit(name) if name else None
    except DatasetError:  # it was there when it was laid
        return None
    if image is None:
        return None
    times = CANVAS // FRAME
    return 255 - np.repeat(np.repeat(image, times, axis=0), times, axis=1)


def read(strokes: Sequence[Stroke], paper: UInt8Array | None) -> Digit:
    """What a network sees of strokes on paper; None is white.

    Raises:
        BlankImageError: there is no ink.
    """
    if paper is None:
        return preprocess(render(strokes, CANVAS))
    # MNIST's own digits come back as they were only if they are not moved by parts of a pixel.
    return preprocess(np.minimum(paper, render(strokes, CANVAS)), subpixel=False)
