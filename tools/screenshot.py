"""Take README's screenshot: the Draw page with a digit on it, in Chromium.

python -m tools.screenshot
"""

import tempfile
from pathlib import Path

from playwright.sync_api import expect

from tools import hand
from tools.browsing import ROOT, chromium, serve


def main() -> None:
    """Write docs/screenshot.png."""
    with (
        chromium() as browser,
        tempfile.TemporaryDirectory() as folder,
        serve(ROOT / "streamlit_app.py", Path(folder) / "log") as (url, _),
    ):
        page = browser.new_page(viewport={"width": 1000, "height": 700})
        page.goto(url)
        page.locator("canvas.upper-canvas").wait_for()
        hand.draw(page, hand.DIGITS["5"])
        expect(page.locator(".answer-label")).to_have_text("5")
        expect(page.locator('[aria-busy="true"]')).to_have_count(0)  # all of it is read
        page.screenshot(path=ROOT / "docs" / "screenshot.png")


if __name__ == "__main__":
    main()
