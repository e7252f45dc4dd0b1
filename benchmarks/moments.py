"""What it costs a training to keep its moments: the time that it takes longer, and the bytes.

    MNIST_PATH=... python -m benchmarks.moments

A network with its moments and one without are trained beside each other in this one process: each
chunk of digits first by one, then by the other, in changing order. So whatever else the machine
does delays both alike. What comes after the training, its evaluation, is not in the time.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.tables import print_table
from mnist_core.data.dataset import Dataset
from mnist_core.data.mnist import load_mnist
from mnist_core.networks.architectures import find_architecture
from mnist_core.networks.config import default_config
from mnist_core.recognition.moments import MOMENTS, read_moments
from mnist_core.training.batches import Position, TrainingDigits
from mnist_core.training.learner import Learner
from mnist_core.training.moments import MomentTaker

NETWORKS = ("mlp-128", "cnn")
TIMES = 5
MOST_LONGER = 0.02  # part of the time without


@dataclass(frozen=True)
class Pair:
    """Seconds of two trainings beside each other, and what the moments of the one came to."""

    kept: float
    without: float
    moments: int
    bytes: int


def train_both(name: str, dataset: Dataset, run: Path) -> Pair:
    """Train a network twice, chunk by chunk in turn, once with its moments kept in a folder."""
    config = default_config(name)
    kept = round((1 - config.validation_split) * len(dataset.train_labels))
    digits = TrainingDigits(dataset, kept, config)
    batches = digits.batches * config.epochs
    learners = [
        Learner(find_architecture(name), config, batches, config.seed) for _ in ("kept", "without")
    ]
    for each in learners:  # compiled for: each training evaluates in the end
        each.predict(dataset.test_images[:1])
    position = Position()
    taker = MomentTaker(run, learners[0], digits, dataset, batches=batches, position=position)
    seconds, turn = [0.0, 0.0], 0
    while position.epoch <= config.epochs:
        for chunk in digits.chunks(position):
            ways: list[Callable[[], object]] = [
                partial(taker.train, chunk, position),
                partial(learners[1].train, chunk),
            ]
            turn = 1 - turn
            for i in (turn, 1 - turn):
                start = time.perf_counter()
                ways[i]()
                seconds[i] += time.perf_counter() - start
            position = position.after(len(chunk), len(digits))
        start = time.perf_counter()
        taker.save()  # before the checkpoint at an epoch's end
        seconds[0] += time.perf_counter() - start
    path = run / MOMENTS
    count = len(read_moments(path).moments) + 1  # with the network itself
    return Pair(seconds[0], seconds[1], count, path.stat().st_size)


def main() -> None:
    """Print how much longer each network takes; say so where it is too much."""
    dataset, rows, most = load_mnist(), [], 0.0
    for name in NETWORKS:
        pairs = []
        for _ in range(TIMES):
            with tempfile.TemporaryDirectory() as folder:
                pairs.append(train_both(name, dataset, Path(folder)))
        longer = statistics.median(each.kept / each.without for each in pairs) - 1
        most = max(most, longer)
        rows.append(
            (
                name,
                f"{statistics.median(each.without for each in pairs):.1f}",
                f"{longer:+.1%}",
                pairs[-1].moments,
                f"{pairs[-1].bytes / 1e6:.1f}",
            )
        )
    print_table(
        f"A training with its moments kept beside one without, median of {TIMES}",
        ("network", "seconds without", "longer with", "moments", "MB"),
        rows,
    )
    if most > MOST_LONGER:
        sys.exit(f"more than {MOST_LONGER:.0%} longer")


if __name__ == "__main__":
    main()
