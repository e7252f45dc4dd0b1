import json

import numpy as np
import pytest

from mnist_core.errors import ConfigError
from mnist_core.networks.architectures import ARCHITECTURES, find_architecture
from mnist_core.networks.inspection import branches_of, describe_layers, filters_of, logit_layers
from mnist_core.places import models_dir
from mnist_core.recognition.classifier import published_models

MODELS = models_dir()


def test_the_six_networks_are_there():
    notebooks = {"mlp-128", "mlp-128-dropout", "mlp-128-64"}
    assert notebooks | {"cnn", "robust-cnn", "drawing-cnn"} <= set(ARCHITECTURES)


def test_unknown_name_raises_config_error_that_lists_the_known():
    with pytest.raises(ConfigError, match="mlp-128-dropout"):
        find_architecture("transformer")


# From the layers' definitions: a dense layer has (inputs + 1) x units parameters.
@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("mlp-128", 785 * 128 + 129 * 10),
        ("mlp-128-dropout", 785 * 128 + 129 * 10),
        ("mlp-128-64", 785 * 128 + 129 * 64 + 65 * 10),
    ],
)
def test_dense_networks_are_the_notebooks(name, parameters):
    assert find_architecture(name).build().count_params() == parameters


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_network_takes_pixels_and_gives_a_probability_a_label(name):
    model = find_architecture(name).build()
    assert model.input_shape == (None, 28, 28)
    assert model.output_shape == (None, 10)
    probabilities = model.predict(np.zeros((2, 28, 28), np.float32), verbose=0)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-6)


def test_layers_are_described_by_kind_setting_shape_and_parameters():
    layers = describe_layers(find_architecture("cnn").build())
    described = [tuple(layer.values()) for layer in layers if layer["kind"] != "Flatten"]
    assert described == [
        ("Reshape", "", [28, 28, 1], 0),
        ("Conv2D", "3 × 3", [26, 26, 16], 160),
        ("MaxPooling2D", "2 × 2", [13, 13, 16], 0),
        ("Conv2D", "3 × 3", [11, 11, 32], 4640),
        ("MaxPooling2D", "2 × 2", [5, 5, 32], 0),
        ("Dense", "", [128], 102_528),
        ("Dropout", "30%", [128], 0),
        ("Dense", "", [10], 1290),
    ]


@pytest.mark.parametrize("name", published_models())
def test_card_lists_the_layers_of_its_architecture(name):
    card = json.loads((MODELS / name / "card.json").read_text())
    network = find_architecture(card["architecture"]).build(len(card["labels"]))
    layers = describe_layers(network)
    assert card["layers"] == layers
    assert card["parameters"] == sum(layer["parameters"] for layer in layers)


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_filters_give_what_the_first_layer_gives(name):
    model = find_architecture(name).build()
    pixels = np.random.default_rng(0).random((28, 28), np.float32)
    ways = branches_of(model) or [model]
    filters = filters_of(model)
    assert len(filters) == len(ways)
    for way, pictures in zip(ways, filters, strict=True):
        first = next(layer for layer in way.layers if layer.weights)
        before = (
            pixels[None, ..., None] if "Conv" in type(first).__name__ else pixels.reshape(1, -1)
        )
        given = np.asarray(first(before))[0]
        for unit, picture in enumerate(pictures):
            height, width = picture.shape
            windows = np.lib.stride_tricks.sliding_window_view(pixels, (height, width))
            wanted = (windows * picture).sum(axis=(2, 3))
            if first.use_bias:
                wanted = np.maximum(wanted, 0)  # biases are 0 at first
            np.testing.assert_allclose(given[..., unit], wanted.squeeze(), atol=1e-4)


def test_branches_learn_alone_and_answer_together():
    import keras

    model = find_architecture("drawing-cnn").build(labels=11)
    pixels = np.random.default_rng(0).random((5, 28, 28), np.float32)
    alone = keras.Model(model.input, [branch.output for branch in branches_of(model)])
    logits = np.mean(alone.predict(pixels, verbose=0), axis=0)
    powers = np.exp(logits)
    np.testing.assert_allclose(
        model.predict(pixels, verbose=0), powers / powers.sum(axis=1, keepdims=True), atol=1e-6
    )
    assert [len(layer.get_weights()[1]) for layer in logit_layers(model)] == [11, 11]
