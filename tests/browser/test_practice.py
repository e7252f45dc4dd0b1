"""A practice round in a real Chromium, on a page that has nothing else."""

import json
import re

import pytest
from playwright.sync_api import expect

from mnist_core.evaluation.practice import ROUND
from tests.browser.test_accessibility import SCHEMES, STILL, WIDTHS, set_scheme, violations
from tests.browser.test_draw import PHONE, button, touch
from tests.conftest import PATIENCE, sideways, wait_until_it_rests
from tools import hand
from tools.browsing import serve

pytestmark = pytest.mark.browser

# Shows what was taken when the round is over. With ?lost=2 the first two reports never come; with
# ?report=mlp-128 that network's report stands below.
PAGE = """
import json
import streamlit as st
from app_pages.figures.colours import stylesheet
from app_pages.practice import round as practice
from app_pages.practice.report import show_report
from app_pages.visit.networks import shipped_networks

st.set_page_config(page_title="Practice")
st.html(stylesheet())
st.title("Practice")
taken = st.session_state.setdefault("taken", {})
take_in = practice.__dict__.setdefault("whole_take_in", practice.take_in)

def losing(key, report, take):
    lost = st.session_state.get("lost", 0)
    st.session_state["lost"] = lost + 1
    if lost >= int(st.query_params.get("lost", 0)):
        take_in(key, report, take)

def take(place, correction):
    times = taken.get(place, (0, None))[0]
    taken[place] = times + 1, correction

def done():
    st.session_state["over"] = True

practice.take_in = losing
if practice.is_under_way("page"):
    practice.show_round("page", take=take, done=done)
elif st.button("Begin"):
    practice.begin_round("page")
    st.rerun()
if st.session_state.get("over"):
    found = {place: (times, c.label, len(c.strokes)) for place, (times, c) in taken.items()}
    st.html(f'<pre class="taken">{json.dumps(found, sort_keys=True)}</pre>')
    if "report" in st.query_params:
        drawings = st.session_state.setdefault("drawings", [c for _, c in taken.values()])
        show_report(drawings, shipped_networks()[st.query_params["report"]])
"""


@pytest.fixture(scope="module")
def practice_page(tmp_path_factory):
    folder = tmp_path_factory.mktemp("practice")
    (folder / "page.py").write_text(PAGE)
    with serve(folder / "page.py", folder / "log") as (url, _):
        yield url, folder / "log"


@pytest.fixture
def practise(practice_page, chromium):
    """A function that begins a round in a new context; no error may have come up at the end."""
    url, log = practice_page
    contexts, errors = [], []

    def begin(query="", **settings):
        context = chromium.new_context(**{"viewport": {"width": 1280, "height": 800}, **settings})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{url}/{query}")
        button(page, "Begin").click()
        page.locator("canvas.upper-canvas").wait_for()
        return page

    yield begin
    for context in contexts:
        context.close()
    assert errors == []
    assert re.findall(r".*(?:Traceback|Error|Exception).*", log.read_text()) == []


def asked(page):
    return page.locator(".practice-ask b").inner_text()


def at(page, place):
    """Wait for a place, from 1."""
    expect(page.locator(".practice-place")).to_have_text(f"{place} of {ROUND}")


def lines(digit):
    """A digit in few points: nobody reads it here."""
    return [[*stroke[:: 1 + len(stroke) // 4], stroke[-1]] for stroke in hand.DIGITS[digit]]


def write(page, place, draw=hand.draw):
    """Draw what is asked for at a place, from 1; what it was."""
    at(page, place)
    digit = asked(page)
    draw(page, lines(digit))
    expect(button(page, "Finish" if place == ROUND else "Next")).to_be_enabled()
    return digit


def click_next(page):
    page.locator(".practice-next").click()


def taken(page):
    """What Python took, by place from 0: how often, the label, and how many strokes."""
    found = json.loads(page.locator("pre.taken").inner_text())
    return {int(place): tuple(what) for place, what in found.items()}


def as_asked(digits):
    return {i: (1, int(each), len(hand.DIGITS[each])) for i, each in enumerate(digits)}


def test_round_by_mouse_is_taken_whole_though_the_page_is_loaded_anew(practise):
    page = practise()
    expect(button(page, "Back")).to_be_disabled()
    expect(button(page, "Next")).to_be_disabled()
    digits = []
    for place in range(1, ROUND + 1):
        digits.append(write(page, place))
        if place == 9:  # this one is not finished
            page.reload()
            at(page, place)
            assert asked(page) == digits[-1]
            expect(button(page, "Next")).to_be_enabled()
        click_next(page)
    assert sorted(digits) == sorted(2 * "0123456789")
    assert taken(page) == as_asked(digits)
    page.reload()  # and what is over does not begin again
    expect(button(page, "Begin")).to_be_visible()


def test_round_by_touch_on_a_phone(practise):
    page = practise(**PHONE)
    ways = page.locator(".practice-ways")
    digits = []
    for place in range(1, ROUND + 1):
        digits.append(write(page, place, touch))
        box = page.locator(".practice-next").bounding_box()
        assert box["y"] + box["height"] <= 844  # all is on the screen
        assert ways.get_by_role("button").count() == 3
        page.locator(".practice-next").tap()
    assert taken(page) == as_asked(digits)


def test_stop_here_keeps_what_there_is(practise):
    page = practise()
    digits = [write(page, 1)]
    click_next(page)
    digits.append(write(page, 2))
    click_next(page)
    at(page, 3)  # empty
    button(page, "Stop here").click()
    assert taken(page) == as_asked(digits)


def test_last_drawing_is_mended_and_what_is_cleared_comes_back(practise):
    page = practise()
    digits = [write(page, 1)]
    click_next(page)
    digits.append(write(page, 2))
    button(page, "Back").click()
    at(page, 1)
    button(page, "Clear").click()
    expect(button(page, "Next")).to_be_disabled()
    write(page, 1)
    hand.draw(page, [[(20, 20), (30, 30)]])
    button(page, "Undo").click()
    hand.draw(page, [[(20, 260), (30, 260)], [(20, 20), (30, 20)]])
    click_next(page)
    at(page, 2)
    button(page, "Clear").click()
    button(page, "Stop here").click()
    first, second = (taken(page)[place] for place in (0, 1))
    assert first == (2, int(digits[0]), len(hand.DIGITS[digits[0]]) + 2)
    assert second == (1, int(digits[1]), len(hand.DIGITS[digits[1]]))


def test_what_never_came_is_sent_again(practise):
    page = practise("?lost=2")
    digits = []
    for place in (1, 2, 3):
        digits.append(write(page, place))
        if place < 3:
            click_next(page)
    button(page, "Stop here").click()
    assert taken(page) == as_asked(digits)


def test_round_and_report_have_no_violation(practise):
    page = practise("?report=mlp-128")
    digit = write(page, 1)
    page.add_style_tag(content=STILL)
    assert_no_violation(page)
    click_next(page)
    at(page, 2)
    hand.draw(page, hand.NO_DIGITS["k"])
    button(page, "Stop here").click()
    expect(page.get_by_test_id("stVegaLiteChart")).to_be_visible()
    expect(page.locator(".practised-score")).to_contain_text("of 2")
    assert int(digit) == taken(page)[0][1]
    assert_no_violation(page)


def assert_no_violation(page):
    for scheme in SCHEMES:
        set_scheme(page, scheme)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 844})
            wait_until_it_rests(page)
            assert violations(page) == []
            assert sideways(page) == 0
