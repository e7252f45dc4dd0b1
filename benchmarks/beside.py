"""The Draw page while a network trains beside it, against the same page on its own.

    python -m benchmarks.beside

The app is drawn on in Chromium, in turn with and without a training of cnn on all of MNIST that is
started and paused as the Train page does it. Then one training runs from its start to its results,
and the most memory that its process ever held is read.
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

import psutil
from playwright.sync_api import Browser

from benchmarks.page import STROKES, answer_times, open_canvas
from benchmarks.tables import print_table
from mnist_core import runs
from mnist_core.networks.config import default_config
from mnist_core.training import control
from tools.browsing import ROOT, chromium, serve

VISITS = 8
CORES = 2
MOST_TIMES = 2.0  # as long from stroke to answer
MOST_MEGABYTES = 900.0  # so that server and trainer fit a small host together


def stroke_times(browser: Browser, url: str) -> list[float]:
    """Draw on the app in one visit: milliseconds from each stroke to its answer."""
    page = open_canvas(browser, url)
    times = answer_times(page, ".answer", STROKES)
    page.close()
    return times


def wait_for(run: Path, *states: runs.State, speed: bool = False) -> runs.Status:
    """Wait until a run is in one of these states, and trains if that is asked for."""
    while True:
        status = runs.read_run(run).status
        if status.state in states and (status.digits_per_second > 0 or not speed):
            return status
        if status.state in ("failed", "interrupted"):
            sys.exit(f"the training ended: {status}")
        time.sleep(0.05)


def compare(browser: Browser, url: str, folder: Path) -> dict[str, list[float]]:
    """Milliseconds from stroke to answer, idle and while a network trains, in turn."""
    times: dict[str, list[float]] = {"idle": [], "while cnn trains": []}
    run = control.start(default_config("cnn", epochs=500), folder)
    for _ in range(VISITS):
        wait_for(run, "running", speed=True)
        times["while cnn trains"] += stroke_times(browser, url)
        control.pause(run)
        wait_for(run, "paused")
        times["idle"] += stroke_times(browser, url)
        control.resume(run)
    wait_for(run, "running")
    control.pause(run)
    wait_for(run, "paused")
    return times


def peak_megabytes(folder: Path) -> float:
    """The most memory that a training of cnn held, from its start to its results."""
    run = control.start(default_config("cnn"), folder)
    peak = 0.0
    while (status := runs.read_run(run).status).state not in runs.AT_REST:
        if status.pid is not None and psutil.pid_exists(status.pid):
            peak = max(peak, _peak_of(status.pid))
        time.sleep(0.02)
    wait_for(run, "finished")
    return peak


def waiting_megabytes(folder: Path) -> float:
    """What a process holds that waits in the queue."""
    first = control.start(default_config("cnn"), folder)
    wait_for(first, "running", speed=True)
    waiting = control.start(default_config("cnn", seed=1), folder)
    while (pid := runs.read_run(waiting).status.pid) is None:
        time.sleep(0.05)
    megabytes = _peak_of(pid)
    for run in (waiting, first):
        control.stop(run)
        wait_for(run, "stopped")
    return megabytes


def _peak_of(pid: int) -> float:
    """The most megabytes that a process has held so far, as Linux keeps count of it."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next(
        (int(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith("VmHWM")), 0.0
    )


def main() -> None:
    """Print stroke to answer with and without a training, and the trainer's memory; judge them."""
    if hasattr(os, "sched_setaffinity"):  # what this process starts stays on these cores, too
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])
    with chromium() as browser, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["RUNS_DIR"] = str(folder / "runs")
        with serve(ROOT / "streamlit_app.py", folder / "log") as (url, _):
            times = compare(browser, url, folder / "runs")
        megabytes = peak_megabytes(folder / "runs")
        waiting = waiting_megabytes(folder / "runs")
    medians = {which: statistics.median(each) for which, each in times.items()}
    idle, busy = medians["idle"], medians["while cnn trains"]
    print_table(
        f"In Chromium, medians of {VISITS * STROKES} strokes, all on {CORES} cores",
        ("the Draw page", "stroke to answer, ms"),
        [
            *((which, f"{median:.0f}") for which, median in medians.items()),
            ("ratio", f"{busy / idle:.2f}"),
        ],
    )
    print(f"\nTraining cnn on MNIST takes at most {megabytes:.0f} MB, waiting {waiting:.0f} MB.")
    if busy / idle > MOST_TIMES or megabytes > MOST_MEGABYTES:
        sys.exit(f"more than {MOST_TIMES} times as long, or than {MOST_MEGABYTES:.0f} MB")


if __name__ == "__main__":
    main()
