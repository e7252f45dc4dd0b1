"""What is found out about an image file before a decoder sees it."""

import io
import struct

import numpy as np
import pytest
from PIL import Image

from mnist_core.ink.containers import kind_of, open_container
from tools.fuzz_pictures import picture, samples, saved

IMAGE = Image.fromarray(picture())
PNG_CHUNK = struct.pack(">I4s", 0, b"IDAT") + bytes(4)


def tiff(*entries, order="<"):
    """A TIFF of a directory alone: tag, type, count and value of each entry."""
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", 8)
    packed = b"".join(struct.pack(order + "HHII", *entry) for entry in entries)
    return head + struct.pack(order + "H", len(entries)) + packed + bytes(4)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\x89PNG\r\n\x1a\n" + PNG_CHUNK * 20_000, "the chunks do not end"),
        (b"\xff\xd8" + b"\xff\xe1\0\2" * 20_000, "too many segments"),
        (b"\xff\xd8\xff\xe1\0\2seven", "a segment does not begin"),
        (b"GIF89a" + bytes(7) + b";", "there is no frame"),
        (b"RIFF\0\0\0\0WEBP" + b"XMP \0\0\0\0" * 20_000, "too many chunks"),
        (tiff((273, 4, 2**16 + 1, 8)), "a tag has too many numbers"),
        (tiff((256, 4, 2, 8)), "a tag has too many numbers"),
        (tiff((273, 4, 100, 8)), "a tag lies outside the file"),
        (tiff(*[(273, 4, 10, 8)] * 5), "a tag lies outside the file"),
        (tiff((277, 4, 1, 7)), "a pixel has too many numbers"),
        (tiff((277, 4, 1, 60_000), order=">"), "a pixel has too many numbers"),
        (b"II*\0\2\0\0\0" + bytes(12 * 42 + 4), "the directory lies in the header"),
        (b"\0\0\0\x0cftypheic" + struct.pack(">I4s", 8, b"free") * 20_000, "too many boxes"),
    ],
)
def test_no_more_is_looked_at_than_an_honest_file_has(content, message):
    with pytest.raises(ValueError, match=message):
        open_container(kind_of(content), content)


@pytest.mark.parametrize("cut", [1, 4, 5])
def test_tiff_directory_that_is_cut_is_not_taken(cut):
    """Pillow would warn of it. It may lack where the next one lies: that is written anew."""
    whole = tiff((256, 4, 1, 40), (258, 3, 1, 8))
    if cut <= 4:
        assert open_container("TIFF", whole[:-cut]).content == whole
    else:
        with pytest.raises(struct.error):
            open_container("TIFF", whole[:-cut])


def test_only_the_picture_is_handed_on():
    exif = Image.Exif()
    exif[274] = 6
    exif[270] = "fifteen fields"
    for form in ("PNG", "JPEG", "WEBP", "TIFF"):
        content = saved(IMAGE, form, exif=exif)
        assert b"fifteen fields" in content
        found = open_container(kind_of(content), content)
        assert found.orientation == 6
        if form == "TIFF":
            assert set(Image.open(io.BytesIO(found.content)).tag_v2) <= {
                *(256, 257, 258, 259, 262, 273, 277, 278, 279, 284),
            }
        else:
            assert b"fifteen fields" not in found.content


@pytest.mark.parametrize("name", [each for each in samples() if not each.startswith("heic")])
def test_what_is_handed_on_of_a_whole_file_is_its_picture(name):
    """To Pillow, which decodes both by itself."""
    content = samples()[name]
    found = open_container(kind_of(content), content)
    shown = np.asarray(Image.open(io.BytesIO(found.content)).convert("RGBA"))
    whole = Image.open(io.BytesIO(content))
    whole.load()  # which turns a TIFF
    if name == "tiff":
        whole = whole.transpose(Image.Transpose.ROTATE_90)
    np.testing.assert_array_equal(shown, np.asarray(whole.convert("RGBA")))
