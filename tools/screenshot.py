"""Take README's screenshot: the Draw page with a digit on it, in Chromium.

python -m tools.screenshot
"""

from playwright.sync_api import expect

from tools import hand
from tools.browsing import ROOT, draw_page


def main() -> None:
    """Write docs/screenshot.png."""
    with draw_page(1000, 700) as page:
        hand.draw(page, hand.DIGITS["5"])
        expect(page.locator(".answer-label")).to_have_text("5")
        expect(page.locator('[aria-busy="true"]')).to_have_count(0)  # all of it is read
        page.screenshot(path=ROOT / "docs" / "screenshot.png")


if __name__ == "__main__":
    main()
