"""The practice round as Python has it: what a browser sends of it is judged."""

import pytest
from streamlit.testing.v1 import AppTest

from mnist_core.evaluation.practice import asked
from tools import hand

STROKES = [{"width": 20, "points": [100, 50, 100, 230]}]


def a_page():
    import streamlit as st

    from app_pages.practice import round as practice

    taken = st.session_state.setdefault("taken", [])

    def take(place, correction):
        taken.append((place, correction))

    def done():
        st.session_state["done"] = st.session_state.get("done", 0) + 1

    for what, report in st.session_state.pop("sent", ()):
        if what == "begin":
            practice.begin_round("page")
        elif what == "found":
            practice.resume("page", report)
        else:
            token = st.session_state["page_practice_round"].token
            if isinstance(report, dict):
                report = {"token": token, "over": False, **report}
            practice.take_in("page", report, take)
    under_way = practice.is_under_way("page")
    if under_way:
        practice.show_round("page", take=take, done=done)
    st.text(f"under way: {under_way}")


@pytest.fixture
def page():
    """A function that lets a page take in what a browser has sent."""
    app = AppTest.from_function(a_page)

    def send(*sent):
        app.session_state["sent"] = sent
        app.run()
        assert not app.exception
        return app

    return send


def taken(app):
    return [(place, each.label) for place, each in app.session_state["taken"]]


def drawn(place, version=1, strokes=STROKES):
    return {"place": place, "version": version, "strokes": strokes}


def under_way(app):
    return app.text[0].value == "under way: True"


def test_nothing_is_under_way_until_a_round_begins(page):
    assert not under_way(page())
    assert under_way(page(("begin", None)))


def test_drawings_have_the_labels_that_were_asked_for(page):
    app = page(("begin", None), ("sent", {"drawings": [drawn(0), drawn(7)]}))
    labels = asked(app.session_state["page_practice_round"].token)
    assert taken(app) == [(0, labels[0]), (7, labels[7])]
    correction = app.session_state["taken"][0][1]
    assert correction.practised
    assert correction.read is None
    assert correction.strokes[0].width == 20


def test_drawing_that_comes_again_is_taken_once_and_a_mended_one_again(page):
    app = page(("begin", None), *[("sent", {"drawings": [drawn(3)]})] * 2)
    assert len(taken(app)) == 1
    app = page(("sent", {"drawings": [drawn(3, 2), drawn(3, 1)]}))
    assert [place for place, _ in taken(app)] == [3, 3]
    assert app.session_state["page_practice_round"].have[3] == 2


def test_round_that_is_over_is_done_once(page):
    app = page(("begin", None), ("sent", {"drawings": [drawn(0)], "over": True}))
    assert app.session_state["done"] == 1
    assert not under_way(app)
    assert len(taken(app)) == 1
    assert page().session_state["done"] == 1
    assert under_way(page(("begin", None)))


@pytest.mark.parametrize(
    "report",
    [
        *(None, 5, "x", [], {"drawings": 5}, {"drawings": [5]}, {"over": "x"}),
        {"drawings": [drawn(20)]},
        {"drawings": [drawn(-1)]},
        {"drawings": [drawn("0")]},
        {"drawings": [drawn(0, 0)]},
        {"drawings": [drawn(0, 10**400)]},
        {"drawings": [drawn(0)] * 21},
        {"drawings": [drawn(0)], "token": "AAAAAAAAAAAA"},
        {"drawings": [drawn(0)], "token": None},
    ],
)
def test_forged_report_is_passed_over(page, report):
    app = page(("begin", None), ("sent", report))
    assert taken(app) == []
    assert under_way(app)
    assert not any(app.session_state["page_practice_round"].have)


@pytest.mark.parametrize(
    "strokes",
    [
        *(None, 5, [], [5], [{}], [{"width": 20, "points": []}]),
        [{"width": 20, "points": [1e9, 0]}],
        [{"width": 1e9, "points": [10, 10]}],
        [{"width": 20, "points": ["x", 0]}],
        [{"width": 20, "points": [5000, 5000]}],  # beside the canvas
        [{"width": 20, "points": [0.5] * 20_000}],
    ],
)
def test_drawing_that_no_hand_has_made_is_passed_over_and_not_asked_for_again(page, strokes):
    app = page(("begin", None), ("sent", {"drawings": [drawn(0, 1, strokes), drawn(1)]}))
    assert [place for place, _ in taken(app)] == [1]
    assert app.session_state["page_practice_round"].have[:3] == (1, 1, 0)


def test_round_that_the_tab_has_kept_goes_on_in_a_new_session(page):
    app = page(("begin", None))
    token = app.session_state["page_practice_round"].token
    again = AppTest.from_function(a_page)
    again.session_state["sent"] = [("found", {"token": token}), ("sent", {"drawings": [drawn(4)]})]
    again.run()
    assert under_way(again)
    assert taken(again) == [(4, asked(token)[4])]


@pytest.mark.parametrize("report", [None, {}, {"token": 5}, {"token": "x"}, {"token": "é" * 12}])
def test_forged_round_is_not_gone_on_with(page, report):
    assert not under_way(page(("found", report)))


def test_round_of_this_session_is_not_replaced_by_one_that_is_found(page):
    app = page(("begin", None))
    token = app.session_state["page_practice_round"].token
    app = page(("found", {"token": "AAAAAAAAAAAA"}))
    assert app.session_state["page_practice_round"].token == token


def test_report_of_a_round_that_has_ended_changes_nothing(page):
    app = page(("begin", None), ("sent", {"drawings": [drawn(0)]}))
    old = app.session_state["page_practice_round"].token
    app = page(("begin", None), ("sent", {"token": old, "drawings": [drawn(5)], "over": True}))
    assert [place for place, _ in taken(app)] == [0]
    assert under_way(app)


def test_hand_s_digits_are_taken(page):
    strokes = [
        {"width": 20, "points": [number for point in line for number in point]}
        for line in hand.DIGITS["5"]
    ]
    assert len(taken(page(("begin", None), ("sent", {"drawings": [drawn(9, 1, strokes)]})))) == 1
