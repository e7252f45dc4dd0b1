"""A network's steps and weights as its file has them."""

import numpy as np
import pytest

from mnist_core import DigitClassifier, places
from mnist_core.recognition.classifier import NETWORK, published_models
from mnist_core.recognition.graph import DENSE, read_graph, with_weights


def content_of(name):
    return (places.models_dir() / name / NETWORK).read_bytes()


def test_cnn_has_the_steps_that_its_architecture_has():
    steps = read_graph(content_of("cnn"))
    assert [each.kind for each in steps if each.kind != "RESHAPE"] == [
        *("CONV_2D", "MAX_POOL_2D") * 2,
        *("FULLY_CONNECTED", "FULLY_CONNECTED", "SOFTMAX"),
    ]
    convolution, pooling = steps[1:3]
    assert [each.shape for each in convolution.weights] == [(16, 3, 3, 1), (16,)]
    assert (convolution.stride, convolution.same, convolution.relu) == (1, False, True)
    assert (pooling.size, pooling.stride, pooling.weights) == (2, 2, ())
    assert [each.relu for each in steps if each.kind == DENSE] == [True, False]


def test_strided_convolutions_are_told():
    strides = [each.stride for each in read_graph(content_of("robust-cnn")) if each.weights]
    assert strides[:7] == [1, 1, 2, 1, 1, 2, 1]


@pytest.mark.parametrize("name", published_models())
def test_its_own_weights_leave_a_file_as_it_is(name):
    content = content_of(name)
    weights = [each for step in read_graph(content) for each in step.weights]
    assert with_weights(content, weights) == content


def test_other_weights_answer_otherwise(tmp_path):
    content = content_of("mlp-128")
    weights = [each for step in read_graph(content) for each in step.weights]
    weights[-1] = np.array([0, 0, 0, 100, 0, 0, 0, 0, 0, 0], np.float32)
    changed = tmp_path / "changed.tflite"
    changed.write_bytes(with_weights(content, weights))
    answer = DigitClassifier(changed).predict(np.zeros((1, 28, 28), np.float32))
    assert answer[0, 3] == pytest.approx(1)


def test_weights_of_another_network_are_refused():
    weights = [each for step in read_graph(content_of("cnn")) for each in step.weights]
    with pytest.raises(ValueError, match="shape"):
        with_weights(content_of("cnn"), weights[::-1])
    with pytest.raises(ValueError, match="shorter"):
        with_weights(content_of("cnn"), weights[:-1])
