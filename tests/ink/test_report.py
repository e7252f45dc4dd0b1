"""Strokes as a browser reports them: read as the canvas draws them, and not believed."""

import numpy as np
import pytest

from mnist_core.errors import StrokesError
from mnist_core.ink.report import MAX_POINTS, MAX_STROKES, read_report

HUGE = (10**400, float("nan"), float("inf"))


def reported(*points, width=20):
    return {"width": width, "points": [number for point in points for number in point]}


def test_stroke_begins_and_ends_where_the_pen_did_and_keeps_its_width():
    (stroke,) = read_report([reported((100, 50), (100, 90), (100, 150), width=12.5)])
    assert (stroke.points[0].tolist(), stroke.points[-1].tolist()) == ([100, 50], [100, 150])
    assert stroke.width == 12.5
    np.testing.assert_allclose(stroke.points[:, 0], 100)
    assert (np.diff(stroke.points[:, 1]) > -1e-9).all()


def test_corner_is_rounded_between_the_middles_of_its_sides_as_the_canvas_draws_it():
    (stroke,) = read_report([reported((0, 0), (100, 0), (100, 100))])
    line = {tuple(point) for point in stroke.points.tolist()}
    assert {(50, 0), (100, 50)} <= line  # the middles
    assert (100, 0) not in line
    # Halfway along a quadratic curve lies 1/4 first end + 1/2 control point + 1/4 last end.
    assert (87.5, 12.5) in line


def test_stroke_of_the_widest_screen_s_canvas_is_read_and_none_beyond_it():
    (stroke,) = read_report([reported((9_999, 140), (10_000, 280))])
    assert stroke.points[-1].tolist() == [10_000, 280]
    with pytest.raises(StrokesError, match="a point is out of range"):
        read_report([reported((9_999, 140), (10_001, 280))])


@pytest.mark.parametrize("width", [0.5, 1, 200])
def test_pens_of_all_widths_are_read(width):
    (stroke,) = read_report([reported((-10_000, 10_000), width=width)])
    assert (stroke.width, stroke.points.dtype) == (width, np.float64)


def test_dot_is_a_point():
    (stroke,) = read_report([reported((140, 140))])
    assert stroke.points.tolist() == [[140, 140]]


def test_strokes_stay_in_their_order():
    strokes = read_report([reported((0, 0), (1, i + 1)) for i in range(5)])
    assert [stroke.points[-1, 1] for stroke in strokes] == [1, 2, 3, 4, 5]


def test_empty_report_has_no_strokes():
    assert read_report([]) == ()


@pytest.mark.parametrize(
    "report",
    [
        *(None, "text", 3, {"strokes": []}, [None], ["text"], [[]], [{}], [{"width": 20}]),
        [{"width": 20, "points": "12"}],
        [{"width": 20, "points": {"0": 1, "1": 2}}],
        [reported((1, 2), width="20")],
        [reported((1, 2), width=True)],
        *(
            [reported((1, 2), width=width)]
            for width in (0, -1, 201, 10**400, float("nan"), float("inf"))
        ),
        *(
            [reported((1, each))]
            for each in (1e300, 10**400, float("nan"), float("inf"), None, "1", True)
        ),
        [{"width": 20, "points": []}],
        [{"width": 20, "points": [1, 2, 3]}],
        [reported((1, 2))] * (MAX_STROKES + 1),
        [reported(*[(1, 2)] * (MAX_POINTS + 1))],
        [{"width": 20, "points": ["z" * 1_000_000, 2]}],
        [{"z" * 1_000_000: 1}],
    ],
)
def test_report_that_no_hand_has_drawn_raises_strokes_error(report):
    with pytest.raises(StrokesError, match=r"strokes|points") as caught:
        read_report(report)
    assert len(str(caught.value)) < 200


def test_as_much_as_a_hand_draws_is_read():
    assert len(read_report([reported((1, 2))] * MAX_STROKES)) == MAX_STROKES
    assert len(read_report([reported(*[(1, 2)] * MAX_POINTS)])) == 1
