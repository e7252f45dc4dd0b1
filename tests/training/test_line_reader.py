"""The reader of lines trained for a moment, and exported."""

import numpy as np
import pytest

from mnist_core.recognition.line_reader import LineReader
from mnist_core.training.line_reader import export_line_reader, train_line_reader
from tools import hand

pytestmark = pytest.mark.slow


def test_training_lowers_the_loss_and_exports_what_keras_answers(tmp_path):
    losses = []
    model = train_line_reader(
        hand.people(), lambda steps, loss: losses.append((steps, loss)), steps=64
    )
    assert [steps for steps, _ in losses] == [32, 64]
    assert losses[-1][1] < losses[0][1] / 2
    export_line_reader(model, tmp_path / "line.tflite")
    strip = np.random.default_rng(0).integers(0, 256, (28, 64)).astype(np.uint8)
    logits = model.predict(strip[None, :, :, None] / np.float32(255), verbose=0)[0]
    wanted = logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)
    assert np.allclose(
        LineReader(tmp_path / "line.tflite").read(strip),
        np.maximum(wanted, np.log(1e-6)),
        atol=1e-4,
    )
