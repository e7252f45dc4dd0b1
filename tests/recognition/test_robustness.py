"""What networks give to an answer while a digit is changed."""

import numpy as np
import pytest

from mnist_core import DigitClassifier, preprocess
from mnist_core.ink.rendering import render
from mnist_core.ink.variations import NAMES, VARIATIONS, Change, varied
from mnist_core.recognition.classifier import published_models
from mnist_core.recognition.robustness import probabilities_over
from tools import hand


@pytest.fixture(scope="module")
def networks():
    return {name: DigitClassifier.load(name) for name in published_models()}


@pytest.fixture(scope="module")
def seven():
    return preprocess(render(hand.strokes("7"), 280)).pixels


@pytest.mark.parametrize("name", NAMES)
def test_each_place_has_what_the_network_says_of_the_changed_picture(networks, seven, name):
    change = Change(turn=9, noise=4)
    curves = probabilities_over(networks, seven, change, name, "7")
    assert list(curves) == list(networks)
    places = VARIATIONS[name].places
    for title, curve in curves.items():
        for i in (0, 13, 40):
            changed = {"turn": 9, "noise": 4, name: places[i]}
            answer = networks[title].predict(varied(seven, Change(**changed))[None])[0, 7]
            assert curve[i] == pytest.approx(answer, abs=1e-6)


def test_seven_is_a_seven_upright_and_not_however_it_is_turned(networks, seven):
    for curve in probabilities_over(networks, seven, Change(), "turn", "7").values():
        assert curve[20] > 0.5 > curve.min()
        assert curve.shape == (41,)


def test_network_that_does_not_know_an_answer_has_no_curve(networks, seven):
    curves = probabilities_over(networks, seven, Change(), "noise", "not a digit")
    assert list(curves) == [name for name, each in networks.items() if len(each.labels) == 11]
    assert "drawing-cnn" in curves
    grown = curves["drawing-cnn"]
    assert grown[0] < 0.1
    assert np.argmax(grown) > 10
