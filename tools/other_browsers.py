"""Firefox and Safari's engine, WebKit, as Debian has them, each driven by its own protocol.

Firefox speaks WebDriver BiDi by itself (https://w3c.github.io/webdriver-bidi/). WebKit's driver
speaks WebDriver (https://w3c.github.io/webdriver/). A pointer's actions are the same in both.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, Protocol

from websockets.sync.client import connect

from tools.browsing import free_port
from tools.waiting import wait_until

SECONDS = 60  # that a browser may take to start, or to answer
Actions = list[dict[str, Any]]


class Browser(Protocol):
    """A browser with one page."""

    def open(self, url: str) -> None:
        """Open an address."""

    def evaluate(self, expression: str) -> Any:
        """What a JavaScript expression comes to, as JSON has it."""

    def act(self, pointer: Actions) -> None:
        """Have the mouse do this."""


def draw(browser: Browser, lines: Iterable[Sequence[tuple[float, float]]]) -> None:
    """Draw lines with the mouse; points are pixels of the window."""
    for line in lines:
        moves = [
            {"type": "pointerMove", "x": round(x), "y": round(y), "duration": 5} for x, y in line
        ]
        down, up = ({"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp"))
        browser.act([moves[0], down, *moves[1:], up])


def _pointer(actions: Actions) -> Actions:
    parameters = {"pointerType": "mouse"}
    return [{"type": "pointer", "id": "mouse", "parameters": parameters, "actions": actions}]


class _Firefox:
    def __init__(self, send: Callable[..., Any]) -> None:
        self._send = send
        self._context = send("browsingContext.getTree")["contexts"][0]["context"]

    def open(self, url: str) -> None:
        self._send("browsingContext.navigate", context=self._context, url=url, wait="complete")

    def evaluate(self, expression: str) -> Any:
        result = self._send(
            "script.evaluate",
            expression=f"JSON.stringify({expression})",
            target={"context": self._context},
            awaitPromise=False,
        )
        if "exceptionDetails" in result:
            raise RuntimeError(result["exceptionDetails"]["text"])
        return json.loads(result["result"].get("value", "null"))

    def act(self, pointer: Actions) -> None:
        self._send("input.performActions", context=self._context, actions=_pointer(pointer))


class _WebKit:
    def __init__(self, send: Callable[..., Any]) -> None:
        self._send = send

    def open(self, url: str) -> None:
        self._send("/url", url=url)

    def evaluate(self, expression: str) -> Any:
        return self._send("/execute/sync", script=f"return {expression}", args=[])

    def act(self, pointer: Actions) -> None:
        self._send("/actions", actions=_pointer(pointer))


@contextmanager
def firefox() -> Iterator[Browser]:
    """Run Debian's Firefox, or whatever is called so.

    Raises:
        FileNotFoundError: there is none.
    """
    path = shutil.which("firefox-esr") or shutil.which("firefox")
    if path is None:
        raise FileNotFoundError("no Firefox here")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        log = Path(profile) / "log"
        command = [path, "--headless", "--remote-debugging-port=0", "--profile", profile]
        with _process(command, log):
            listening = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
            address, *_ = wait_until(lambda: listening.findall(log.read_text()), SECONDS)
            with connect(f"{address}/session", max_size=None) as connection:
                numbers = count(1)

                def send(method: str, **parameters: Any) -> Any:
                    number = next(numbers)
                    request = {"id": number, "method": method, "params": parameters}
                    connection.send(json.dumps(request))
                    while (answer := json.loads(connection.recv(SECONDS))).get("id") != number:
                        pass
                    if "error" in answer:
                        raise RuntimeError(answer["message"])
                    return answer["result"]

                send("session.new", capabilities={})
                yield _Firefox(send)


@contextmanager
def webkit() -> Iterator[Browser]:
    """Run WebKitGTK's small browser on a screen of its own.

    Raises:
        FileNotFoundError: it, its driver or the screen (Xvfb) is not here.
    """
    browsers = sorted(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"))
    if not browsers or not shutil.which("WebKitWebDriver") or not shutil.which("xvfb-run"):
        raise FileNotFoundError("no WebKitGTK here")
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        size = "--server-args=-screen 0 1400x1000x24"
        command = ["xvfb-run", "-a", size, "WebKitWebDriver", f"--port={port}"]
        with _process(command, Path(folder) / "log"):

            def post(path: str, **body: Any) -> Any:
                request = urllib.request.Request(
                    f"http://127.0.0.1:{port}/session{path}",
                    json.dumps(body).encode(),
                    {"Content-Type": "application/json"},
                )
                try:
                    with urllib.request.urlopen(request, timeout=SECONDS) as answer:
                        return json.load(answer)["value"]
                except urllib.error.HTTPError as error:
                    raise RuntimeError(json.load(error)["value"]["message"]) from error

            options = {"binary": str(browsers[-1]), "args": ["--automation"]}
            wanted = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
            wait_until(lambda: _listens(port), SECONDS)
            session = post("", capabilities=wanted)["sessionId"]
            yield _WebKit(lambda path, **body: post(f"/{session}{path}", **body))


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def _process(command: Sequence[str], log: Path) -> Iterator[None]:
    """Run a command, and end it with all that it has started."""
    with log.open("w") as output:
        process = subprocess.Popen(
            command, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        yield
    finally:
        os.killpg(process.pid, 15)
        process.wait(timeout=SECONDS)
