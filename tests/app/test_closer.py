"""What is looked at closer below the answer, without a browser: chosen, linked to, and forged."""

import base64
import re
from dataclasses import replace
from types import SimpleNamespace

import cv2
import numpy as np
import pytest

from app_pages.draw import inside as inside_part
from app_pages.figures import inside, why
from app_pages.visit.settings import LOOKS
from mnist_core import DigitClassifier, places
from mnist_core.errors import ModelError
from mnist_core.ink.drawing import read_drawing
from mnist_core.ink.strokes import Stroke
from mnist_core.recognition.activations import Activations
from mnist_core.recognition.classifier import NETWORK, published_models
from mnist_core.recognition.counterfactual import smallest_change
from mnist_core.recognition.explanation import explain
from tools import hand

SEVEN = tuple(hand.strokes("7"))


def bodies(app, name):
    return [each.proto.body for each in app.get("html") if name in each.proto.body]


def test_nothing_is_open_until_it_is_chosen(draw):
    app = draw(*SEVEN)
    assert app.button_group(key="draw_look").value in (None, [])
    assert not bodies(app, "why-sentence")


@pytest.mark.parametrize("look", LOOKS)
def test_each_is_chosen_by_the_address_with_and_without_a_drawing(draw, look):
    assert "Draw a digit, and it is shown here." in [each.value for each in draw(look=look).caption]
    app = draw(*SEVEN, look=look)
    assert not app.warning
    assert not app.error


def test_a_forged_look_is_named(draw):
    assert "look can be inside" in draw(*SEVEN, look="outside").warning[0].value


def test_why_names_the_bar_and_what_would_be_without_it(draw):
    (body,) = bodies(draw(*SEVEN, look="why"), "why-sentence")
    assert "Without the bar at the top it would be <b>a 1</b>." in body


def test_why_describes_its_pictures_in_words(draw):
    (body,) = bodies(draw(*SEVEN, look="why"), 'class="why"')
    alts = re.findall(r'alt="([^"]*)"', body)
    assert [each.split(":")[0] for each in alts] == [
        "For a 7",
        "For a 1, the runner-up",
        "What would change it",
    ]
    assert all("<" not in each for each in alts)


def test_a_digit_of_the_data_is_explained_by_patches(draw):
    app = draw(look="why", digit="generated-3")
    (body,) = bodies(app, "why-sentence")
    assert "4 × 4" in body


def test_patch_that_changes_nothing_is_not_called_a_tenth():
    zero = read_drawing(hand.strokes("0"))
    found = explain(DigitClassifier.load("cnn"), replace(zero, directions=None))
    still = replace(found, without=np.tile(found.before, (len(found.parts), 1)))
    told = why._told(why.Explained(zero, (), still, None), 0)
    assert told.endswith("; no patch of 4 × 4 pixels changes that much")


@pytest.mark.parametrize("network", published_models())
@pytest.mark.parametrize("look", ["inside", "why"])
def test_every_network_is_looked_into(draw, network, look):
    app = draw(*SEVEN, look=look, network=network)
    assert not app.exception
    assert not app.error


def test_network_that_cannot_be_looked_into_is_named_and_the_page_goes_on(draw, monkeypatch):
    def gone(network):
        raise ModelError("network.tflite is gone")

    monkeypatch.setattr(inside_part, "load_layers", gone)
    app = draw(*SEVEN, look="inside")
    assert app.error[0].value == "network.tflite is gone"
    assert any("answer-label" in body for body in bodies(app, "answer"))


def named(lines):
    """The part whose absence changes what lines are read as, in words, and what it would be."""
    strokes = tuple(Stroke(np.array(line, float), 20.0) for line in lines)
    seen = read_drawing(strokes)
    classifier = DigitClassifier.load()
    found = explain(classifier, seen, strokes)
    change = smallest_change(classifier, strokes, found)
    return why.sentence(why.Explained(seen, strokes, found, change))


def test_a_stroke_that_is_the_only_one_of_its_shape_needs_no_place():
    bar, line = [(78, 64), (202, 64)], [(202, 64), (126, 230)]
    assert named([bar, line]) == "Without the bar it would be <b>a 1</b>."


def test_what_no_part_changes_is_said():
    assert named([[(140, 140)]]) == "No part was found that changes the answer when it is left out."


@pytest.mark.parametrize(
    ("digit", "words"),
    [
        (
            "7, crossed",
            "Of the 2 strokes the corner decides most: without it the probability of a 7 is",
        ),
        (
            "A",
            "Of the 3 strokes the upright line on the left decides most: without it the "
            "probability of no digit is",
        ),
        ("k", "No stroke decides alone: without any one of them it stays no digit."),
    ],
)
def test_of_a_few_strokes_it_is_said_which_decides(draw, digit, words):
    lines = {**hand.OTHER_WAYS, **hand.NO_DIGITS}[digit]
    (body,) = bodies(
        draw(*(Stroke(np.array(line, float), 20.0) for line in lines), look="why"), "why-strokes"
    )
    assert words in body


def test_strokes_of_one_name_are_not_told_apart(draw):
    ring = [Stroke(np.array(hand.DIGITS["0"][0], float), 20.0)] * 2
    (body,) = bodies(draw(*ring, look="why"), "why-strokes")
    assert "decides most" not in body


def unpacked(packed):
    return np.frombuffer(base64.b64decode(packed), "<f4")


def layers(network="cnn"):
    seen = read_drawing(SEVEN)
    return Activations(places.models_dir() / network / NETWORK).see(seen.pixels, seen.directions)


def test_each_layer_is_one_picture_with_all_its_maps():
    for told, layer in zip(inside.told(layers()), layers(), strict=True):
        picture = np.frombuffer(base64.b64decode(told["picture"].split(",")[1]), np.uint8)
        height, width = cv2.imdecode(picture, cv2.IMREAD_GRAYSCALE).shape
        assert told["count"] == layer.values.shape[-1]
        assert width == told["across"] * told["width"]
        assert height >= told["count"] / told["across"] * told["height"]


def test_the_last_layer_has_the_labels_names():
    assert inside.told(layers())[-1]["names"] == list(map(str, range(10)))
    assert inside.told(layers("drawing-cnn"))[-1]["names"][-1] == "not a digit"


@pytest.mark.parametrize(
    "opened",
    [None, "0 1", [0], [0, 99], [99, 0], [-1, 0], [0.0, 1], [True, "x"], [True, 0], {"a": 1}],
)
def test_what_the_browser_says_is_open_is_not_believed(opened):
    assert inside._opened(SimpleNamespace(opened=opened), layers()) is None


def test_all_that_a_number_was_made_from_is_told():
    found = layers()
    detail = inside._detail(found, 2, 5)
    given, kernel = unpacked(detail["given"]), unpacked(detail["kernel"])
    assert detail["shape"] == [16, 13, 13]
    np.testing.assert_array_equal(given.reshape(16, 13, 13), np.moveaxis(found[1].values, -1, 0))
    patch = given.reshape(16, 13, 13)[:, 4:7, 6:9]
    total = (patch * kernel.reshape(16, 3, 3)).sum() + detail["bias"]
    value = unpacked(detail["values"]).reshape(11, 11)[4, 6]
    assert max(total, 0) == pytest.approx(value, abs=1e-4)


def test_a_file_that_is_gone_when_another_branch_is_chosen_is_named(draw, monkeypatch):
    """Only the fragment runs then, and what is around it catches nothing."""

    def gone(network):
        raise ModelError("its file is gone")

    monkeypatch.setattr("app_pages.draw.inside.load_layers", gone)
    app = draw(*SEVEN, look="inside")
    assert [each.value for each in app.error] == ["its file is gone"]
