"""A run's network measured on people's drawings."""

import numpy as np
import pytest

from mnist_core import DigitClassifier
from mnist_core.data.writers import People, WriterSplit
from mnist_core.evaluation.drawings import STROKE_WIDTHS, draw
from mnist_core.recognition import on_drawings
from mnist_core.recognition.card import read_card
from tests.conftest import make_ended_run
from tools import hand


def test_run_is_measured_on_each_pen_s_drawings_and_its_card_says_so(
    tmp_path, small_dataset, monkeypatch
):
    run = make_ended_run(tmp_path, "r", small_dataset.test_images, small_dataset.test_labels)
    digits, nobody = hand.pen_digits("pendigits/05"), People([], [])
    split = WriterSplit(nobody, nobody, People(digits, []))
    # Other collections are measured where a network is published.
    monkeypatch.setattr(on_drawings, "pen_strokes_path", lambda: "pen digits")
    monkeypatch.setattr(on_drawings, "read_writer_split", {"pen digits": split}.get)
    parts = []
    card = on_drawings.measure_on_drawings(run, parts.append)
    assert parts == pytest.approx([1 / 3, 2 / 3, 1])
    assert read_card(run / "model.json") == card
    network = DigitClassifier.load("mlp-128")
    for width in STROKE_WIDTHS:
        drawn = draw([digit.lines for digit in digits], width)
        answers = network.predict(drawn.pixels).argmax(axis=1)
        right = np.mean(answers == [digit.label for digit in digits])
        assert card.drawings.accuracy[str(width)] == pytest.approx(right)
    assert (card.drawings.digits, card.drawings.writers) == (len(digits), 1)
