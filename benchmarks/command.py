"""The command line on single digits: how many a second, how right, and in how much memory.

MNIST_PATH=... python -m benchmarks.command

MNIST's test digits are written as PNG files of 28 x 28 pixels into a temporary folder, and read by
`python -m mnist_core read --json`. Memory is that of the command and of its processes together, at
its highest, as the system counts it (proportional set size, Linux alone).
"""

import json
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import psutil
from PIL import Image

from benchmarks.tables import print_table
from mnist_core.data.dataset import Dataset
from mnist_core.data.mnist import load_mnist

COUNTS = (1, 1000, 10_000)
_LOOK = 0.2  # seconds between two looks at its memory


@dataclass(frozen=True)
class Run:
    """How the command read some digits: the part that is right, seconds, and bytes at its most."""

    right: float
    seconds: float
    memory: int


def main() -> None:
    """Print a row for each count of files."""
    mnist = load_mnist()
    rows = []
    for count in COUNTS:
        with tempfile.TemporaryDirectory() as folder:
            _write(mnist, count, Path(folder))
            run = _run(Path(folder), [int(each) for each in mnist.test_labels[:count]])
        rows.append(
            (
                f"{count:,}",
                f"{run.seconds:.1f} s",
                f"{count / run.seconds:,.0f}",
                f"{run.memory / 1e6:,.0f} MB",
                f"{run.right:.2%}",
            )
        )
    print_table(
        "MNIST's test digits as PNG files, read by the command line",
        ("files", "time", "digits a second", "memory", "read right"),
        rows,
    )


def _write(mnist: Dataset, count: int, folder: Path) -> None:
    for i, image in enumerate(mnist.test_images[:count]):
        Image.fromarray(np.asarray(image)).save(folder / f"{i:05d}.png")


def _run(folder: Path, labels: list[int]) -> Run:
    start = time.perf_counter()
    command = [sys.executable, "-m", "mnist_core", "read", "--json", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        memory = [0]
        looking = threading.Thread(target=_watch, args=(process, memory))
        looking.start()
        output, _ = process.communicate()
        looking.join()
    seconds = time.perf_counter() - start
    numbers = [
        "".join(line["number"] for line in json.loads(row)["lines"]) for row in output.splitlines()
    ]
    right = [number == str(label) for number, label in zip(numbers, labels, strict=True)]
    return Run(sum(right) / len(right), seconds, memory[0])


def _watch(process: subprocess.Popen[str], memory: list[int]) -> None:
    """Keep the most memory that a command and its processes have at once, until it ends."""
    while process.poll() is None:
        try:
            parent = psutil.Process(process.pid)
            each = [parent, *parent.children(recursive=True)]
            memory[0] = max(memory[0], sum(one.memory_full_info().pss for one in each))
        except psutil.Error:  # one has ended meanwhile
            pass
        time.sleep(_LOOK)


if __name__ == "__main__":
    main()
