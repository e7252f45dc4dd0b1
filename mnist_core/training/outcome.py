"""What a training came to: the network evaluated, saved, exported, and its card."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from mnist_core import files
from mnist_core.arrays import Float32Array
from mnist_core.data.dataset import Dataset
from mnist_core.data.mnist import find_mnist, read_mnist
from mnist_core.data.sources import MNIST, Source
from mnist_core.errors import DatasetError
from mnist_core.evaluation.metrics import evaluate, most_certain_mistakes
from mnist_core.labels import DIGITS, LABELS, NOT_A_DIGIT, REFUSAL
from mnist_core.networks.config import TrainingConfig
from mnist_core.networks.export import export
from mnist_core.networks.inspection import describe_layers, filters_of
from mnist_core.recognition.card import ON_MNIST, Card, Data, Layer
from mnist_core.recognition.metadata import write_metadata
from mnist_core.runs.results import FILTERS, filter_arrays
from mnist_core.training.learner import Learner
from mnist_core.training.pupil import Pupil

# Test digits that were read wrong and are kept as pictures: all of them, for a network of any use.
MISTAKES_KEPT = 1000
# Below the first probability an answer is "unsure", until it is chosen on drawings. From the second
# on it is no digit: what that means is chosen on drawings and folded into the network.
DEFAULT_THRESHOLDS = {"unsure": 0.9, NOT_A_DIGIT: REFUSAL}


def write_results(
    run: Path,
    config: TrainingConfig,
    dataset: Dataset,
    learner: Learner | Pupil,
    seconds: float,
    *,
    of: Card | None = None,
    probabilities: Float32Array | None = None,
) -> None:
    """Evaluate a network on the test digits, save it, and write its card, ``model.json``.

    One whose test digits are others is measured on MNIST's as well, where those are at hand: so
    that networks can be compared. They are not downloaded for it.

    Args:
        run: the folder of its run.
        config: what was trained, and how.
        dataset: its test digits are read.
        learner: the network.
        seconds: that training took.
        of: the card of the network that was taught: its labels, thresholds and sources are the
            taught one's too. None where training began with random weights.
        probabilities: float32 (m, k), its answers to the test digits, where they are known.
    """
    if probabilities is None:
        probabilities = learner.predict(dataset.test_images)
    _save_answers(run, dataset, probabilities)
    evaluation = evaluate(probabilities, dataset.test_labels)
    files.write_json(run / "evaluation.json", evaluation)
    labels, thresholds = _labels(dataset) if of is None else (of.labels, dict(of.thresholds))
    _save_network(run, learner, labels, thresholds)
    description = files.read_json(run / "config.json")
    card = Card(
        architecture=config.architecture,
        labels=labels,
        config=config,
        data=Data(
            name=config.data,
            fingerprint=description["fingerprint"],
            sources=_sources(config.data, dataset, of),
        ),
        versions=description["versions"],
        parameters=learner.model.count_params(),
        layers=[Layer(**each) for each in describe_layers(learner.model)],
        bytes=(run / "model.tflite").stat().st_size,
        seconds=round(seconds, 1),
        date=datetime.now(UTC).date().isoformat(),
        thresholds=thresholds,
        test=evaluation,
        mnist=None if config.data in ON_MNIST else _accuracy_on_mnist(learner),
    )
    files.write_json(run / "model.json", card)


def _labels(dataset: Dataset) -> tuple[list[str], dict[str, float]]:
    """What a network that learnt a data set can answer, and its first thresholds."""
    labels = list(LABELS[: dataset.label_count])
    return labels, {name: DEFAULT_THRESHOLDS[name] for name in ("unsure", *labels[DIGITS:])}


def _sources(data: str, dataset: Dataset, of: Card | None) -> list[Source]:
    """Whose data a network has learnt from, as far as the program knows."""
    found = [MNIST] if data in ON_MNIST else []
    found += dataset.live.sources if dataset.live else []
    return [*found, *(each for each in of.data.sources if each not in found)] if of else found


def _accuracy_on_mnist(learner: Learner | Pupil) -> float | None:
    """The part of MNIST's test digits that a network reads right; None where MNIST is not at hand.

    What is found in its place and cannot be read is none: a training does not fail for it.
    """
    path = find_mnist()
    if path is None:
        return None
    try:
        mnist = read_mnist(path)
    except DatasetError:
        return None
    return evaluate(learner.predict(mnist.test_images), mnist.test_labels).accuracy


def _save_answers(run: Path, dataset: Dataset, probabilities: Float32Array) -> None:
    """Save the answers to the test digits, with the pictures of those that were read wrong."""
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


def _save_network(
    run: Path, learner: Learner | Pupil, labels: Sequence[str], thresholds: Mapping[str, float]
) -> None:
    """Save the averaged weights, for Keras and for LiteRT, and those of the first layer alone."""
    with learner.averaged():
        for suffix in (".keras", ".h5"):
            with files.replacing((run / "model").with_suffix(suffix)) as temporary:
                learner.model.save(temporary)
        with files.replacing(run / "model.tflite") as temporary:
            export(learner.model, temporary)
            write_metadata(temporary, labels, thresholds)
        filters = filter_arrays(filters_of(learner.model))
        files.write_whole(run / FILTERS, lambda file: np.savez_compressed(file, **filters))
