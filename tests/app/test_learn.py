"""The lessons without a browser: what can be done in them, and what answers their questions."""

import html
import json
import re

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app_pages.figures.glossary import TERMS, explained, term
from app_pages.learn import downhill
from app_pages.learn.digits import practice_and_test
from app_pages.visit import drawing
from mnist_core.data.generated import generate
from mnist_core.evaluation.quiz import MISTAKES, OUTLIERS, RIGHT
from mnist_core.networks.linear import Descent
from tests.conftest import charted
from tools import hand
from tools.browsing import ROOT

LESSONS = range(1, 6)
QUIZ = MISTAKES + RIGHT + OUTLIERS


@pytest.fixture
def lesson(monkeypatch):
    """A function that opens a lesson."""
    monkeypatch.syspath_prepend(str(ROOT))

    def open_lesson(number=None, **state):
        app = AppTest.from_file(str(ROOT / "app_pages" / "learn" / "page.py"), default_timeout=60)
        if number is not None:
            app.query_params["lesson"] = str(number)
        for key, value in state.items():
            app.session_state[key] = value
        return ran(app.run())

    return open_lesson


def ran(app):
    assert not app.exception
    return app


def words(app):
    """What the lesson says, without what its terms mean."""
    body = " ".join(each.proto.body for each in app.get("html"))
    body = re.sub(r'<span class="term-meaning".*?</span>', "", body)
    return html.unescape(re.sub("<[^>]+>", "", body))


def answer(app):
    """What answers the question; None as long as nothing does."""
    body = next(e.proto.body for e in app.get("html") if "Your turn" in e.proto.body)
    found = re.search(r'<p class="question-answer">(.*?)</p>', body)
    return found and html.unescape(re.sub("<[^>]+>", "", found[1]))


def click(app, label):
    next(each for each in app.button if each.label == label).click()
    return ran(app.run())


@pytest.mark.parametrize("number", LESSONS)
def test_lesson_has_a_title_a_question_and_no_answer_before_anything_is_done(lesson, number):
    app = lesson(number)
    assert len(app.title) == 1
    assert app.segmented_control(key="learn_step").value == number
    assert answer(app) is None
    assert not app.warning


@pytest.mark.parametrize("number", ["0", "6", "1.0", "x" * 300, "", "²"])
def test_address_of_no_lesson_gets_a_word_and_the_first(lesson, number):
    app = lesson(number)
    assert "lessons 1 to 5" in app.warning[0].value
    assert app.title[0].value == "A picture is numbers"


def test_buttons_lead_from_lesson_to_lesson_and_back(lesson):
    app = lesson()
    titles = [app.title[0].value]
    for number in (2, 3, 4, 5):
        click(app, app.button[-1].label)
        assert app.query_params["lesson"] in (str(number), [str(number)])
        titles.append(app.title[0].value)
    assert len(set(titles)) == 5
    assert app.button[-1].label == titles[3]
    click(app, titles[3])
    assert app.title[0].value == titles[3]


def test_visitor_who_comes_back_to_the_page_finds_the_last_lesson(lesson):
    app = lesson(learn_lesson="4")
    assert app.title[0].value == "Sure is not right"
    (asked,) = (
        json.loads(each.proto.json)["query"]
        for each in app.get("bidi_component")
        if each.proto.component_name == "visit_replace"
    )
    assert asked == "lesson=4"


def test_picture_without_ink_is_not_read(lesson):
    app = lesson(1)
    assert '<div class="answer-label">3</div>' in answer_of(app)
    app.selectbox(key="learn_start").select("nothing").run()
    assert "%" not in answer_of(ran(app)).replace("width:0.0%", "")


def answer_of(app):
    return next(each.proto.body for each in app.get("html") if "answer-label" in each.proto.body)


def painted(monkeypatch, report):
    """Have the browser report that."""
    reported = type("Result", (), {"painted": report})()
    monkeypatch.setattr("app_pages.learn.grid._component", lambda **_: reported)


def test_painted_picture_is_read_and_its_changed_numbers_are_counted(lesson, monkeypatch):
    images, labels = generate(20, seed=9)
    painted(monkeypatch, images[labels.tolist().index(0)].ravel().tolist())
    told = answer(lesson(1))
    assert "It read a 3 and now reads a 0" in told
    assert re.search(r"Of 784 numbers [1-9]\d\d? have", told)


@pytest.mark.parametrize("report", ["x", [0] * 783, [999] * 784, {"a": 1}])
def test_report_of_no_picture_leaves_the_picture_as_it_was(lesson, monkeypatch, report):
    painted(monkeypatch, report)
    app = lesson(1)
    assert '<div class="answer-label">3</div>' in answer_of(app)
    assert answer(app) is None


def test_sums_fail_at_a_digit_that_is_moved(lesson):
    app = lesson(2)
    assert "The highest sum is that of 3, which is right." in words(app)
    app.slider(key="learn_right").set_value(-6)
    app.slider(key="learn_down").set_value(1)
    ran(app.run())
    assert "which is wrong" in words(app)
    told = answer(app)
    assert "Moved by 6 pixels to the left and 1 pixel down, the 3 is a" in told


def test_steps_lower_the_loss_and_show_in_the_curve(lesson):
    app = click(click(lesson(3), "One step"), "Ten steps")
    assert "11 of 30" in words(app)
    (chart,) = app.get("vega_lite_chart")
    losses = [each["loss"] for each in charted(chart) if each["learning rate"] == "0.01, small"]
    assert len(losses) == 12
    assert losses == sorted(losses, reverse=True)
    click(app, "Begin again")
    assert "0 of 30" in words(app)


def test_three_learning_rates_are_compared_when_all_have_taken_their_steps(lesson):
    app = lesson(3)
    for rate in (0.01, 0.5, 12.0):
        assert answer(app) is None
        app.segmented_control(key="learn_rate").set_value(rate).run()
        for _ in range(3):
            click(app, "Ten steps")
    told = answer(app)
    small, medium, large = map(float, re.findall(r"came to (?:a loss of )?(\d\.\d\d)", told))
    assert medium < large < small
    assert app.button(key="learn_steps_1").disabled


@pytest.mark.parametrize("rate", downhill.RATES)
def test_learning_rate_comes_as_far_however_a_processor_rounds(rate):
    practice, _ = practice_and_test()
    random = np.random.default_rng(0)
    ends = []
    for _ in range(8):  # noise ten times as large as float32's rounding
        rounded = practice.pixels * (1 + 1e-6 * random.standard_normal(practice.pixels.shape))
        pixels = np.asarray(rounded, np.float32)
        way = Descent.begun(pixels, practice.labels)
        ends.append(way.advanced(pixels, practice.labels, rate, downhill.MOST).losses[-1])
    assert max(ends) - min(ends) < 0.05


def test_quiz_counts_who_is_right(lesson):
    app = lesson(4)
    for number in range(QUIZ):
        assert answer(app) is None
        assert f"Picture {number + 1} of {QUIZ}" in words(app)
        click(app, "8")
    told = answer(app)
    truth = [
        re.sub("<[^>]+>", "", each)
        for each in re.findall(r'<th scope="row">(.*?)</th>', table(app))
    ]
    assert truth.count("no digit") == OUTLIERS
    assert f"You: {truth.count('8')} of {QUIZ}" in told
    assert f"mlp-128: {RIGHT} of {QUIZ}" in told
    click(app, "Ten others")
    assert answer(app) is None
    assert f"Picture 1 of {QUIZ}" in words(app)


def table(app):
    return next(e.proto.body for e in app.get("html") if 'class="guesses"' in e.proto.body)


def test_small_drawing_in_a_corner_is_read_by_the_recipe_alone(lesson):
    app = lesson(5)
    body = next(e.proto.body for e in app.get("html") if 'class="ways"' in e.proto.body)
    plain = re.findall(r'<td class="(right|wrong)">', body)[:3]
    assert (plain[0], plain[2]) == ("wrong", "right")
    for key, value in {"size": 71, "x": 50, "y": 50}.items():
        app.slider(key=f"learn_{key}").set_value(value)
    assert "as large as MNIST’s digits" in answer(ran(app.run()))


def test_own_drawing_can_be_looked_at(lesson):
    mine = drawing.Drawing(strokes=tuple(hand.strokes("7")))
    app = lesson(5, draw_drawing=mine)
    app.segmented_control(key="learn_drawing").set_value("My drawing")
    ran(app.run())
    body = next(e.proto.body for e in app.get("html") if 'class="ways"' in e.proto.body)
    assert ">7</td>" in body
    assert answer(app) is None
    app.session_state["draw_drawing"] = drawing.Drawing()  # and it may be gone the next time
    assert "My drawing" not in ran(app.run()).segmented_control(key="learn_drawing").options


def test_term_is_a_button_that_says_what_it_means():
    shown = term("loss", "losses")
    assert ">losses</button>" in shown
    assert shown.count(html.escape(TERMS["loss"])) == 2
    with pytest.raises(KeyError):
        term("no such word")


@pytest.mark.parametrize("name", ["Loss", "loss", "F1"])
def test_name_of_a_term_explains_itself(name):
    assert f">{name}</button>" in explained(name)


def test_other_names_stay_as_they_are():
    assert explained("Without <ink>") == "Without &lt;ink&gt;"


@pytest.mark.parametrize("word", sorted(TERMS))
def test_meaning_is_one_or_two_short_sentences(word):
    sentences = [each for each in re.split(r"(?<=[.?])\s", TERMS[word]) if each]
    assert TERMS[word].endswith(".")
    assert 1 <= len(sentences) <= 3
    assert max(len(each.split()) for each in sentences) <= 20
