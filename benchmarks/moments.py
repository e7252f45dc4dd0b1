"""What it costs a training to keep its moments: how much longer it computes, and the bytes.

    MNIST_PATH=... python -m benchmarks.moments

Each pair trains one network with and one without, in turn, in this one process, so that nothing is
loaded or warmed up for one of the two alone. What comes after the training, its evaluation, is not
in the time. Beside the clock's time stands the processor's, which others on the machine disturb
less.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.tables import print_table
from mnist_core.data.mnist import load_mnist
from mnist_core.networks.architectures import find_architecture
from mnist_core.networks.config import default_config
from mnist_core.recognition.moments import MOMENTS, read_moments
from mnist_core.training.batches import Position, TrainingDigits, prefetch
from mnist_core.training.learner import Learner
from mnist_core.training.moments import MomentTaker

NETWORKS = ("mlp-128", "cnn")
PAIRS = 5
MOST_LONGER = 0.02  # part of the time without


def seconds(name: str, run: Path | None) -> tuple[float, float]:
    """Train a network on MNIST: the time that it takes by the clock, and of the processor.

    Args:
        name: of its architecture.
        run: where the moments go; None takes none.
    """
    config, dataset = default_config(name), load_mnist()
    kept = round((1 - config.validation_split) * len(dataset.train_labels))
    digits = TrainingDigits(dataset, kept, config)
    batches = digits.batches * config.epochs
    learner = Learner(find_architecture(name), config, batches, config.seed)
    position = Position()
    learner.predict(dataset.test_images[:1])  # compiled for: each training evaluates in the end
    start = time.perf_counter(), time.process_time()
    taker = None
    if run is not None:
        taker = MomentTaker(run, learner, digits, dataset, batches=batches, position=position)
    while position.epoch <= config.epochs:
        for chunk in prefetch(digits.chunks(position)):
            if taker is None:
                learner.train(chunk)
            else:
                taker.train(chunk, position)
            position = digits.after(position, len(chunk.labels))
    return time.perf_counter() - start[0], time.process_time() - start[1]


def main() -> None:
    """Print how much longer each network takes; say so where it is too much."""
    rows, most = [], 0.0
    for name in NETWORKS:
        with tempfile.TemporaryDirectory() as folder:
            seconds(name, None)  # what is loaded once is loaded
            pairs = [(seconds(name, Path(folder)), seconds(name, None)) for _ in range(PAIRS)]
            path = Path(folder) / MOMENTS
            taken = read_moments(path)
            size = path.stat().st_size
        by_clock, computed = (
            statistics.median(kept[i] / without[i] for kept, without in pairs) - 1 for i in (0, 1)
        )
        most = max(most, computed)
        rows.append(
            (
                name,
                f"{statistics.median(without[0] for _, without in pairs):.1f}",
                f"{by_clock:+.1%}",
                f"{computed:+.1%}",
                len(taken.moments) + 1,  # with the network itself
                f"{size / 1e6:.1f}",
            )
        )
    print_table(
        f"A training with its moments against one without, medians of {PAIRS} pairs in turn",
        ("network", "seconds without", "by the clock", "by the processor", "moments", "MB"),
        rows,
    )
    if most > MOST_LONGER:
        sys.exit(f"more than {MOST_LONGER:.0%} longer")


if __name__ == "__main__":
    main()
