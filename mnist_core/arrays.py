"""The arrays that this library works with, by the type of their numbers."""

import numpy as np
import numpy.typing as npt

UInt8Array = npt.NDArray[np.uint8]
Int8Array = npt.NDArray[np.int8]
Float32Array = npt.NDArray[np.float32]
Float64Array = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
AnyIntArray = npt.NDArray[np.integer]  # of whatever size: labels as a file has them
