"""What other programs call stays as the design names it."""

import inspect

import numpy as np

import mnist_core
from mnist_core import DigitClassifier, Stroke, preprocess


def test_names_of_the_library():
    assert {"DigitClassifier", "Prediction", "Stroke", "preprocess"} <= set(mnist_core.__all__)


def test_default_model_reads_a_drawing():
    image = np.full((280, 280), 255, np.uint8)
    image[40:240, 130:150] = 0
    digit = preprocess(image)
    classifier = DigitClassifier.load()
    assert digit.pixels.shape == (28, 28)
    assert digit.steps
    assert classifier.labels[:10] == list("0123456789")
    assert classifier.predict(digit.pixels[None]).shape == (1, len(classifier.labels))
    prediction = classifier.classify(image)
    assert prediction.label == "1"
    assert prediction.verdict in ("digit", "unsure", "not a digit")
    assert 0 < prediction.probability <= 1
    assert len(prediction.probabilities) == len(classifier.labels)


def test_default_model_reads_strokes():
    down = Stroke(points=np.array([[140, 40], [140, 240]]), width=20)
    prediction = DigitClassifier.load().classify_strokes([down])
    assert prediction.label == "1"


def test_every_error_is_under_mnist_core_error():
    from mnist_core import errors

    classes = [each for _, each in inspect.getmembers(errors, inspect.isclass)]
    assert len(classes) > 5
    assert all(issubclass(each, errors.MnistCoreError) for each in classes)
    assert all(each.__name__ in errors.__doc__ for each in classes)
