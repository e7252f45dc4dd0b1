"""The training digits that networks find most like a drawing: what they cost, and what they vote.

MNIST_PATH=... PENDIGITS_PATH=.../pendigits-orig.tra UNIPEN_PATH=.../unipen-strokes.npz \
    STROKES_PATH=.../uji-digits.npz:.../omniglot-strokes.npz python -m benchmarks.neighbours
"""

import sys
from pathlib import Path

import numpy as np

from benchmarks.prediction import milliseconds, use_one_core
from benchmarks.tables import print_table
from mnist_core import DigitClassifier, places
from mnist_core.arrays import Float32Array
from mnist_core.data.dataset import Dataset
from mnist_core.data.mnist import load_mnist
from mnist_core.data.writers import People, read_writer_split
from mnist_core.evaluation.drawings import draw
from mnist_core.evaluation.turned import PEN, draw_upright
from mnist_core.ink.preprocessing import as_pixels
from mnist_core.publishing.neighbours import measure_vote
from mnist_core.recognition.activations import Activations
from mnist_core.recognition.classifier import NETWORK, published_models
from mnist_core.recognition.neighbours import (
    COUNT,
    NEIGHBOURS,
    Index,
    Neighbour,
    read_index,
    vote,
)

_ASKED = 5000  # training digits that are to find themselves
_OTHERS = 1000  # letters and signs whose nearest digits are looked for


def main() -> None:
    """Print what each network's index costs, what it finds, and what is lost by packing it."""
    use_one_core()
    mnist, writers = load_mnist(), read_writer_split()
    asked = f"{COUNT} of {len(mnist.train_images):,} training digits"
    costs, finds, losses = [], [], []
    for name in published_models():
        folder = places.models_dir() / name
        network, index = Activations(folder / NETWORK), read_index(folder / NEIGHBOURS)
        costs.append((name, *_cost(folder / NEIGHBOURS, network, index)))
        finds.append((name, *_find(folder, network, index, mnist, writers.measured)))
        losses.append((name, *_lose(network, index, mnist, writers.choosing)))
        print(f"{name} is measured", file=sys.stderr)
    print_table(
        f"{asked}, one core; wanted: at most 2 MB, 10 MB and 15 ms",
        ("network", "file, MB", "in memory, MB", "features, ms", "all of a query, ms"),
        costs,
    )
    print_table(
        f"{_ASKED:,} training digits asked for, and {len(writers.measured.digits):,} digits of "
        "people held out, with the pen of 20",
        (
            *("network", "find themselves first", "as near another", "the vote right"),
            *("the network right", "digits far away", "letters and signs far away"),
        ),
        finds,
    )
    print_table(
        f"What packing costs, on {len(writers.choosing.digits):,} digits of the people whom "
        "thresholds are chosen on",
        ("network", "the vote right", "with features in full", "of the five the same"),
        losses,
    )


def _cost(path: Path, network: Activations, index: Index) -> tuple[str, ...]:
    held = (index.mean, index.axes, index.points, index.labels)
    pixels = np.random.default_rng(0).random((28, 28), np.float32)
    features = milliseconds(lambda: network.features(pixels))
    query = milliseconds(lambda: index.nearest(network.features(pixels)))
    # float32 for the square of each digit's length
    memory = sum(each.nbytes for each in held) + 4 * len(index.labels)
    size = path.stat().st_size
    return f"{size / 1e6:.2f}", f"{memory / 1e6:.1f}", f"{features:.2f}", f"{query:.2f}"


def _find(
    folder: Path, network: Activations, index: Index, mnist: Dataset, people: People
) -> tuple[str, ...]:
    rows = np.random.default_rng(0).permutation(len(mnist.train_images))[:_ASKED]
    found = [_nearest(network, index, as_pixels(mnist.train_images[i])) for i in rows]
    first = np.mean([each[0].number == i for each, i in zip(found, rows, strict=True)])
    doubles = sum(each[1].distance == 0 for each in found)
    drawn = draw_upright(people.digits)
    measured = measure_vote(index, network, DigitClassifier.load(folder / NETWORK), drawn)
    some = np.random.default_rng(0).permutation(len(people.others))[:_OTHERS]
    far = [
        np.mean([_nearest(network, index, each)[0].distance >= index.far for each in pixels])
        for pixels in (
            drawn.pixels,
            draw([people.others[i].lines for i in some], PEN).pixels,
        )
    ]
    return (
        *(f"{first:.2%}", f"{doubles}", f"{measured.vote:.2%}", f"{measured.network:.2%}"),
        *(f"{each:.1%}" for each in far),
    )


def _lose(
    network: Activations, index: Index, mnist: Dataset, people: People
) -> tuple[str, str, str]:
    drawn = draw_upright(people.digits)
    asked = np.stack([network.features(each) for each in drawn.pixels])
    stored = [index.nearest(each) for each in asked]
    exact = _exactly(network, mnist, asked)
    right = [
        np.mean([vote(five) == label for five, label in zip(each, drawn.labels, strict=True)])
        for each in (stored, exact)
    ]
    same = np.mean(
        [
            len({each.number for each in a} & {each.number for each in b}) / COUNT
            for a, b in zip(stored, exact, strict=True)
        ]
    )
    return f"{right[0]:.2%}", f"{right[1]:.2%}", f"{same:.0%}"


def _exactly(network: Activations, mnist: Dataset, asked: Float32Array) -> list[list[Neighbour]]:
    """The neighbours by all features in full precision; their distances as features have them."""
    of_digits = np.stack([network.features(as_pixels(each)) for each in mnist.train_images])
    lengths = np.square(of_digits).sum(axis=1)
    found = []
    for some in np.array_split(asked, len(asked) // 100):
        for squares in lengths - 2 * some @ of_digits.T + np.square(some).sum(axis=1)[:, None]:
            near = np.argpartition(squares, COUNT)[:COUNT]
            nearest = sorted(near.tolist(), key=squares.__getitem__)
            found.append(
                [Neighbour(i, int(mnist.train_labels[i]), float(squares[i])) for i in nearest]
            )
    return found


def _nearest(network: Activations, index: Index, pixels: Float32Array) -> list[Neighbour]:
    return index.nearest(network.features(pixels))


if __name__ == "__main__":
    main()
