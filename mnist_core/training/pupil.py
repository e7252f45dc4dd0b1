"""A trained Keras network whose last layers learn on, while its convolutions stay as they are.

What comes before those layers is computed once for each drawing, so that a step takes a few
milliseconds. The network that it was stays at hand: its own answers to other drawings are what it
must go on giving (Li and Hoiem, "Learning without forgetting", arXiv 1606.09282).

Keras is imported where it is used: importing this module does not load it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from mnist_core.arrays import BoolArray, Float32Array, IntArray, UInt8Array
from mnist_core.data.rehearsal import Examples
from mnist_core.errors import TrainingError
from mnist_core.ink.directions import DIRECTIONS
from mnist_core.networks.inspection import branches_of, path_branches_of
from mnist_core.training.checkpoint import load_variables, save_variables

if TYPE_CHECKING:
    import keras

# How much the old answers to what is rehearsed weigh against somebody's drawings: chosen on
# simulated hands. With 1 and 5 more was forgotten, with 50 less was learnt.
REHEARSAL_WEIGHT = 30.0
_AT_ONCE = 500  # drawings that features are computed of: memory grows with it


@dataclass(frozen=True, eq=False)
class Features:
    """What a network's held layers make of drawings.

    Attributes:
        of_branches: float32 (n, f) for each branch, those that see pictures first.
        knows_path: bool (n,), whether the pen's path is known.
    """

    of_branches: list[Float32Array]
    knows_path: BoolArray


class Pupil:
    """A network that is taught.

    Args:
        model: the network; its weights change.
        rate: the learning rate of Adam at its highest; it falls to 0 by a cosine.
        steps: that there will be.

    Attributes:
        model: the Keras model as it is now.
        label_count: how many labels it tells apart.
        sees_paths: whether some of its branches see the pen's path.
    """

    def __init__(self, model: keras.Model, rate: float, steps: int) -> None:
        import keras
        import tensorflow as tf

        tf.config.experimental.enable_op_determinism()
        self.model = model
        self.label_count = int(model.outputs[0].shape[-1])
        ways = branches_of(model) or [model]
        paths = path_branches_of(model)
        self.sees_paths = bool(paths)
        self._pictures = len(ways)
        self._is_single = not branches_of(model)
        parted = [_parted(way.layers) for way in [*ways, *paths]]
        shapes = [(28, 28) if self._is_single else (28, 28, 1)] * len(ways)
        shapes += [(28, 28, DIRECTIONS)] * len(paths)
        self._held = [
            _compiled(held, shape) for (held, _), shape in zip(parted, shapes, strict=True)
        ]
        self._heads = [head for _, head in parted]
        self._variables = [v for head in self._heads for each in head for v in each.variables]
        learning = [v for head in self._heads for each in head for v in each.trainable_variables]
        self._was = [v.numpy() for v in self._variables]
        schedule = keras.optimizers.schedules.CosineDecay(rate, steps)
        self._optimizer = keras.optimizers.Adam(schedule)
        self._optimizer.build(learning)
        self._learning = learning

    def look_at(self, pictures: UInt8Array, directions: UInt8Array | None = None) -> Features:
        """Compute what the held layers make of drawings.

        Args:
            pictures: uint8 (n, 28, 28), 255 is ink.
            directions: uint8 (n, 28, 28, 8), the pen's path; None where no path is known.
        """
        paths = np.zeros((len(pictures), 1, 1, 1)) if directions is None else directions
        known = np.any(paths, axis=(1, 2, 3))
        of_branches = []
        for i, held in enumerate(self._held):
            if i < self._pictures:
                given = pictures if self._is_single else pictures[..., None]
            elif directions is None:
                break
            else:
                given = directions
            # TensorFlow's convolutions take no empty batch.
            filled = given if len(given) else np.zeros((1, *given.shape[1:]), np.uint8)
            parts = [
                held(filled[start : start + _AT_ONCE]).numpy()
                for start in range(0, len(filled), _AT_ONCE)
            ]
            of_branches.append(np.concatenate(parts)[: len(given)])
        return Features(of_branches, known)

    def answer(self, features: Features) -> Float32Array:
        """Probabilities, float32 (n, k): with the pen's path where the network sees one."""
        import tensorflow as tf

        given = [tf.constant(each) for each in features.of_branches]
        from_pictures: Float32Array = self._answer(given[: self._pictures]).numpy()
        if len(given) == self._pictures:
            return from_pictures
        of_both: Float32Array = self._answer(given).numpy()
        return np.where(features.knows_path[:, None], of_both, from_pictures)

    def predict(self, images: UInt8Array) -> Float32Array:
        """Probabilities, float32 (n, k), from pictures alone.

        Raises:
            TrainingError: they are no numbers.
        """
        probabilities = self.answer(self.look_at(images))
        if not np.isfinite(probabilities).all():
            raise TrainingError("the network's answers are no numbers any more")
        return probabilities

    def study(self, own: Examples, rehearsed: Examples) -> None:
        """Look at what will be learnt from, before the first step.

        Args:
            own: somebody's drawings, with labels that the network has.
            rehearsed: others; their labels do not count, for the network's own answers do.
        """
        import tensorflow as tf

        mine = self.look_at(own.pictures, own.directions if self.sees_paths else None)
        others = self.look_at(rehearsed.pictures, rehearsed.directions if self.sees_paths else None)
        with self.as_it_was():
            ways = range(2 if self.sees_paths else 1)
            given = [tf.constant(each) for each in others.of_branches]
            targets = [self._answer(given[: self._until(way)]) for way in ways]
        self._step = self._compile_step(
            [tf.constant(each) for each in mine.of_branches],
            given,
            tf.one_hot(own.labels.astype(np.int64), self.label_count),
            targets,
            (mine.knows_path, others.knows_path),
        )

    def learn(self, own: IntArray, rehearsed: IntArray) -> tuple[float, float]:
        """One step, from rows of what was studied: loss and accuracy of the own ones before it.

        Raises:
            TrainingError: the loss is no number.
        """
        loss, right = self._step(own, rehearsed)
        loss = float(loss)
        if not math.isfinite(loss):
            raise TrainingError(f"the loss is {loss}: try a lower learning rate")
        return loss, float(right)

    @contextmanager
    def averaged(self) -> Iterator[None]:
        """Within this, the model has the weights that are saved: those of the last step."""
        yield

    @contextmanager
    def as_it_was(self) -> Iterator[None]:
        """Within this, the network is what it was before it was taught."""
        now = [v.numpy() for v in self._variables]
        self._assign(self._was)
        try:
            yield
        finally:
            self._assign(now)

    def save(self, file: IO[bytes], position: Mapping[str, float]) -> None:
        """Write all that is needed to go on, and the caller's own position."""
        save_variables(file, self._kept(), position)

    def load(self, path: Path) -> dict[str, Any]:
        """Go back to where ``save`` was called; the position that it was given.

        Raises:
            RunError: the checkpoint is damaged or of another network.
        """
        return load_variables(path, self._kept())

    def _kept(self) -> list[Any]:
        return [*self._variables, *self._optimizer.variables]

    def _assign(self, weights: Sequence[Any]) -> None:
        for variable, value in zip(self._variables, weights, strict=True):
            variable.assign(value)

    def _until(self, way: int) -> int:
        """How many branches answer: those that see pictures, or all."""
        return self._pictures if way == 0 else len(self._heads)

    def _answer(self, features: Sequence[Any]) -> Any:
        """The answer of as many branches as there are features for."""
        import keras

        made = []
        for given, head in zip(features, self._heads, strict=False):
            for layer in head:
                given = layer(given, training=False)
            made.append(given)
        if self._is_single:  # its last layer gives probabilities already
            return made[0]
        return keras.ops.softmax(keras.ops.mean(keras.ops.stack(made), axis=0))

    def _loss(
        self, features: Sequence[Any], wanted: Any, knows_path: Any, way: int
    ) -> tuple[Any, Any]:
        """The mean loss of a way to answer, and its answers.

        Of the way that sees paths the mean is over the drawings that have one.
        """
        import keras
        import tensorflow as tf

        answers = self._answer(features[: self._until(way)])
        each = keras.losses.categorical_crossentropy(wanted, answers)
        weight = tf.ones_like(knows_path) if way == 0 else knows_path
        return tf.reduce_sum(weight * each) / tf.maximum(tf.reduce_sum(weight), 1.0), answers

    def _compile_step(
        self,
        own: Sequence[Any],
        rehearsed: Sequence[Any],
        truth: Any,
        targets: Sequence[Any],
        known: tuple[BoolArray, BoolArray],
    ) -> Callable[[IntArray, IntArray], tuple[Any, Any]]:
        """A function of rows that takes a step, and gives the own drawings' loss and accuracy."""
        import tensorflow as tf

        weights = [tf.constant(each.astype(np.float32)) for each in known]

        def step(own_rows: Any, rows: Any) -> tuple[Any, Any]:
            mine = [tf.gather(each, own_rows) for each in own]
            others = [tf.gather(each, rows) for each in rehearsed]
            labels, loss, kept = tf.gather(truth, own_rows), tf.constant(0.0), tf.constant(0.0)
            with tf.GradientTape() as tape:
                for way, target in enumerate(targets):
                    mean, answers = self._loss(mine, labels, tf.gather(weights[0], own_rows), way)
                    loss += mean
                    before = tf.gather(target, rows)
                    kept += self._loss(others, before, tf.gather(weights[1], rows), way)[0]
                total = loss + REHEARSAL_WEIGHT * kept
            gradients = tape.gradient(total, self._learning)
            self._optimizer.apply(gradients, self._learning)
            right = tf.equal(tf.argmax(answers, 1), tf.argmax(labels, 1))
            return loss / len(targets), tf.reduce_mean(tf.cast(right, tf.float32))

        rows = tf.TensorSpec((None,), tf.int64)
        compiled: Callable[[IntArray, IntArray], tuple[Any, Any]] = tf.function(
            step, input_signature=[rows, rows]
        )
        return compiled


def _parted(layers: Sequence[Any]) -> tuple[list[Any], list[Any]]:
    """The layers up to where a picture is made flat, which are held, and those that learn."""
    flat = next(i for i, each in enumerate(layers, 1) if type(each).__name__ == "Flatten")
    return list(layers[:flat]), list(layers[flat:])


def _compiled(held: Sequence[Any], shape: tuple[int, ...]) -> Callable[[UInt8Array], Any]:
    """What held layers make of bytes, each of that shape."""
    import tensorflow as tf

    def look(given: Any) -> Any:
        given = tf.cast(given, tf.float32) / 255.0
        for layer in held:
            given = layer(given, training=False)
        return given

    compiled: Callable[[UInt8Array], Any] = tf.function(
        look, input_signature=[tf.TensorSpec((None, *shape), tf.uint8)]
    )
    return compiled
