"""What a training needs to go on: the variables of a network and its optimizer, in one file."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import numpy as np

from mnist_core.errors import RunError


def save_variables(
    file: IO[bytes], variables: Sequence[Any], position: Mapping[str, float]
) -> None:
    """Write variables of Keras, and the caller's own position."""
    arrays: dict[str, Any] = {f"v{i}": each.numpy() for i, each in enumerate(variables)}
    np.savez(file, position=json.dumps(position), **arrays)


def load_variables(path: Path, variables: Sequence[Any]) -> dict[str, Any]:
    """Give variables the values that ``save_variables`` wrote; the position that it was given.

    Raises:
        RunError: the file is damaged or of another network.
    """
    try:
        with np.load(path, allow_pickle=False) as archive:
            for i, variable in enumerate(variables):
                variable.assign(archive[f"v{i}"])
            position: dict[str, Any] = json.loads(str(archive["position"]))
            return position
    except Exception as error:  # a damaged archive raises a dozen kinds
        raise RunError(f"{path} cannot be resumed from: {error!r}; start a new run") from error
