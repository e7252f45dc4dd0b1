import json
import subprocess
import sys

import pytest

from mnist_core.architectures import ARCHITECTURES, describe_layers, find_architecture
from mnist_core.classifier import MODELS_DIR, published_models
from mnist_core.errors import ConfigError


def test_the_five_networks_are_there():
    assert {"mlp-128", "mlp-128-dropout", "mlp-128-64", "cnn", "robust-cnn"} <= set(ARCHITECTURES)


def test_unknown_name_raises_config_error_that_lists_the_known():
    with pytest.raises(ConfigError, match="mlp-128-dropout"):
        find_architecture("transformer")


@pytest.mark.parametrize(
    "module", ["architectures", "training", "learner", "control", "classifier"]
)
def test_importing_does_not_load_tensorflow(module):
    code = f"import sys, mnist_core.{module}; print('tensorflow' in sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert loaded.stdout.strip() == "False"


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
    assert model.layers[-1].activation.__name__ == "softmax"


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
    card = json.loads((MODELS_DIR / f"{name}.json").read_text())
    layers = describe_layers(find_architecture(card["architecture"]).build())
    assert card["layers"] == layers
    assert card["parameters"] == sum(layer["parameters"] for layer in layers)
