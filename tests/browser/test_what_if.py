"""What if in a real Chromium: a slider moved, strokes drawn meanwhile, and the way there."""

import re

import pytest
from playwright.sync_api import expect

from tests.conftest import sideways, wait_until_it_rests
from tools import hand

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def seen(page):
    """What the network sees of the changed drawing."""
    return page.locator(".st-key-draw_change_answer .answer-frame img")


def slider(page, name):
    return page.get_by_role("slider", name=name)


def changes_from(page, before):
    """Wait until the changed drawing is another picture; it."""
    expect(seen(page)).not_to_have_attribute("src", before)
    return seen(page).get_attribute("src")


def test_what_if_is_opened_a_slider_moved_and_followed_through_three_strokes(visit):
    page = visit(viewport={"width": 1280, "height": 1400})  # the canvas and the slider are seen
    hand.draw(page, hand.DIGITS["7"])
    expect(page.locator(".answer-label")).to_have_text("7")
    page.get_by_role("radio", name="What if").click()
    expect(page).to_have_url(re.compile("look=what-if"))
    expect(page.locator(".answer-label")).to_have_text(["7", "7"])
    page.locator(".st-key-draw_change_desk").evaluate("each => each.dataset.mark = 'old'")
    canvas = page.locator("canvas.upper-canvas").element_handle()
    picture = seen(page).get_attribute("src")
    slider(page, "Turn").focus()
    page.keyboard.press("ArrowRight")
    picture = changes_from(page, picture)
    expect(slider(page, "Turn")).to_have_value("4.5")
    expect(page.locator(".robustness li")).to_have_count(6)
    wait_until_it_rests(page)
    below = page.locator(".ways").bounding_box()
    for stroke in ([(60, 250), (220, 250)], [(40, 40), (40, 240)], [(240, 60), (240, 240)]):
        hand.draw(page, [stroke])
        picture = changes_from(page, picture)
        expect(slider(page, "Turn")).to_have_value("4.5")
    assert canvas.evaluate("each => each.isConnected")  # it was never drawn anew
    wait_until_it_rests(page)
    assert page.locator(".ways").bounding_box() == below  # nothing has moved
    page.get_by_role("button", name="Put all back").click()
    expect(slider(page, "Turn")).to_have_value("0")
    first = page.locator(".answer-frame img").first.get_attribute("src")
    expect(seen(page)).to_have_attribute("src", first)


def test_link_leads_to_it_and_a_finger_moves_a_slider_on_a_phone(visit):
    page = visit("?look=what-if&digit=generated-100", **PHONE)
    picture = seen(page).get_attribute("src")
    moved = slider(page, "Left or right")
    moved.scroll_into_view_if_needed()
    wait_until_it_rests(page)
    track = page.get_by_role("group", name="Left or right").bounding_box()
    page.touchscreen.tap(track["x"] + 0.75 * track["width"], moved.bounding_box()["y"])
    changes_from(page, picture)
    expect(page.get_by_role("radio", name="Left or right")).to_be_checked()
    assert sideways(page) == 0
    expect(page.locator(".ways td img")).to_have_count(3)
    slider(page, "Noise").evaluate("each => each.scrollIntoView({ block: 'center' })")
    wait_until_it_rests(page)
    expect(seen(page)).to_be_in_viewport(ratio=0.99)  # while the lowest slider is moved
