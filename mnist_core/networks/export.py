"""A Keras network to a ``.tflite``, which LiteRT runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import keras


def export(model: keras.Model, path: Path) -> None:
    """Write a network that takes one digit, float32 (1, 28, 28), and gives (1, k).

    The batch is fixed, for LiteRT's runtime in a browser takes no free one.
    """
    import keras

    one = keras.InputSpec(shape=(1, 28, 28), dtype="float32")
    model.export(str(path), format="litert", verbose=False, input_signature=[one])
