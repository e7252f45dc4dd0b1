"""What layers make of a digit, held to sums by NumPy and OpenCV, and to the answer."""

import shutil

import cv2
import numpy as np
import pytest

from mnist_core import DigitClassifier, places
from mnist_core.errors import ModelError
from mnist_core.ink.drawing import read_drawing
from mnist_core.recognition import graph
from mnist_core.recognition.activations import Activations
from mnist_core.recognition.classifier import NETWORK, published_models
from mnist_core.recognition.learning import Learning
from mnist_core.recognition.moments import MOMENTS
from tools import hand


def seen(digit="4"):
    return read_drawing(hand.strokes(digit))


def layers_of(name, digit="4"):
    drawn = seen(digit)
    return Activations(places.models_dir() / name / NETWORK).see(drawn.pixels, drawn.directions)


def made_by_hand(layer):
    """What a layer makes of what it is given, by NumPy and OpenCV."""
    given, weights = layer.given.astype(np.float64), layer.weights
    if layer.kind == "convolution":
        made = np.stack([_convolved(given, kernel, layer) for kernel in weights[0]], axis=-1)
        made = made + weights[1]
    elif layer.kind == "pooling":
        height, width, count = layer.values.shape
        blocks = given[: 2 * height, : 2 * width].reshape(height, 2, width, 2, count)
        made = blocks.max(axis=(1, 3))
    elif layer.kind == "normalisation":
        made = given * weights[0] + weights[1]
    elif layer.kind == "dense":
        made = weights[0] @ given.reshape(-1) + weights[1]
    elif layer.kind == "mean":
        made = given.mean(axis=0)
    else:
        powers = np.exp(given - given.max())
        made = powers / powers.sum()
    return np.maximum(made, 0) if layer.relu else made


def _convolved(given, kernel, layer):
    """Filtered with OpenCV, which centres a kernel where TensorFlow begins it."""
    half = kernel.shape[0] // 2
    full = sum(
        cv2.filter2D(
            np.ascontiguousarray(given[..., i]), -1, kernel[..., i], borderType=cv2.BORDER_CONSTANT
        )
        for i in range(given.shape[-1])
    )
    if not layer.same:
        return full[half:-half, half:-half][:: layer.stride, :: layer.stride]
    # Strided by 2 with zeros around: one row before and two behind a kernel of 5.
    return full[1 :: layer.stride, 1 :: layer.stride]


@pytest.mark.parametrize("name", published_models())
def test_each_layer_follows_from_the_one_before(name):
    layers = layers_of(name)
    for layer in layers:
        np.testing.assert_allclose(made_by_hand(layer), layer.values, atol=2e-3, rtol=1e-4)


@pytest.mark.parametrize("name", published_models())
def test_the_last_layer_is_the_answer(name):
    drawn = seen()
    answer = DigitClassifier.load(name).read(drawn.pixels, drawn.directions).probabilities
    np.testing.assert_allclose(layers_of(name)[-1].values, answer, atol=1e-5)


def test_branches_come_one_after_the_other_and_then_what_joins_them():
    branches = [(each.sees_path, each.branch) for each in layers_of("drawing-cnn")]
    pictures = [(False, 1)] * 11 + [(False, 2)] * 11
    paths = [(True, 1)] * 8 + [(True, 2)] * 8
    assert branches == [*pictures, *paths, (False, 0), (False, 0)]


def test_without_a_path_only_the_picture_is_looked_at():
    layers = Activations(places.models_dir() / "drawing-cnn" / NETWORK).see(seen().pixels)
    assert not any(each.sees_path for each in layers)
    assert layers[-2].given.shape == (2, 11)


@pytest.mark.parametrize(
    ("name", "count"), [("cnn", 128), ("mlp-128-64", 64), ("drawing-cnn", 256)]
)
def test_features_are_what_the_last_layers_are_given(name, count):
    features = Activations(places.models_dir() / name / NETWORK).features(seen().pixels)
    assert features.shape == (count,)
    lasts = [each for each in layers_of(name) if each.kind == "dense" and not each.relu]
    given = [each.given for each in lasts if not each.sees_path]
    np.testing.assert_allclose(features, np.concatenate(given), atol=1e-5)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ModelError, match=r"gone\.tflite"):
        Activations(tmp_path / "gone.tflite")


@pytest.mark.parametrize("opener", [Activations, Learning])
@pytest.mark.parametrize("way", ["no such type", "no such step"])
def test_network_of_another_make_is_named(tmp_path, monkeypatch, way, opener):
    folder = places.models_dir() / "mlp-128"
    path = tmp_path / NETWORK
    for each in (path, path.with_name(MOMENTS)):
        shutil.copy(folder / each.name, each)
    if way == "no such type":  # such as half precision, of which nothing here is made

        def weights(*_):
            raise KeyError(1)

        monkeypatch.setattr(graph, "_weights", weights)
    else:
        monkeypatch.setattr(graph, "_KNOWN", {graph.DENSE})
    with pytest.raises(ModelError, match="of another make"):
        opener(path)
