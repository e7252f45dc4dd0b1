"""What is looked at closer below the answer: its time in Python, and the answer's in Chromium.

    python -m benchmarks.closer

In Chromium the page with all closed, and with each thing open, is visited in turn with a page that
has only a canvas and one line of text, as in ``benchmarks.page``.
"""

import statistics
import sys
import tempfile
from pathlib import Path

import psutil
from playwright.sync_api import Browser

from app_pages.figures.inside import told
from app_pages.visit.settings import LOOKS
from benchmarks.page import MINIMAL, answer_times, megabytes_of, open_canvas
from benchmarks.prediction import milliseconds, use_one_core
from benchmarks.tables import print_table
from mnist_core import places
from mnist_core.ink.drawing import read_drawing
from mnist_core.recognition.activations import Activations
from mnist_core.recognition.classifier import NETWORK, published_models
from mnist_core.recognition.learning import Learning
from mnist_core.recognition.moments import MOMENTS
from tools import hand
from tools.browsing import ROOT, chromium, serve

VISITS = 5
STROKES = 5  # in a visit
MOST = 1.4  # times as long as on the page with only a canvas may an answer take, Inside open


def main() -> None:
    """Print the time to look inside each network, and from stroke to answer."""
    with chromium() as browser, tempfile.TemporaryDirectory() as folder:
        times = _answers(browser, Path(folder))
    only = times.pop("only a canvas")
    of_app = [(what, f"{each:.0f}", f"{each / only:.2f}") for what, each in times.items()]
    print_table(
        f"From a stroke's end to the answer, {VISITS * STROKES} strokes",
        ("below the answer", "ms", "times the page with only a canvas"),
        [("(a page with only a canvas)", f"{only:.0f}", "1"), *of_app],
    )
    use_one_core()
    drawings = [read_drawing(hand.strokes(digit)) for digit in "0123456789"]
    rows = []
    for name in published_models():
        path = places.models_dir() / name / NETWORK
        network = Activations(path)

        def look(network: Activations = network) -> None:
            for each in drawings:
                told(network.see(each.pixels, each.directions))

        rows.append((name, f"{milliseconds(look, 20) / len(drawings):.1f}"))
    print_table(
        "Inside: all layers of a drawing and their pictures, on one core (wanted: 60 ms)",
        ("network", "ms"),
        rows,
    )
    _print_memory()
    if times["inside"] > MOST * only:
        sys.exit(f"With Inside open an answer may take at most {MOST} times as long as there.")


def _print_memory() -> None:
    """What this process grows by with each network whose learning is looked at."""
    rows, kept = [], []
    for name in published_models():
        path = places.models_dir() / name / NETWORK
        if path.with_name(MOMENTS).exists():
            before = megabytes_of(psutil.Process())
            kept.append(Learning(path))
            rows.append((name, f"{megabytes_of(psutil.Process()) - before:.0f}"))
    print_table("How it learnt: memory", ("network", "MB"), rows)


def _answers(browser: Browser, folder: Path) -> dict[str, float]:
    """Median milliseconds from stroke to answer, the pages drawn on in turn."""
    (folder / "minimal.py").write_text(MINIMAL)
    times: dict[str, list[float]] = {}
    with (
        serve(folder / "minimal.py", folder / "log") as (minimal, _),
        serve(ROOT / "streamlit_app.py", folder / "log2") as (app, _),
    ):
        pages = {
            "only a canvas": (minimal, "[data-testid=stMarkdown]"),
            "all closed": (app, ".answer"),
        }
        pages |= {str(look): (f"{app}/?look={look}", ".answer") for look in LOOKS}
        for visit in range(1 + VISITS):
            for which, (url, answer) in pages.items():
                page = open_canvas(browser, url)
                found = answer_times(page, answer, STROKES)
                page.close()
                if visit:  # the first one loads what later ones find loaded
                    times.setdefault(which, []).extend(found)
    return {which: statistics.median(each) for which, each in times.items()}


if __name__ == "__main__":
    main()
