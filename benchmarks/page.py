"""The Draw page in Chromium against a page with only a canvas and one line of text.

That canvas is streamlit-drawable-canvas, which others draw on.

    python -m benchmarks.page [--strokes 600]

Both are served and visited in turn in the same run, so that a busy machine slows both. Then the
app is drawn on for as many strokes as a visitor makes in an hour (one every six seconds), and the
memory of its process is read; and once more when the Explore page has been looked at.
"""

import argparse
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

import psutil
from playwright.sync_api import Browser, Page

from benchmarks.tables import print_table
from tools import hand
from tools.browsing import ROOT, chromium, serve

STARTS = 5
VISITS = 8
STROKES = 5  # in a visit: more would fill the canvas
MOST = 0.45  # times as long as on the page with only the canvas may an answer take
# The sections of the Explore page, and what comes last in them.
SECTIONS = {
    "data": "The mean of all pictures of a digit",
    "digit": "networks",
    "network": "What its first layer looks for",
}
MINIMAL = """
import streamlit as st
from streamlit_drawable_canvas import st_canvas

drawn = st_canvas(stroke_width=20, background_color="#ffffff", width=280, height=280, key="canvas")
st.write(f"{len((drawn.json_data or {}).get('objects', []))} strokes")
"""
# Milliseconds from the pen's leaving the canvas to the first change of what answers it.
WATCH = """answer => {
    let up = null;
    window.answered = [];
    addEventListener("mouseup", event => {
        if (event.composedPath()[0].tagName === "CANVAS") up = performance.now();
    }, true);
    let seen = document.querySelector(answer).innerHTML;
    new MutationObserver(() => {
        const now = document.querySelector(answer)?.innerHTML;
        if (now === undefined || now === seen) return;
        seen = now;
        if (up === null) return;
        window.answered.push(performance.now() - up);
        up = null;
    }).observe(document.body, {subtree: true, childList: true, characterData: true});
}"""


def open_canvas(browser: Browser, url: str) -> Page:
    """A visit: the page once its canvas can be drawn on."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(url)
    page.locator("canvas.upper-canvas").wait_for()
    return page


def start_seconds(browser: Browser, script: Path, folder: Path) -> float:
    """Seconds from `streamlit run` to a canvas that can be drawn on."""
    start = time.perf_counter()
    with serve(script, folder / "log") as (url, _):
        page = open_canvas(browser, url)
        seconds = time.perf_counter() - start
        page.close()
    return seconds


def answer_times(page: Page, answer: str, strokes: int) -> list[float]:
    """Draw strokes, waiting for the answer to each: milliseconds from one to the other."""
    page.wait_for_selector(answer)
    page.evaluate(WATCH, answer)
    chance = random.Random(0)
    for done in range(strokes):
        hand.draw(page, [[(chance.uniform(20, 260), chance.uniform(20, 260)) for _ in range(3)]])
        page.wait_for_function("done => window.answered.length > done", arg=done)
        page.wait_for_timeout(50)
    times: list[float] = page.evaluate("window.answered")
    return times


def main() -> None:
    """Print start-up, stroke to answer, and memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--strokes", type=int, default=600, help="before memory is read")
    strokes = parser.parse_args().strokes
    with chromium() as browser, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "minimal.py").write_text(MINIMAL)
        scripts = {"only a canvas": folder / "minimal.py", "the app": ROOT / "streamlit_app.py"}
        seconds: dict[str, list[float]] = {which: [] for which in scripts}
        for _ in range(STARTS):
            for which, script in scripts.items():
                seconds[which].append(start_seconds(browser, script, folder))
        starts = {which: statistics.median(each) for which, each in seconds.items()}
        answers, memory = compare_strokes(browser, scripts, folder)
        drawn, explored = memory_after(browser, strokes, folder)
    rows = [
        (which, f"{starts[which]:.2f}", f"{answers[which]:.0f}", f"{memory[which]:.0f}")
        for which in scripts
    ]
    ratios = [f"{each['the app'] / each['only a canvas']:.2f}" for each in (starts, answers)]
    print_table(
        f"In Chromium, medians of {STARTS} starts and {VISITS * STROKES} strokes",
        ("page", "start to canvas, s", "stroke to answer, ms", "server, MB"),
        [*rows, ("ratio", *ratios, "")],
    )
    print(
        f"\nAfter {strokes} strokes the app's server takes {drawn:.0f} MB, "
        f"and {explored:.0f} MB once Explore has been opened."
    )
    if answers["the app"] > MOST * answers["only a canvas"]:
        sys.exit(f"An answer may take at most {MOST} times as long as there.")


def compare_strokes(
    browser: Browser, scripts: dict[str, Path], folder: Path
) -> tuple[dict[str, float], dict[str, float]]:
    """Median milliseconds from stroke to answer, and megabytes, the pages drawn on in turn."""
    minimal, app = scripts
    answer = {minimal: "[data-testid=stMarkdown]", app: ".answer"}
    times: dict[str, list[float]] = {minimal: [], app: []}
    with (
        serve(scripts[minimal], folder / "log") as (minimal_url, minimal_process),
        serve(scripts[app], folder / "log2") as (app_url, app_process),
    ):
        for _ in range(VISITS):
            for which, url in ((minimal, minimal_url), (app, app_url)):
                page = open_canvas(browser, url)
                times[which] += answer_times(page, answer[which], STROKES)
                page.close()
        memory = {minimal: megabytes_of(minimal_process), app: megabytes_of(app_process)}
    return {which: statistics.median(each) for which, each in times.items()}, memory


def memory_after(browser: Browser, strokes: int, folder: Path) -> tuple[float, float]:
    """Megabytes of the app's server after as many strokes, and once Explore has been opened too."""
    with serve(ROOT / "streamlit_app.py", folder / "log") as (url, process):
        page = open_canvas(browser, url)
        for _ in range(0, strokes, STROKES):
            answer_times(page, ".answer", STROKES)
            page.get_by_role("button", name="Clear", exact=True).click()
            page.get_by_text("0 to 9, with mouse or finger").wait_for()
        drawn = megabytes_of(process)
        for section, last in SECTIONS.items():
            page.goto(f"{url}/explore?show={section}")
            page.get_by_text(last).first.wait_for()
        explored = megabytes_of(process)
        page.close()
    return drawn, explored


def megabytes_of(process: psutil.Process) -> float:
    """Resident memory."""
    resident: int = process.memory_info().rss
    return resident / 1e6


if __name__ == "__main__":
    main()
