"""The command line: pictures read, and networks measured. Nothing else in the library prints.

python -m mnist_core read IMAGE...
python -m mnist_core evaluate MODEL
"""

import argparse
import io
import json
import os
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import NoReturn

from tqdm import tqdm

from mnist_core.errors import MnistCoreError
from mnist_core.ink.containers import MAX_BYTES
from mnist_core.recognition.classifier import DEFAULT_MODEL
from mnist_core.recognition.reading import ImageFile, Reading, Unread, read_files

PROGRAM = "mnist-core"
ENDINGS = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".heic", ".heif")
STANDARD_INPUT = "-"
FAILED, MISUSED = 1, 2
INTERRUPTED, PIPE_BROKEN = 130, 141  # as a shell has it: 128, and the signal's number
_SEEN = str.maketrans({"\n": "\\n", "\r": "\\r"})  # of a name: a picture has one line

_READ = """\
Read the numbers in pictures: PNG, JPEG, WebP, GIF, BMP, TIFF and HEIC.

For each picture one line is printed: its number. A picture of several lines
has their numbers from top to bottom, with a space between; one without digits
has "no digits". Where several pictures or a folder are named, a line begins
with the picture's name: "a.png: 27".

Folders are gone through with all folders in them, in the order of their names:
files that end in .png, .jpg, .jpeg, .webp, .gif, .bmp, .tif, .tiff, .heic or
.heif, but for hidden ones. Of an animated picture the first frame is read.
"""
_AFTER_READ = """\
Files that cannot be read are named on standard error, after all others were
read; the exit status is then 1.

With --json a picture's line is an object, lines from top to bottom, boxes as
x, y, width and height in the picture's pixels after EXIF has turned it; what
is no digit has the label null, and is not in the number:

{"file": "a.jpg", "lines": [{"number": "27", "digits": [{"label": "2",
"probability": 0.99, "verdict": "digit", "box": [12, 30, 41, 60]}, ...]}]}
"""
_EVALUATE = """\
Measure a network: on MNIST's test digits, and on people whom it has never met,
whose pen strokes are drawn as on the app's canvas. What is measured is what is
at hand: MNIST_PATH, PENDIGITS_PATH, UNIPEN_PATH and STROKES_PATH in the
environment name the files (README, The data).
"""


def run() -> NoReturn:
    """Run the command as a program of its own."""
    _silence_libraries()
    sys.exit(main())


def _silence_libraries() -> None:
    """LiteRT and libtiff write to standard error by themselves: only Python does from here on."""
    own = os.dup(sys.stderr.fileno())
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
    encoding = sys.stderr.encoding
    sys.stderr = os.fdopen(own, "w", encoding=encoding, errors="backslashreplace", buffering=1)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(MISUSED, f"{PROGRAM}: {message} (see --help)\n")


def main(arguments: list[str] | None = None) -> int:
    """Run the command; its exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):  # a name may hold any bytes: print them
        is_posix = os.name == "posix"
        sys.stdout.reconfigure(errors="surrogateescape" if is_posix else "backslashreplace")
    try:
        status = _read(options) if options.command == "read" else _evaluate(options)
        sys.stdout.flush()
    except BrokenPipeError:
        # Nobody listens any more. Python would complain when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_BROKEN
    except KeyboardInterrupt:
        return INTERRUPTED
    except MnistCoreError as error:
        _complain(str(error))
        return FAILED
    return status


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog=PROGRAM, description="Read handwritten digits with neural networks.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    read = commands.add_parser(
        "read",
        help="read the numbers in pictures",
        description=_READ,
        epilog=_AFTER_READ,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    read.add_argument("images", nargs="+", metavar="IMAGE", help='a file, a folder, or "-"')
    read.add_argument("--json", action="store_true", help="print an object for each picture")
    read.add_argument(
        "--model",
        default=DEFAULT_MODEL,
        metavar="NAME_OR_PATH",
        help="a network in models/, or a .tflite (default: %(default)s)",
    )
    evaluate = commands.add_parser(
        "evaluate",
        help="measure a network",
        description=_EVALUATE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    evaluate.add_argument("model", metavar="MODEL", help="a network in models/, or a .tflite")
    return parser


def _read(options: argparse.Namespace) -> int:
    """Print what is read of each picture, then what could not be read."""
    unread: list[Unread] = []
    count = 0
    is_one = len(options.images) == 1 and not Path(options.images[0]).is_dir()
    # Counted beforehand only for a bar that is seen.
    shows_bar = not is_one and sys.stderr.isatty()
    total = sum(1 for _ in _listed(options.images, [])) if shows_bar else None
    readings = read_files(_opened(_listed(options.images, unread)), options.model)
    with (
        closing(readings),
        tqdm(total=total, unit=" pictures", leave=False, disable=not shows_bar) as bar,
    ):
        try:
            for reading in readings:
                count += 1
                bar.update()
                if isinstance(reading, Unread):
                    unread.append(reading)
                else:
                    line = _as_json(reading) if options.json else _as_text(reading, is_one)
                    tqdm.write(line)  # above the bar
                    sys.stdout.flush()
        except BrokenProcessPool:
            unread.append(Unread("", "a process ended by itself: is there too little memory?"))
    if not count and not unread:
        _complain("there are no pictures")
    for each in unread:
        _complain(f"{each.file}: {each.reason}" if each.file else each.reason)
    return FAILED if unread else 0


def _listed(images: list[str], unread: list[Unread]) -> Iterator[str]:
    """The pictures that are named, and those in folders; what cannot be listed goes to `unread`."""
    for name in images:
        if Path(name).is_dir():
            yield from _pictures_in(name, unread)
        else:
            yield name


def _pictures_in(folder: str, unread: list[Unread]) -> Iterator[str]:
    try:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except OSError as error:
        unread.append(Unread(folder, error.strerror or str(error)))
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _pictures_in(entry.path, unread)
        elif entry.name.lower().endswith(ENDINGS):
            yield entry.path


def _opened(names: Iterable[str]) -> Iterator[ImageFile]:
    for name in names:
        is_input = name == STANDARD_INPUT
        yield ImageFile(name, sys.stdin.buffer.read(MAX_BYTES + 1) if is_input else None)


def _as_json(reading: Reading) -> str:
    return json.dumps(asdict(reading))


def _as_text(reading: Reading, is_one: bool) -> str:
    numbers = " ".join(line.number for line in reading.lines if line.number) or "no digits"
    return numbers if is_one else f"{reading.file.translate(_SEEN)}: {numbers}"


def _evaluate(options: argparse.Namespace) -> int:
    """Print how a network reads; each table as soon as it is measured."""
    from mnist_core.publishing.tables import measured_tables

    for table in measured_tables(options.model):
        print(f"\n{table}", flush=True)
    return 0


def _complain(message: str) -> None:
    print(f"{PROGRAM}: {message.translate(_SEEN)}", file=sys.stderr)


if __name__ == "__main__":
    run()
