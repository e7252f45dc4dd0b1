"""The reader of lines trained, on lines that are put together anew all the time."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from mnist_core.arrays import AnyIntArray, UInt8Array
from mnist_core.data.lines import Lines, batch
from mnist_core.data.writers import People
from mnist_core.networks.line_reader import build_line_reader
from mnist_core.training.batches import prefetch

STEPS = 6_400
_BATCH = 64  # lines of a step
_CHUNK = 2_048  # lines that are written at once
_RATE, _WARM_UP = 3e-3, 200  # Adam's highest learning rate, and the steps that lead up to it
_AVERAGED = 0.998  # what the average of the weights keeps at each step
_STEEPEST = 5.0  # the norm that gradients are cut to


def train_line_reader(
    people: People, progress: Callable[[int, float], None], *, steps: int = STEPS, seed: int = 0
) -> Any:
    """Train a reader of lines: a cosine leads its learning rate down to 0.

    Args:
        people: whom it learns from.
        progress: is told after each chunk how many steps are done, and the loss.
        steps: of training, a multiple of 32.
        seed: of weights and lines.

    Returns:
        The Keras network, with averaged weights.
    """
    import keras

    keras.utils.set_random_seed(seed)
    model = build_line_reader()
    leading = min(_WARM_UP, steps // 2)
    rate = keras.optimizers.schedules.CosineDecay(
        0.0, steps - leading, warmup_target=_RATE, warmup_steps=leading
    )
    model.compile(
        keras.optimizers.Adam(rate, use_ema=True, ema_momentum=_AVERAGED, clipnorm=_STEEPEST),
        loss=keras.losses.CTC(),
        steps_per_execution=8,
    )
    done = 0
    for strips, texts in prefetch(_chunks(people, steps * _BATCH // _CHUNK, seed)):
        fitted = model.fit(strips / np.float32(255), texts, batch_size=_BATCH, verbose=0)
        done += len(strips) // _BATCH
        progress(done, float(fitted.history["loss"][-1]))
    model.optimizer.finalize_variable_values(model.trainable_variables)
    return model


def export_line_reader(model: Any, path: Path) -> None:
    """Write a reader of lines as a ``.tflite``, for one strip of any width."""
    model.export(str(path), format="litert", verbose=False)


def _chunks(people: People, count: int, seed: int) -> Iterator[tuple[UInt8Array, AnyIntArray]]:
    lines, random = Lines(people), np.random.default_rng(seed)
    for _ in range(count):
        yield batch(lines, _CHUNK, random)
