"""Inside and Why in a real Chromium: opened with mouse, finger and keyboard, following the pen."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_draw import PHONE, button, touch, wait_for_answer
from tests.conftest import sideways, wait_until_it_rests
from tools import hand

pytestmark = pytest.mark.browser

SENTENCE = ".why-sentence"
# Three strokes: each alone, and with those before, is read as something else.
STROKES = [[(146, 58), (146, 228)], [(84, 60), (146, 58)], [(100, 228), (200, 228)]]


def look(page, name):
    """The button that opens it."""
    return page.get_by_role("radio", name=name, exact=True).or_(button(page, name)).first


def pictures(page, place):
    return page.locator(place).evaluate_all("all => all.map(each => each.src)")


def test_why_is_opened_follows_three_strokes_and_is_in_the_address(visit):
    page = visit()
    expect(page.locator(SENTENCE)).to_have_count(0)
    look(page, "Why").click()
    expect(page.get_by_text("Draw a digit, and it is shown here.")).to_be_visible()
    seen = []
    for stroke in STROKES:
        hand.draw(page, [stroke])
        expect(page.locator(".why img")).to_have_count(3)
        if seen:
            expect(page.locator(".why img").first).not_to_have_attribute("src", seen[-1])
        wait_until_it_rests(page)
        seen.append(page.locator(".why img").first.get_attribute("src"))
    expect(page).to_have_url(re.compile("look=why"))
    again = visit(page.url.split("/")[-1])
    expect(again.get_by_text("Draw a digit, and it is shown here.")).to_be_visible()
    look(page, "Why").click()  # closes it
    expect(page.locator(SENTENCE)).to_have_count(0)
    expect(page).not_to_have_url(re.compile("look="))


def test_why_says_what_would_make_a_seven_a_one_and_that_is_so(visit):
    page = visit("?look=why")
    page.locator("canvas.upper-canvas").wait_for()
    (corner, *rest) = [(78, 64), (202, 64)], [(202, 64), (126, 230)]
    hand.draw(page, rest)
    wait_for_answer(page, "1")
    hand.draw(page, [corner])
    wait_for_answer(page, "7")
    expect(page.locator(SENTENCE)).to_have_text("Without the bar it would be a 1.")
    button(page, "Undo").click()  # as was said
    wait_for_answer(page, "1")


def test_inside_takes_a_number_apart_and_follows_the_pen(visit):
    page = visit("?look=inside&network=cnn")
    page.locator("canvas.upper-canvas").wait_for()
    hand.draw(page, hand.DIGITS["7"])
    layers = page.locator(".inside-layer")
    expect(layers).to_have_count(7)
    layers.nth(2).locator("canvas").first.click(position={"x": 60, "y": 20})
    total = page.locator(".inside-total")
    expect(total).to_contain_text("bias")
    large = page.locator(".inside-map")
    for where in ({"x": 10, "y": 10}, {"x": 110, "y": 110}, {"x": 150, "y": 60}):
        large.hover(position=where)
        assert_sum_is_the_value(page)
    said = total.inner_text()
    page.locator("canvas.upper-canvas").scroll_into_view_if_needed()
    hand.draw(page, [[(60, 140), (220, 140)]])  # the same map, of another drawing
    expect(total).not_to_have_text(said)
    assert_sum_is_the_value(page)
    expect(layers.nth(2).locator(".inside-detail")).to_be_visible()


def assert_sum_is_the_value(page):
    """What is added up comes to the number that is taken apart, as far as it is written out."""
    words = page.locator(".inside-total").inner_text().replace("−", "-")
    left, right = words.split(" = ")
    parts = re.findall(r"(-? ?[\d.]+)(?! ?other)(?: \([^)]*\))?", re.sub(r"\+ ", "", left))
    total = sum(float(each.replace(" ", "")) for each in parts)
    assert total == pytest.approx(float(re.match(r"-?[\d.]+", right)[0]), abs=0.05)
    value = page.locator(".inside-head").inner_text().replace("−", "-").split(": ")[1]
    assert max(total, 0) == pytest.approx(float(value), abs=0.05)


def test_inside_is_reached_by_keyboard_alone(visit):
    page = visit("?look=inside&network=cnn&digit=generated-5")
    sheet = page.locator(".inside-layer canvas").first
    expect(sheet).to_be_visible()
    wait_until_it_rests(page)
    sheet.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".inside-value").first).to_have_text("Map 2")
    page.keyboard.press("Enter")
    large = page.locator(".inside-map")
    expect(large).to_be_visible()
    large.focus()
    before = page.locator(".inside-head").inner_text()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".inside-head")).not_to_have_text(before)
    row = int(re.search(r"row (\d+)", before)[1])
    expect(page.locator(".inside-head")).to_contain_text(f"row {row + 1},")


def test_branches_are_apart_and_a_phone_shows_them_by_touch(visit):
    page = visit("?look=inside", **PHONE)
    page.locator("canvas.upper-canvas").wait_for()
    touch(page, hand.DIGITS["4"])
    wait_for_answer(page, "4")
    first = page.locator(".inside-layer h2").first
    expect(first).to_contain_text("26 × 26")
    look(page, "Path 1").tap()
    expect(first).to_contain_text("12 × 12")
    page.locator(".inside-layer canvas").first.tap(position={"x": 60, "y": 20})
    expect(page.locator(".inside-grid").first).to_be_visible()
    assert sideways(page) == 0
    expect(page.locator(".inside-layer h2").last).to_contain_text("Softmax")


LOOKS = {
    "Inside": ".inside-layer",
    "Why": ".why img",
    "Alike": ".alike-vote",
    "What if": "[data-testid=stSlider]",
    "How it learnt": ".learning",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_each_is_opened_with_a_finger_and_nothing_sticks_out(visit, scheme):
    page = visit("?network=cnn", color_scheme=scheme, **PHONE)
    page.locator("canvas.upper-canvas").wait_for()
    touch(page, hand.DIGITS["7"])
    wait_for_answer(page, "7")
    for name, shows in LOOKS.items():
        look(page, name).tap()
        expect(page.locator(shows).first).to_be_visible()
        wait_until_it_rests(page)
        assert sideways(page) == 0, name


def test_each_is_opened_with_the_keyboard_alone(visit):
    page = visit("?network=cnn&digit=generated-7")
    expect(page.locator(".answer-frame img")).to_be_visible()
    wait_until_it_rests(page)
    for name, shows in LOOKS.items():
        look(page, name).focus()
        page.keyboard.press("Space")
        expect(page.locator(shows).first).to_be_visible()
        wait_until_it_rests(page)


def test_before_a_class_the_drawing_and_what_is_looked_at_are_seen_at_once(visit):
    page = visit("?present=1&look=why", viewport={"width": 1920, "height": 1080})
    page.locator("canvas.upper-canvas").wait_for()
    hand.draw(page, hand.DIGITS["7"])
    expect(page.locator(".why img")).to_have_count(3)
    wait_until_it_rests(page)
    for each in ("canvas.upper-canvas", ".answer-bars", ".why", ".why-scale"):
        box = page.locator(each).first.bounding_box()
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 1080, each
    assert sideways(page) == 0
