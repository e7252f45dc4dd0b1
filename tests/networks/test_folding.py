"""Weights as LiteRT has them: written into an exported network they answer as Keras does."""

import numpy as np
import pytest

from mnist_core.networks.architectures import ARCHITECTURES, Architecture, Recipe
from mnist_core.networks.export import export
from mnist_core.networks.folding import folded
from mnist_core.networks.inspection import picture_model
from mnist_core.recognition.graph import read_graph, with_weights
from mnist_core.recognition.interpreter import open_interpreter

pytestmark = pytest.mark.slow


def with_chance(model, seed):
    """A network whose weights and statistics are those of no fresh one; variances stay above 0."""
    random = np.random.default_rng(seed)

    def changed(weights):
        return (
            weights * random.uniform(0.5, 1.5, weights.shape) + random.random(weights.shape) / 500
        )

    model.set_weights([changed(each) for each in model.get_weights()])
    return model


def answers(path, content, pixels):
    interpreter = open_interpreter(path, content)
    given, made = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
    found = []
    for each in pixels:
        interpreter.set_tensor(given["index"], each[None])
        interpreter.invoke()
        found.append(interpreter.get_tensor(made["index"])[0])
    return np.stack(found)


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_folded_weights_answer_as_keras_does(tmp_path, name):
    labels = 11 if name == "drawing-cnn" else 10
    model = with_chance(ARCHITECTURES[name].build(labels), 0)
    path = tmp_path / "network.tflite"
    export(model, path)
    held = [each for step in read_graph(path.read_bytes()) for each in step.weights]
    for ours, theirs in zip(folded(model), held, strict=True):
        assert ours.dtype == np.float32
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-6)
    pixels = np.random.default_rng(1).random((20, 28, 28), np.float32)
    before = picture_model(model).predict(pixels, verbose=0)
    other = picture_model(with_chance(model, 2)).predict(pixels, verbose=0)
    assert np.abs(other - before).max() > 1e-3  # they are not alike from the start
    changed = with_weights(path.read_bytes(), folded(model))
    np.testing.assert_allclose(answers(path, changed, pixels), other, atol=1e-5)


def test_layer_that_cannot_be_folded_is_refused():
    from keras import layers as kl

    recipe = Recipe(epochs=1, batch_size=1)
    deep = Architecture(
        "t", "", "", recipe, (lambda: [kl.DepthwiseConv2D(3), kl.Flatten()],)
    ).build()
    with pytest.raises(ValueError, match="DepthwiseConv2D"):
        folded(deep)
