"""What cnn reads that has seen nothing but digits which the program wrote itself.

MNIST_PATH=... PENDIGITS_PATH=.../pendigits-orig.tra python -m benchmarks.generated
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.tables import print_table
from mnist_core import DigitClassifier
from mnist_core.arrays import AnyIntArray, Float32Array
from mnist_core.data.catalogue import load_dataset
from mnist_core.data.mnist import load_mnist
from mnist_core.data.pen_strokes import PEN_DIGITS
from mnist_core.data.writers import read_writer_split
from mnist_core.evaluation.drawings import answers_by_width, draw_with_each_pen, together
from mnist_core.ink.preprocessing import as_pixels
from mnist_core.networks.config import default_config
from mnist_core.training.config import start_run
from mnist_core.training.loop import train

WANTED = 0.9


def main() -> None:
    """Train it, print what it reads, and end with an error below 90 %."""
    writers, mnist = read_writer_split(), load_mnist()
    everybody = [*writers.training.digits, *writers.held_out]  # it has learnt from none of them
    digits = [each for each in everybody if each.collection == PEN_DIGITS]
    with TemporaryDirectory() as folder:
        run = start_run(default_config("cnn", data="generated"), Path(folder), "run")
        train(run, load_dataset)
        predict = DigitClassifier.load(run / "model.tflite").predict
        on_mnist = predict(as_pixels(mnist.test_images))
        drawn = answers_by_width(lambda each: predict(each.pixels), draw_with_each_pen(digits))
    accuracies = {
        "MNIST's test digits": _accuracy(on_mnist, mnist.test_labels),
        **{
            f"{len(digits):,} pen digits, pen of {width}": _accuracy(
                *together({width: each}, digits)
            )
            for width, each in drawn.items()
        },
    }
    print_table(
        "cnn, trained by its own recipe on 60,000 generated digits alone",
        ("digits", "read right"),
        [(name, f"{accuracy:.2%}") for name, accuracy in accuracies.items()],
    )
    if min(accuracies.values()) < WANTED:
        sys.exit(f"expected at least {WANTED:.0%}")


def _accuracy(probabilities: Float32Array, labels: AnyIntArray) -> float:
    return float(np.mean(probabilities.argmax(axis=1) == labels))


if __name__ == "__main__":
    main()
