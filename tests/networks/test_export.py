"""A network in LiteRT's format: it answers as Keras's does, in each way that it has."""

import numpy as np
import pytest
from ai_edge_litert.interpreter import Interpreter

from mnist_core.networks.architectures import Architecture, Recipe
from mnist_core.networks.export import OF_STROKES, export

pytestmark = pytest.mark.slow


def branch():
    """Layers of all kinds that are folded or left out in an exported network."""
    from keras import layers as kl

    return [
        kl.Conv2D(4, 5, strides=4, use_bias=False),
        kl.BatchNormalization(),
        kl.ReLU(),
        kl.Flatten(),
        kl.Dropout(0.3),
    ]


def build(pictures, paths):
    """A network of so many branches, whose statistics are those of no fresh one."""
    import keras

    keras.utils.set_random_seed(3)
    recipe = Recipe(epochs=1, batch_size=1)
    model = Architecture("t", "", "", recipe, (branch,) * pictures, (branch,) * paths).build(11)
    random = np.random.default_rng(0)
    model.set_weights([each + random.random(each.shape) / 9 for each in model.get_weights()])
    return model


@pytest.fixture(scope="module")
def digits():
    random = np.random.default_rng(0)
    pixels = random.random((20, 28, 28), np.float32)
    return pixels, random.random((20, 28, 28, 8), np.float32)


def exported(model, folder):
    export(model, folder / "network.tflite")
    return Interpreter(str(folder / "network.tflite"))


def answers(interpreter, pixels):
    """By the first way into a network: what a runtime does that asks for no signature."""
    interpreter.allocate_tensors()
    given, made = interpreter.get_input_details(), interpreter.get_output_details()
    assert (len(given), len(made)) == (1, 1)
    found = []
    for each in pixels:
        interpreter.set_tensor(given[0]["index"], each[None])
        interpreter.invoke()
        found.append(interpreter.get_tensor(made[0]["index"])[0])
    return np.stack(found)


@pytest.mark.parametrize(("pictures", "paths"), [(1, 1), (2, 1), (1, 2)])
def test_network_that_sees_paths_answers_both_ways_as_keras_does(tmp_path, digits, pictures, paths):
    model = build(pictures, paths)
    of_pictures, of_both = model.predict([*digits], verbose=0)
    interpreter = exported(model, tmp_path)
    np.testing.assert_allclose(answers(interpreter, digits[0]), of_pictures, atol=1e-5)
    ask = interpreter.get_signature_runner(OF_STROKES)
    found = [
        ask(pixels=pixels[None], directions=directions[None])["probabilities"][0]
        for pixels, directions in zip(*digits, strict=True)
    ]
    np.testing.assert_allclose(found, of_both, atol=1e-5)
    assert np.abs(of_both - of_pictures).max() > 1e-2


@pytest.mark.parametrize("pictures", [1, 2])
def test_network_that_sees_no_path_has_no_way_to_be_asked_for_strokes(tmp_path, digits, pictures):
    model = build(pictures, 0)
    interpreter = exported(model, tmp_path)
    assert OF_STROKES not in interpreter.get_signature_list()
    wanted = model.predict(digits[0], verbose=0)
    np.testing.assert_allclose(answers(interpreter, digits[0]), wanted, atol=1e-5)


def test_both_ways_share_their_weights(tmp_path):
    """Two ways into one network weigh little more than one."""
    from keras import layers as kl

    recipe = Recipe(epochs=1, batch_size=1)

    def dense():
        return [kl.Flatten(), kl.Dense(64)]

    model = Architecture("t", "", "", recipe, (dense,), (dense,)).build()
    exported(model, tmp_path)
    size = (tmp_path / "network.tflite").stat().st_size
    assert size == pytest.approx(4 * model.count_params(), rel=0.05)
