"""Corrections that teach, in a real Chromium: given, learnt from, and read right afterwards."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.test_draw import button, wait_for_answer
from tests.conftest import wait_until_it_rests
from tools import hand

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
TRAINED = 240_000  # milliseconds that a slow machine may take to teach a network


def looped_zero(shift):
    """A zero whose loop goes below it: networks read 8."""
    line = "50,20 12,40 20,90 60,100 84,60 60,24 30,10 10,-6 90,-10"
    points = np.array([[float(n) for n in each.split(",")] for each in line.split()])
    smooth = np.array([np.interp(np.linspace(0, 8, 40), range(9), axis) for axis in points.T]).T
    return [[(x, y) for x, y in (smooth * 1.5 + [60 + shift, 70]).tolist()]]


def test_correction_is_learnt_from_and_read_right_afterwards(visit):
    page = visit("?network=cnn")
    for shift in (0, 12, 24):
        hand.draw(page, looped_zero(shift))
        wait_for_answer(page, re.compile("[1-9]|Not a digit"))
        wait_until_it_rests(page)
        button(page, "0").click()
        expect(page.locator(".correction-said")).to_contain_text("Kept as a 0")
        button(page, "Clear").click()
        expect(page.locator(".correction-labels")).to_be_hidden()
    hand.draw(page, looped_zero(36))
    page.get_by_role("button", name="3 kept: teach it your hand").click()
    page.get_by_role("button", name="Learn from these").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.locator(".taught")).to_be_visible(timeout=TRAINED)
    expect(page.get_by_text("No drawing was kept aside")).to_be_visible()
    page.get_by_role("button", name="Draw with it").click()
    wait_for_answer(page, "0")  # the one that it has not learnt from
    expect(page.get_by_role("combobox").first).to_have_value(re.compile("cnn taught your hand"))

    page.goto(f"{page.url.split('?')[0]}?network=cnn")  # the original reads as before
    wait_for_answer(page, re.compile("[1-9]|Not a digit"))
