"""The reader of whole lines at work: how probable a text is on a strip.

It has no notion of where a digit begins: that is why it can judge where digits touch.
"""

import math
import threading
from collections import defaultdict
from functools import cache
from pathlib import Path

import numpy as np

from mnist_core import places
from mnist_core.arrays import Float64Array, UInt8Array
from mnist_core.networks.line_reader import BLANK, CHARACTERS, COLUMNS
from mnist_core.recognition.interpreter import open_interpreter, read_model

FOLDER, NETWORK = "line-reader", "line.tflite"
_STEP = 32  # pixels: strips are filled up to a multiple, for each new width is prepared for
_LEAST = 1e-6  # probability
_WORTH = 1e-3  # a character less probable than that is not followed
_BEAM = 8


class LineReader:
    """Reads strips. Safe to share between threads."""

    def __init__(self, path: Path) -> None:
        """Open a ``.tflite`` that ``networks.line_reader`` was exported to.

        Raises:
            ModelError: it is missing or damaged.
        """
        self._interpreter = open_interpreter(path, read_model(path))
        self._input = self._interpreter.get_input_details()[0]["index"]
        self._output = self._interpreter.get_output_details()[0]["index"]
        self._lock = threading.Lock()

    def read(self, strip: UInt8Array) -> Float64Array:
        """Log probabilities float64 (w / 2, 12), of "no character" and each of ``CHARACTERS``.

        Args:
            strip: uint8 (28, w), 255 is ink.
        """
        rows, columns = strip.shape
        taken = np.zeros((1, rows, -(-columns // _STEP) * _STEP, 1), np.float32)
        taken[0, :, :columns, 0] = strip / np.float32(255)
        with self._lock:
            self._interpreter.resize_tensor_input(self._input, taken.shape)
            self._interpreter.allocate_tensors()
            self._interpreter.set_tensor(self._input, taken)
            self._interpreter.invoke()
            logits = self._interpreter.get_tensor(self._output)[0].astype(np.float64)
        logits = logits[: -(-columns // COLUMNS)]
        answers: Float64Array = logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)
        return np.maximum(answers, math.log(_LEAST))


def likely_texts(log_probabilities: Float64Array, count: int) -> list[str]:
    """The most probable texts, most probable first, as a prefix beam search finds them.

    After Hannun, Maas, Jurafsky, Ng, "First-pass large vocabulary continuous speech recognition
    using bi-directional recurrent DNNs", 2014.

    Args:
        log_probabilities: float64 (n, 12), as ``LineReader.read`` gives them.
        count: how many at most.
    """
    # Of each text: how probable it is to end with "no character", and with its last one.
    beam: dict[str, tuple[float, float]] = {"": (1.0, 0.0)}
    for answer in np.exp(log_probabilities):
        following: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
        worth = [i for i in np.flatnonzero(answer >= _WORTH).tolist() if i != BLANK]
        for text, (blank, letter) in beam.items():
            following[text][0] += (blank + letter) * answer[BLANK]
            for i in worth:
                character = CHARACTERS[i - 1]
                if text.endswith(character):
                    following[text][1] += letter * answer[i]
                    following[text + character][1] += blank * answer[i]
                else:
                    following[text + character][1] += (blank + letter) * answer[i]
        best = sorted(following.items(), key=lambda each: -sum(each[1]))[:_BEAM]
        total = sum(sum(each) for _, each in best)  # so that nothing vanishes
        beam = {text: (blank / total, letter / total) for text, (blank, letter) in best}
    return list(beam)[:count]


def improbability(log_probabilities: Float64Array, text: str) -> float:
    """How improbable a text is: minus its log probability, over all ways to read it.

    It is the loss of connectionist temporal classification (see ``networks.line_reader``).

    Args:
        log_probabilities: as for ``likely_texts``.
        text: of ``CHARACTERS``.
    """
    labels = np.zeros(2 * len(text) + 1, np.int64)
    labels[1::2] = [CHARACTERS.index(each) + 1 for each in text]
    # A character may follow the one before at once, unless it is the same.
    skips = np.full(len(labels), -np.inf)
    skips[2:] = np.where((labels[2:] != BLANK) & (labels[2:] != labels[:-2]), 0.0, -np.inf)
    reached = np.full(len(labels), -np.inf)
    reached[:2] = log_probabilities[0, labels[:2]]
    for answer in log_probabilities[1:]:
        step = np.concatenate([[-np.inf], reached[:-1]])
        leap = np.concatenate([[-np.inf, -np.inf], reached[:-2]])[: len(labels)] + skips
        reached = np.logaddexp(np.logaddexp(reached, step), leap) + answer[labels]
    return -float(np.logaddexp.reduce(reached[-2:]))


@cache
def line_reader() -> LineReader:
    """The reader that comes with the program.

    Raises:
        ModelError: its file is missing or damaged.
    """
    path = places.models_dir() / FOLDER / NETWORK
    return LineReader(path)
