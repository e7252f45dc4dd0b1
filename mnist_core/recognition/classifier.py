"""A trained network at work: a picture in, probabilities and a verdict out.

Runs the LiteRT file that training exports, so that the web server need not load TensorFlow.
"""

import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from mnist_core import places
from mnist_core.arrays import Float32Array, UInt8Array
from mnist_core.errors import InvalidImageError, ModelError
from mnist_core.ink.directions import DIRECTIONS
from mnist_core.ink.drawing import read_drawing
from mnist_core.ink.preprocessing import FRAME, Digit, preprocess
from mnist_core.ink.strokes import CANVAS, FARTHEST, Stroke, checked
from mnist_core.labels import DIGITS, NOT_A_DIGIT, NOT_A_DIGIT_INDEX, REFUSAL, decide
from mnist_core.networks.export import OF_STROKES
from mnist_core.recognition.interpreter import open_interpreter, read_model
from mnist_core.recognition.metadata import read_metadata

DEFAULT_MODEL = "drawing-cnn"
NETWORK = "network.tflite"  # in a published network's folder
_LARGEST_CANVAS = 1000  # pixels that strokes are rendered on: finer ones change nothing
Verdict = Literal["digit", "unsure", "not a digit"]


@dataclass(frozen=True, eq=False)
class Prediction:
    """What a network reads.

    Attributes:
        label: the most probable digit, "0" to "9"; None where the verdict is "not a digit".
        probability: of that digit, or of its being none, 0 to 1.
        probabilities: float32 (k,), one a label, in the order of the classifier's labels.
        verdict: "digit"; "unsure" where the probability is below the model's own threshold;
            "not a digit" where the model knows that label and its probability is at or above the
            threshold for it.
    """

    label: str | None
    probability: float
    probabilities: Float32Array
    verdict: Verdict


class DigitClassifier:
    """Reads digits. Safe to share between threads.

    Attributes:
        labels: "0" to "9", and "not a digit" last where the model knows it.
        thresholds: ``unsure``, the probability below which an answer is in doubt; and "not a
            digit" where the model knows it, from which on that is the answer. 0 to 1.
        sees_paths: whether it reads strokes better than their picture, for it sees the pen's path.
    """

    def __init__(self, path: Path) -> None:
        content = read_model(path)  # once: the file may be replaced meanwhile
        self._interpreter = open_interpreter(path, content)
        self._input = self._interpreter.get_input_details()[0]
        self._output = self._interpreter.get_output_details()[0]
        self._lock = threading.Lock()
        metadata = read_metadata(path, content)
        self.labels, self.thresholds = metadata.labels, metadata.thresholds
        _check_signature(path, self._input, self._output, len(self.labels))
        self.sees_paths = OF_STROKES in self._interpreter.get_signature_list()
        # An interpreter of its own: one that has handed out a runner refuses to run otherwise.
        self._of_strokes = _runner_of_strokes(path, content) if self.sees_paths else None

    @classmethod
    def load(cls, model: str | Path = DEFAULT_MODEL) -> "DigitClassifier":
        """Load a model.

        Args:
            model: a name in ``models/``, or the path of a ``.tflite`` that training has made.

        Raises:
            ModelError: the file is missing, damaged or not such a model.
        """
        if str(model).endswith(".tflite"):
            return cls(Path(model))
        if str(model) not in published_models():
            raise ModelError(
                f"no model {str(model)!r} in {places.models_dir()}: there are "
                f"{', '.join(published_models()) or 'none'}; train one with train_model.py, "
                "or give the path of a .tflite file"
            )
        return cls(places.models_dir() / model / NETWORK)

    def predict(self, pixels: Float32Array, directions: UInt8Array | None = None) -> Float32Array:
        """Probabilities of each label.

        Args:
            pixels: float32 (n, 28, 28), 0 (paper) to 1 (ink), as ``preprocess`` makes them.
            directions: uint8 (n, 28, 28, 8), the pen's path, as ``direction_maps`` draws it; None
                where it is not known. A model that does not see paths leaves it out.

        Returns:
            float32 (n, k), rows that sum to 1.

        Raises:
            ValueError: another shape, pixels that are not 0 to 1, or directions that are not
                uint8.
        """
        pixels = np.ascontiguousarray(pixels, np.float32)
        if pixels.ndim != 3 or pixels.shape[1:] != (28, 28):
            raise ValueError(f"expected pixels of shape (n, 28, 28), got {pixels.shape}")
        if len(pixels) and not (pixels.min() >= 0 and pixels.max() <= 1):  # no number is neither
            raise ValueError(
                f"expected pixels of 0 to 1, got {pixels.min()} to {pixels.max()}: "
                "preprocess makes them"
            )
        if directions is not None:
            shape = (*pixels.shape, DIRECTIONS)
            if directions.dtype != np.uint8 or directions.shape != shape:
                raise ValueError(
                    f"expected directions of uint8 and shape {shape}, got {directions.dtype} and "
                    f"{directions.shape}: direction_maps makes them"
                )
        probabilities = np.empty((len(pixels), len(self.labels)), np.float32)
        for i, each in enumerate(pixels):  # as quick as many at once, and lets others in between
            path = None if directions is None else directions[i]
            probabilities[i] = self._predict_one(each, path)
        return probabilities

    def classify(self, image: UInt8Array) -> Prediction:
        """Read one picture.

        Args:
            image: as ``preprocess`` takes it.

        Raises:
            InvalidImageError: what was given is no picture.
            BlankImageError: it has no ink.
        """
        return self.read(preprocess(image).pixels)

    def classify_strokes(
        self, strokes: Sequence[Stroke], *, canvas: float | None = None
    ) -> Prediction:
        """Read one drawing whose strokes are known.

        A model that sees paths reads them beside the picture. To another this is the same as
        ``classify`` of the drawing rendered.

        Args:
            strokes: in pixels of a square canvas of any size, from its top left corner, in the
                order and direction in which they were drawn.
            canvas: its side in pixels. What lies outside is cut off. None is a canvas that reaches
                as far right and down as the strokes do.

        Raises:
            InvalidImageError: what was given are no strokes, or the canvas has no such side.
            BlankImageError: there are none, or they leave no ink.
        """
        seen = _see(checked(strokes), canvas)
        return self.read(seen.pixels, seen.directions)

    def read(self, pixels: Float32Array, directions: UInt8Array | None = None) -> Prediction:
        """Read one digit as networks see it.

        Args:
            pixels: float32 (28, 28), 0 to 1, ink is 1, as ``preprocess`` makes them.
            directions: uint8 (28, 28, 8), the pen's path, as ``direction_maps`` draws it; None
                where it is not known.
        """
        paths = None if directions is None else directions[None]
        return self.verdict(self.predict(pixels[None], paths)[0])

    def verdict(self, probabilities: Float32Array) -> Prediction:
        """What an answer amounts to: float32 (k,), 0 to 1 and together 1."""
        refusal = self.thresholds.get(NOT_A_DIGIT, REFUSAL)
        labels, confidence = decide(probabilities[None], refusal)
        label, probability = int(labels[0]), float(confidence[0])
        if label == NOT_A_DIGIT_INDEX:
            return refused(probabilities)
        verdict: Verdict = "digit" if probability >= self.thresholds["unsure"] else "unsure"
        return Prediction(self.labels[label], probability, probabilities, verdict)

    def _predict_one(self, pixels: Float32Array, path: UInt8Array | None) -> Float32Array:
        """Probabilities (k,) of one digit; of its picture alone where its path has no length."""
        with self._lock:
            if self._of_strokes is not None and path is not None and path.any():
                directions = path[None] / np.float32(255)
                answer = self._of_strokes(pixels=pixels[None], directions=directions)
                return np.asarray(answer["probabilities"][0], np.float32)
            self._interpreter.set_tensor(self._input["index"], pixels[None])
            self._interpreter.invoke()
            probabilities: Float32Array = self._interpreter.get_tensor(self._output["index"])[0]
        return probabilities


def refused(probabilities: Float32Array) -> Prediction:
    """The answer that something is no digit, whatever else is probable: float32 (k,)."""
    knows = len(probabilities) > DIGITS
    probability = float(probabilities[NOT_A_DIGIT_INDEX]) if knows else 0.0
    return Prediction(None, probability, probabilities, "not a digit")


def _see(strokes: list[Stroke], canvas: float | None) -> Digit:
    """What a network sees of strokes on a canvas; a large or tiny one is brought to a fit size."""
    if canvas is None:
        reach = max(float(stroke.points.max()) + stroke.width / 2 for stroke in strokes)
        scale = _fitting(reach)
        side = max(CANVAS, math.ceil(reach * scale))
    elif 0 < canvas <= FARTHEST:
        scale = _fitting(canvas)
        side = math.ceil(canvas * scale)
    else:
        raise InvalidImageError(
            f"expected a canvas's side above 0 and up to {FARTHEST:,} pixels, got {canvas}"
        )
    fitting = [Stroke(stroke.points * scale, stroke.width * scale) for stroke in strokes]
    return read_drawing(fitting, canvas=side)


def _fitting(side: float) -> float:
    """What a canvas of that many pixels is made larger by, or smaller below 1, to be rendered."""
    if side > _LARGEST_CANVAS:
        return _LARGEST_CANVAS / side
    return CANVAS / max(side, 1.0) if side < FRAME else 1.0


def published_models() -> list[str]:
    """The names of the models that come with the program, sorted."""
    return sorted(path.parent.name for path in places.models_dir().glob(f"[!.]*/{NETWORK}"))


def _runner_of_strokes(path: Path, content: bytes) -> Any:
    """What runs a model on strokes; ModelError unless it takes pixels and directions."""
    interpreter = open_interpreter(path, content)
    runner = interpreter.get_signature_runner(OF_STROKES)
    takes = {name: list(each["shape"]) for name, each in runner.get_input_details().items()}
    gives = {name: list(each["shape"]) for name, each in runner.get_output_details().items()}
    labels = interpreter.get_output_details()[0]["shape"][-1]
    expected = {"pixels": [1, 28, 28], "directions": [1, 28, 28, DIRECTIONS]}
    if takes != expected or gives != {"probabilities": [1, labels]}:
        raise ModelError(
            f"{path} reads something else than strokes: expected {expected}, got {takes} to {gives}"
        )
    return runner


def _check_signature(path: Path, given: Any, made: Any, labels: int) -> None:
    """Raise ModelError unless a model takes 28 x 28 pixels and gives one number a label."""
    takes, gives = given["shape_signature"], made["shape_signature"]
    if (
        list(takes) != [1, 28, 28]
        or given["dtype"] != np.float32
        or len(gives) != 2
        or gives[1] != labels
    ):
        raise ModelError(
            f"{path} reads something else than digits: expected float32 (1, 28, 28) to "
            f"(1, {labels}), got {given['dtype'].__name__} {tuple(takes)} to {tuple(gives)}"
        )
