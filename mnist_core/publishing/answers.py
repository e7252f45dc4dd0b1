"""What a published network answers and looks for, stored beside it: ``answers.npz``."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mnist_core import files, places
from mnist_core.arrays import Float32Array
from mnist_core.errors import ModelError
from mnist_core.labels import decide
from mnist_core.recognition import classifier
from mnist_core.runs.results import filter_arrays, filters_in

ANSWERS = "answers.npz"  # in a published network's folder
_STEPS = 65535  # of a stored probability, from 0 to 1


@dataclass(frozen=True, eq=False)
class Answers:
    """What a published network answers, and what it looks for.

    Attributes:
        probabilities: float32 (n, k), its answers to the n test digits of the data set that its
            card names, in their order.
        filters: the weights of the first layer as pictures, float32, as ``filters_of`` gives
            them: (units, height, width), one array a branch, and mostly one.
    """

    probabilities: Float32Array
    filters: list[Float32Array]


def write_answers(path: Path, answers: Answers) -> None:
    """Store what a network answers in steps of 1/65535, and its filters in half precision.

    Each answer that is shown stays so: its probability is rounded up and all others down.
    """
    exact = answers.probabilities.astype(np.float64) * _STEPS
    rows = np.arange(len(exact))
    labels, _ = decide(answers.probabilities)
    steps = np.floor(exact)
    steps[rows, labels] = np.ceil(exact[rows, labels])
    arrays = filter_arrays(answers.filters)
    files.write_whole(
        path,
        lambda file: np.savez_compressed(file, probabilities=steps.astype(np.uint16), **arrays),
    )


def read_answers(name: str) -> Answers:
    """What is stored beside the model of that name in ``models/``.

    The rows of its probabilities sum to 1 but for steps of 1/65535.

    Raises:
        ModelError: there is no such model, or the file is missing or damaged.
    """
    if name not in classifier.published_models():
        raise ModelError(f"no model {name!r} in {places.models_dir()}")
    path = places.models_dir() / name / ANSWERS
    try:
        with np.load(path, allow_pickle=False) as stored:
            arrays = dict(stored)
        steps = arrays.pop("probabilities")
        filters = filters_in(arrays)
        if steps.dtype != np.uint16 or steps.ndim != 2:
            raise ValueError(f"probabilities are {steps.dtype} of shape {steps.shape}")
    except Exception as error:  # a damaged archive raises a dozen kinds
        raise ModelError(
            f"{path} is missing or damaged ({error!r}): train_model.py --publish writes it, or "
            "restore it from the repository"
        ) from error
    probabilities = steps.astype(np.float32) / np.float32(_STEPS)
    return Answers(probabilities, filters)
