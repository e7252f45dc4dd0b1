"""Drawings kept and looked over in a real Chromium: by mouse and by touch, out and in again."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_draw import PHONE, button, touch, wait_for_answer
from tests.conftest import sideways, wait_until_it_rests
from tools import hand

pytestmark = pytest.mark.browser

SAID = ".correction-said"
LEAST = 40  # pixels that a finger needs


def labels(page):
    return page.locator(".correction-labels button")


def keep(page, draw, digit, label):
    """Draw a digit on an empty canvas, say what it is, and empty the canvas again."""
    page.locator(".st-key-nav").scroll_into_view_if_needed()
    draw(page, hand.DIGITS[digit])
    wait_for_answer(page, digit)
    wait_until_it_rests(page)
    button(page, label).click()
    expect(page.locator(SAID)).to_contain_text("Kept as")
    button(page, "Clear").click()
    expect(page.locator(".correction-labels")).to_be_hidden()


def open_teach(page, kept):
    page.get_by_role("button", name=f"{kept} kept: teach it your hand").click()
    expect(page).to_have_url(re.compile("/teach$"))
    wait_until_it_rests(page)


def open_first(page):
    page.locator(".sheet canvas").first.click(position={"x": 20, "y": 20})
    expect(page.get_by_role("dialog")).to_be_visible()
    wait_until_it_rests(page)


def test_correction_by_mouse_moves_nothing_and_is_looked_over(visit):
    page = visit()
    hand.draw(page, hand.DIGITS["7"])
    wait_for_answer(page, "7")
    expect(page.locator(SAID)).to_have_text("Was it right?")
    wait_until_it_rests(page)
    before = [each.bounding_box() for each in labels(page).all()]
    button(page, "1").click()
    expect(page.locator(SAID)).to_have_text("Kept as a 1")
    button(page, "Yes").click()  # not kept twice
    expect(page.locator(SAID)).to_have_text("Kept as a 7")
    expect(button(page, "7")).to_have_attribute("aria-pressed", "true")
    assert [each.bounding_box() for each in labels(page).all()] == before
    hand.draw(page, [[(112, 144), (196, 140)]])
    expect(page.locator(SAID)).to_have_text("Was it right?")
    expect(page.get_by_role("button", name="1 kept: teach it your hand")).to_be_visible()
    button(page, "Undo").click()  # of the canvas
    expect(page.locator(SAID)).to_have_text("Kept as a 7")
    button(page, "Clear").click()
    expect(page.locator(".correction-labels")).to_be_hidden()
    keep(page, hand.draw, "4", "9")
    hand.draw(page, hand.DIGITS["2"])
    open_teach(page, 2)
    expect(page.get_by_text("2 drawings: 2 from the Draw page")).to_be_visible()

    open_first(page)  # the 7
    page.get_by_role("dialog").get_by_role("radio", name="No digit").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("heading", name="No digit ×1")).to_be_visible()
    wait_until_it_rests(page)
    open_first(page)  # the 4 that was said to be a 9
    button(page, "Remove").click()
    expect(page.get_by_text("1 drawing: 1 from the Draw page")).to_be_visible()
    page.locator(".st-key-nav").get_by_role("link", name="Draw").click()
    wait_for_answer(page, "2")
    expect(page.locator(SAID)).to_have_text("Was it right?")


def test_correction_is_taken_back_by_keyboard(visit):
    page = visit()
    hand.draw(page, hand.DIGITS["7"])
    wait_for_answer(page, "7")
    wait_until_it_rests(page)
    labels(page).last.focus()
    page.keyboard.press("Enter")
    expect(page.locator(SAID)).to_have_text("Kept as no digit")
    page.get_by_role("button", name="Undo keeping it").focus()
    page.keyboard.press("Enter")
    expect(page.locator(SAID)).to_have_text("Was it right?")
    expect(page.get_by_role("button", name=re.compile("kept:"))).to_have_count(0)


def test_correction_by_touch_has_room_for_a_finger_in_two_rows(visit):
    page = visit(**PHONE)
    page.locator("canvas.upper-canvas").wait_for()
    touch(page, hand.DIGITS["7"])
    wait_for_answer(page, "7")
    wait_until_it_rests(page)
    boxes = [each.bounding_box() for each in labels(page).all()]
    assert len(boxes) == 12
    assert min(min(box["width"], box["height"]) for box in boxes) >= LEAST
    assert len({box["y"] for box in boxes}) == 2
    labels(page).first.tap()
    expect(page.locator(SAID)).to_have_text("Kept as a 7")
    page.get_by_role("button", name="1 kept: teach it your hand").tap()
    expect(page.get_by_text("1 drawing: 1 from the Draw page")).to_be_visible()
    wait_until_it_rests(page)
    assert sideways(page) == 0
    page.locator(".sheet canvas").tap(position={"x": 20, "y": 20})
    there = page.get_by_role("dialog").get_by_role("radio")
    expect(there).to_have_count(11)
    assert min(each.bounding_box()["height"] for each in there.all()) >= LEAST
    page.get_by_role("dialog").get_by_role("radio", name="1", exact=True).tap()
    expect(page.get_by_role("heading", name="1 ×1")).to_be_visible()
    assert sideways(page) == 0
    button(page, "Remove all").tap()
    button(page, "Remove 1 drawing").tap()
    expect(page.get_by_text("None yet.")).to_be_visible()


def upload(page, name, content):
    wait_until_it_rests(page)  # each file has a field of its own
    field = page.get_by_test_id("stFileUploaderDropzoneInput")
    field.set_input_files({"name": name, "mimeType": "application/zip", "buffer": content})


def test_drawings_are_taken_to_another_visit_in_which_nothing_else_is_lost(visit, tmp_path):
    page = visit()
    for digit in "74":
        keep(page, hand.draw, digit, "Yes")
    open_teach(page, 2)  # an empty canvas leaves the way there
    with page.expect_download() as download:
        button(page, "Download").click()
    download.value.save_as(tmp_path / "drawings.zip")
    content = (tmp_path / "drawings.zip").read_bytes()

    other = visit()  # a browser of somebody else
    keep(other, hand.draw, "7", "No digit")
    open_teach(other, 1)
    upload(other, "drawings.zip", content)
    expect(other.get_by_text("Added 1 drawing. 1 were here already.")).to_be_visible()
    there = other.get_by_text("2 drawings: 2 from the Draw page")
    expect(there).to_be_visible()
    for foreign in (b"no archive", content[:200]):
        upload(other, "drawings.zip", foreign)
        expect(other.get_by_role("alert").get_by_text("Nothing was added")).to_be_visible()
        expect(there).to_be_visible()
        other.locator(".st-key-nav").get_by_role("link", name="Learn").click()
        expect(other).to_have_url(re.compile("/learn"))
        other.locator(".st-key-nav").get_by_role("link", name="Teach").click()
        expect(there).to_be_visible()
        expect(other.get_by_text("Nothing was added")).to_have_count(0)
    upload(other, "drawings.zip", bytes(10 * 1024 * 1024 + 1))
    expect(other.get_by_text(re.compile("must be 10.*MB or smaller"))).to_be_visible()
    upload(other, "drawings.txt", b"words")
    expect(other.get_by_text(re.compile("files are not allowed"))).to_be_visible()
    expect(there).to_be_visible()
    expect(page.get_by_text("2 drawings: 2 from the Draw page")).to_be_visible()  # as it was
    nobody = visit("teach")
    expect(nobody.get_by_text("None yet.")).to_be_visible()
