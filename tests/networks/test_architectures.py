import numpy as np
import pytest

from mnist_core.errors import ConfigError
from mnist_core.networks.architectures import ARCHITECTURES, find_architecture
from mnist_core.networks.inspection import (
    branches_of,
    describe_layers,
    filters_of,
    logit_layers,
    path_branches_of,
    picture_model,
)
from mnist_core.recognition.card import Layer, published_card
from mnist_core.recognition.classifier import published_models

SEEING_PATHS = [name for name, each in ARCHITECTURES.items() if each.path_branches]


def some_digits(count):
    """Noise for a network to see: float32 pixels and directions, 0 to 1."""
    random = np.random.default_rng(0)
    pixels = random.random((count, 28, 28), np.float32)
    return pixels, random.random((count, 28, 28, 8), np.float32)


def softmax(logits):
    powers = np.exp(logits)
    return powers / powers.sum(axis=1, keepdims=True)


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
    model = picture_model(find_architecture(name).build())
    assert model.input_shape == (None, 28, 28)
    assert model.output_shape == (None, 10)
    probabilities = model.predict(np.zeros((2, 28, 28), np.float32), verbose=0)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-6)


@pytest.mark.parametrize("name", SEEING_PATHS)
def test_network_that_sees_paths_takes_them_besides_and_answers_both_ways(name):
    model = find_architecture(name).build(labels=11)
    assert model.input_shape == [(None, 28, 28), (None, 28, 28, 8)]
    assert model.output_shape == [(None, 11), (None, 11)]
    for probabilities in model.predict([*some_digits(2)], verbose=0):
        np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-6)


def test_default_network_sees_paths_and_the_others_do_not():
    assert SEEING_PATHS == ["drawing-cnn"]


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


@pytest.mark.parametrize("name", ["cnn", "drawing-cnn"])
def test_layers_of_all_branches_are_described_and_those_of_the_path_say_so(name):
    model = find_architecture(name).build()
    layers = describe_layers(model)
    assert sum(layer["parameters"] for layer in layers) == model.count_params()
    branches = {(each.get("branch"), each.get("sees_path")) for each in layers}
    expected = {(None, None)} if name == "cnn" else {(1, False), (2, False), (3, True), (4, True)}
    assert branches == expected
    # A path's first convolution has a weight for each of eight maps, a picture's for one.
    firsts = [each for each in layers if each["kind"] == "Conv2D"]
    of_path = next((each for each in firsts if each.get("sees_path")), None)
    assert of_path is None or of_path["parameters"] == 5 * 5 * 8 * of_path["shape"][-1]


@pytest.mark.parametrize("name", published_models())
def test_card_lists_the_layers_of_its_architecture(name):
    card = published_card(name)
    network = find_architecture(card.architecture).build(len(card.labels))
    assert card.layers == [Layer(**each) for each in describe_layers(network)]
    assert card.parameters == sum(layer.parameters for layer in card.layers)


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
    pixels, directions = some_digits(5)
    seen, went = branches_of(model), path_branches_of(model)
    alone = keras.Model(model.inputs, [branch.output for branch in [*seen, *went]])
    logits = alone.predict([pixels, directions], verbose=0)
    of_pictures, of_both = model.predict([pixels, directions], verbose=0)
    np.testing.assert_allclose(of_pictures, softmax(np.mean(logits[:2], axis=0)), atol=1e-6)
    np.testing.assert_allclose(of_both, softmax(np.mean(logits, axis=0)), atol=1e-6)
    assert np.abs(of_both - of_pictures).max() > 1e-3
    assert [len(layer.get_weights()[1]) for layer in logit_layers(model)] == [11, 11]


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_part_that_sees_pictures_is_the_first_answer_whatever_the_path(name):
    model = find_architecture(name).build()
    pixels, directions = some_digits(3)
    whole = model.predict([pixels, directions] if name in SEEING_PATHS else pixels, verbose=0)
    expected = whole[0] if name in SEEING_PATHS else whole
    found = picture_model(model).predict(pixels, verbose=0)
    np.testing.assert_allclose(found, expected, atol=1e-6)
