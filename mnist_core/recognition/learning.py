"""A network at work as it was at each moment of its training."""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from mnist_core.arrays import Float32Array
from mnist_core.errors import ModelError
from mnist_core.recognition.graph import Operator, graph_of, with_weights
from mnist_core.recognition.interpreter import open_interpreter, read_model
from mnist_core.recognition.moments import MOMENTS, Moment, read_moments, unpacked


class Learning:
    """A network that can be asked what it read on its way. Safe to share between threads.

    It goes by pictures alone, even where the network sees the pen's path besides.

    Args:
        path: of a ``.tflite`` that training has made, with its moments beside it.

    Attributes:
        moments: in their order. The last is the network itself, bit for bit.
        epoch: digits in a pass over all that it was trained on.

    Raises:
        ModelError: a file is missing or damaged, or the moments are not of this network.
    """

    def __init__(self, path: Path) -> None:
        content, beside = read_model(path), path.with_name(MOMENTS)
        stored = read_moments(beside)
        if not stored.has_ended:
            raise ModelError(f"{beside} is of a training that has not ended: train it to its end")
        self.moments: tuple[Moment, ...] = stored.moments
        self.epoch = stored.epoch
        last = open_interpreter(path, content)
        graph = graph_of(path, content)
        labels = last.get_output_details()[0]["shape"][-1]
        if any(each.confusion.shape[1] != labels for each in self.moments):
            raise ModelError(f"{beside} is of a network with other labels than {path} has")
        try:
            before = [unpacked(each) for each in stored.weights]
            changed = [with_weights(content, each) for each in before]
        except ValueError as error:
            raise ModelError(f"{beside} is of another network than {path}: {error}") from error
        now = [each for step in graph for each in step.weights]
        # Of all weights these alone are kept: a large network's moments take 16 MB as numbers.
        self._filters = [_filters(graph, each) for each in [*before, now]]
        self._interpreters = [*(open_interpreter(path, each) for each in changed), last]
        self._lock = threading.Lock()

    def predict(self, pixels: Float32Array) -> Float32Array:
        """What it reads of a digit at each moment.

        Args:
            pixels: float32 (28, 28), 0 to 1, ink is 1.

        Returns:
            float32 (n, k), a row a moment, which sums to 1.
        """
        with self._lock:
            return np.stack([_ask(each, pixels) for each in self._interpreters])

    def filters(self, moment: int) -> list[Float32Array]:
        """The weights of the first layer at a moment as pictures, as ``filters_of`` gives them."""
        return self._filters[moment]


def _ask(interpreter: Any, pixels: Float32Array) -> Float32Array:
    """The answer to one digit, float32 (k,)."""
    given, made = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
    interpreter.set_tensor(given["index"], pixels[None].astype(np.float32, copy=False))
    interpreter.invoke()
    return np.asarray(interpreter.get_tensor(made["index"])[0], np.float32)


def _filters(graph: list[Operator], weights: Sequence[Float32Array]) -> list[Float32Array]:
    """The first layer's weights as pictures, one array a branch, of all weights in their order."""
    left = iter(weights)
    of_step = [[next(left) for _ in step.weights] for step in graph]
    return [_as_pictures(of_step[i][0].copy()) for i in _firsts(graph)]


def _firsts(graph: list[Operator]) -> list[int]:
    """The places of the first steps with weights, one a branch: nothing stands before them but
    steps that change the picture's shape."""
    picture, found = {graph[0].given[0]}, []
    for i, step in enumerate(graph):
        if not picture.issuperset(step.given):
            continue
        if step.weights:
            found.append(i)
        else:
            picture.add(step.makes)
    return found


def _as_pictures(weights: Float32Array) -> Float32Array:
    """A convolution's kernels, (units, height, width, 1), or a dense layer's, (units, 784)."""
    size = weights.shape[1:3] if weights.ndim == 4 else (28, 28)
    return weights.reshape(len(weights), *size)
