"""What is alike, in a real Chromium: opened, followed from stroke to stroke, clicked."""

import re

import pytest
from playwright.sync_api import expect

from tests.conftest import sideways, wait_until_it_rests
from tools import hand
from tools.waiting import wait_until

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
CROSSED = hand.OTHER_WAYS["7, crossed"]
STROKES = [*CROSSED, hand.DIGITS["1"][0]]  # three: a 7, a bar across it, and what spoils it


def sheet(page):
    return page.get_by_role("application", name=re.compile("^The five nearest digits"))


def shown(page):
    """The five pictures, and the words below them, as they are painted."""
    return sheet(page).evaluate("canvas => canvas.toDataURL()")


def height(page):
    return page.locator(".st-key-draw_look_alike").bounding_box()["height"]


def wait_until_told(page, seen=""):
    """Wait until five other digits are shown than were; what is shown then."""
    sheet(page).wait_for()
    page.locator(".answer[aria-busy=false]").wait_for()
    wait_until(lambda: shown(page) != seen)
    wait_until_it_rests(page)
    return shown(page)


def test_it_is_opened_and_follows_three_strokes_without_a_jump(visit):
    page = visit()
    page.get_by_role("radio", name="Alike").click()
    expect(page.get_by_text("Draw a digit, and it is shown here.")).to_be_visible()
    seen, heights = "", set()
    for stroke in STROKES:
        hand.draw(page, [stroke])
        seen = wait_until_told(page, seen)
        expect(page.locator(".alike-vote")).to_have_text(re.compile(r"They vote \d, [1-5] of 5\."))
        heights.add(height(page))
    assert len(heights) == 1
    assert page.url.endswith("/?look=alike")


def test_link_opens_it_and_a_click_lays_a_digit_on_the_canvas(visit):
    page = visit("?look=alike&network=mlp-128")
    hand.draw(page, hand.DIGITS["7"])
    seen = wait_until_told(page)
    sheet(page).click(position={"x": 12, "y": 12})
    expect(page).to_have_url(re.compile(r"network=mlp-128&digit=train-\d+&look=alike$"))
    wait_until_told(page, seen)
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page).to_have_url(re.compile(r"network=mlp-128&look=alike$"))
    wait_until(lambda: shown(page) == seen)  # the drawing is back


def test_it_is_worked_with_the_keyboard_and_says_what_it_shows(visit):
    page = visit("?look=alike&network=mlp-128")
    hand.draw(page, hand.DIGITS["7"])
    wait_until_told(page)
    sheet(page).focus()
    page.keyboard.press("ArrowRight")
    said = page.locator(".sheet .said")
    expect(said).to_have_text(re.compile(r"^Digit [\d,]+: an? \d, (near|far), \d+\.\d$"))
    number = re.search(r"Digit ([\d,]+):", said.inner_text())[1].replace(",", "")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"digit=train-{number}&"))


def test_on_a_phone_three_stand_in_a_row_and_nothing_sticks_out(visit):
    page = visit("?look=alike&network=mlp-128", **PHONE)
    hand.draw(page, hand.DIGITS["7"])
    wait_until_told(page)
    assert sideways(page) == 0
    box = sheet(page).bounding_box()
    assert box["width"] <= 358
    assert 240 < box["height"] < 300  # two rows
