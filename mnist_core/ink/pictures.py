"""Image files decoded within limits. Nothing about a file is believed.

It is called by several threads of a server at once, with whatever a stranger sends. So it changes
nothing that Pillow, or Python's warnings, have one of in a process: neither a limit nor a filter,
nor what ``Image.open`` can open.
"""

import io
from collections.abc import Callable
from functools import partial
from typing import Any

import cv2
import numpy as np
import pi_heif
from PIL import (
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
)

from mnist_core.arrays import UInt8Array
from mnist_core.errors import InvalidImageError
from mnist_core.ink.containers import check_size, kind_of, open_container
from mnist_core.ink.preprocessing import BLACK, MIN_CONTRAST, WHITE, laid_on

_AT_ONCE = 1 << 20  # pixels that are converted at once: the rest waits as it was decoded
_PHOTOMETRIC, _WHITE_IS_ZERO = 262, 0  # a tag of TIFF's, and a value of it (TIFF 6.0, 8)
_BITS = 258  # bits of a number, another
_SCALES = (1, 255, 65_535)  # of numbers that have no scale of their own

# Rows of a picture, from one up to another: uint8 (n, w, 3), or (n, w, 4) with alpha.
Rows = Callable[[int, int], UInt8Array]


def read_picture(content: bytes) -> UInt8Array:
    """The picture of an image file: PNG, JPEG, WebP, GIF, BMP, TIFF or HEIC.

    The first, where a file holds several, as an animated one does. What is transparent lies on
    white paper, or on black where white would leave nothing to be seen.

    Args:
        content: the file's bytes: at most 10 MB, and 40 megapixels.

    Returns:
        uint8 (h, w, 3), RGB, turned as the file's EXIF says.

    Raises:
        InvalidImageError: it is no such picture, damaged, or larger than is taken.
    """
    kind = kind_of(content)
    try:
        container = open_container(kind, content)
        rows, size = _DECODERS[kind](container.content)
        return _laid_out(rows, size, container.orientation)
    except InvalidImageError:
        raise
    except Exception as error:  # a damaged file raises a dozen kinds
        raise InvalidImageError(
            f"the {kind} is damaged, cut short, or of a rare kind: save the picture anew as PNG "
            "or JPEG"
        ) from error


def _heic(content: bytes) -> tuple[Rows, tuple[int, int]]:
    """A HEIC file's rows, and its width and height."""
    image = pi_heif.open_heif(content)
    check_size(*image.size)
    return partial(_heic_rows, image), image.size


def _heic_rows(image: pi_heif.HeifFile, top: int, bottom: int) -> UInt8Array:
    pixels = np.asarray(image)[top:bottom]  # of memory that goes when `image` does
    if pixels.dtype == np.uint16:
        pixels = _eight_bits(pixels, 65_535)
    return np.stack([pixels] * 3, axis=2) if pixels.ndim == 2 else np.asarray(pixels, np.uint8)


def _webp(content: bytes) -> tuple[Rows, tuple[int, int]]:
    """As OpenCV decodes it: Pillow's decoder holds all frames' canvas, four times the picture."""
    flags = cv2.IMREAD_UNCHANGED | cv2.IMREAD_IGNORE_ORIENTATION
    pixels = cv2.imdecode(np.frombuffer(content, np.uint8), flags)
    if pixels is None:
        raise ValueError("it cannot be decoded")
    height, width = pixels.shape[:2]
    return partial(_webp_rows, np.asarray(pixels, np.uint8)), (width, height)


def _webp_rows(pixels: UInt8Array, top: int, bottom: int) -> UInt8Array:
    to_rgb = cv2.COLOR_BGR2RGB if pixels.shape[2] == 3 else cv2.COLOR_BGRA2RGBA
    return np.asarray(cv2.cvtColor(pixels[top:bottom], to_rgb), np.uint8)


def _by_pillow(
    decoder: Callable[[io.BytesIO], Image.Image], content: bytes
) -> tuple[Rows, tuple[int, int]]:
    """The rows of what Pillow decodes, and the width and height."""
    image = decoder(io.BytesIO(content))
    check_size(*image.size)
    _check_tiles(image)
    image.load()
    if image.mode in ("I", "F") or image.mode.startswith("I;"):
        return partial(_deep_rows, image, _scale(image)), image.size
    colours = "RGBA" if image.has_transparency_data else "RGB"
    return partial(_rows, image, colours), image.size


def _check_tiles(image: Any) -> None:
    """Raise ValueError where pixels are stored again and again, to be decoded as often."""
    covered = sum((right - x) * (bottom - y) for _, (x, y, right, bottom), *_ in image.tile)
    if covered > image.width * image.height * len(image.getbands()):
        raise ValueError("the picture is stored more than once")


def _rows(image: Image.Image, colours: str, top: int, bottom: int) -> UInt8Array:
    strip = image.crop((0, top, image.width, bottom))
    return np.asarray(strip.convert(colours), np.uint8)


def _scale(image: Any) -> int:
    """The number that is white in a grey picture of more than 8 bits."""
    if image.mode.startswith("I;"):
        bits = image.tag_v2.get(_BITS, (16,))[0] if image.format == "TIFF" else 16
        return int(2**bits - 1)
    least, most = image.getextrema()
    for scale in _SCALES:
        if 0 <= least <= most <= scale:
            return scale
    raise InvalidImageError(
        f"expected shades of 0 to 1, 255 or 65,535, got {least:g} to {most:g}: save the picture "
        "as PNG"
    )


def _deep_rows(image: Any, scale: int, top: int, bottom: int) -> UInt8Array:
    """Rows of a grey picture of more than 8 bits, brought to 8."""
    shades = np.asarray(image.crop((0, top, image.width, bottom)))
    grey = _eight_bits(shades, scale)
    if image.format == "TIFF" and image.tag_v2.get(_PHOTOMETRIC) == _WHITE_IS_ZERO:
        grey = 255 - grey
    channels = [grey] * 3
    if "transparency" in image.info:
        channels.append(np.where(shades == image.info["transparency"], 0, 255).astype(np.uint8))
    return np.stack(channels, axis=2)


def _eight_bits(shades: np.ndarray[Any, Any], scale: int) -> UInt8Array:
    """Shades of 0 to `scale`, at 0 to 255."""
    if not np.isfinite(shades).all():
        raise ValueError("a shade is no number")
    return np.rint(shades * np.float32(255 / scale)).astype(np.uint8)


def _laid_out(rows: Rows, size: tuple[int, int], orientation: int) -> UInt8Array:
    """A picture from its rows, opaque, and turned: uint8 (h, w, 3)."""
    width, height = size
    shape = (height, width) if orientation < 5 else (width, height)
    picture = np.empty((*shape, 3), np.uint8)
    lies = _as_it_lies(picture, orientation)
    is_transparent = _fill(lies, rows, WHITE)
    if is_transparent and int(picture.max()) - int(picture.min()) < MIN_CONTRAST:
        _fill(lies, rows, BLACK)
    return picture


def _fill(picture: UInt8Array, rows: Rows, paper: int) -> bool:
    """Write rows into a picture, on paper; whether they are transparent."""
    height, width = picture.shape[:2]
    at_once = max(1, _AT_ONCE // width)
    is_transparent = False
    for top in range(0, height, at_once):
        strip = rows(top, min(top + at_once, height))
        if strip.shape[2] == 4:
            is_transparent = True
            strip = laid_on(strip, paper)
        picture[top : top + at_once] = strip
    return is_transparent


def _as_it_lies(picture: UInt8Array, orientation: int) -> UInt8Array:
    """The view of an upright picture that lies as its file has it (EXIF 2.32, 4.6.4, tag 274)."""
    if orientation in (5, 6, 7, 8):
        picture = picture.swapaxes(0, 1)
    if orientation in (3, 4, 6, 7):
        picture = picture[::-1]
    if orientation in (2, 3, 7, 8):
        picture = picture[:, ::-1]
    return picture


# ``Image.open`` would warn of large pictures before their size can be looked at.
_DECODERS: dict[str, Callable[[bytes], tuple[Rows, tuple[int, int]]]] = {
    "PNG": partial(_by_pillow, PngImagePlugin.PngImageFile),
    "JPEG": partial(_by_pillow, JpegImagePlugin.JpegImageFile),
    "WebP": _webp,
    "GIF": partial(_by_pillow, GifImagePlugin.GifImageFile),
    "BMP": partial(_by_pillow, BmpImagePlugin.BmpImageFile),
    "TIFF": partial(_by_pillow, TiffImagePlugin.TiffImageFile),
    "HEIC": _heic,
}
