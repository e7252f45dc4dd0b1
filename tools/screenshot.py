"""Take README's pictures of the Draw page, in Chromium.

python -m tools.screenshot
"""

import tempfile
from pathlib import Path
from urllib.parse import urljoin

import cv2
import numpy as np
from playwright.sync_api import Page, expect

from mnist_core.arrays import UInt8Array
from mnist_core.evaluation.scenes import Layout, Scene, photographed, seen_from
from tools import hand
from tools.browsing import ROOT, draw_page

_DOCS = ROOT / "docs"
_SIZE, _TALL, _PITCH = (1200, 800), 130.0, 260.0  # of the photograph, its digits, its lines: pixels


def main() -> None:
    """Write docs/screenshot.png, and why.png, inside.png, number.png and photograph.png there."""
    with draw_page(1000, 700) as page:
        hand.draw(page, hand.DIGITS["5"])
        expect(page.locator(".answer-label")).to_have_text("5")
        expect(page.locator('[aria-busy="true"]')).to_have_count(0)  # all of it is read
        page.screenshot(path=_DOCS / "screenshot.png")
        _take_why(page, "7")
        _take_inside(page, "cnn")
        _take_number(page, "2075")
        _take_photograph(page, "1984", "0275")


def _take_why(page: Page, digit: str) -> None:
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(page.locator(".answer-label")).to_have_text("Draw a digit")
    hand.draw(page, hand.DIGITS[digit])
    page.get_by_role("radio", name="Why").click()
    expect(page.locator(".why img")).to_have_count(3)
    page.set_viewport_size({"width": 1000, "height": 2000})
    page.locator(".st-key-draw_look_why").screenshot(path=_DOCS / "why.png")
    page.set_viewport_size({"width": 1000, "height": 700})


def _take_inside(page: Page, network: str) -> None:
    """Of a network of one branch, with a number of its second convolution taken apart."""
    page.goto(urljoin(page.url, f"/?look=inside&network={network}"))  # the drawing stays
    sheets = page.locator(".inside-layer")
    expect(sheets).to_have_count(7)
    sheets.nth(2).locator("canvas").first.click(position={"x": 60, "y": 20})
    expect(page.locator(".inside-total")).to_be_visible()
    page.set_viewport_size({"width": 1000, "height": 2000})
    sheets.nth(2).screenshot(path=_DOCS / "inside.png")
    page.set_viewport_size({"width": 1000, "height": 700})
    page.goto(urljoin(page.url, "/"))
    expect(page.locator(".answer-frame img")).to_be_visible()


def _take_number(page: Page, text: str) -> None:
    page.get_by_role("radio", name="Number").click()
    expect(page.get_by_text("Write a number")).to_be_visible()
    expect(page.locator("canvas.upper-canvas")).to_have_count(1)
    hand.draw(page, hand.number(text))
    expect(page.locator(".mark")).to_have_count(len(text))
    expect(page.locator('[aria-busy="true"]')).to_have_count(0)
    page.screenshot(path=_DOCS / "number.png")


def _take_photograph(page: Page, *lines: str) -> None:
    page.get_by_role("radio", name="Photograph").click()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "photograph.jpg"
        cv2.imwrite(str(path), cv2.cvtColor(_photograph(*lines), cv2.COLOR_RGB2BGR))
        page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(path)
        expect(page.locator(".line")).to_have_text(list(lines))
    page.screenshot(path=_DOCS / "photograph.png", full_page=True)


def _photograph(*lines: str) -> UInt8Array:
    """Digits of ``tools.hand`` in pen on squared paper, in a shadow."""
    random = np.random.default_rng(5)
    scene = Scene("squared", "pen", "soft shadow", "none")
    layout = Layout(_SIZE, _TALL, _PITCH, _PITCH)
    turn = seen_from(scene, _SIZE, random)
    scale = _TALL / 180  # the digits are about 180 high
    strokes = [
        np.array(stroke) * scale + [220.0, 80 + _PITCH * row]
        for row, text in enumerate(lines)
        for stroke in hand.number(text, size=1.0)
    ]
    return photographed(scene, layout, strokes, 0.09 * _TALL, turn, random)


if __name__ == "__main__":
    main()
