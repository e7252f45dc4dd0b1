"""A Keras network read from its file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mnist_core.errors import ModelError

if TYPE_CHECKING:
    import keras


def load_model(path: Path) -> keras.Model:
    """A Keras model.

    Raises:
        ModelError: the file is missing or damaged.
    """
    import keras

    try:
        return keras.models.load_model(path)
    except Exception as error:  # a damaged archive raises a dozen kinds
        raise ModelError(f"{path} is missing or damaged: {error!r}") from error
