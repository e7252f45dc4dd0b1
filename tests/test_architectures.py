import subprocess
import sys

import pytest

from mnist_core.architectures import ARCHITECTURES, find_architecture
from mnist_core.errors import ConfigError


def test_the_five_networks_are_there():
    assert {"mlp-128", "mlp-128-dropout", "mlp-128-64", "cnn", "robust-cnn"} <= set(ARCHITECTURES)


def test_unknown_name_raises_config_error_that_lists_the_known():
    with pytest.raises(ConfigError, match="mlp-128-dropout"):
        find_architecture("transformer")


@pytest.mark.parametrize("module", ["architectures", "training", "learner", "runs", "classifier"])
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
