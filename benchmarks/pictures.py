"""The door for image files at its limit: seconds and memory for pictures of nearly 40 megapixels.

python -m benchmarks.pictures

Each is read by a process of its own. Memory is the most that it holds beyond what it had before, as
the system counts it (Linux alone): the picture itself, 120 MB, is among it.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.tables import print_table
from tools.fuzz_pictures import saved

SIDES = (7700, 5190)
_READ = """
import pathlib, re, sys, time
from mnist_core.ink.pictures import read_picture
content = pathlib.Path(sys.argv[1]).read_bytes()
status = pathlib.Path("/proc/self/status")
most = lambda: 1024 * int(re.search(r"VmHWM:\\s+(\\d+)", status.read_text())[1])
before, start = most(), time.perf_counter()
read_picture(content)
print(time.perf_counter() - start, most() - before)
"""


def main() -> None:
    """Print a row for each kind of picture."""
    image, grey = _picture(), _picture().convert("L")
    clear = image.convert("RGBA")
    exif = Image.Exif()
    exif[274] = 6  # to be turned
    files = {
        "PNG": saved(image, "PNG", exif=exif, compress_level=1),
        "PNG, transparent": saved(clear, "PNG", exif=exif, compress_level=1),
        "PNG, 16 bits": saved(
            Image.fromarray(np.asarray(grey).astype(np.uint16) * 257), "PNG", compress_level=1
        ),
        "JPEG": saved(image, "JPEG", exif=exif),
        "JPEG, progressive": saved(image, "JPEG", exif=exif, progressive=True),
        "WebP": saved(image, "WEBP", exif=exif, method=0),
        "GIF": saved(grey, "GIF"),
        "TIFF, LZW": saved(image, "TIFF", exif=exif, compression="tiff_lzw"),
        "HEIC": saved(image, "HEIF", exif=exif.tobytes(), enc_params={"preset": "ultrafast"}),
    }
    rows = [
        (name, f"{len(content) / 2**20:.1f} MB", *_read(content)) for name, content in files.items()
    ]
    print_table(
        f"Pictures of {SIDES[0]:,} x {SIDES[1]:,} pixels, all but the GIF and the 16 bits turned",
        ("kind", "file", "time", "memory"),
        rows,
    )


def _picture() -> Image.Image:
    """Paper with some strokes and some grain, as a photograph has."""
    pixels = np.full((SIDES[1], SIDES[0], 3), 235, np.uint8)
    pixels[::7, ::5] = np.random.default_rng(0).integers(200, 240, 3)
    pixels[1000:1400, 2000:2100] = 20
    return Image.fromarray(pixels)


def _read(content: bytes) -> tuple[str, str]:
    """Seconds and memory that a picture takes."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "picture"
        file.write_bytes(content)
        words = [sys.executable, "-c", _READ, str(file)]
        printed = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    seconds, memory = map(float, printed.split())
    return f"{seconds:.2f} s", f"{memory / 1e6:,.0f} MB"


if __name__ == "__main__":
    main()
