"""A class that draws at once: what is lost, how long a drawing takes, what memory it takes.

    python -m benchmarks.classroom [--pupils 30] [--seconds 4]

The server runs as it is started for a class. Its page is open, and looks every two seconds. Each
pupil joins and draws a round of twenty digits, one in so many seconds on average, over a websocket
as a browser does.
"""

import argparse
import asyncio
import re
import secrets
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import psutil

from benchmarks.tables import print_table
from benchmarks.visitor import visit
from mnist_core.classroom.folder import Classroom, find_classroom
from mnist_core.classroom.pupils import read_drawings, read_pupils
from mnist_core.evaluation.practice import ROUND
from mnist_core.handwriting.digits import write_digit
from mnist_core.ink.strokes import CANVAS, place_on_canvas
from tools.browsing import ROOT, serve

MOST = 60.0  # megabytes that the server's memory may grow by
_JOINS_WITHIN = 10.0  # seconds, as a class does that scans a picture
_FAULT = re.compile(r".*(?:Traceback|Error|ERROR|Exception).*")


@dataclass
class Measured:
    """What was measured.

    Attributes:
        sent: how many drawings were.
        waits: seconds until each was acknowledged.
        told: errors that pages showed.
        megabytes: of the server's process, from when a first pupil has drawn to the class's end.
    """

    sent: int = 0
    waits: list[float] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)


def drawn(digit: int, random: np.random.Generator) -> list[dict[str, object]]:
    """A digit as the page's canvas reports it."""
    strokes = place_on_canvas(
        write_digit(digit, random), canvas=CANVAS, stroke_width=20, size=0.6, position=(0.5, 0.5)
    )
    return [
        {"width": each.width, "points": each.points.round(2).ravel().tolist()} for each in strokes
    ]


async def draw_a_round(url: str, code: str, seconds: float, seen: Measured) -> None:
    """What a pupil does: joins, and draws a round."""
    random = np.random.default_rng(secrets.randbits(32))
    key = f"class_{code}_practice"  # the round's component
    async with visit(url, "class", f"code={code}", secrets.token_urlsafe(24)) as pupil:
        await pupil.click("class_begin")
        for place, digit in enumerate(pupil.data(key)["asked"]):
            await asyncio.sleep(random.uniform(0.5, 1.5) * seconds)
            seen.sent += 1
            drawing = {"place": place, "version": 1, "strokes": drawn(digit, random)}
            report = {
                "token": pupil.data(key)["token"],
                "drawings": [drawing],
                "over": place + 1 == ROUND,
            }
            start = time.perf_counter()
            await pupil.tell(key, "sent", report)
            seen.waits.append(time.perf_counter() - start)
            if pupil.data(key)["have"][place] != 1 and place + 1 < ROUND:
                seen.told.append("a drawing was not acknowledged")
        if not pupil.has("class_begin"):
            seen.told.append("the round has not ended")
        seen.told += pupil.told


@asynccontextmanager
async def teacher(url: str, folder: Path) -> AsyncIterator[Classroom]:
    """A class that is open, and its page that looks by itself."""
    async with visit(url, "class", "", secrets.token_urlsafe(24)) as visitor:
        await visitor.click("class_open")
        (code,) = [each.name for each in folder.iterdir() if each.is_dir()]
        classroom = find_classroom(folder, folder.parent / "runs", code)
        if classroom is None:
            raise RuntimeError("no class was opened")
        looking = asyncio.create_task(visitor.watch())
        yield classroom
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await looking
        if visitor.told:
            raise RuntimeError(f"the class's page says {visitor.told[0]}")


async def measure(
    url: str, folder: Path, process: psutil.Process, args: argparse.Namespace
) -> tuple[Measured, int]:
    """Have a class draw; what was measured, and how many drawings are kept of it."""
    seen = Measured()

    async def weigh() -> None:
        while True:
            seen.megabytes.append(process.memory_info().rss / 1e6)
            await asyncio.sleep(0.25)

    async def pupil() -> None:
        await asyncio.sleep(secrets.randbelow(1000) / 1000 * _JOINS_WITHIN)
        await draw_a_round(url, classroom.code, args.seconds, seen)

    async with teacher(url, folder) as classroom:
        await draw_a_round(url, classroom.code, 0.1, Measured())  # loads what others find loaded
        weighing = asyncio.create_task(weigh())
        await asyncio.gather(*(pupil() for _ in range(args.pupils)))
        weighing.cancel()
        first, *others = (len(read_drawings(each)) for each in read_pupils(classroom))
        return seen, sum(others) + first - ROUND


def main() -> None:
    """Print what was lost, how long a drawing took, and what memory the class took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pupils", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=4.0, help="between two drawings")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "classrooms"
        places = {"CLASSROOMS_DIR": str(folder), "RUNS_DIR": str(Path(name) / "runs")}
        log = Path(name) / "log"
        with serve(ROOT / "streamlit_app.py", log, places | {"CLASSROOM": "1"}) as (url, process):
            seen, stored = asyncio.run(measure(url, folder, process, args))
        faults = _FAULT.findall(log.read_text())
    grown = max(seen.megabytes) - seen.megabytes[0]
    waits = sorted(seen.waits)
    print_table(
        f"{args.pupils} pupils, a drawing each {args.seconds:g} s",
        ("", ""),
        [
            ("drawings sent", seen.sent),
            ("stored", stored),
            ("lost", seen.sent - stored),
            ("errors in the log", len(faults)),
            ("errors on pages", len(seen.told)),
            ("until a drawing is acknowledged, median ms", f"{statistics.median(waits) * 1e3:.0f}"),
            ("the slowest of a hundred, ms", f"{waits[int(len(waits) * 0.99)] * 1e3:.0f}"),
            ("server before, MB", f"{seen.megabytes[0]:.0f}"),
            ("at most, MB", f"{max(seen.megabytes):.0f}"),
            ("grown by, MB", f"{grown:.0f}"),
        ],
    )
    wrong = [*faults, *seen.told]
    if wrong or stored != seen.sent or grown >= MOST:
        sys.exit("\n".join(["Nothing may be lost, and no error shown.", *wrong[:10]]))


if __name__ == "__main__":
    main()
