"""A Keras network that learns a chunk of digits at a time. Knows nothing of run folders.

A chunk is many batches, run by one compiled function. So a small network does not wait for Python
between its batches, as it does in Keras's ``fit``. Between two chunks the training can be saved.

Keras is imported where it is used: importing this module does not load it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from mnist_core.errors import TrainingError
from mnist_core.ink.directions import DIRECTIONS
from mnist_core.networks.architectures import Architecture, Recipe
from mnist_core.networks.folding import folded
from mnist_core.networks.inspection import (
    branches_of,
    normalisations_of,
    path_branches_of,
    picture_model,
)
from mnist_core.training.batches import Chunk
from mnist_core.training.checkpoint import load_variables, save_variables

if TYPE_CHECKING:
    import keras
from mnist_core.arrays import Float32Array, UInt8Array

# The averaged weights look back about 1 / (1 - this) = 100 batches, once there have been as many.
AVERAGE_MOMENTUM = 0.99
_ADVICE = "try a lower learning rate"
_PREDICT_DIGITS = 250  # at once: memory grows with it


class Learner:
    """A Keras model with its optimizer, trained a chunk of digits at a time.

    Args:
        architecture: the network.
        recipe: how it learns.
        steps: batches that it will learn from in all, for the learning-rate schedule.
        seed: of weights and dropout.
        label_count: how many labels it tells apart.

    Attributes:
        model: the Keras model, with the weights of the last step.
        sees_paths: whether some of its branches see the pen's path.
    """

    def __init__(
        self,
        architecture: Architecture,
        recipe: Recipe,
        steps: int,
        seed: int,
        label_count: int = 10,
    ) -> None:
        import keras
        import tensorflow as tf

        keras.utils.set_random_seed(seed)
        tf.config.experimental.enable_op_determinism()
        self.model = architecture.build(label_count)
        self.sees_paths = bool(architecture.path_branches)
        self._optimizer = _optimizer(recipe, steps)
        self._optimizer.build(self.model.trainable_variables)
        self._averages = recipe.average_weights
        self._train_chunk = _compile_training(self.model, self._optimizer, recipe.batch_size)
        self._predict_chunk = _compile_prediction(self.model)

    def train(self, chunk: Chunk) -> tuple[float, float]:
        """Train on a chunk, batch after batch.

        Args:
            chunk: with directions, if the network sees paths.

        Returns:
            Mean loss, of the branches where there are some, and accuracy from the pictures, each
            batch as it was before its step.

        Raises:
            TrainingError: the loss or a weight is no number any more.
        """
        paths = [chunk.directions] if self.sees_paths else []
        loss, right = self._train_chunk(chunk.images, chunk.labels, *paths)
        loss = float(loss) / len(chunk.labels)
        # A loss can look well when ReLU has swallowed weights that are no numbers.
        weights_are_finite = all(np.isfinite(v.numpy()).all() for v in self.model.variables)
        if not (math.isfinite(loss) and weights_are_finite):
            raise TrainingError(
                f"the loss is {loss} and weights have become infinite or no numbers: {_ADVICE}"
            )
        return loss, float(right) / len(chunk.labels)

    def predict(self, images: UInt8Array) -> Float32Array:
        """Probabilities, float32 (n, labels), by the averaged weights where they are kept.

        Pictures are all that is known: branches that see paths do not answer.

        Raises:
            TrainingError: they are no numbers, for the weights are finite but have grown too large.
        """
        with self.averaged():
            return self._answers(images)

    def look(self, images: UInt8Array) -> tuple[list[Float32Array], Float32Array]:
        """The weights that it would be left with now, as ``folded`` gives them, and its answers.

        Raises:
            ValueError: it has layers that cannot be folded.
            TrainingError: as ``predict``.
        """
        with self.averaged():
            return folded(self.model), self._answers(images)

    def _answers(self, images: UInt8Array) -> Float32Array:
        """Probabilities, float32 (n, labels), by the weights that the model has."""
        parts = [
            self._predict_chunk(images[start : start + _PREDICT_DIGITS]).numpy()
            for start in range(0, len(images), _PREDICT_DIGITS)
        ]
        probabilities = np.concatenate(parts)
        if not np.isfinite(probabilities).all():
            raise TrainingError(f"the network's answers are no numbers any more: {_ADVICE}")
        return probabilities

    @contextmanager
    def averaged(self) -> Iterator[None]:
        """Within this, the model has its averaged weights, if it keeps any."""
        if not self._averages or int(self._optimizer.iterations) == 0:  # nothing to average yet
            yield
            return
        last = self.model.get_weights()
        self._optimizer.finalize_variable_values(self.model.trainable_variables)
        try:
            yield
        finally:
            self.model.set_weights(last)

    def save(self, file: IO[bytes], position: Mapping[str, float]) -> None:
        """Write all that is needed to go on, and the caller's own position."""
        save_variables(file, self._variables(), position)

    def load(self, path: Path) -> dict[str, Any]:
        """Go back to where ``save`` was called; the position that it was given.

        Raises:
            RunError: the checkpoint is damaged or of another network.
        """
        return load_variables(path, self._variables())

    def _variables(self) -> list[Any]:
        return [*self.model.variables, *self._optimizer.variables]


def _optimizer(recipe: Recipe, steps: int) -> keras.Optimizer:
    from keras import optimizers

    rate: float | optimizers.schedules.LearningRateSchedule = recipe.learning_rate
    if recipe.schedule == "cosine":
        rate = optimizers.schedules.CosineDecay(recipe.learning_rate, steps)
    elif recipe.schedule == "one-cycle":
        rising = max(steps // 5, 1)
        rate = optimizers.schedules.CosineDecay(
            recipe.learning_rate / 25,
            max(steps - rising, 1),
            warmup_target=recipe.learning_rate,
            warmup_steps=rising,
        )
    return optimizers.Adam(rate, use_ema=recipe.average_weights)


def _compile_training(
    model: keras.Model, optimizer: keras.Optimizer, batch_size: int
) -> Callable[..., tuple[Any, Any]]:
    """A function that trains on a chunk, batch after batch, and sums up loss and right answers."""
    import keras
    import tensorflow as tf

    answer, paths = _answers(model), path_branches_of(model)

    def train_batch(images: Any, labels: Any, *directions: Any) -> tuple[Any, Any]:
        truth = tf.one_hot(tf.cast(labels, tf.int32), keras.ops.shape(model.outputs[0])[-1])
        with _averaging(model, optimizer, _momentum(optimizer.iterations)):
            with tf.GradientTape() as tape:
                probabilities, judged = answer(_as_pixels(images))
                losses = [
                    tf.reduce_mean(keras.losses.categorical_crossentropy(truth, each))
                    for each in judged
                ]
                if paths:
                    losses += _path_losses(paths, truth, *directions)
                loss = tf.add_n(losses)
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply(gradients, model.trainable_variables)
        right = tf.argmax(probabilities, 1, tf.int32) == tf.cast(labels, tf.int32)
        mean_loss = loss / len(losses) * tf.cast(tf.shape(labels)[0], tf.float32)
        return mean_loss, tf.reduce_sum(tf.cast(right, tf.float32))

    def train_chunk(*given: Any) -> tuple[Any, Any]:
        loss, right = tf.constant(0.0), tf.constant(0.0)
        for start in tf.range(0, tf.shape(given[1])[0], batch_size):
            sums = train_batch(*(each[start : start + batch_size] for each in given))
            loss, right = loss + sums[0], right + sums[1]
        return loss, right

    specs = [_tensor_spec(28, 28), _tensor_spec()]
    if paths:
        specs.append(_tensor_spec(28, 28, DIRECTIONS))
    compiled: Callable[..., tuple[Any, Any]] = tf.function(train_chunk, input_signature=specs)
    return compiled


def _path_losses(branches: list[Any], truth: Any, directions: Any) -> list[Any]:
    """The mean loss of each branch that sees paths, over those of a batch that have one."""
    import keras
    import tensorflow as tf

    known = tf.reduce_any(directions > 0, axis=[1, 2, 3])
    # One row at least, or batch normalisation had nothing to average; without a path it weighs 0.
    rows = tf.where(tf.logical_or(known, tf.logical_not(tf.reduce_any(known))))[:, 0]
    weights = tf.cast(tf.gather(known, rows), tf.float32)
    given, truth = _as_pixels(tf.gather(directions, rows)), tf.gather(truth, rows)
    losses = []
    for branch in branches:
        probabilities = keras.ops.softmax(branch(given, training=True))
        each = keras.losses.categorical_crossentropy(truth, probabilities)
        losses.append(tf.reduce_sum(weights * each) / tf.maximum(tf.reduce_sum(weights), 1.0))
    return losses


def _as_pixels(images: Any) -> Any:
    import tensorflow as tf

    return tf.cast(images, tf.float32) / 255.0


def _momentum(steps: Any) -> Any:
    """How much averages keep of what they were, float32, after so many steps.

    It grows, (1 + steps) / (10 + steps), so that they look back over the last tenth of a training
    that has just begun: else they would long show its beginning. After 890 steps it is
    ``AVERAGE_MOMENTUM``. (As TensorFlow's ``tf.train.ExponentialMovingAverage`` has it with
    ``num_updates``.)
    """
    import tensorflow as tf

    steps = tf.cast(steps, tf.float32)
    return tf.minimum((1.0 + steps) / (10.0 + steps), AVERAGE_MOMENTUM)


@contextmanager
def _averaging(model: keras.Model, optimizer: keras.Optimizer, momentum: Any) -> Iterator[None]:
    """Within this, a step's averages have that momentum: those of the weights, and the statistics
    of batch normalisation, which must fit the weights that they are used with.

    To Keras the two are constants, read while a step is compiled: there a tensor may stand for
    them, but not when the network is saved.
    """
    normalisations = normalisations_of(model)
    before = [each.momentum for each in normalisations]
    optimizer.ema_momentum = momentum
    for each in normalisations:
        each.momentum = momentum
    try:
        yield
    finally:
        optimizer.ema_momentum = AVERAGE_MOMENTUM
        for each, constant in zip(normalisations, before, strict=True):
            each.momentum = constant


def _answers(model: keras.Model) -> Callable[[Any], tuple[Any, list[Any]]]:
    """A function of pixels that gives the network's probabilities, and a list to compute losses of.

    The list has the network's probabilities, or those of each branch that sees pictures where there
    are branches: each must learn to answer alone, for branches with one common loss come to lean on
    each other.
    """
    import keras

    branches = branches_of(model)
    if not branches:

        def answer(pixels: Any) -> tuple[Any, list[Any]]:
            probabilities = model(pixels, training=True)
            return probabilities, [probabilities]

    else:

        def answer(pixels: Any) -> tuple[Any, list[Any]]:
            logits = [branch(pixels[..., None], training=True) for branch in branches]
            together = keras.ops.softmax(keras.ops.mean(keras.ops.stack(logits), axis=0))
            return together, [keras.ops.softmax(each) for each in logits]

    return answer


def _compile_prediction(model: keras.Model) -> Callable[[UInt8Array], Any]:
    import tensorflow as tf

    from_pictures = picture_model(model)

    def predict_chunk(images: Any) -> Any:
        return from_pictures(_as_pixels(images), training=False)

    compiled: Callable[[UInt8Array], Any] = tf.function(
        predict_chunk, input_signature=[_tensor_spec(28, 28)]
    )
    return compiled


def _tensor_spec(*shape: int) -> Any:
    """Bytes, any number of them of one shape: so that a smaller chunk is not compiled anew."""
    import tensorflow as tf

    return tf.TensorSpec((None, *shape), tf.uint8)
