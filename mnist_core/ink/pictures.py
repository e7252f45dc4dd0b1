"""Image files decoded within limits. Nothing about a file is believed."""

import cv2
import numpy as np

from mnist_core.arrays import UInt8Array
from mnist_core.errors import InvalidImageError


def read_picture(content: bytes) -> UInt8Array:
    """The picture of a file's bytes: uint8 (h, w, 3), RGB, turned as its EXIF says.

    Raises:
        InvalidImageError: it is no picture, damaged, or larger than is taken.
    """
    decoded = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
    if decoded is None:
        raise InvalidImageError("this is no picture that can be read")
    return np.asarray(cv2.cvtColor(decoded, cv2.COLOR_BGR2RGB), np.uint8)
