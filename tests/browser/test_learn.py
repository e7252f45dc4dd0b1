"""The lessons in a real Chromium: a picture is painted, and lessons are gone through."""

import re

import pytest
from playwright.sync_api import expect

from tests.conftest import sideways

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
SEEN = ".answer-frame img"


def picture(page):
    return page.get_by_role("application", name=re.compile("to be painted on"))


def seen(page):
    """What the network sees, as the picture's address."""
    return page.locator(SEEN).get_attribute("src")


def wait_until_seen_otherwise(page, before):
    page.wait_for_function(
        f"before => document.querySelector('{SEEN}')?.src !== before", arg=before
    )


def test_picture_is_painted_with_the_mouse_until_it_is_read_otherwise(visit):
    page = visit("learn?lesson=1")
    expect(page.locator(".answer-label")).to_have_text("3")
    picture(page).scroll_into_view_if_needed()
    page.get_by_role("radio", name="Paper 0").click()
    box = picture(page).bounding_box()
    left, right = box["x"] + 60, box["x"] + box["width"] - 60
    for part in range(8, 15):  # rows of the picture's 28
        y = box["y"] + box["height"] * (part + 0.5) / 28
        page.mouse.move(left, y)
        page.mouse.down()
        page.mouse.move(right, y, steps=3)
        page.mouse.up()
    answer = page.locator(".question-answer")
    expect(answer).to_contain_text("It read a 3 and now reads")
    expect(page.get_by_text(re.compile(r"Row 15, column \d+: 0"))).to_be_visible()
    page.get_by_role("button", name="Again").click()
    expect(answer).to_have_count(0)
    expect(page.locator(".answer-label")).to_have_text("3")


def test_picture_is_painted_with_the_keys(visit):
    page = visit("learn?lesson=1")
    expect(page.locator(".answer-label")).to_have_text("3")
    before = seen(page)
    picture(page).focus()
    for _ in range(40):  # it stays within the picture
        page.keyboard.press("ArrowUp")
    expect(page.get_by_text("Row 1, column 15: 0").first).to_be_visible()
    page.keyboard.press("Space")
    expect(page.get_by_text("Row 1, column 15: 255").first).to_be_visible()
    wait_until_seen_otherwise(page, before)


def test_picture_is_painted_with_a_finger(visit):
    page = visit("learn?lesson=1", **PHONE)
    expect(page.locator(".answer-label")).to_have_text("3")
    before = seen(page)
    picture(page).tap(position={"x": 6, "y": 6})
    wait_until_seen_otherwise(page, before)
    expect(page.get_by_text("Row 1, column 1: 255").first).to_be_visible()


def test_lessons_are_gone_through_and_back_with_the_browser(visit):
    page = visit("learn")
    for number, title in ((2, "A network adds up"), (3, "Learning is going downhill")):
        page.get_by_role("button", name=title).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        expect(page).to_have_url(re.compile(f"/learn\\?lesson={number}$"))
        expect(page).to_have_title(re.compile(f"Lesson {number}: {title}"))
        page.wait_for_function("document.querySelector('[data-testid=stMain]').scrollTop === 0")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("A network adds up")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("A picture is numbers")


def test_last_lesson_is_found_again_after_a_visit_to_another_page(visit):
    page = visit("learn?lesson=5")
    page.get_by_role("link", name="Draw").click()
    page.locator("canvas.upper-canvas").wait_for()
    page.get_by_role("link", name="Learn").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Why 99 %")
    expect(page).to_have_url(re.compile(r"/learn\?lesson=5$"))


@pytest.mark.parametrize("number", range(1, 6))
def test_lesson_fits_a_phone(visit, number):
    page = visit(f"learn?lesson={number}", **PHONE)
    expect(page.get_by_text("Your turn")).to_be_visible()
    assert sideways(page) == 0
    wide = page.evaluate(
        """() => [...document.querySelectorAll("[data-testid=stMain] *")]
            .filter(each => each.getBoundingClientRect().right > 391
                && getComputedStyle(each).position !== "fixed")
            .map(each => each.outerHTML.slice(0, 200))"""
    )
    assert wide == []
