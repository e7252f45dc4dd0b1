"""Networks measured on people's drawings that are turned."""

import json
import shutil

import numpy as np
import pytest

from mnist_core import DigitClassifier
from mnist_core.data.writers import PATH_VARIABLE, read_writer_split
from mnist_core.evaluation.turned import DrawnUpright, accuracy_turned, draw_upright, measure_turned
from mnist_core.ink.variations import VARIATIONS, Change, varied
from mnist_core.places import models_dir
from mnist_core.recognition.card import published_card
from tools import hand
from tools.measure_turned import main as measure_turned_again

BAR = np.zeros((28, 28), np.float32)
BAR[4:24, 13:16] = 1  # upright: a 1
LYING = BAR.T.copy()  # a 0, as it were


def tall_or_wide(pixels):
    """A reader that says 1 to what is taller than wide, and 0 to the rest."""
    tall, wide = (
        np.array([np.ptp(np.nonzero(each > 0.5)[axis]) for each in pixels]) for axis in (0, 1)
    )
    return np.eye(10, dtype=np.float32)[(tall > wide).astype(int)]


def test_accuracy_is_that_at_each_angle():
    drawn = DrawnUpright(np.stack([BAR, BAR, LYING, BAR]), np.array([1, 1, 0, 7]))
    found = measure_turned(tall_or_wide, drawn)
    right = dict(zip(found.degrees, found.accuracy, strict=True))
    assert tuple(right) == VARIATIONS["turn"].places
    assert found.digits == 4
    assert right[0] == 0.75  # nobody reads the 7
    assert right[-90] == right[90] == 0  # what stood lies, and what lay stands
    assert right[36] == right[-36] == 0.75
    assert right[54] == right[-54] == 0
    assert accuracy_turned(tall_or_wide, drawn, 30) == 0.75


def test_refusal_reads_no_digit():
    def refuse(pixels):
        return np.eye(11, dtype=np.float32)[[10] * len(pixels)]

    drawn = DrawnUpright(BAR[None], np.array([1]))
    assert set(measure_turned(refuse, drawn).accuracy) == {0}


def test_people_s_digits_are_drawn_once_each_as_networks_see_them(tmp_path, no_further_strokes):
    split = read_writer_split(hand.write_pen_digits(tmp_path / "strokes", range(1, 31)))
    drawn = draw_upright(split.measured.digits)
    assert drawn.pixels.shape == (60, 28, 28)
    assert drawn.labels.tolist() == [each.label for each in split.measured.digits]
    rows, columns = np.indices((28, 28))
    mass = drawn.pixels.sum(axis=(1, 2))
    middle = [(drawn.pixels * each).sum(axis=(1, 2)) / mass for each in (rows, columns)]
    np.testing.assert_allclose(middle, 14, atol=0.1)


def test_shares_are_rounded_to_four_decimals():
    pixels = np.stack([varied(BAR, Change(right=i)) for i in (-1, 0, 1)])
    drawn = DrawnUpright(pixels, np.array([1, 1, 7]))
    assert measure_turned(tall_or_wide, drawn).accuracy[20] == pytest.approx(0.6667, abs=1e-12)


def test_command_writes_the_curve_into_a_card_and_leaves_all_else_byte_for_byte(
    tmp_path, monkeypatch, no_further_strokes
):
    shutil.copytree(models_dir() / "mlp-128", tmp_path / "models" / "mlp-128")
    files_before = {
        each.name: each.read_bytes() for each in (tmp_path / "models/mlp-128").iterdir()
    }
    path = tmp_path / "models" / "mlp-128" / "card.json"
    path.write_text(before := path.read_text().partition(',\n  "turned":')[0] + "\n}\n")
    monkeypatch.setenv("MODELS_DIR", str(tmp_path / "models"))
    monkeypatch.setenv(PATH_VARIABLE, str(hand.write_pen_digits(tmp_path / "pen", range(1, 31))))
    assert published_card("mlp-128").turned is None
    measure_turned_again()
    text = path.read_text()
    assert text.startswith(before.removesuffix("\n}\n") + ',\n  "turned": {')
    turned = json.loads(text)["turned"]
    assert (turned["digits"], len(turned["accuracy"])) == (60, 41)
    drawn = draw_upright(read_writer_split().measured.digits)
    answers = DigitClassifier.load("mlp-128").predict(drawn.pixels).argmax(axis=1)
    assert turned["accuracy"][20] == round((answers == drawn.labels).mean(), 4)
    after = {each.name: each.read_bytes() for each in path.parent.iterdir()}
    assert {**after, "card.json": files_before["card.json"]} == files_before
