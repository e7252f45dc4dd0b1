"""Give the door for image files damaged ones, and see that it answers in words.

python -m tools.fuzz_pictures [--count 10000] [--seed 0]

Prints what went wrong, file by file: another error than ``InvalidImageError``, a warning, more than
a second. A file that is named by its number can be made again with ``damaged``.
"""

import argparse
import faulthandler
import io
import sys
import time
import warnings
from collections import Counter

import numpy as np
import pillow_heif
from PIL import Image

from mnist_core.arrays import UInt8Array
from mnist_core.errors import InvalidImageError
from mnist_core.ink.pictures import read_picture

SECONDS = 1.0  # that an answer may take
_MOST_CHANGES = 4  # of a file
# Numbers that lengths, counts and sizes are taken for.
_EXTREMES = (0, 1, 2, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)


def picture() -> UInt8Array:
    """A picture of fifteen fields of one colour each: uint8 (24, 40, 3)."""
    fields = np.random.default_rng(0).integers(0, 256, (3, 5, 3), np.uint8)
    return np.repeat(np.repeat(fields, 8, axis=0), 8, axis=1)


def saved(image: Image.Image, form: str, **options: object) -> bytes:
    """An image file, as Pillow writes it, or pillow-heif."""
    file = io.BytesIO()
    if form == "HEIF":
        pillow_heif.from_pillow(image).save(file, **options)
    else:
        image.save(file, form, **options)
    return file.getvalue()


def samples() -> dict[str, bytes]:
    """Small image files that are whole: of every kind, and of most ways to store pixels."""
    image = Image.fromarray(picture())
    grey = image.convert("L")
    clear = image.convert("RGBA")
    clear.putalpha(grey)
    deep = Image.fromarray(np.asarray(grey).astype(np.uint16) * 257)
    real = Image.fromarray(np.asarray(grey) / np.float32(255))
    exif = Image.Exif()
    exif[274] = 6
    lossless = {"quality": -1, "chroma": 444, "matrix_coefficients": 0}
    return {
        "png": saved(image, "PNG", exif=exif),
        "png, palette": saved(image.quantize(16), "PNG", transparency=3),
        "png, 1 bit": saved(image.convert("1"), "PNG"),
        "png, 16 bits": saved(deep, "PNG"),
        "png, grey and alpha": saved(clear.convert("LA"), "PNG"),
        "png, animated": saved(image, "PNG", save_all=True, append_images=[grey.convert("RGB")]),
        "jpeg": saved(image, "JPEG", exif=exif),
        "jpeg, progressive": saved(image, "JPEG", progressive=True),
        "jpeg, cmyk": saved(image.convert("CMYK"), "JPEG"),
        "webp": saved(image, "WEBP", exif=exif),
        "webp, lossless": saved(clear, "WEBP", lossless=True),
        "webp, alpha": saved(clear, "WEBP"),
        "webp, animated": saved(image, "WEBP", save_all=True, append_images=[grey]),
        "gif": saved(image, "GIF", comment=b"fifteen fields"),
        "gif, animated": saved(image, "GIF", save_all=True, append_images=[grey], transparency=1),
        "bmp": saved(image, "BMP"),
        "bmp, palette": saved(image.quantize(16), "BMP"),
        "tiff": saved(image, "TIFF", exif=exif),
        "tiff, lzw": saved(clear, "TIFF", compression="tiff_lzw"),
        "tiff, deflate": saved(image.quantize(16), "TIFF", compression="tiff_adobe_deflate"),
        "tiff, fax": saved(image.convert("1"), "TIFF", compression="group4"),
        "tiff, jpeg": saved(image, "TIFF", compression="jpeg"),
        "tiff, 16 bits": saved(deep, "TIFF"),
        "tiff, float": saved(real, "TIFF"),
        "heic": saved(image, "HEIF", exif=exif.tobytes(), **lossless),
        "heic, alpha": saved(clear, "HEIF"),
        "heic, 16 bits": saved(deep, "HEIF"),
    }


def damaged(whole: dict[str, bytes], seed: int, number: int) -> tuple[str, bytes]:
    """One of the files, damaged: its name and its bytes, the same for the same numbers."""
    random = np.random.default_rng((seed, number))
    names = sorted(whole)
    name = names[number % len(names)]
    content = bytearray(whole[name])
    for _ in range(random.integers(1, _MOST_CHANGES + 1)):
        if not content:
            break
        # Half of the changes are made near the beginning, where sizes and counts stand.
        at = int(random.integers(min(len(content), random.choice([100, 100_000]))))
        match random.choice(["bit", "byte", "number", "cut", "insert", "double", "mix", "leave"]):
            case "bit":
                content[at] ^= 1 << int(random.integers(8))
            case "byte":
                content[at] = int(random.integers(256))
            case "number":
                size = int(random.choice([2, 4]))
                extreme = int(random.choice(_EXTREMES)) % 256**size
                order = "big" if random.integers(2) else "little"
                content[at : at + size] = extreme.to_bytes(size, order)
            case "cut":
                del content[at:]
            case "insert":
                content[at:at] = random.bytes(int(random.integers(1, 64)))
            case "double":
                content[at:at] = content[at : at + int(random.integers(1, 64))]
            case "mix":
                other = whole[names[int(random.integers(len(names)))]]
                content[:at] = other[:at]
            case "leave":
                del content[at : at + int(random.integers(1, 64))]
    return name, bytes(content)


def what_is_wrong(content: bytes) -> str | None:
    """What the door does wrong with a file; None where it gives a picture, or an answer in words.

    While it looks, a warning is an error, in all of this process.
    """
    start = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            given = read_picture(content)
            if given.dtype != np.uint8 or given.ndim != 3 or given.shape[2] != 3:
                return f"gave {given.dtype} {given.shape}"
        except InvalidImageError as error:
            # A warning that became an error is hidden in it.
            if isinstance(error.__cause__, Warning):
                return f"warned: {error.__cause__!r}"
        except BaseException as error:
            return f"raised {error!r}"
    seconds = time.perf_counter() - start
    return f"took {seconds:.1f} s" if seconds > SECONDS else None


def main() -> int:
    """Print what went wrong, and a count; its exit status."""
    parser = argparse.ArgumentParser(prog="python -m tools.fuzz_pictures")
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    faulthandler.enable()  # a decoder that crashes says where
    whole, wrong, kinds = samples(), 0, Counter[str]()
    for number in range(options.count):
        name, content = damaged(whole, options.seed, number)
        kinds[name] += 1
        if found := what_is_wrong(content):
            wrong += 1
            print(f"file {number} ({name}, {len(content)} bytes) {found}", flush=True)
    print(f"{options.count:,} files of {len(kinds)} kinds, seed {options.seed}: {wrong} went wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
