import math

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_core.data.pen_strokes import read_pen_digits
from mnist_core.errors import StrokesError
from mnist_core.ink.fabric import read_fabric
from mnist_core.ink.rendering import render
from mnist_core.ink.strokes import Stroke, place_on_canvas

UNIPEN = """.COMMENT a file
.SEGMENT DIGIT 0 ? "8"
.COMMENT  8 17 3
.PEN_DOWN
 10 20
 30 40
.PEN_UP
.PEN_DOWN
 50 60
.PEN_UP
.DT 100
.SEGMENT DIGIT 1 ? "1"
.COMMENT  1 18 1
.PEN_DOWN
 1 2
 1 9
.PEN_UP
"""


def path_object(line, **changes):
    """A stroke as Fabric.js saves it."""
    numbers = np.array([command[-2:] for command in line], float)
    low, high = numbers.min(axis=0), numbers.max(axis=0)
    return {
        "type": "Path",
        "path": line,
        "strokeWidth": 20,
        "originX": "left",
        "originY": "top",
        "left": low[0] - 10,
        "top": low[1] - 10,
        "width": high[0] - low[0],
        "height": high[1] - low[1],
    } | changes


LINE = [["M", 100, 50], ["L", 100, 150]]


def test_pen_digits_are_read_with_y_downwards(tmp_path):
    (tmp_path / "pen").write_text(UNIPEN)
    eight, one = read_pen_digits(tmp_path / "pen")
    assert (eight.label, eight.writer, one.label, one.writer) == (8, 17, 1, 18)
    assert [line.tolist() for line in eight.lines] == [[[10, -20], [30, -40]], [[50, -60]]]


@pytest.mark.parametrize("text", ["", "nothing", UNIPEN.replace("40", "forty"), "\xe4"])
def test_what_is_no_pen_file_raises_strokes_error(tmp_path, text):
    (tmp_path / "pen").write_bytes(text.encode("latin-1"))
    with pytest.raises(StrokesError, match="pen"):
        read_pen_digits(tmp_path / "pen")


def test_missing_pen_file_raises_strokes_error(tmp_path):
    with pytest.raises(StrokesError, match="PENDIGITS_PATH"):
        read_pen_digits(tmp_path / "gone")


def test_real_pen_digits_are_complete(pen_digits):
    assert len(pen_digits) == 7494
    assert {digit.writer for digit in pen_digits} == set(range(1, 31))
    assert {digit.label for digit in pen_digits} == set(range(10))


@given(
    st.sampled_from([10, 20, 32]),
    st.floats(0.4, 0.9),
    st.tuples(st.floats(0, 1), st.floats(0, 1)),
)
@settings(deadline=None, max_examples=50)
def test_placed_digit_has_its_size_and_lies_on_the_canvas(width, size, position):
    lines = [np.array([[0.0, 0], [3, 4], [1, 7]]), np.array([[2.0, 2]])]
    strokes = place_on_canvas(lines, canvas=280, stroke_width=width, size=size, position=position)
    rows = np.flatnonzero((render(strokes, 280) < 128).any(axis=1))
    assert rows[-1] - rows[0] + 1 == pytest.approx(size * 280, abs=1.5)
    points = np.concatenate([stroke.points for stroke in strokes])
    assert (points >= width / 2 - 0.01).all()
    assert (points <= 280 - width / 2 + 0.01).all()


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


def test_fabric_line_is_where_it_was_drawn():
    (stroke,) = read_fabric({"objects": [path_object(LINE)]})
    assert stroke.points.tolist() == [[100, 50], [100, 150]]
    assert stroke.width == 20


def test_fabric_curve_ends_where_it_ends_and_bends_between():
    (stroke,) = read_fabric(
        {"objects": [path_object([["M", 0, 0], ["Q", 50, 100, 100, 0], ["L", 100, 0]], top=-10)]}
    )
    ends = stroke.points[-1] - stroke.points[0]
    assert ends.tolist() == [100, 0]
    assert np.ptp(stroke.points[:, 1]) == pytest.approx(50)


def test_moved_and_enlarged_fabric_line_follows():
    moved = path_object(LINE, left=190, top=40, scaleX=2, scaleY=2)
    (stroke,) = read_fabric({"objects": [moved]})
    # The box of line and pen, 20 by 120, twice as large, begins at (190, 40).
    assert stroke.points.tolist() == [[210, 60], [210, 260]]
    assert stroke.width == 40


def test_turned_fabric_line_follows():
    turned = path_object(LINE, originX="center", originY="center", left=100, top=100, angle=90)
    (stroke,) = read_fabric({"objects": [turned]})
    np.testing.assert_allclose(stroke.points, [[150, 100], [50, 100]], atol=1e-9)


@pytest.mark.parametrize("drawing", [None, {}, {"objects": []}])
def test_empty_drawing_has_no_strokes(drawing):
    assert read_fabric(drawing) == []


@pytest.mark.parametrize(
    "drawing",
    [
        "text",
        {"objects": "text"},
        {"objects": [None]},
        {"objects": [{}]},
        {"objects": [path_object(LINE, strokeWidth=1e9)]},
        {"objects": [path_object(LINE, strokeWidth=-1)]},
        {"objects": [path_object(LINE, left=float("nan"))]},
        {"objects": [path_object(LINE, left=1e300)]},
        {"objects": [path_object(LINE, scaleX=1e300)]},
        {"objects": [path_object(LINE, path=[])]},
        {"objects": [path_object(LINE, left="z" * 1_000_000)]},
        {"objects": [path_object(LINE, path=[["M" * 1_000_000, 1, 2]])]},
        {"objects": [path_object(LINE, path=[["Q", 1, 2, 3, 4]] * 8_001)]},
        {"objects": [path_object(LINE, path=[["Z"]])]},
        {"objects": [path_object(LINE, path=[["M", "a", "b"]])]},
        {"objects": [path_object(LINE, path=[["Q", 1]])]},
        {"objects": [path_object(LINE, path=[["L", 1, 1]] * 60_000)]},
        {"objects": [path_object(LINE, originX="nowhere")]},
        {"objects": [path_object(LINE)] * 501},
    ],
)
def test_hostile_drawing_raises_strokes_error(drawing):
    with pytest.raises(StrokesError) as caught:
        read_fabric(drawing)
    assert len(str(caught.value)) < 200


def test_rendering_agrees_with_a_circle_drawn_by_opencv():
    turn = np.linspace(0, 2 * np.pi, 200)
    circle = Stroke(np.stack([140 + 80 * np.cos(turn), 140 + 80 * np.sin(turn)], axis=1), 20)
    drawn = np.full((280, 280), 255, np.uint8)
    cv2.circle(drawn, (140 * 16 - 8, 140 * 16 - 8), 80 * 16, 0, 20, cv2.LINE_AA, 4)
    assert np.abs(render([circle], 280).astype(float) - drawn).mean() < 3
