"""How it learnt, in a real Chromium: opened, followed while one draws, and linked to."""

import re

import pytest
from playwright.sync_api import expect

from tests.conftest import wait_until_it_rests
from tools import hand

pytestmark = pytest.mark.browser


def now(page):
    return page.locator(".learning-label")


def test_slider_leads_back_to_before_learning_and_stays_while_one_draws(visit):
    tall = {"width": 1280, "height": 1400}  # the canvas and the slider are seen
    page = visit("?network=cnn", viewport=tall)
    page.locator("canvas.upper-canvas").wait_for()
    hand.draw(page, hand.DIGITS["7"])
    expect(page.locator(".answer-label")).to_have_text("7")
    page.get_by_role("radio", name="How it learnt").click()
    expect(now(page)).to_have_text("7")
    slider = page.get_by_role("slider", name="Moment of its training")
    slider.focus()
    page.keyboard.press("Home")
    expect(page.get_by_text("before learning").first).to_be_visible()
    expect(now(page)).not_to_have_text("7")
    expect(page.locator(".learning-row").first.locator(".at")).to_have_count(1)
    for stroke in ([(40, 40), (60, 60)], [(200, 200), (240, 240)], [(40, 240), (80, 200)]):
        seen = page.locator(".learning").inner_html()
        hand.draw(page, [stroke])
        page.wait_for_function(
            "seen => document.querySelector('.learning').innerHTML !== seen", arg=seen
        )
        expect(page.locator(".learning-strip").first.locator("i").first).to_have_class("at")
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(now(page)).to_have_count(0)
    hand.draw(page, hand.DIGITS["7"])
    expect(now(page)).to_have_count(1)
    slider.focus()
    page.keyboard.press("End")
    expect(now(page)).to_have_text("7")
    expect(page).to_have_url(re.compile("look=learnt"))


def test_address_opens_it_and_its_figures_and_confusions_can_be_unfolded(visit):
    page = visit("?network=mlp-128&look=learnt&digit=generated-7")
    expect(now(page)).to_have_count(1)
    page.get_by_text("What its first layer looks for then").click()
    filters = page.get_by_alt_text("128 filters of 28 by 28 pixels")
    last = filters.get_attribute("src")
    page.get_by_text("Which digits it takes for which then").click()
    expect(page.locator(".confusion")).to_be_visible()
    slider = page.get_by_role("slider", name="Moment of its training")
    slider.focus()
    page.keyboard.press("Home")
    expect(filters).not_to_have_attribute("src", last)
    wait_until_it_rests(page)
    expect(page.get_by_role("slider", name="Moment of its training")).to_be_focused()
