"""The answer that follows the pen: how often it comes, and what it costs at the end of a stroke.

    python -m benchmarks.live [--strokes 20]

The same strokes are drawn in turn at once and slowly. At once, they end before the pen is followed:
what their end takes is what it takes without. So a busy machine slows both alike.
"""

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from benchmarks.tables import print_table
from tools import hand
from tools.browsing import FLAGS, ROOT, find_chromium, serve

SECONDS = 2.0  # that a slow stroke takes
MOST = 1.25  # times as long as without may the end of a followed stroke take
# Notes each answer: whether the pen was still down, and when it came.
WATCH = """() => {
    window.answers = [];
    window.up = null;
    addEventListener("pointerup", () => { window.up = performance.now(); }, true);
    const look = () => {
        const answer = document.querySelector(".answer");
        if (!answer || answer === window.seen) return;
        window.seen = answer;
        window.answers.push({live: answer.ariaBusy === "true", at: performance.now()});
    };
    look();
    window.answers = [];
    new MutationObserver(look).observe(document.body, {subtree: true, childList: true});
}"""
LAST = "() => window.answers.findLast((each) => !each.live && each.at > window.up)?.at - window.up"


def draw(page: Page, digit: str, seconds: float) -> tuple[int, float]:
    """Draw a digit's first stroke and undo it.

    Returns:
        How many answers came while the pen was down, and the milliseconds from its leaving the
        canvas to the answer.
    """
    page.evaluate("window.answers = []")
    box = page.locator("canvas.upper-canvas").bounding_box()
    assert box is not None
    points = [(box["x"] + x, box["y"] + y) for x, y in hand.DIGITS[digit][0]]
    page.mouse.move(*points[0])
    page.mouse.down()
    for x, y in points[1:]:
        page.mouse.move(x, y, steps=4)
        if seconds:
            page.wait_for_timeout(1000 * seconds / len(points))
    page.mouse.up()
    page.wait_for_function(LAST)
    milliseconds: float = page.evaluate(LAST)
    live: int = page.evaluate("window.answers.filter((each) => each.live).length")
    page.get_by_role("button", name="Clear", exact=True).click()
    page.locator(".answer-label", has_text="Draw a digit").wait_for()
    return live, milliseconds


def main() -> None:
    """Print how often the pen is answered, and how long the end of a stroke takes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--strokes", type=int, default=20, help="of each kind")
    strokes = parser.parse_args().strokes
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        path = find_chromium(playwright) or sys.exit("no Chromium here: install it")
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        with serve(ROOT / "streamlit_app.py", Path(folder) / "log") as (url, _):
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.goto(url)
            page.locator("canvas.upper-canvas").wait_for()
            page.evaluate(WATCH)
            draw(page, "2", 0)  # the first one loads what all others find loaded
            at_once, slow = [], []
            for i in range(strokes):
                digit = "0235689"[i % 7]
                at_once.append(draw(page, digit, 0))
                slow.append(draw(page, digit, SECONDS))
        browser.close()
    without, followed = (statistics.median(ms for _, ms in each) for each in (at_once, slow))
    rates = [statistics.mean(live for live, _ in each) for each in (at_once, slow)]
    print_table(
        f"The answer while the pen moves, {strokes} strokes of each kind; medians of milliseconds",
        ("strokes", "answers a second meanwhile", "from their end to the answer, ms"),
        [
            ("drawn at once", f"{rates[0]:.1f} in all", f"{without:.0f}"),
            (f"drawn in {SECONDS:g} s", f"{rates[1] / SECONDS:.1f}", f"{followed:.0f}"),
            ("ratio", "", f"{followed / without:.2f}"),
        ],
    )
    if followed > MOST * without:
        sys.exit(f"The end of a stroke may take at most {MOST} times as long as without.")


if __name__ == "__main__":
    main()
