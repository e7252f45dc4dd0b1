"""Our training against the notebooks' compile and fit, on this machine, in this run.

    python -m benchmarks.training

Each training is a process of its own, so that none is warmed up or slowed down by another. The
clock starts with TensorFlow imported and the data in memory; compiling counts, for both.
"""

import json
import multiprocessing
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.tables import print_table
from mnist_core import runs
from mnist_core.data.dataset import Dataset
from mnist_core.data.mnist import load_mnist
from mnist_core.networks.config import default_config
from mnist_core.training.config import start_run
from mnist_core.training.loop import train

REPEATS = 3
GOAL = 0.99  # accuracy on the test set
CONVNET_EPOCHS = 15  # as many as Keras's example trains


def notebook_mlp(seed: int) -> dict[str, Any]:
    """mlp-128-dropout as its notebook trains it."""
    import keras

    keras.utils.set_random_seed(seed)
    digits = load_mnist()
    model = keras.Sequential(
        [
            keras.Input((28, 28)),
            keras.layers.Flatten(),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dropout(0.2),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    images = digits.train_images / 255
    labels = keras.utils.to_categorical(digits.train_labels)
    start = time.perf_counter()
    model.fit(images, labels, epochs=5, batch_size=32, validation_split=0.2, verbose=0)
    seconds = time.perf_counter() - start
    _, accuracy = model.evaluate(
        digits.test_images / 255, keras.utils.to_categorical(digits.test_labels), verbose=0
    )
    return {"seconds": seconds, "accuracy": accuracy}


def our_mlp(seed: int) -> dict[str, Any]:
    """mlp-128-dropout by this library, with the same recipe."""
    epochs = train_here(load_mnist(), "mlp-128-dropout", seed)
    return {"seconds": epochs[-1]["wall"], "accuracy": epochs[-1]["test_accuracy"]}


def keras_convnet(seed: int) -> dict[str, Any]:
    """Keras's example mnist_convnet (keras.io/examples/vision/mnist_convnet), until the goal."""
    import keras

    keras.utils.set_random_seed(seed)
    digits = load_mnist()
    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            keras.layers.Conv2D(32, kernel_size=(3, 3), activation="relu"),
            keras.layers.MaxPooling2D(pool_size=(2, 2)),
            keras.layers.Conv2D(64, kernel_size=(3, 3), activation="relu"),
            keras.layers.MaxPooling2D(pool_size=(2, 2)),
            keras.layers.Flatten(),
            keras.layers.Dropout(0.5),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
    images, tests = (
        each[..., None].astype(np.float32) / 255
        for each in (digits.train_images, digits.test_images)
    )
    labels, truth = (
        keras.utils.to_categorical(each) for each in (digits.train_labels, digits.test_labels)
    )
    seconds, accuracy = 0.0, 0.0
    for _ in range(CONVNET_EPOCHS):
        start = time.perf_counter()
        model.fit(images, labels, batch_size=128, epochs=1, validation_split=0.1, verbose=0)
        seconds += time.perf_counter() - start
        accuracy = model.evaluate(tests, truth, batch_size=1000, verbose=0)[1]
        if accuracy >= GOAL:
            break
    return {"seconds": seconds, "accuracy": accuracy}


def our_cnn(seed: int) -> dict[str, Any]:
    """cnn by this library, until the goal."""
    epochs = train_here(load_mnist(), "cnn", seed)
    reached = next((each for each in epochs if each["test_accuracy"] >= GOAL), epochs[-1])
    return {"seconds": reached["wall"], "accuracy": reached["test_accuracy"]}


def train_here(digits: Dataset, model: str, seed: int) -> list[dict[str, float]]:
    """Train a network by its own recipe; after each epoch, the time and the test accuracy.

    The test digits stand in for the digits held out, so that each epoch is measured on them; those
    that the recipe holds out are left out of training all the same.
    """
    config = default_config(model, seed=seed)
    kept = len(digits.train_labels) - round(config.validation_split * len(digits.train_labels))
    together = replace(
        digits,
        train_images=np.concatenate([digits.train_images[:kept], digits.test_images]),
        train_labels=np.concatenate([digits.train_labels[:kept], digits.test_labels]),
    )
    held_out = len(digits.test_labels) / len(together.train_labels)
    times = []
    with tempfile.TemporaryDirectory() as folder:
        run = start_run(replace(config, validation_split=held_out), Path(folder))
        import tensorflow  # noqa: F401 (the others import it before their clock runs, too)

        start = time.perf_counter()
        train(
            run,
            lambda data: together,
            watch=lambda status, values: times.append(time.perf_counter() - start),
        )
        metrics = runs.read_metrics(run)
    return [
        {"wall": wall, "test_accuracy": each["val_accuracy"]}
        for wall, each in zip(times, metrics, strict=True)
        if "val_accuracy" in each
    ]


def _report(work: Callable[[int], dict[str, Any]], seed: int, path: str) -> None:
    Path(path).write_text(json.dumps(work(seed)))


def in_a_process(work: Callable[[int], dict[str, Any]], seed: int) -> dict[str, Any]:
    """What ``work`` finds, done in a process of its own."""
    with tempfile.NamedTemporaryFile() as file:
        process = multiprocessing.get_context("spawn").Process(
            target=_report, args=(work, seed, file.name)
        )
        process.start()
        process.join()
        result: dict[str, Any] = json.loads(Path(file.name).read_text())
    return result


def compare(title: str, theirs: Callable[..., Any], ours: Callable[..., Any]) -> None:
    """Print both, in turn with the same seeds, and the ratio of their median times."""
    found: dict[str, list[dict[str, Any]]] = {"theirs": [], "ours": []}
    for seed in range(REPEATS):
        found["theirs"].append(in_a_process(theirs, seed))
        found["ours"].append(in_a_process(ours, seed))
    print_table(
        title,
        ("", *(f"seconds, seed {seed}" for seed in range(REPEATS)), "test accuracy"),
        [
            (
                who,
                *(f"{each['seconds']:.1f}" for each in results),
                ", ".join(f"{each['accuracy']:.2%}" for each in results),
            )
            for who, results in found.items()
        ],
    )
    theirs_median, ours_median = (
        np.median([each["seconds"] for each in found[who]]) for who in ("theirs", "ours")
    )
    print(f"\nOurs takes {ours_median / theirs_median:.2f} times as long (median).", flush=True)


def main() -> None:
    """Compare both pairs."""
    compare("mlp-128-dropout, 5 epochs: notebook's fit and ours", notebook_mlp, our_mlp)
    compare(f"Time to {GOAL:.1%} on the test set: mnist_convnet and cnn", keras_convnet, our_cnn)


if __name__ == "__main__":
    main()
