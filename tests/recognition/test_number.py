"""Lines of digits read as one number, from strokes and from ink."""

import numpy as np
import pytest

from mnist_core import DigitClassifier, Stroke
from mnist_core.errors import BlankImageError, InvalidImageError
from mnist_core.ink.rendering import render
from mnist_core.recognition.number import read_ink, read_number
from tools import hand

PEN = 18.0


@pytest.fixture(scope="module")
def classifier():
    return DigitClassifier.load()


def written(text, size=0.8):
    return [Stroke(np.array(each, np.float64), PEN) for each in hand.number(text, size)]


def labels(number):
    return [each.prediction.label for each in number.characters]


@pytest.mark.parametrize("text", ["7", "27", "104", "90210", "31415926"])
def test_digits_side_by_side_are_a_number(classifier, text):
    strokes = written(text)
    assert read_number(classifier, strokes).text == text
    ink = 255 - render(strokes, 140 * len(text) + 200, 280)
    assert read_ink(classifier, ink).text == text


def test_boxes_hold_the_ink_of_their_digits(classifier):
    strokes = written("27")
    first, second = read_number(classifier, strokes).characters
    points = np.concatenate([each.points for each in strokes])
    assert first.box[0] == pytest.approx(points[:, 0].min() - PEN / 2)
    assert second.box[0] + second.box[2] == pytest.approx(points[:, 0].max() + PEN / 2)
    assert first.box[0] + first.box[2] < second.box[0] + second.box[2] / 2


def test_ink_and_strokes_have_the_same_boxes(classifier):
    strokes = written("352")
    from_ink = read_ink(classifier, 255 - render(strokes, 640, 280)).characters
    for one, other in zip(read_number(classifier, strokes).characters, from_ink, strict=True):
        assert np.allclose(one.box, other.box, atol=2)


def test_order_in_which_digits_are_written_does_not_matter(classifier):
    two, seven = written("2"), written(" 7")
    assert read_number(classifier, [*seven, *two]).text == "27"


def test_bar_that_is_drawn_last_belongs_to_its_seven(classifier):
    bar = Stroke(np.array([(70.0, 120), (140, 118)]), PEN)
    assert read_number(classifier, [*written("7 1"), bar]).text == "71"


def test_stroke_through_a_zero_is_no_digit_of_its_own(classifier):
    slash = Stroke(np.array([(224.0, 50), (144, 230)]), PEN)
    number = read_number(classifier, [*written("5"), *written(" 0"), slash, *written("  3")])
    assert (number.text, number.second) == ("503", None)


def test_letter_stands_among_the_digits_and_is_none(classifier):
    number = read_number(classifier, written("2A7"))
    assert labels(number) == ["2", None, "7"]
    assert [each.prediction.verdict for each in number.characters][1] == "not a digit"
    assert number.text == "27"


def test_digits_that_touch_are_read_apart(classifier):
    strokes = written("3") + [
        Stroke(each.points - np.array([40.0, 0]), PEN) for each in written(" 0")
    ]
    assert read_number(classifier, strokes).text == "30"


def test_line_that_rises_and_is_small_is_read(classifier):
    strokes = [
        Stroke(each.points * 0.3 - np.outer(each.points[:, 0], [0, 0.06]) + 40, 5.0)
        for each in written("4721")
    ]
    assert read_number(classifier, strokes).text == "4721"


def test_dirt_is_no_digit(classifier):
    ink = 255 - render(written("27"), 500, 280)
    ink[20:24, 440:444] = 255
    assert read_ink(classifier, ink).text == "27"


def test_network_that_knows_no_refusal_reads_numbers_too():
    assert read_number(DigitClassifier.load("cnn"), written("27")).text == "27"


def test_second_reading_is_another(classifier):
    """A 1 and a 7 are near each other where the flag of the 7 is short."""
    for flag in range(10, 80, 6):
        line = np.array([(200.0 - flag, 50), (205, 40), (180, 230)])
        number = read_number(classifier, [*written("3"), Stroke(line, PEN)])
        if number.second is not None:
            assert number.second != number.text
            assert any(each.prediction.verdict == "unsure" for each in number.characters)
            return
    pytest.fail("no second reading of any")


@pytest.mark.parametrize(
    ("strokes", "error", "message"),
    [
        ([], BlankImageError, "draw a digit first"),
        ("27", InvalidImageError, "expected strokes"),
        ([Stroke(np.array([[0.0, np.nan]]), 3.0)], InvalidImageError, "numbers of up to"),
    ],
)
def test_what_are_no_strokes_is_told(classifier, strokes, error, message):
    with pytest.raises(error, match=message):
        read_number(classifier, strokes)


def test_line_without_ink_is_blank(classifier):
    with pytest.raises(BlankImageError, match="no ink"):
        read_ink(classifier, np.zeros((20, 30), np.uint8))


@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (300, 1), (3, 3)])
def test_ink_of_any_shape_has_an_answer(classifier, shape):
    assert read_ink(classifier, np.full(shape, 255, np.uint8)).characters


def test_dots_have_an_answer(classifier):
    dots = [Stroke(np.array([[x, 50.0]]), 10.0) for x in (10.0, 60.0, 400.0)]
    assert read_number(classifier, dots).characters


@pytest.mark.parametrize("width", [1e-9, 1.0, 200.0])
def test_a_line_as_long_as_may_be_has_an_answer(classifier, width):
    flat = Stroke(np.array([[0.0, 0], [90_000, 0]]), width)
    assert read_number(classifier, [flat]).characters
