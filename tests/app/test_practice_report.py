"""What a practice round says of how well a network reads somebody."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from app_pages.figures.among_people import sentence
from mnist_core import DigitClassifier
from mnist_core.data.corrections import Correction
from mnist_core.evaluation.practice import Rank, interval, rank
from mnist_core.ink.report import read_report
from mnist_core.recognition.card import published_card
from tests.conftest import charted
from tools import hand


def correction(label, drawn):
    lines = hand.DIGITS[str(drawn)]
    report = [{"width": 20, "points": [x for point in line for x in point]} for line in lines]
    return Correction(label, read_report(report), practised=True)


def a_page():
    from dataclasses import replace

    import streamlit as st
    from msgspec.structs import replace as with_other

    from app_pages.practice.report import show_report
    from app_pages.visit.networks import shipped_networks

    network = shipped_networks()[st.session_state["network"]]
    if st.session_state["people"] is None:
        network = replace(network, card=with_other(network.card, by_person=None))
    show_report(st.session_state["drawings"], network)


@pytest.fixture
def report():
    """A function that shows the report of drawings, by a network."""

    def run(drawings, network="drawing-cnn", people="as it is"):
        app = AppTest.from_function(a_page, default_timeout=60)
        app.session_state["drawings"] = drawings
        app.session_state["network"] = network
        app.session_state["people"] = people
        app.run()
        assert not app.exception
        return app

    return run


ROUND = [correction(digit, digit) for digit in range(10)] * 2


def words(app):
    return " ".join(re.sub(r"<[^>]*>", "", each.proto.body) for each in app.get("html")) + " ".join(
        each.value for each in app.markdown
    )


def test_all_that_is_right_is_counted_and_no_drawing_shown(report):
    app = report(ROUND)
    assert "20 of 20 read right by drawing-cnn" in words(app)
    low, high = interval(20, 20, published_card("drawing-cnn").by_person.expected)
    assert f"between {low * 100:.0f}\u00a0% and {high * 100:.0f}\u00a0%" in words(app)
    assert "figure" not in "".join(each.proto.body for each in app.get("html"))


def test_what_is_wrong_is_shown_with_what_was_read_and_what_would_change_it(report):
    app = report([*ROUND[:19], correction(7, 1)])
    told = "".join(each.proto.body for each in app.get("html"))
    assert "19 of 20" in words(app)
    assert told.count("<figure>") == 1
    assert '<img alt="A drawing of a 7"' in told
    assert re.search(r"<b>A 7</b><br>Taken for a 1, .{1,8}\u00a0% sure\.", told)
    assert re.search(r" Without the .+ it (would|could) be ", told)


def test_people_are_charted_with_the_visitor_among_them(report):
    app = report([*ROUND[:19], correction(7, 1)], "mlp-128")
    right = sum(
        DigitClassifier.load("mlp-128").classify_strokes(each.strokes, canvas=280).label
        == str(each.label)
        for each in [*ROUND[:19], correction(7, 1)]
    )
    shares = published_card("mlp-128").by_person.shares
    [chart] = app.get("vega_lite_chart")
    assert [row["right"] for row in charted(chart)] == shares
    place = rank(right / 20, shares)
    assert sentence(place) in words(app)
    assert f"{right} of 20" in words(app)


def test_network_that_met_nobody_has_a_wide_interval_and_no_chart(report):
    app = report(ROUND, people=None)
    low, high = interval(20, 20)
    assert f"between {low * 100:.0f}\u00a0% and {high * 100:.0f}\u00a0%" in words(app)
    assert "was not measured on other people" in app.caption[0].value
    assert not app.get("vega_lite_chart")


def test_round_that_was_stopped_at_once_shows_nothing(report):
    assert words(report([])) == ""


def test_drawings_are_read_once_for_a_network(report, monkeypatch):
    app = report(ROUND)
    kept = app.session_state["practice_readings"]
    monkeypatch.setattr("app_pages.practice.report._read", None)
    assert not app.run().exception
    assert len(kept) == 1
    app.session_state["network"] = "cnn"
    assert app.run().exception  # it would have been read


def test_rank_counts_those_below_alike_and_above():
    assert rank(0.95, [0.5, 0.9, 0.95, 0.95, 1]) == Rank(2, 2, 1)
    assert rank(19 / 20, [38 / 40]) == Rank(0, 1, 0)
    assert "2 are read less well than you, 2 as well, 1 better" in sentence(Rank(2, 2, 1))
    assert sentence(Rank(1, 0, 0)) == (
        "1 person whom it has never met: 1 is read less well than you."
    )
    assert sentence(Rank(0, 30, 8)).endswith(": 30 are read as well as you, 8 better.")
    assert sentence(Rank(0, 0, 38)).endswith(": 38 are read better than you.")
