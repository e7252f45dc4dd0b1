"""What each layer of a network makes of a digit."""

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np

from mnist_core.arrays import Float32Array, UInt8Array
from mnist_core.networks.export import OF_STROKES
from mnist_core.recognition.graph import (
    CONVOLUTION,
    DENSE,
    PLUS,
    POOLING,
    SOFTMAX,
    TIMES,
    Operator,
    graph_of,
)
from mnist_core.recognition.interpreter import open_interpreter, read_model

Kind = Literal["convolution", "pooling", "normalisation", "dense", "mean", "softmax"]
_KINDS: dict[str, Kind] = {
    CONVOLUTION: "convolution",
    POOLING: "pooling",
    DENSE: "dense",
    SOFTMAX: "softmax",
}
_BRANCH = re.compile(r"\b(branch|path)_([0-9]+)")


@dataclass(frozen=True, eq=False)
class Layer:
    """A layer at work.

    Attributes:
        kind: what it does. A "normalisation" stands alone only where it could not be folded into
            the convolution before it; a "mean" is that of the branches' answers.
        branch: the branch that it belongs to, from 1; 0 where there are none, or it joins them.
        sees_path: whether that branch sees the pen's path.
        given: float32, what it takes: maps, (height, width, n), or units, (n,). Of a mean, one row
            a branch, (branches, n).
        values: float32, what it gives, of either shape.
        weights: of a convolution and a dense layer as ``Operator`` has them; of a normalisation,
            what each map is multiplied by, and what is added.
        stride: pixels from one place of a kernel or pool to the next.
        size: pixels across a pool; 0 of other layers.
        same: whether the maps that it takes are padded with zeros.
        relu: whether what is below 0 becomes 0 in the end.
    """

    kind: Kind
    branch: int
    sees_path: bool
    given: Float32Array
    values: Float32Array
    weights: tuple[Float32Array, ...]
    stride: int
    size: int
    same: bool
    relu: bool


class Activations:
    """A network whose layers can be looked at. Safe to share between threads.

    Args:
        path: of a ``.tflite`` that training has made.

    Raises:
        ModelError: the file is missing, damaged, or of another make.
    """

    def __init__(self, path: Path) -> None:
        content = read_model(path)
        self._interpreter = open_interpreter(path, content, keeps_all=True)
        self._input = self._interpreter.get_input_details()[0]["index"]
        self._graph = graph_of(path, content)
        self._lock = threading.Lock()
        self._of_strokes: _OfStrokes | None = None
        if OF_STROKES in self._interpreter.get_signature_list():
            self._of_strokes = _OfStrokes(path, content)

    def see(self, pixels: Float32Array, directions: UInt8Array | None = None) -> list[Layer]:
        """What each layer makes of a digit, in their order, branch after branch.

        Args:
            pixels: float32 (28, 28), 0 to 1, ink is 1.
            directions: uint8 (28, 28, 8), the pen's path; None where it is not known. A network
                that does not see it leaves it out.
        """
        with self._lock:
            if self._of_strokes is not None and directions is not None and directions.any():
                return self._of_strokes.see(pixels, directions)
            self._run(pixels)
            return _layers(self._graph, self._interpreter.get_tensor)

    def features(self, pixels: Float32Array) -> Float32Array:
        """What a network goes by in the end: what its last layer is given, of each branch.

        Args:
            pixels: float32 (28, 28), 0 to 1, ink is 1. Branches that see the path are left out.

        Returns:
            float32 (n,), 0 or more.
        """
        with self._lock:
            self._run(pixels)
            # Of each branch the last: a network that is a single way counts as one.
            lasts = {_branch(each.name): each for each in self._graph if each.kind == DENSE}
            given = [self._interpreter.get_tensor(each.given[0])[0] for each in lasts.values()]
            return np.concatenate(given)

    def _run(self, pixels: Float32Array) -> None:
        self._interpreter.set_tensor(self._input, pixels[None].astype(np.float32, copy=False))
        self._interpreter.invoke()


class _OfStrokes:
    """The way to ask a network that sees the pen's path: an interpreter of its own."""

    def __init__(self, path: Path, content: bytes) -> None:
        self._interpreter = open_interpreter(path, content, keeps_all=True)
        self._number = sorted(self._interpreter.get_signature_list()).index(OF_STROKES)
        self._graph = graph_of(path, content, self._number)
        self._runner = self._interpreter.get_signature_runner(OF_STROKES)

    def see(self, pixels: Float32Array, directions: UInt8Array) -> list[Layer]:
        self._runner(pixels=pixels[None], directions=directions[None] / np.float32(255))
        return _layers(self._graph, lambda i: self._interpreter.get_tensor(i, self._number))


def _layers(graph: list[Operator], value_of: Callable[[int], Any]) -> list[Layer]:
    """The layers that a network's steps come to, branch after branch.

    Those that see the picture come first, then those that see the path, then what joins them. Steps
    that only change a shape, or sum up the branches, are left out.
    """
    layers = [_layer(graph, i, value_of) for i in range(len(graph))]
    found = [each for each in layers if each is not None]
    found.sort(key=lambda each: (each.branch == 0, each.sees_path, each.branch))
    lasts = {(each.sees_path, each.branch): each for each in found if each.kind == "dense"}
    logits = np.array([each.values for each in found if each in lasts.values()])
    return [replace(each, given=logits) if each.kind == "mean" else each for each in found]


def _layer(graph: list[Operator], i: int, value_of: Callable[[int], Any]) -> Layer | None:
    """The layer that ends with a step; None where it only leads to one."""
    step = graph[i]
    branch, sees_path = _branch(step.name)
    kind, weights, given = _KINDS.get(step.kind), step.weights, step.given[0]
    if step.kind == PLUS and weights and graph[i - 1].kind == TIMES:
        kind, given = "normalisation", graph[i - 1].given[0]
        weights = graph[i - 1].weights + weights
    elif step.kind == TIMES and branch == 0 and any(_branch(each.name)[0] for each in graph):
        kind, weights = "mean", ()
    if kind is None:
        return None
    return Layer(
        kind,
        branch,
        sees_path,
        np.array(value_of(given)[0], np.float32),
        np.array(value_of(step.makes)[0], np.float32),
        weights,
        step.stride,
        step.size,
        step.same,
        step.relu,
    )


def _branch(name: str) -> tuple[int, bool]:
    """The branch that a tensor belongs to, from 1, 0 for none; and whether that sees the path."""
    match = _BRANCH.search(name)
    return (int(match[2]), match[1] == "path") if match else (0, False)
