"""A number in words: how sure it is, what is in doubt, and what is no digit."""

import numpy as np
import pytest

from app_pages.figures.number import Mark, marks_of, number_note, said_of
from mnist_core import Prediction
from mnist_core.labels import LABELS, NOT_A_DIGIT
from mnist_core.recognition.number import Character, Number


def number(*signs, second=None):
    """A number of signs, each by how probable its readings are, such as {"7": 0.6, "1": 0.4}."""
    return Number(
        tuple(
            Character(_prediction(each), (30.0 * place, 10.0, 20.0, 50.0), None)
            for place, each in enumerate(signs)
        ),
        second,
    )


def _prediction(shares):
    probabilities = np.array([shares.get(label, 0) for label in LABELS], np.float32)
    label = max(shares, key=shares.get)
    if label == NOT_A_DIGIT:
        return Prediction(None, shares[label], probabilities, "not a digit")
    verdict = "digit" if shares[label] > 0.8 else "unsure"
    return Prediction(label, shares[label], probabilities, verdict)


SURE, LESS = {"7": 0.999}, {"2": 0.953, "7": 0.04}
EITHER, REFUSED = {"1": 0.61, "7": 0.35}, {NOT_A_DIGIT: 0.97}


@pytest.mark.parametrize(
    ("signs", "told"),
    [
        ([SURE, SURE], "Over 99 % sure of each digit"),
        ([SURE, LESS], "Least sure of the 2nd digit: 95 %"),
        ([EITHER, SURE], "The 1st digit is 1 or 7 (61 %, 35 %)"),
        (
            [SURE, EITHER, EITHER],
            "The 2nd digit is 1 or 7 (61 %, 35 %); the 3rd digit is 1 or 7 (61 %, 35 %)",
        ),
        (
            [*[SURE] * 20, *[EITHER] * 4],
            "The 21st digit is 1 or 7 (61 %, 35 %); the 22nd digit is 1 or 7 (61 %, 35 %); "
            "2 more in doubt",
        ),
        ([SURE, REFUSED], "The 2nd sign is no digit"),
        ([*[REFUSED] * 3, SURE], "The 1st, 2nd and 3rd signs are no digits"),
        ([EITHER, REFUSED], "The 1st sign is 1 or 7 (61 %, 35 %); the 2nd sign is no digit"),
        ([REFUSED] * 12, "None of 12 signs is a digit"),
        ([SURE], "over 99 % sure"),
        ([LESS], "95 % sure"),
        ([EITHER], "It is 1 or 7 (61 %, 35 %)"),
        ([REFUSED], "97 % sure of that"),
    ],
)
def test_note_says_how_sure_the_number_is(signs, told):
    assert number_note(number(*signs)).replace("\u00a0", " ") == told


@pytest.mark.parametrize(
    ("read", "said"),
    [
        (number(SURE, SURE), "77. Over"),
        (number(SURE, LESS, second="77"), "72, or 77. Least"),
        (number(SURE, REFUSED, LESS), "7, no digit, 2. The 2nd sign is no digit."),
    ],
)
def test_what_is_no_digit_is_said_in_its_place(read, said):
    assert said_of(read).startswith(said)


def test_each_sign_has_a_mark_that_is_never_certain():
    assert marks_of(number({"7": 1.0}, EITHER, REFUSED)) == [
        Mark((0.0, 10.0, 20.0, 50.0), "sure", "7", "99\u00a0%"),
        Mark((30.0, 10.0, 20.0, 50.0), "unsure", "1?", "61\u00a0%"),
        Mark((60.0, 10.0, 20.0, 50.0), "none", "·", "97\u00a0%"),
    ]
