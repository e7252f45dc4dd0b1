import math

import cv2
import numpy as np
import pytest

from mnist_core.ink.preprocessing import preprocess
from mnist_core.ink.rendering import render, render_frame
from mnist_core.ink.strokes import Stroke, place_on_canvas

DRAWINGS = {
    "seven, crossed": [
        np.array([[10.0, 5], [90, 2], [60, 50], [40, 100]]),
        np.array([[30.0, 50], [85, 48]]),
    ],
    "stick": [np.array([[0.0, 0], [3, 40]])],
    "bar": [np.array([[0.0, 0], [30, 1]])],
    "zero, dotted": [
        np.stack([np.cos(np.linspace(0, 7, 40)), 2 * np.sin(np.linspace(0, 7, 40))], axis=1),
        np.zeros((1, 2)),
    ],
    "far from its middle": [np.array([[0.0, 0], [0, 100], [5, 100], [5, 95], [60, 100]])],
}


@pytest.mark.parametrize("name", DRAWINGS)
@pytest.mark.parametrize("width", [10, 20, 32])
@pytest.mark.parametrize("size", [0.4, 0.9])
def test_miniature_is_what_preprocessing_makes_of_the_drawing(name, width, size):
    lines = DRAWINGS[name]
    strokes = place_on_canvas(lines, canvas=280, stroke_width=width, size=size, position=(0.3, 0.6))
    expected = preprocess(render(strokes, 280)).pixels
    got = render_frame(lines, width / (size * 280)) / 255
    assert np.abs(got - expected).mean() < 0.02


@pytest.mark.parametrize("pen", [0.04, 0.3])
def test_miniature_of_a_point_is_a_dot_in_the_middle(pen):
    image = render_frame([np.array([[7.0, 7]])], pen)
    assert image.sum() / 255 == pytest.approx(math.pi * 10**2, rel=0.04)
    for axis in (0, 1):
        mass = image.sum(axis=axis, dtype=float)
        assert np.average(np.arange(28), weights=mass) == pytest.approx(14, abs=0.1)


def test_line_has_its_width_and_place():
    ink = 255 - render([Stroke(np.array([[100.0, 50], [100, 150]]), 20)], 280).astype(float)
    assert ink[100].sum() / 255 == pytest.approx(20, abs=0.6)
    columns = np.average(np.arange(280) + 0.5, weights=ink[100])
    assert columns == pytest.approx(100, abs=0.15)


def test_dot_is_round():
    ink = render([Stroke(np.array([[140.0, 140]]), 40)], 280) < 128
    assert ink.sum() == pytest.approx(math.pi * 20**2, rel=0.04)


def test_nothing_drawn_is_white():
    assert (render([], 280) == 255).all()


def test_rendering_agrees_with_a_circle_drawn_by_opencv():
    turn = np.linspace(0, 2 * np.pi, 200)
    circle = Stroke(np.stack([140 + 80 * np.cos(turn), 140 + 80 * np.sin(turn)], axis=1), 20)
    drawn = np.full((280, 280), 255, np.uint8)
    cv2.circle(drawn, (140 * 16 - 8, 140 * 16 - 8), 80 * 16, 0, 20, cv2.LINE_AA, 4)
    assert np.abs(render([circle], 280).astype(float) - drawn).mean() < 3
