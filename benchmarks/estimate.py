"""What a training's time depends on beside its network: ``training/estimate.py`` has it from here.

    python -m benchmarks.estimate

Steps of two sizes are timed in turn, a little at a time, and the quickest of each are compared: so
that other work on the machine moves the ratio little.
"""

import time
from collections.abc import Callable
from functools import partial

import numpy as np

from benchmarks.tables import print_table
from mnist_core.arrays import UInt8Array
from mnist_core.data.augmentation import augment
from mnist_core.data.generated import TRAINING_SEED, generate
from mnist_core.data.mixture import Mixture
from mnist_core.data.writers import read_writer_split
from mnist_core.ink.directions import DIRECTIONS
from mnist_core.networks.architectures import ARCHITECTURES
from mnist_core.networks.config import default_config
from mnist_core.training.batches import Chunk
from mnist_core.training.learner import Learner

_SMALL, _LARGE = 8, 512  # digits in a step
_TURNS = 30


def step_in_digits(name: str, images: UInt8Array, labels: UInt8Array) -> float:
    """What a network's step costs beside its digits, in digits of a large step."""
    learners = {size: _learner(name, size) for size in (_SMALL, _LARGE)}
    # The pen's paths of drawings: their cost does not depend on what is in them.
    paths = np.full((*images.shape, DIRECTIONS), 1, np.uint8)
    pieces = {_SMALL: 10 * _SMALL, _LARGE: _LARGE}
    seconds = dict.fromkeys(learners, np.inf)
    for _ in range(_TURNS):
        for size, learner in learners.items():
            part = pieces[size]
            chunk = Chunk(images[:part], labels[:part], paths[:part])
            taken = _seconds(partial(learner.train, chunk))
            seconds[size] = min(seconds[size], taken * size / part)
    digit = (seconds[_LARGE] - seconds[_SMALL]) / (_LARGE - _SMALL)
    return float((seconds[_SMALL] - _SMALL * digit) / digit)


def _learner(name: str, batch_size: int) -> Learner:
    config = default_config(name, batch_size=batch_size)
    return Learner(ARCHITECTURES[name], config, 1000, config.seed)


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    """Print what a step costs of each network, and what a digit costs that is made or changed."""
    images, labels = generate(1000, TRAINING_SEED)
    drawings = Mixture(read_writer_split().training)
    rows = np.random.default_rng(0).permutation(len(drawings.labels))[: len(images)]
    works = {
        "augmented": lambda: augment(images, np.random.default_rng(0)),
        "drawn": lambda: drawings.draw(rows, np.random.default_rng(0), paths=False),
        "drawn, with the pen's path": lambda: drawings.draw(rows, np.random.default_rng(0)),
    }
    print_table(
        "A digit's preparation",
        ("digit", "µs"),
        [
            (name, f"{1e6 * min(_seconds(work) for _ in range(_TURNS)) / len(images):.0f}")
            for name, work in works.items()
        ],
    )
    print_table(
        "What a step costs beside its digits",
        ("network", "digits"),
        [(name, f"{step_in_digits(name, images, labels):.1f}") for name in ARCHITECTURES],
    )


if __name__ == "__main__":
    main()
