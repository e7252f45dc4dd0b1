"""Image files before they are decoded: their kind, how they are turned, and what the picture needs.

A file holds more than its picture: text, colour profiles, thumbnails, further frames. That is where
bombs lie, and where decoders stumble. So a decoder is given only the parts that the picture is made
of, and no more of them than an honest file has. Nothing is decoded here.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from mnist_core.errors import InvalidImageError
from mnist_core.ink.preprocessing import MAX_PIXELS

MAX_BYTES = 10 * 2**20  # of a file
KINDS = "PNG, JPEG, WebP, GIF, BMP, TIFF or HEIC"
_SIGNATURES = {
    b"\x89PNG\r\n\x1a\n": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF87a": "GIF",
    b"GIF89a": "GIF",
    b"BM": "BMP",
    b"II*\0": "TIFF",
    b"MM\0*": "TIFF",
}
# Brands of HEVC pictures (ISO/IEC 23008-12, B.4), and those that name no codec.
_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
_MOST_PARTS = 10_000  # chunks or segments of a file; a picture of 10 MB has some hundreds
# Scans of a progressive JPEG. Each goes over the whole picture, and may be a few bytes long.
# libjpeg's own script has 10 (jcparam.c, jpeg_simple_progression).
_MOST_SCANS = 64
_PNG_CHUNKS = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")
_WEBP_PICTURE = (b"ALPH", b"VP8 ", b"VP8L")
_BMP_RLE = (1, 2)  # biCompression: by run length
_ORIENTATION = 274  # EXIF's tag, and TIFF's (EXIF 2.32, 4.6.4)
# TIFF's tags that say how the pixels are stored (TIFF 6.0, and its technical notes 1 and 2): those
# of one number, and others. 512 to 521, JPEG's of old, are left out: nobody writes them.
_TIFF_SINGLE = frozenset({256, 257, 259, 262, 266, 277, 278, 284, 292, 293, 317, 322, 323})
_TIFF_TAGS = _TIFF_SINGLE | {258, 273, 279, 320, 324, 325, 338, 339, 347, 529, 530, 531, 532}
_TIFF_SIZES = {1: 1, 3: 2, 4: 4, 5: 8, 7: 1}  # bytes of a number, by its type
_TIFF_NUMBERS = {3: "H", 4: "I"}  # types of a tag of one number
_TIFF_COMPRESSION, _TIFF_SAMPLES = 259, 277
_TIFF_MOST_SAMPLES = 6  # numbers of a pixel: CMYK, and two more
# None, CCITT's three, LZW, JPEG, Deflate and its older number, PackBits.
_TIFF_COMPRESSIONS = frozenset({1, 2, 3, 4, 5, 7, 8, 32946, 32773})
_TIFF_MOST = 2**16  # numbers of a tag: strips of one row


@dataclass(frozen=True)
class Container:
    """What a decoder needs of an image file.

    Attributes:
        content: the parts of the file that its first picture is made of.
        orientation: 1 to 8, how the picture lies, as EXIF has it. Always 1 for HEIC, which is
            turned as it is decoded.
    """

    content: bytes
    orientation: int = 1


def kind_of(content: bytes) -> str:
    """The kind of an image file, as ``KINDS`` names it.

    Raises:
        InvalidImageError: it is of no kind that is taken, or too large.
    """
    if not content:
        raise InvalidImageError(f"expected a picture ({KINDS}), got an empty file")
    check_bytes(len(content))
    for signature, kind in _SIGNATURES.items():
        if content.startswith(signature):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "WebP"
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        return "HEIC"
    raise InvalidImageError(f"expected a picture ({KINDS}), got a file of another kind")


def open_container(kind: str, content: bytes) -> Container:
    """Look into an image file without decoding it.

    Args:
        kind: as ``kind_of`` names it.
        content: the file's bytes.

    Raises:
        InvalidImageError: it has too many pixels, or is of a rare kind.
        Exception: of whatever class, the file is damaged.
    """
    return _OPENERS[kind](content)


def check_bytes(count: int) -> None:
    """Raise InvalidImageError for a file of more bytes than are taken."""
    if count > MAX_BYTES:
        raise InvalidImageError(
            f"expected a file of at most {MAX_BYTES >> 20} MB, got {count / 2**20:.1f} MB: "
            "make the picture smaller"
        )


def check_size(width: int, height: int) -> None:
    """Raise InvalidImageError for a picture of more pixels than are decoded, or of none."""
    if width < 1 or height < 1:
        raise ValueError("a picture has at least one pixel")
    if width * height > MAX_PIXELS:
        raise InvalidImageError(
            f"expected at most {MAX_PIXELS // 10**6} megapixels, got {width:,} x {height:,} "
            f"pixels ({width * height / 1e6:,.1f} megapixels): make the picture smaller"
        )


def _png(content: bytes) -> Container:
    """Without text, profiles and further frames (PNG, 3rd edition, 5)."""
    parts, at, orientation = [content[:8]], 8, 1
    for _ in range(_MOST_PARTS):
        length, kind = struct.unpack_from(">I4s", content, at)
        chunk = content[at : at + 12 + length]
        if len(chunk) < 12 + length:
            break
        if kind == b"eXIf":
            orientation = _orientation(chunk[8:-4])
        elif kind in _PNG_CHUNKS:
            parts.append(chunk)
        if kind == b"IEND":
            return Container(b"".join(parts), orientation)
        at += len(chunk)
    raise ValueError("the chunks do not end")


def _jpeg(content: bytes) -> Container:
    """Without text, profiles and thumbnails, up to its end (ITU-T T.81, B)."""
    parts, at, orientation = [content[:2]], 2, 1
    for _ in range(_MOST_PARTS):
        mark, marker, length = struct.unpack_from(">BBH", content, at)
        if mark != 0xFF:
            raise ValueError("a segment does not begin")
        if marker == 0xFF:  # filling
            at += 1
            continue
        if marker == 0xDA:  # the picture itself
            end = content.find(b"\xff\xd9", at)
            scans = content[at : end + 2 if end > 0 else None]
            if scans.count(b"\xff\xda") > _MOST_SCANS:
                raise ValueError("there are too many scans")
            return Container(b"".join([*parts, scans]), orientation)
        segment = content[at : at + 2 + length]
        if marker == 0xE1 and segment[4:10] == b"Exif\0\0":
            orientation = _orientation(segment[10:])
        # Of the application's segments only JFIF's and Adobe's say how colours are stored.
        if marker in (0xE0, 0xEE) or not (0xE0 <= marker <= 0xEF or marker == 0xFE):
            parts.append(segment)
        at += len(segment)
    raise ValueError("there are too many segments")


def _gif(content: bytes) -> Container:
    """Without comments, up to its first frame; what follows is not looked at (GIF89a)."""
    width, height, flags = struct.unpack_from("<HHB", content, 6)
    at = 13 + (3 << (flags & 7) + 1 if flags & 0x80 else 0)
    head, control = content[:at], b""
    while content[at] == 0x21:
        start, at = at, at + 2
        while content[at]:
            at += 1 + content[at]
        at += 1
        if content[start + 1] == 0xF9:  # says which colour is transparent
            control = content[start:at]
    if content[at] != 0x2C:
        raise ValueError("there is no frame")
    x, y, frame_width, frame_height = struct.unpack_from("<HHHH", content, at + 1)
    check_size(max(width, x + frame_width), max(height, y + frame_height))
    return Container(head + control + content[at:])


def _webp(content: bytes) -> Container:
    """Its first frame, as a file of its own (RFC 9649, 2)."""
    frame: list[bytes] = []
    orientation = 1
    for kind, chunk in _webp_chunks(content[12:]):
        if kind == b"ANMF" and not frame:
            frame = [each for kind, each in _webp_chunks(chunk[24:]) if kind in _WEBP_PICTURE]
        elif kind in _WEBP_PICTURE:
            frame.append(chunk)
        elif kind == b"EXIF":
            orientation = _orientation(chunk[8:].removeprefix(b"Exif\0\0"))
    width, height = _webp_size(frame[-1])
    check_size(width, height)
    if len(frame) > 1:  # its transparency lies apart
        sides = b"".join((side - 1).to_bytes(3, "little") for side in (width, height))
        frame.insert(0, struct.pack("<4sII", b"VP8X", 10, 0x10) + sides)
    body = b"WEBP" + b"".join(frame)
    return Container(struct.pack("<4sI", b"RIFF", len(body)) + body, orientation)


def _webp_chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    for _ in range(_MOST_PARTS):
        if at + 8 > len(content):
            return
        kind, length = struct.unpack_from("<4sI", content, at)
        chunk = content[at : at + 8 + length + length % 2]
        yield kind, chunk
        at += len(chunk)
    raise ValueError("there are too many chunks")


def _webp_size(chunk: bytes) -> tuple[int, int]:
    """Width and height, of a lossless picture (RFC 9649, 3.4), or a lossy (RFC 6386, 9.1)."""
    if chunk[:4] == b"VP8L":
        (bits,) = struct.unpack_from("<I", chunk, 9)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack_from("<HH", chunk, 14)
    return width & 0x3FFF, height & 0x3FFF


def _bmp(content: bytes) -> Container:
    """As it is, but for runs: Pillow decodes those in Python, at seconds a megabyte."""
    header, compression = struct.unpack_from("<I12xI", content, 14)
    if header >= 40 and compression in _BMP_RLE:
        raise InvalidImageError(
            "a BMP compressed by run length cannot be read: save the picture as PNG"
        )
    return Container(content)


def _tiff(content: bytes) -> Container:
    """Its first directory, and of that what says how pixels are stored (TIFF 6.0, 2)."""
    order, entries, used = _byte_order(content), [], 0
    for at, tag, kind, count in _directory(content):
        size = _TIFF_SIZES.get(kind, 0) * count
        if tag not in _TIFF_TAGS or not size:
            continue
        if count > (1 if tag in _TIFF_SINGLE else _TIFF_MOST):
            raise ValueError("a tag has too many numbers")
        if size > 4:
            (offset,) = struct.unpack_from(order + "I", content, at + 8)
            used += size
            if offset + size > len(content) or used > len(content):
                raise ValueError("a tag lies outside the file")
        if tag in _TIFF_SINGLE:
            _check_tag(tag, *struct.unpack_from(order + _TIFF_NUMBERS[kind], content, at + 8))
        entries.append(content[at : at + 12])
    (start,) = struct.unpack_from(order + "I", content, 4)
    directory = struct.pack(order + "H", len(entries)) + b"".join(entries) + bytes(4)  # the last
    changed = bytearray(content)
    changed[start : start + len(directory)] = directory
    return Container(bytes(changed), _orientation(content))


def _heic(content: bytes) -> Container:
    """As it is, once its items are no longer together than twice the file.

    Their places may overlap (ISO/IEC 14496-12, 8.11.3), and a decoder copies items out.
    """
    room = 2 * len(content)
    for kind, meta in _boxes(content):
        for inner, places in _boxes(meta[4:]) if kind == b"meta" else ():
            for length in _lengths(places) if inner == b"iloc" else ():
                room -= length or len(content)  # 0 is all of it
                if room < 0:
                    raise ValueError("the items are longer than the file")
    return Container(content)


def _boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The boxes of a file or of another box: their kinds, and what they hold."""
    at = 0
    for _ in range(_MOST_PARTS):
        if at + 8 > len(content):
            return
        (length, kind), head = struct.unpack_from(">I4s", content, at), 8
        if length == 1:
            (length,), head = struct.unpack_from(">Q", content, at + 8), 16
        end = at + length if length else len(content)
        yield kind, content[at + head : end]
        at = max(end, at + head)
    raise ValueError("there are too many boxes")


def _lengths(places: bytes) -> Iterator[int]:
    """How long each part of each item is: the box "iloc"."""
    version, sizes = places[0], (*divmod(places[4], 16), *divmod(places[5], 16))
    offset, length, base, index = sizes
    wide = 4 if version == 2 else 2
    at = 6 + wide
    for _ in range(int.from_bytes(places[6:at])):
        at += wide + (2 if version else 0) + 2 + base
        (parts,) = struct.unpack_from(">H", places, at)
        at += 2
        for _ in range(parts):
            at += offset + (index if version else 0)
            yield int.from_bytes(places[at : at + length])
            at += length


def _check_tag(tag: int, value: int) -> None:
    if tag == _TIFF_COMPRESSION and value not in _TIFF_COMPRESSIONS:
        raise InvalidImageError(
            f"a TIFF of compression {value} cannot be read: save the picture as PNG"
        )
    if tag == _TIFF_SAMPLES and value > _TIFF_MOST_SAMPLES:
        raise ValueError("a pixel has too many numbers")


def _byte_order(tiff: bytes) -> str:
    return {b"II": "<", b"MM": ">"}[tiff[:2]]


def _directory(tiff: bytes) -> Iterator[tuple[int, int, int, int]]:
    """The first directory of a TIFF, or of EXIF, which is one: where, tag, type and count."""
    order = _byte_order(tiff)
    (start,) = struct.unpack_from(order + "I", tiff, 4)
    if start < 8:
        raise ValueError("the directory lies in the header")
    (entries,) = struct.unpack_from(order + "H", tiff, start)
    for at in range(start + 2, start + 2 + 12 * entries, 12):
        yield at, *struct.unpack_from(order + "HHI4x", tiff, at)


def _orientation(exif: bytes) -> int:
    """How a picture lies, 1 to 8; 1 where EXIF does not say, or is damaged."""
    try:
        for at, tag, kind, count in _directory(exif):
            if (tag, kind, count) == (_ORIENTATION, 3, 1):
                (orientation,) = struct.unpack_from(_byte_order(exif) + "H", exif, at + 8)
                return orientation if 1 <= orientation <= 8 else 1
    except (struct.error, KeyError, ValueError):
        pass
    return 1


_OPENERS = {
    "PNG": _png,
    "JPEG": _jpeg,
    "WebP": _webp,
    "GIF": _gif,
    "BMP": _bmp,
    "TIFF": _tiff,
    "HEIC": _heic,
}
