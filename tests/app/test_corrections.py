"""Drawings that a visitor keeps: each once, in the session, asked for under the answer."""

from types import SimpleNamespace

import numpy as np
import pytest
import streamlit as st

from app_pages.draw import corrections as question
from app_pages.visit import corrections as visit
from app_pages.visit.drawing import Drawing
from mnist_core import DigitClassifier
from mnist_core.data.corrections import Correction, from_json, to_archive, to_json
from mnist_core.errors import CorrectionsError
from mnist_core.ink.strokes import Stroke
from tools import hand

SEVEN, FOUR = (tuple(hand.strokes(digit)) for digit in "74")
TEN = [Correction(int(digit), tuple(hand.strokes(digit)), practised=True) for digit in "0123456789"]


@pytest.fixture
def session(monkeypatch):
    state = {}
    monkeypatch.setattr(visit.st, "session_state", state)
    return state


def kept():
    return [each.label for each in visit.kept().values()]


def test_drawing_is_kept_once_relabelled_in_its_place_and_removed(session):
    assert visit.keep(Correction(7, SEVEN))
    assert visit.keep(Correction(4, FOUR))
    assert visit.keep(Correction(1, SEVEN))
    assert kept() == [1, 4]
    visit.relabel(visit.name_of(SEVEN), 10)
    visit.relabel("no such", 3)
    visit.relabel(visit.name_of(FOUR), None)
    visit.relabel(visit.name_of(FOUR), 11)
    assert kept() == [10, 4]
    visit.remove(visit.name_of(SEVEN))
    visit.remove("no such")
    assert kept() == [4]
    visit.remove_all()
    assert kept() == []


def test_name_is_that_of_the_strokes_and_outlives_a_file(session):
    bent = Stroke(np.random.default_rng(0).normal(140, 40, (50, 2)), 20.0)
    for strokes in (SEVEN, FOUR, (bent,)):
        (again,) = from_json(to_json([Correction(3, strokes)]))
        assert visit.name_of(again.strokes) == visit.name_of(strokes)
    assert visit.name_of(SEVEN) != visit.name_of(FOUR)
    thinner = tuple(Stroke(each.points, 10.0) for each in SEVEN)
    assert visit.name_of(thinner) != visit.name_of(SEVEN)


def test_file_adds_what_is_not_there_yet(session):
    visit.keep(Correction(1, SEVEN))
    assert visit.add_archive(to_archive(TEN)) == visit.Added(9, 1, 0)
    assert visit.kept()[visit.name_of(SEVEN)].label == 1
    assert visit.add_archive(to_archive([*TEN, *TEN])) == visit.Added(0, 20, 0)


@pytest.mark.parametrize("limit", ["MOST", "MOST_IN_ALL"])
def test_no_more_are_kept_than_there_is_room_for(session, monkeypatch, limit):
    points = sum(len(stroke.points) for each in TEN[:4] for stroke in each.strokes)
    monkeypatch.setattr(visit, limit, 4 if limit == "MOST" else points)
    added = visit.add_archive(to_archive(TEN[:4]))
    assert added == visit.Added(4, 0, 0)
    assert not visit.keep(TEN[5])
    assert visit.keep(Correction(9, TEN[0].strokes))
    assert visit.add_archive(to_archive(TEN)) == visit.Added(0, 4, 6)
    assert kept() == [9, 1, 2, 3]


@pytest.mark.parametrize("content", [b"", b"PK", to_archive(TEN)[:500]])
def test_damaged_file_costs_nothing(session, content):
    visit.keep(Correction(7, SEVEN))
    with pytest.raises(CorrectionsError):
        visit.add_archive(content)
    assert kept() == [7]


class Browser:
    """In place of the question's component: what it was given last, and what is tapped next."""

    def __init__(self):
        self.given = self.tapped = None

    def __call__(self, *, data, key, on_tapped_change, **_):
        self.given = data
        tapped, self.tapped = self.tapped, None
        if tapped is not None:
            st.session_state[key] = SimpleNamespace(tapped=tapped)
            on_tapped_change()
        return SimpleNamespace(tapped=tapped)

    def tap(self, app, what, number=0):
        self.tapped = {"what": what, "number": number}
        app.run()
        app.run()
        assert not app.exception
        kept = "visit_corrections" in app.session_state
        found = app.session_state["visit_corrections"] if kept else {}
        return [(each.label, each.read) for each in found.values()]


@pytest.fixture
def browser(monkeypatch):
    found = Browser()
    monkeypatch.setattr(question, "_component", found)
    return found


def test_one_tap_keeps_another_relabels_and_undo_takes_it_back(draw, browser):
    app = draw(*SEVEN)
    assert browser.given == {
        **{"asked": True, "final": True, "number": 0, "yes": True, "label": None},
        **{"words": "Was it right?", "kept": 0},
    }
    assert browser.tap(app, "yes") == [(7, 7)]
    assert browser.given["words"] == "Kept as a 7"
    assert (browser.given["label"], browser.given["kept"]) == ("7", 1)
    assert browser.tap(app, "8") == [(8, 7)]
    assert browser.given["words"] == "Kept as an 8"
    assert browser.tap(app, "not a digit") == [(10, 7)]
    assert browser.given["words"] == "Kept as no digit"
    app.session_state["draw_drawing"] = Drawing(strokes=FOUR, number=1)
    app.run()
    assert (browser.given["words"], browser.given["kept"]) == ("Was it right?", 1)
    assert browser.tap(app, "9", number=1) == [(10, 7), (9, 4)]
    assert browser.tap(app, "undo", number=1) == [(10, 7)]
    assert browser.given["words"] == "Was it right?"


def test_label_is_of_the_drawing_that_lies_there_by_now(draw, browser):
    app = draw(*SEVEN)
    app.session_state["draw_drawing"] = Drawing(strokes=FOUR, number=3)
    assert browser.tap(app, "9", number=2) == [(9, None)]
    (name,) = app.session_state["visit_corrections"]
    assert name == visit.name_of(FOUR)


@pytest.mark.parametrize(
    "drawn",
    [
        Drawing(),
        Drawing(strokes=SEVEN, final=False),
        Drawing(digit="generated-3"),
        Drawing(digit="generated-3", strokes=SEVEN),
        Drawing(strokes=(Stroke(np.array([[900.0, 900.0], [950.0, 900.0]]), 20.0),)),
    ],
)
def test_only_strokes_alone_are_asked_for(draw, browser, drawn):
    app = draw()
    app.session_state["draw_drawing"] = drawn
    app.run()
    assert not (browser.given["asked"] and browser.given["final"])
    assert browser.tap(app, "7") == []


def test_class_is_not_asked(draw, browser):
    draw(*SEVEN, present="1")
    assert browser.given is None


@pytest.mark.parametrize(
    "told",
    [
        None,
        "7",
        {"what": "7"},
        {"what": 7, "number": 0},
        {"what": "seven", "number": 0},
        {"what": "yes", "number": 1},
        {"what": ["7"] * 1000, "number": 0},
    ],
)
def test_forged_tap_and_one_of_another_drawing_keep_nothing(draw, browser, told):
    app = draw(*SEVEN)
    browser.tapped = told
    app.run()
    assert not app.exception
    assert "visit_corrections" not in app.session_state


def test_several_digits_cannot_be_right_but_can_be_one(draw, browser):
    strokes = tuple(Stroke(np.array(each, float), 14.0) for each in hand.number("27", 0.6))
    app = draw(*strokes)
    assert (browser.given["asked"], browser.given["yes"]) == (True, False)
    assert browser.tap(app, "yes") == []
    assert browser.tap(app, "4") == [(4, None)]


def test_full_store_says_so(draw, browser, monkeypatch):
    app = draw(*SEVEN)
    monkeypatch.setattr(visit, "MOST", 0)
    browser.tapped = {"what": "7", "number": 0}
    app.run()
    app.run()
    assert browser.given["words"].startswith("Not kept: there are 500 drawings")
    assert browser.tap(app, "undo") == []
    assert browser.given["words"] == "Was it right?"


@pytest.mark.parametrize(
    ("four", "nine", "none", "read"),
    [(0.99, 0.01, 0.0, 4), (0.4, 0.55, 0.05, 9), (0.3, 0.05, 0.6, 10), (0.45, 0.1, 0.45, 4)],
)
def test_yes_means_what_was_read_and_in_doubt_the_digit_named_first(four, nine, none, read):
    network = DigitClassifier.load()
    probabilities = np.zeros(11, np.float32)
    probabilities[[4, 9, 10]] = four, nine, none
    assert question._read(network.labels, network.verdict(probabilities)) == read
