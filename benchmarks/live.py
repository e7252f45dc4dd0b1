"""The answer that follows the pen: how often it comes, and what it costs at the end of a stroke.

    python -m benchmarks.live [--strokes 20]

The same strokes are drawn in turn with the pen followed and without: then the page's clock stands
still until the pen leaves the canvas. So a busy machine slows both alike.
"""

import argparse
import statistics
import sys
import time

from playwright.sync_api import Page

from benchmarks.tables import print_table
from tools import hand
from tools.browsing import draw_page

PAUSE = 60  # milliseconds between two points of a stroke
MOST = 1.25  # times as long as without may the end of a followed stroke take
# Notes each answer: whether the pen was still down, and when it came. window.stopped is the clock's
# time where it stands still.
WATCH = """() => {
    const now = performance.now.bind(performance);
    window.stopped = null;
    performance.now = () => window.stopped ?? now();
    window.answers = [];
    window.up = null;
    addEventListener("pointerup", () => { window.stopped = null; window.up = now(); }, true);
    const look = () => {
        const answer = document.querySelector(".answer");
        if (!answer || answer === window.seen) return;
        window.seen = answer;
        window.answers.push({live: answer.ariaBusy === "true", at: now()});
    };
    new MutationObserver(look).observe(document.body, {subtree: true, childList: true});
}"""
LAST = "() => window.answers.findLast((each) => !each.live && each.at > window.up)?.at - window.up"


def draw(page: Page, digit: str, *, follow: bool) -> tuple[float, float]:
    """Draw a digit's first stroke, and clear it.

    Returns:
        How many answers came a second while the pen was down, and the milliseconds from its leaving
        the canvas to the answer.
    """
    points = hand.on_screen(page, hand.DIGITS[digit][0])
    page.mouse.move(*points[0])
    page.evaluate("follow => { window.stopped = follow ? null : performance.now(); }", follow)
    page.evaluate("window.answers = []")
    page.mouse.down()
    start = time.perf_counter()
    for x, y in points[1:]:
        page.mouse.move(x, y, steps=2)
        page.wait_for_timeout(PAUSE)
    seconds = time.perf_counter() - start
    page.mouse.up()
    page.wait_for_function(LAST)
    milliseconds: float = page.evaluate(LAST)
    live: int = page.evaluate("window.answers.filter((each) => each.live).length")
    page.get_by_role("button", name="Clear", exact=True).click()
    page.locator(".answer-label", has_text="Draw a digit").wait_for()
    return live / seconds, milliseconds


def main() -> None:
    """Print how often the pen is answered, and how long the end of a stroke takes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--strokes", type=int, default=20, help="of each kind")
    strokes = parser.parse_args().strokes
    with draw_page(1280, 800) as page:
        page.evaluate(WATCH)
        draw(page, "2", follow=True)  # the first one loads what all others find loaded
        times: dict[bool, list[tuple[float, float]]] = {False: [], True: []}
        for i in range(strokes):
            for follow in times:
                times[follow].append(draw(page, "0235689"[i % 7], follow=follow))
    rates, ends = (
        [statistics.median(each[which] for each in times[follow]) for follow in times]
        for which in (0, 1)
    )
    without, followed = ends
    print_table(
        f"The answer while the pen moves, medians of {strokes} strokes",
        ("the pen is", "answers a second meanwhile", "from the stroke's end to the answer, ms"),
        [
            ("not followed", f"{rates[0]:.1f}", f"{without:.0f}"),
            ("followed", f"{rates[1]:.1f}", f"{followed:.0f}"),
            ("ratio", "", f"{followed / without:.2f}"),
        ],
    )
    if followed > MOST * without:
        sys.exit(f"The end of a stroke may take at most {MOST} times as long as without.")


if __name__ == "__main__":
    main()
