"""Photographs read as numbers, line by line."""

import cv2
import numpy as np
import pytest

from mnist_core import DigitClassifier, Stroke
from mnist_core.errors import InvalidImageError
from mnist_core.ink.rendering import render
from mnist_core.recognition.photograph import read_photograph
from tools import hand


@pytest.fixture(scope="module")
def classifier():
    return DigitClassifier.load()


def texts(classifier, picture):
    return [each.text for each in read_photograph(classifier, picture)]


SHEET = hand.on_paper("4071", "2853")


def shadow(picture):
    light = np.ones(picture.shape[:2])
    light[:, picture.shape[1] // 2 :] = 0.6
    light = cv2.GaussianBlur(light, (0, 0), 12)
    return np.uint8(picture * light[..., None])


def squared(picture):
    ruled = picture.copy()
    ruled[10::36] = np.minimum(ruled[10::36], (150, 180, 215))
    ruled[:, 15::36] = np.minimum(ruled[:, 15::36], (150, 180, 215))
    return ruled


def turned(picture):
    rows, columns = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((columns / 2, rows / 2), 6, 0.85)
    return cv2.warpAffine(picture, turn, (columns, rows), borderValue=(255, 255, 255))


def table(picture):
    return cv2.copyMakeBorder(picture, 30, 60, 80, 10, cv2.BORDER_CONSTANT, value=(60, 45, 30))


def noisy(picture):
    random = np.random.default_rng(0)
    return np.uint8(np.clip(picture * 0.8 + random.normal(0, 12, picture.shape), 0, 255))


@pytest.mark.parametrize(
    "how",
    [
        lambda picture: picture,
        lambda picture: 255 - picture,
        lambda picture: cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY),
        lambda picture: cv2.resize(picture, None, fx=4, fy=4),
        shadow,
        squared,
        turned,
        table,
        noisy,
    ],
)
def test_two_lines_are_read_whatever_the_paper(classifier, how):
    assert texts(classifier, how(SHEET)) == ["4071", "2853"]


@pytest.mark.parametrize("scale", [1, 3])
def test_boxes_are_in_the_pictures_pixels(classifier, scale):
    picture = cv2.resize(SHEET, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    line = read_photograph(classifier, picture)[0]
    ink = picture[:, :, 0] < 128
    for each in line.characters:
        x, y, width, height = (round(value) for value in each.box)
        margin = 4 * scale
        inside = ink[max(y - margin, 0) : y + height + margin, x : x + width]
        assert inside.any()
        assert 60 * scale < max(width, height) < 80 * scale
        assert not ink[y - 2 * margin : y - margin, x : x + width].any()


def test_letter_stands_in_its_line_and_is_no_digit(classifier):
    sheet = np.hstack(
        [
            render([Stroke(np.array(p, float), 20.0) for p in s], 280)
            for s in (hand.DIGITS["4"], hand.NO_DIGITS["A"], hand.DIGITS["2"])
        ]
    )
    (line,) = read_photograph(classifier, cv2.resize(sheet, None, fx=0.5, fy=0.5))
    assert [each.prediction.label for each in line.characters] == ["4", None, "2"]
    assert line.text == "42"


@pytest.mark.parametrize(
    "picture",
    [
        np.full((400, 600, 3), 240, np.uint8),
        np.random.default_rng(0).integers(0, 256, (300, 300)).astype(np.uint8),
        np.tile(np.linspace(60, 250, 640).astype(np.uint8), (480, 1)),
        np.uint8([[7]]),
        np.full((1, 500), 200, np.uint8),
        np.full((500, 1, 3), 30, np.uint8),
        np.random.default_rng(0).integers(0, 256, (2, 700, 3)).astype(np.uint8),
    ],
    ids=["paper", "noise", "light", "a pixel", "a row", "a column", "two rows"],
)
def test_picture_without_digits_has_no_line(classifier, picture):
    assert read_photograph(classifier, picture) == ()


def test_what_is_no_picture_is_told(classifier):
    with pytest.raises(InvalidImageError, match="expected a uint8 array"):
        read_photograph(classifier, np.zeros((5, 5)))


def test_one_digit_of_mnists_size_is_read(classifier):
    pixels = cv2.resize(
        255 - render(hand.strokes("3"), 280), (20, 20), interpolation=cv2.INTER_AREA
    )
    assert texts(classifier, np.pad(pixels, 4)) == ["3"]


def drawn(*characters, width=20.0):
    """Characters side by side, each on a canvas of its own: uint8 (140, w)."""
    sheet = np.hstack(
        [render([Stroke(np.array(p, float), width) for p in s], 280) for s in characters]
    )
    return cv2.resize(sheet, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)


RINGS = [
    [
        (140 + radius * np.cos(angle), 140 + radius * np.sin(angle))
        for angle in np.linspace(0, 2 * np.pi, 40)
    ]
    for radius in (35, 90)
]


@pytest.mark.parametrize(
    ("sign", "width"),
    [
        ([[(80, 60), (140, 220), (200, 60)]], 20.0),
        (RINGS, 20.0),
        (RINGS, 26.0),
    ],
    ids=["V", "ring in a ring", "rings that are cut"],
)
def test_letter_or_drawing_among_digits_is_no_digit(classifier, sign, width):
    digits = hand.DIGITS
    (line,) = read_photograph(classifier, drawn(digits["4"], sign, digits["2"], width=width))
    assert line.text == "42"


def test_ones_that_stand_alone_are_read_where_they_are_as_high_as_numbers(classifier):
    sheet = np.vstack(
        [
            drawn(hand.DIGITS["4"], hand.DIGITS["2"], hand.DIGITS["7"]),
            drawn([], hand.DIGITS["1"], []),
        ]
    )
    assert texts(classifier, sheet) == ["427", "1"]


def test_a_short_stroke_alone_on_a_sheet_is_no_one(classifier):
    sheet = np.full((900, 1200), 230, np.uint8)
    cv2.line(sheet, (600, 400), (596, 440), 60, 5, cv2.LINE_AA)
    assert read_photograph(classifier, sheet) == ()
    close = sheet[350:490, 500:700]
    assert texts(classifier, cv2.resize(close, None, fx=3, fy=3)) == ["1"]


def test_ones_in_many_lines_beside_a_number_are_what_is_left_of_printed_lines(classifier):
    sheet = np.full((900, 900), 230, np.uint8)
    number = drawn(hand.DIGITS["4"], hand.DIGITS["2"], hand.DIGITS["7"])
    sheet[40:180, 40 : 40 + number.shape[1]] = np.minimum(number, 230)
    for x, y in ((100, 300), (700, 480), (300, 660)):
        cv2.line(sheet, (x, y), (x - 4, y + 90), 60, 9, cv2.LINE_AA)
    assert texts(classifier, sheet) == ["427"]


def test_strokes_that_stand_right_above_each_other_are_no_ones(classifier):
    sheet = np.full((900, 900), 230, np.uint8)
    number = drawn(hand.DIGITS["4"], hand.DIGITS["2"], hand.DIGITS["7"], width=30.0)
    sheet[40:180, 40 : 40 + number.shape[1]] = np.minimum(number, 230)
    for n, thick in enumerate((3, 6, 3)):
        cv2.line(sheet, (300, 400 + 95 * n), (302, 480 + 95 * n), 90, thick, cv2.LINE_AA)
    assert texts(classifier, sheet) == ["427"]
