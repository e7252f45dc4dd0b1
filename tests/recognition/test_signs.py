"""What is read on a photograph as digits, and is one sign."""

from types import SimpleNamespace

import numpy as np
import pytest

from mnist_core.ink.signs import Cut
from mnist_core.recognition.classifier import Prediction
from mnist_core.recognition.signs import is_one_sign


@pytest.mark.parametrize(
    ("least", "none", "expected"), [(0.5, 1, True), (0.9, 1, False), (0.5, 0, False)]
)
def test_a_cut_piece_with_a_digit_in_doubt_that_is_none_as_a_whole_is_one_sign(
    least, none, expected
):
    answers = np.float32([[*[0] * 10, none]])
    network = SimpleNamespace(predict=lambda pixels: answers)
    parts = [
        SimpleNamespace(prediction=Prediction("1", each, answers[0], "unsure"))
        for each in (1.0, least)
    ]
    ink = np.full((40, 30), 255, np.uint8)
    assert is_one_sign(network, Cut((0, 1), ink, ink), parts) == expected
