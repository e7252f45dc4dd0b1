"""A number on the wide canvas of a real Chromium, with a real mouse and a real finger."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_draw import PHONE, button, mean_paper, touch, wait_for_paper
from tests.conftest import sideways
from tools import hand

pytestmark = pytest.mark.browser

WIDE = "?mode=number"
ANSWER = ".number-answer[aria-busy=false] .number-label"


def expect_number(page, text):
    """The number is read, and each of its digits has a box with its name."""
    expect(page.locator(ANSWER)).to_have_text(text)
    expect(page.locator(".mark b")).to_have_text(list(text))


def boxes_of(page, selector):
    """The left, top, right and bottom of each, in pixels of the screen."""
    return page.locator(selector).evaluate_all(
        "all => all.map(each => each.getBoundingClientRect())"
        ".map(({left, top, right, bottom}) => [left, top, right, bottom])"
    )


def assert_boxes_lie_around(page, text):
    """The boxes lie around where the digits were drawn, within the pen's width."""
    pen = 20 * page.locator("canvas.upper-canvas").bounding_box()["height"] / 280
    for place, box in enumerate(boxes_of(page, ".mark")):
        drawn = hand.number(" " * place + text[place])
        xs, ys = zip(*[each for line in drawn for each in hand.on_screen(page, line)], strict=True)
        assert box == pytest.approx([min(xs), min(ys), max(xs), max(ys)], abs=pen)


def test_number_is_boxed_undone_and_outlives_a_reload_and_a_narrower_page(visit):
    page = visit(WIDE)
    expect(page.locator(ANSWER)).to_have_text("Write a number")
    canvas = page.locator("canvas.upper-canvas").bounding_box()
    assert canvas["width"] > 1100
    answer = page.locator(".number-answer").bounding_box()
    hand.draw(page, hand.number("2741"))
    expect_number(page, "2741")
    assert_boxes_lie_around(page, "2741")
    assert page.locator(".number-answer").bounding_box() == answer
    said = page.get_by_test_id("stBidiComponentIsolated").get_by_role("status")
    expect(said).to_have_text(re.compile(r"^2741\. .*sure"))

    first, *others = hand.on_screen(page, [(700, 60), (700, 200), (710, 220)])
    page.mouse.move(*first)
    page.mouse.down()
    for place in others:
        page.mouse.move(*place)
    expect(page.locator(".mark")).to_have_count(0)  # they were of another drawing
    page.mouse.up()
    expect_number(page, "27411")
    paper = mean_paper(page)
    button(page, "Undo").click()
    expect_number(page, "2741")
    hand.draw(page, hand.number(" " * 6 + "d"))
    expect(page.locator(ANSWER)).to_have_text("2741·")
    expect(page.locator(".mark[data-kind=none]")).to_have_count(1)
    button(page, "Undo").click()
    expect_number(page, "2741")

    page.set_viewport_size({"width": 390, "height": 844})
    page.reload()
    expect_number(page, "2741")
    edge = page.locator("canvas.upper-canvas").bounding_box()
    assert boxes_of(page, ".mark")[-1][2] <= edge["x"] + edge["width"]
    page.set_viewport_size({"width": 1280, "height": 800})
    page.locator(".st-key-nav").get_by_role("link", name="Learn").click()
    expect(page).to_have_url(re.compile("/learn"))
    page.locator(".st-key-nav").get_by_role("link", name="Draw").click()
    expect_number(page, "2741")
    expect(page).to_have_url(re.compile(r"/\?mode=number$"))
    assert mean_paper(page) > paper


def test_square_canvas_hands_its_digits_on_to_the_wide_one(visit):
    page = visit(**PHONE)
    bars = page.locator(".answer-bars")
    touch(page, small("2"))
    expect(page.locator(".answer-label")).to_have_text("2")
    before = bars.bounding_box()
    touch(page, small(" 7"))
    expect(page.locator(".answer-label")).to_have_text("27?")
    offer = button(page, "Switch to Number")
    expect(offer).to_be_visible()
    assert bars.bounding_box() == before
    square = mean_paper(page)
    offer.focus()
    page.keyboard.press("Enter")
    expect_number(page, "27")
    expect(page).to_have_url(re.compile(r"/\?mode=number$"))
    assert sideways(page) == 0
    answer = page.locator(".number-answer").bounding_box()
    assert answer["y"] + answer["height"] < 844
    button(page, "Undo").click()  # brings back what was there
    expect(page.locator(ANSWER)).to_have_text("Write a number")
    touch(page, small("4"))
    expect_number(page, "4")
    page.get_by_role("radio", name="Digit").click()
    expect(page.locator(".answer-label")).to_have_text("27?")
    expect(page.locator("canvas.upper-canvas")).to_have_count(1)  # the wide one has gone
    wait_for_paper(page, square)


def small(text):
    """Digits in the pixels of a phone's screen, small enough for two to stand side by side."""
    return hand.number(text, 0.7)


def test_turned_phone_has_the_wide_canvas_and_the_answer_within_the_screen(visit):
    page = visit(WIDE, viewport={"width": 844, "height": 390}, has_touch=True, is_mobile=True)
    page.locator("canvas.upper-canvas").wait_for()
    touch(page, hand.number("275"))
    expect_number(page, "275")
    canvas, answer = (
        page.locator(each).bounding_box() for each in ("canvas.upper-canvas", ".number-answer")
    )
    assert canvas["width"] > 0.85 * 844
    assert answer["y"] >= canvas["y"] + canvas["height"]
    assert answer["y"] + answer["height"] <= 390
    thick = button(page, "Thick pen").bounding_box()
    assert thick["y"] + thick["height"] <= canvas["y"] + canvas["height"] + 1
    for name in ("Undo", "Clear"):  # nothing lies over them
        button(page, name).click()
    expect(page.locator(ANSWER)).to_have_text("Write a number")
    page.set_viewport_size({"width": 390, "height": 844})
    button(page, "Undo").click()
    expect_number(page, "27")
    assert sideways(page) == 0
