"""Photographs in a real Chromium: uploaded, dropped, pasted, taken, tapped."""

import base64
import re

import cv2
import numpy as np
import pytest
from playwright.sync_api import expect

from tests.conftest import sideways, wait_until_it_rests
from tools import hand

pytestmark = pytest.mark.browser

PHOTOGRAPH = "?mode=photograph"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
# Gives the page a file as a paste, or a drop, does.
GIVE = """([type, name, content]) => {
    const bytes = Uint8Array.from(atob(content), (each) => each.charCodeAt(0));
    const transfer = new DataTransfer();
    transfer.items.add(new File([bytes], name, { type: "image/png" }));
    const how = { bubbles: true, cancelable: true, composed: true };
    const event = type === "paste"
        ? new ClipboardEvent(type, { ...how, clipboardData: transfer })
        : new DragEvent(type, { ...how, dataTransfer: transfer });
    document.body.dispatchEvent(event);
}"""
COPY = """async (content) => {
    const picture = await fetch(`data:image/png;base64,${content}`);
    const items = { "image/png": await picture.blob() };
    await navigator.clipboard.write([new ClipboardItem(items)]);
}"""


def encoded(*lines):
    return cv2.imencode(".png", hand.on_paper(*lines))[1].tobytes()


def text_of(content):
    return base64.b64encode(content).decode()


def upload(page, content, name="photo.png"):
    field = page.get_by_test_id("stFileUploaderDropzoneInput")
    field.set_input_files({"name": name, "mimeType": "image/png", "buffer": content})


def expect_read(page, *lines):
    expect(page.locator(".line")).to_have_text(list(lines))


def expect_on_canvas(page, digit):
    """The digit is read on the canvas, and seen there: there is more than white paper."""
    expect(page.locator(".answer[aria-busy=false] .answer-label")).to_have_text(digit)
    picture = page.locator("canvas.upper-canvas").screenshot()
    assert cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_GRAYSCALE).min() < 64


def test_photograph_is_uploaded_tapped_and_there_again_and_what_is_none_is_told(visit):
    page = visit(PHOTOGRAPH, permissions=["clipboard-read", "clipboard-write"])
    upload(page, encoded("2708"))
    expect_read(page, "2708")
    page.get_by_role("button", name="Copy").click()
    assert page.evaluate("navigator.clipboard.readText()") == "2708"
    page.get_by_role("button", name=re.compile("^7, ")).click()
    expect_on_canvas(page, "7")
    assert "photo" not in page.url
    page.get_by_role("button", name="Back to the photograph").click()
    expect_read(page, "2708")
    page.get_by_role("link", name="Explore").click()
    page.get_by_text("Digits and networks").wait_for()
    page.get_by_role("link", name="Draw").click()
    expect_read(page, "2708")

    upload(page, b"no picture at all")
    page.get_by_role("alert").get_by_text("That was not read").wait_for()
    upload(page, bytes(10 * 1024 * 1024 + 1))
    page.get_by_role("alert").get_by_text("too large").wait_for()
    upload(page, b"some words", "notes.txt")
    page.get_by_role("alert").get_by_text("no picture that can be read").wait_for()
    expect_read(page, "2708")

    page.evaluate(COPY, text_of(encoded("41")))
    page.keyboard.press("Control+V")
    expect_read(page, "41")
    expect(page.get_by_role("alert")).to_have_count(0)
    page.evaluate(COPY, text_of(encoded("35")))
    page.get_by_role("button", name="Paste").click()
    expect_read(page, "35")
    page.evaluate("navigator.clipboard.writeText('some words')")
    page.get_by_role("button", name="Paste").click()
    page.get_by_role("alert").get_by_text("no picture in the clipboard").wait_for()
    page.evaluate(GIVE, ["drop", "photo.png", text_of(encoded("60"))])
    expect_read(page, "60")


def test_phone_pastes_and_a_finger_that_misses_a_little_taps_the_nearest_digit(visit):
    page = visit(PHOTOGRAPH, **PHONE)
    page.get_by_role("button", name="Paste").wait_for()
    wait_until_it_rests(page)
    page.evaluate(GIVE, ["paste", "photo.png", text_of(encoded("2708413695", "4136952708"))])
    expect(page.locator(".box")).to_have_count(20)
    assert sideways(page) == 0
    box = page.get_by_role("button", name=re.compile("^7, ")).first.bounding_box()
    assert box["height"] < 40
    page.touchscreen.tap(box["x"] - 1, box["y"] + box["height"] + 2)
    expect_on_canvas(page, "7")
    page.get_by_role("button", name="Back to the photograph").tap()
    page.get_by_role("button", name=re.compile("^4, ")).first.press("Enter")
    expect_on_canvas(page, "4")


def test_camera_takes_a_photograph(visit):
    page = visit(PHOTOGRAPH, permissions=["camera"], **PHONE)
    page.get_by_role("button", name="Camera").tap()
    page.wait_for_function("document.querySelector('video')?.readyState > 1")
    page.get_by_role("button", name="Take Photo").tap()
    picture = page.get_by_role("img", name="The photograph")
    expect(picture).to_be_visible()
    assert picture.evaluate("each => each.decode().then(() => each.naturalWidth)") >= 640
    expect(page.get_by_role("button", name="Take Photo")).to_have_count(0)
