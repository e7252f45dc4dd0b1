"""A Keras network to a ``.tflite``, which LiteRT runs."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import keras

from mnist_core.ink.directions import DIRECTIONS
from mnist_core.networks.inspection import path_branches_of, picture_model

# The second way to ask a network that sees paths, beside the one that every network has.
OF_STROKES = "strokes"


def export(model: keras.Model, path: Path) -> None:
    """Write a network that takes one digit, float32 (1, 28, 28), and gives (1, k).

    One that sees the pen's path has a second signature, ``strokes``: it takes ``pixels``, float32
    (1, 28, 28), and ``directions``, float32 (1, 28, 28, 8), 0 to 1. Both share their weights. The
    batch is fixed, for LiteRT's runtime in a browser takes no free one.
    """
    import keras

    one = keras.InputSpec(shape=(1, 28, 28), dtype="float32", name="pixels")
    if not path_branches_of(model):
        model.export(str(path), format="litert", verbose=False, input_signature=[one])
        return
    import tensorflow as tf

    of_picture = picture_model(model)
    ways = keras.InputSpec(shape=(1, 28, 28, DIRECTIONS), dtype="float32", name="directions")
    archive = keras.export.ExportArchive()
    archive.track(model)
    archive.add_endpoint(
        "serving_default",
        lambda pixels: {"probabilities": of_picture(pixels, training=False)},
        input_signature=[one],
    )
    archive.add_endpoint(
        OF_STROKES,
        lambda pixels, directions: {
            "probabilities": model([pixels, directions], training=False)[1]
        },
        input_signature=[one, ways],
    )
    with TemporaryDirectory() as folder:
        archive.write_out(folder, verbose=False)
        path.write_bytes(tf.lite.TFLiteConverter.from_saved_model(folder).convert())
