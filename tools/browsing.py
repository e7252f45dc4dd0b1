"""The app in a server of its own, and a Chromium to visit it with."""

import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tools.waiting import wait_until

ROOT = Path(__file__).resolve().parent.parent
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--use-fake-device-for-media-stream",  # a camera
]


@contextmanager
def serve(
    script: Path, log: Path, environment: Mapping[str, str] | None = None
) -> Iterator[tuple[str, psutil.Process]]:
    """Run a Streamlit script until it answers: its address and its process."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    options = ["--server.headless=true", f"--server.port={port}", "--server.fileWatcherType=none"]
    with log.open("w") as output:
        process = subprocess.Popen(
            [*command, *options],
            cwd=ROOT,
            env={**os.environ, **(environment or {})},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_until(lambda: process.poll() is not None or _answers(f"{url}/_stcore/health"), 60)
        if process.poll() is not None:
            raise RuntimeError(log.read_text())
        yield url, psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(timeout=30)


def free_port() -> int:
    """A port that is free, and stays so until the server has it.

    One that the system names itself may be a connection's by then: Linux gives connections ports
    from 32768 on (ip_local_port_range), other systems from 49152 on.
    """
    system = random.SystemRandom()  # tests in several processes may be seeded alike
    while True:
        port = system.randrange(20_000, 32_000)
        with socket.socket() as free, suppress(OSError):
            free.bind(("127.0.0.1", port))
            return port


def _answers(url: str) -> bool:
    try:
        urllib.request.urlopen(url, timeout=1).close()
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False
    return True


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run Chromium for a command, which ends with a word where there is none."""
    with sync_playwright() as playwright:
        path = find_chromium(playwright) or sys.exit("no Chromium here: install it")
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def draw_page(width: int, height: int) -> Iterator[Page]:
    """Open the app's Draw page, in a server and a Chromium of its own."""
    with (
        chromium() as browser,
        tempfile.TemporaryDirectory() as folder,
        serve(ROOT / "streamlit_app.py", Path(folder) / "log") as (url, _),
    ):
        page = browser.new_page(viewport={"width": width, "height": height})
        page.goto(url)
        page.locator("canvas.upper-canvas").wait_for()
        yield page


def find_chromium(playwright: Playwright) -> str | None:
    """The system's Chromium or Chrome, or the one that Playwright installs, or None."""
    names = ("chromium", "chromium-browser", "google-chrome")
    candidates = [*map(shutil.which, names), playwright.chromium.executable_path]
    return next((path for path in candidates if path and Path(path).exists()), None)
