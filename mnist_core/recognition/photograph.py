"""A photograph read as numbers, line by line."""

import cv2
import numpy as np

from mnist_core.arrays import UInt8Array
from mnist_core.ink.segmentation import groups_of_ink
from mnist_core.recognition.classifier import DigitClassifier
from mnist_core.recognition.number import Number, read_ink


def read_photograph(classifier: DigitClassifier, picture: UInt8Array) -> tuple[Number, ...]:
    """Read a photograph's digits.

    Args:
        classifier: reads the digits.
        picture: uint8, as ``preprocess`` takes it.

    Returns:
        The lines from top to bottom, boxes in the picture's pixels; none where there is no digit.
    """
    grey = picture if picture.ndim == 2 else cv2.cvtColor(picture[:, :, :3], cv2.COLOR_RGB2GRAY)
    _, ink = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    if not groups_of_ink(np.asarray(ink, np.uint8)):
        return ()
    return (read_ink(classifier, np.asarray(ink, np.uint8)),)
