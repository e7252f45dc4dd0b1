"""What a run came to: written when it ends, and read again. Reading needs no TensorFlow."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from mnist_core import files
from mnist_core.architectures import describe_layers
from mnist_core.card import check_card
from mnist_core.dataset import Dataset
from mnist_core.errors import RunError
from mnist_core.evaluation import (
    REFUSAL,
    evaluate,
    most_certain_mistakes,
    shown,
)
from mnist_core.labels import DIGITS, LABELS, NOT_A_DIGIT
from mnist_core.learner import Learner

UInt8Array = npt.NDArray[np.uint8]
Float32Array = npt.NDArray[np.float32]

# Test digits that were read wrong and are kept as pictures: all of them, for a network of any use.
MISTAKES_KEPT = 1000
# Below the first probability an answer is "unsure", until it is chosen on drawings. From the second
# on it is no digit: what that means is chosen on drawings and folded into the network.
DEFAULT_THRESHOLDS = {"unsure": 0.9, NOT_A_DIGIT: REFUSAL}


def write_results(
    run: Path, config: Mapping[str, Any], dataset: Dataset, learner: Learner, seconds: float
) -> None:
    """Evaluate a network on the test digits, save it, and write its card, ``model.json``.

    Args:
        run: the folder of its run.
        config: what was trained, and how.
        dataset: its test digits are read.
        learner: the network.
        seconds: that training took.
    """
    probabilities = learner.predict(dataset.test_images)
    evaluation = asdict(evaluate(probabilities, dataset.test_labels))
    files.write_json(run / "evaluation.json", evaluation)
    wrong = most_certain_mistakes(probabilities, dataset.test_labels)[:MISTAKES_KEPT]
    files.write_whole(
        run / "predictions.npz",
        lambda file: np.savez_compressed(
            file,
            probabilities=probabilities,
            labels=dataset.test_labels,
            mistakes=wrong,
            mistake_images=dataset.test_images[wrong],
        ),
    )
    with learner.averaged():
        for suffix in (".keras", ".h5"):
            with files.replacing((run / "model").with_suffix(suffix)) as temporary:
                learner.model.save(temporary)
        with files.replacing(run / "model.tflite") as temporary:
            learner.model.export(str(temporary), format="litert", verbose=False)
    description = files.read_json(run / "config.json")
    labels = list(LABELS[: dataset.label_count])
    card = {
        "architecture": config["model"],
        "labels": labels,
        "config": dict(config),
        "data": {"name": config["data"], "fingerprint": description["fingerprint"]},
        "versions": description["versions"],
        "parameters": learner.model.count_params(),
        "layers": describe_layers(learner.model),
        "bytes": (run / "model.tflite").stat().st_size,
        "seconds": round(seconds, 1),
        "date": datetime.now(UTC).date().isoformat(),
        "thresholds": {name: DEFAULT_THRESHOLDS[name] for name in ("unsure", *labels[DIGITS:])},
        "test": evaluation,
    }
    files.write_json(run / "model.json", card)


def read_card(run: Path) -> dict[str, Any]:
    """What a run that has been evaluated came to: its ``model.json``, as ``check_card`` takes it.

    Raises:
        RunError: it has not been evaluated, or the file is damaged.
    """
    card: dict[str, Any] = files.read_json(run / "model.json")
    try:
        check_card(card)
    except ValueError as error:
        raise RunError(f"{run / 'model.json'} is damaged: {error}") from error
    return card


def read_predictions(run: Path) -> tuple[Float32Array, npt.NDArray[np.integer]]:
    """The answers of a run's network to the test digits, float32 (n, k), and what they are, (n,).

    Raises:
        RunError: the run has not been evaluated, or its predictions are damaged.
    """
    with _predictions(run) as stored:
        probabilities, labels = stored["probabilities"], stored["labels"]
        if probabilities.ndim != 2 or probabilities.shape[:1] != labels.shape:
            raise ValueError(f"{probabilities.shape} probabilities of {labels.shape} digits")
        return probabilities, labels


@dataclass(frozen=True, eq=False)
class Mistakes:
    """Test digits that a network read wrong, those first whose wrong answer it was surest of.

    Attributes:
        rows: int64 (n,), their places among the test digits; n is at most 1,000.
        images: uint8 (n, 28, 28), 255 is ink.
        labels: integers (n,), what they are.
        answers: integers (n,), what they were read as.
        probabilities: float64 (n,), of the answers.
    """

    rows: npt.NDArray[np.int64]
    images: UInt8Array
    labels: npt.NDArray[np.integer]
    answers: npt.NDArray[np.integer]
    probabilities: npt.NDArray[np.float64]


def read_mistakes(run: Path) -> Mistakes:
    """The test digits that a run's network read wrong.

    Raises:
        RunError: the run has not been evaluated, or its predictions are damaged.
    """
    with _predictions(run) as stored:
        rows, images = stored["mistakes"], stored["mistake_images"]
        probabilities, labels = stored["probabilities"][rows], stored["labels"][rows]
        if images.shape != (len(rows), 28, 28) or images.dtype != np.uint8:
            raise ValueError(f"pictures of shape {images.shape}")
        answers, confidence = shown(probabilities)
        return Mistakes(rows, images, labels, answers, confidence)


@contextmanager
def _predictions(run: Path) -> Iterator[Mapping[str, Any]]:
    """The arrays of ``predictions.npz``; whatever goes wrong while they are read is a RunError."""
    path = run / "predictions.npz"
    try:
        with np.load(path, allow_pickle=False) as stored:
            yield stored
    except Exception as error:  # a damaged archive raises a dozen kinds
        raise RunError(f"{path} cannot be read: {error!r}") from error
