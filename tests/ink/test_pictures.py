import io
import struct
import threading
import warnings
import zlib

import cv2
import numpy as np
import pillow_heif
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image, ImageOps, UnidentifiedImageError

from mnist_core.errors import InvalidImageError
from mnist_core.ink.pictures import read_picture
from tools.fuzz_pictures import damaged, picture, samples, saved, what_is_wrong

IMAGE = Image.fromarray(picture())
HEIC = {"quality": -1, "chroma": 444, "matrix_coefficients": 0}  # without loss
WITHOUT_LOSS = [
    ("PNG", {}),
    ("BMP", {}),
    ("TIFF", {}),
    ("WEBP", {"lossless": True}),
    ("HEIF", HEIC),
]
DAMAGED = "is damaged, cut short, or of a rare kind: save the picture anew as PNG or JPEG"
OTHER = (
    r"expected a picture \(PNG, JPEG, WebP, GIF, BMP, TIFF or HEIC\), got a file of another kind"
)
LARGE = "expected at most 40 megapixels, got "


def shown(image):
    """What Pillow shows of an image, by itself."""
    return np.asarray(image.convert("RGB"))


@pytest.mark.parametrize(("form", "options"), WITHOUT_LOSS)
def test_picture_comes_back_as_it_was_saved(form, options):
    np.testing.assert_array_equal(read_picture(saved(IMAGE, form, **options)), picture())


@pytest.mark.parametrize("form", ["JPEG", "GIF", "WEBP", "HEIF"])
def test_picture_saved_with_loss_is_much_the_same(form):
    read = read_picture(saved(IMAGE, form))
    assert np.abs(read.astype(int) - picture()).mean() < 12


@given(arrays(np.uint8, st.tuples(st.integers(1, 40), st.integers(1, 40), st.just(3))))
@settings(max_examples=50, deadline=None)
@pytest.mark.parametrize(("form", "options"), WITHOUT_LOSS[:4])
def test_any_pixels_come_back_as_they_were_saved(form, options, pixels):
    content = saved(Image.fromarray(pixels), form, **options)
    np.testing.assert_array_equal(read_picture(content), pixels)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "TIFF", "WEBP"])
@pytest.mark.parametrize("orientation", range(10))
def test_picture_is_turned_as_exif_says(form, orientation):
    exif = Image.Exif()
    exif[274] = orientation
    content = saved(IMAGE, form, exif=exif)
    turned = ImageOps.exif_transpose(Image.open(io.BytesIO(content)))
    np.testing.assert_array_equal(read_picture(content), shown(turned))


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_heic_is_turned_once(orientation):
    exif = Image.Exif()
    exif[274] = orientation
    turned = ImageOps.exif_transpose(Image.open(io.BytesIO(saved(IMAGE, "PNG", exif=exif))))
    content = saved(IMAGE, "HEIF", exif=exif.tobytes(), **HEIC)
    np.testing.assert_array_equal(read_picture(content), shown(turned))


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "CMYK", "LAB", "F"])
def test_pixels_of_every_mode_are_shown_as_pillow_shows_them(mode):
    converted = IMAGE.quantize(16) if mode == "P" else IMAGE.convert("L" if mode == "F" else mode)
    want = shown(converted)
    np.testing.assert_array_equal(read_picture(saved(converted.convert(mode), "TIFF")), want)


@pytest.mark.parametrize("form", ["PNG", "TIFF", "HEIF"])
def test_sixteen_bits_are_scaled_to_eight(form):
    shades = np.linspace(0, 65_535, 40 * 24).reshape(24, 40).astype(np.uint16)
    options = HEIC if form == "HEIF" else {}
    read = read_picture(saved(Image.fromarray(shades), form, **options))
    accuracy = 0.51 if form != "HEIF" else 1.1  # which has twelve bits
    np.testing.assert_allclose(read[:, :, 0], shades / 257, atol=accuracy)


def tiff(entries, pixels=b"", directory=8):
    """A little TIFF: entries of tag, type, count and value, each of which stands in its entry."""
    packed = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    head = b"II*\0" + struct.pack("<I", directory)
    return head + struct.pack("<H", len(entries)) + packed + bytes(4) + pixels


def grey_tiff(changes=None, pixels=bytes(range(240)) * 4):
    """A TIFF of 40 x 24 grey pixels: without compression, unless some of its tags are changed."""
    tags = {256: 40, 257: 24, 258: 8, 259: 1, 262: 1, 273: 200, 277: 1, 278: 24, 279: 960}
    entries = [(tag, 4, 1, value) for tag, value in (tags | (changes or {})).items()]
    head = tiff(entries)
    return head.ljust(200, b"\0") + pixels


def test_tiff_made_by_hand_is_read():
    assert read_picture(grey_tiff())[0, :, 0].tolist() == list(range(40))


@pytest.mark.parametrize(("photometric", "black"), [(1, 0), (0, 255)])
def test_tiff_that_says_white_is_zero_is_inverted(photometric, black):
    for bits in (8, 16):
        content = grey_tiff({258: bits, 262: photometric, 279: 120 * bits}, bytes(1920))
        assert (read_picture(content) == black).all()


def test_twelve_bits_are_scaled_to_eight():
    content = grey_tiff({258: 12, 279: 1440}, b"\xff" * 1440)
    assert (read_picture(content) == 255).all()


@pytest.mark.parametrize("most", [1, 255, 65_535])
@pytest.mark.parametrize("kind", [np.float32, np.int32])
def test_shades_without_a_scale_of_their_own_are_scaled_by_their_largest(most, kind):
    shades = np.linspace(0, most, 40 * 24).reshape(24, 40).astype(kind)
    read = read_picture(saved(Image.fromarray(shades), "TIFF"))
    np.testing.assert_allclose(read[:, :, 0], shades * (255 / most), atol=0.51)


def ink_on_clear(shade):
    pixels = np.zeros((24, 40, 4), np.uint8)
    pixels[4:20, 10:14] = (shade, shade, shade, 255)
    return Image.fromarray(pixels)


@pytest.mark.parametrize(
    ("form", "options"), [(f, o) for f, o in WITHOUT_LOSS if f != "BMP"] + [("GIF", {})]
)
@pytest.mark.parametrize(("ink", "paper"), [(0, 255), (100, 255), (255, 0)])
def test_transparent_picture_lies_on_white_or_on_black_where_its_ink_is_white(
    form, options, ink, paper
):
    read = read_picture(saved(ink_on_clear(ink), form, **options))
    assert read[0, 0].tolist() == [paper] * 3
    assert read[10, 11].tolist() == [ink] * 3


@pytest.mark.parametrize("transparency", [0, bytes([0, 255])])
def test_palette_with_transparency_lies_on_white(transparency):
    palette = Image.new("P", (40, 24), 0)
    palette.putpalette([200, 0, 0, 0, 0, 90])
    palette.paste(1, (10, 4, 14, 20))
    read = read_picture(saved(palette, "PNG", transparency=transparency))
    assert read[0, 0].tolist() == [255, 255, 255]
    assert read[10, 11].tolist() == [0, 0, 90]


def test_sixteen_bits_with_a_transparent_shade_lie_on_white():
    shades = np.zeros((24, 40), np.uint16)
    shades[4:20, 10:14] = 2
    read = read_picture(saved(Image.fromarray(shades), "PNG", transparency=0))
    assert read[0, 0].tolist() == [255, 255, 255]
    assert read[10, 11].tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("form", "options"), [("PNG", {}), ("GIF", {}), ("TIFF", {}), ("WEBP", {"lossless": True})]
)
def test_first_frame_of_an_animation_is_read(form, options):
    frames = [Image.new("RGB", (40, 24), (shade, 0, 0)) for shade in (10, 100, 200)]
    content = saved(frames[0], form, save_all=True, append_images=frames[1:], **options)
    np.testing.assert_array_equal(read_picture(content), shown(frames[0]))


def test_first_of_several_pictures_of_a_heic_is_read():
    several = pillow_heif.HeifFile()
    for image in (IMAGE, IMAGE.transpose(Image.Transpose.FLIP_LEFT_RIGHT)):
        several.add_from_pillow(image)
    file = io.BytesIO()
    several.save(file, **HEIC)
    np.testing.assert_array_equal(read_picture(file.getvalue()), picture())


@pytest.mark.parametrize("size", [(1, 1), (1, 400), (400, 1)])
@pytest.mark.parametrize(("form", "options"), WITHOUT_LOSS[:4])
def test_picture_one_pixel_high_or_wide_is_read(form, options, size):
    image = Image.new("RGB", size, (10, 20, 30))
    np.testing.assert_array_equal(read_picture(saved(image, form, **options)), shown(image))


def test_photograph_with_a_film_behind_it_is_read():
    """As phones write them. The film may hold any bytes, those of scans among them."""
    content = saved(IMAGE, "JPEG")
    np.testing.assert_array_equal(read_picture(content + b"\xff\xda" * 500), read_picture(content))


def chunk(kind, content):
    return (
        struct.pack(">I4s", len(content), kind)
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
    )


def png(width, height, *chunks):
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + chunk(b"IEND", b"")


def with_chunk(content, kind, inner):
    """A PNG with one chunk more after its header."""
    return content[:33] + chunk(kind, inner) + content[33:]


def jpeg_of_size(content, width, height):
    at = max(content.find(b"\xff\xc0"), content.find(b"\xff\xc2"))
    return content[: at + 5] + struct.pack(">HH", height, width) + content[at + 9 :]


def jpeg_of_many_scans():
    content = saved(IMAGE, "JPEG", progressive=True)
    last = content[content.rfind(b"\xff\xda") : -2]
    return jpeg_of_size(content[:-2] + last * 1000 + content[-2:], 8000, 5000)


def patched(content, at, form, *numbers):
    changed = bytearray(content)
    struct.pack_into(form, changed, at, *numbers)
    return bytes(changed)


def heic_of_size(width, height):
    content = saved(IMAGE, "HEIF")
    at = content.find(b"ispe")
    while at > 0:
        content = patched(content, at + 8, ">II", width, height)
        at = content.find(b"ispe", at + 1)
    return content


def heic_whose_items_overlap():
    """Each item is nearly the whole file."""
    several = pillow_heif.HeifFile()
    for _ in range(4):
        several.add_from_pillow(IMAGE)
    file = io.BytesIO()
    several.save(file)
    content = file.getvalue()
    at = content.find(b"iloc")  # version 0, offsets, lengths and bases of 4 bytes
    assert content[at + 4 : at + 10] == bytes([0, 0, 0, 0, 0x44, 0x40])
    (items,) = struct.unpack_from(">H", content, at + 10)
    for item in range(items):
        content = patched(content, at + 12 + 18 * item + 14, ">I", 50_000)
    return content + bytes(50_000)


GIF = saved(IMAGE, "GIF")
FRAME = GIF.find(b",\0\0\0\0")
WEBP = saved(IMAGE, "WEBP", lossless=True)
BMP = saved(IMAGE, "BMP")
AVIF = b"\0\0\0\x1cftypavif" + bytes(100)
REFUSED = {
    "empty": (b"", "got an empty file"),
    "text": (b"seven", OTHER),
    "another picture's kind": (b"8BPS\0\1" + bytes(100), OTHER),
    "avif": (AVIF, OTHER),
    "a folder's zip": (b"PK\3\4" + bytes(100), OTHER),
    "a file of 10 MB and a byte": (bytes(10 * 2**20 + 1), "at most 10 MB, got 10.0 MB: make"),
    "png, signature alone": (b"\x89PNG\r\n\x1a\n", "the PNG " + DAMAGED),
    "png, cut": (saved(IMAGE, "PNG")[:-20], "the PNG " + DAMAGED),
    "png, of no pixels": (png(0, 24), "the PNG " + DAMAGED),
    "png, without pixels' data": (png(40, 24), "the PNG " + DAMAGED),
    "png, too many pixels": (png(60_000, 60_000), LARGE + "60,000 x 60,000"),
    "png, 40 megapixels and a bit": (png(8000, 5001), LARGE + r"8,000 x 5,001 pixels \(40.0"),
    "png, promises much": (png(8000, 5000, chunk(b"IDAT", zlib.compress(b"ink"))), DAMAGED),
    "png, of empty chunks": (png(40, 24, *[chunk(b"IDAT", b"")] * 20_000), DAMAGED),
    "jpeg, cut": (saved(IMAGE, "JPEG")[:-300], "the JPEG " + DAMAGED),
    "jpeg, its beginning": (b"\xff\xd8\xff\xe0", "the JPEG " + DAMAGED),
    "jpeg, too many pixels": (jpeg_of_size(saved(IMAGE, "JPEG"), 65_500, 65_500), LARGE),
    "jpeg, of a thousand scans": (jpeg_of_many_scans(), "the JPEG " + DAMAGED),
    "jpeg, of empty segments": (b"\xff\xd8" + b"\xff\xe1\0\2" * 20_000, "the JPEG " + DAMAGED),
    "webp, cut": (WEBP[:-40], "the WebP " + DAMAGED),
    "webp, too many pixels": (patched(WEBP, 21, "<I", 2**28 - 1), LARGE + "16,384 x 16,384"),
    "gif, cut": (GIF[:-60], "the GIF " + DAMAGED),
    "gif, without a frame": (GIF[:FRAME] + b";", "the GIF " + DAMAGED),
    "gif, a huge canvas": (patched(GIF, 6, "<HH", 65_535, 65_535), LARGE + "65,535 x 65,535"),
    "gif, a frame beyond its canvas": (patched(GIF, FRAME + 5, "<HH", 9999, 9999), LARGE + "9,999"),
    "bmp, cut": (BMP[:-60], "the BMP " + DAMAGED),
    "bmp, too many pixels": (patched(BMP, 18, "<II", 60_000, 60_000), LARGE),
    "bmp, by run length": (patched(BMP, 30, "<I", 1), "a BMP compressed by run length cannot be"),
    "tiff, cut": (grey_tiff()[:-60], "the TIFF " + DAMAGED),
    "tiff, its beginning": (b"II*\0\x08", "the TIFF " + DAMAGED),
    "tiff, too many pixels": (grey_tiff({256: 60_000, 257: 60_000}), LARGE),
    "tiff, an unknown compression": (grey_tiff({259: 34712}), "a TIFF of compression 34712 cannot"),
    "tiff, many numbers a pixel": (grey_tiff({277: 60_000}), "the TIFF " + DAMAGED),
    "tiff, from a Mac, of many numbers a pixel": (
        b"MM\0*" + struct.pack(">IHHHIII", 8, 1, 277, 4, 1, 60_000, 0),
        "the TIFF " + DAMAGED,
    ),
    "tiff, strips of no rows": (grey_tiff({278: 0}), "the TIFF " + DAMAGED),
    "tiff, its pixels again and again": (
        tiff(
            [
                *((tag, 4, 1, n) for tag, n in {256: 8000, 257: 5000, 258: 1, 259: 1}.items()),
                *[(262, 4, 1, 1), (273, 3, 60_000, 8), (277, 4, 1, 1), (278, 4, 1, 5001)],
            ],
            bytes(5_100_000),
        ),
        "the TIFF " + DAMAGED,
    ),
    "tiff, a tag longer than the file": (tiff([(273, 4, 2**31, 8)]), "the TIFF " + DAMAGED),
    "tiff, tags that overlap": (
        tiff([(273, 4, 60_000, 8)] * 50, bytes(240_000)),
        "the TIFF " + DAMAGED,
    ),
    "tiff, shades below zero": (
        saved(Image.fromarray(np.float32([[-2, 0]])), "TIFF"),
        "expected shades of 0 to 1, 255 or 65,535, got -2 to 0: save",
    ),
    "tiff, a shade that is no number": (
        saved(Image.fromarray(np.float32([[0, 1], [np.nan, 0]])), "TIFF"),
        "the TIFF " + DAMAGED,
    ),
    "heic, cut": (saved(IMAGE, "HEIF")[:-60], "the HEIC " + DAMAGED),
    "heic, its beginning": (b"\0\0\0\x18ftypheic", "the HEIC " + DAMAGED),
    "heic, too many pixels": (heic_of_size(20_000, 20_000), LARGE + "|" + DAMAGED),
    "heic, a huge grid": (heic_of_size(2**31, 2**31), "the HEIC " + DAMAGED),
    "heic, larger than it says": (heic_of_size(8, 8), "the HEIC " + DAMAGED),
    "heic, items that overlap": (heic_whose_items_overlap(), "the HEIC " + DAMAGED),
    # Found by tools.fuzz_pictures: Pillow warned of it.
    "tiff, its directory cut": (
        tiff([(256, 4, 1, 40), (257, 4, 1, 24), (258, 3, 1, 8)])[:-5],
        "the TIFF " + DAMAGED,
    ),
}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", REFUSED)
def test_unfit_file_is_refused_in_words(name):
    content, message = REFUSED[name]
    with pytest.raises(InvalidImageError, match=message) as refused:
        read_picture(content)
    assert not isinstance(refused.value.__cause__, Warning)


BESIDE_THE_PICTURE = {
    "png, text that unpacks to 100 MB": with_chunk(
        saved(IMAGE, "PNG"), b"zTXt", b"a\0\0" + zlib.compress(bytes(100_000_000))
    ),
    "png, a broken profile": with_chunk(saved(IMAGE, "PNG"), b"iCCP", b"broken"),
    "png, pixels that unpack to 100 MB": png(
        40, 24, chunk(b"IDAT", zlib.compress(bytes(100_000_000)))
    ),
    "png, an animation of no frames": with_chunk(saved(IMAGE, "PNG"), b"acTL", bytes(8)),
    "jpeg, broken exif": saved(IMAGE, "JPEG", exif=b"Exif\0\0II*\0\x08\0\0\0\xff\xff"),
    "gif, a long comment": GIF[:FRAME] + b"!\xfe" + b"\1a" * 500_000 + b"\0" + GIF[FRAME:],
    "tiff, tags that nobody needs": tiff(
        [
            *(
                (tag, 4, 1, n)
                for tag, n in {256: 1, 257: 1, 258: 8, 259: 1, 262: 1, 273: 0}.items()
            ),
            *[(277, 4, 1, 1), (278, 4, 1, 1), (279, 4, 1, 1)],
            *((tag, 4, 100_000, 8) for tag in range(30_000, 32_000)),
        ],
        bytes(400_000),
    ),
}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", BESIDE_THE_PICTURE)
def test_what_lies_beside_the_picture_is_not_looked_at(name):
    assert read_picture(BESIDE_THE_PICTURE[name]).shape[2] == 3


def test_door_answers_the_fuzzer():
    whole = samples()
    for content in whole.values():
        assert read_picture(content).shape[2] == 3
    wrong = [found for i in range(500) if (found := what_is_wrong(damaged(whole, 7, i)[1]))]
    assert [each for each in wrong if not each.startswith("took")] == []


@given(st.sampled_from(sorted(samples().items())), st.data())
@settings(max_examples=100, deadline=None)
def test_file_cut_or_changed_anywhere_gives_a_picture_or_an_answer_in_words(sample, data):
    content = bytearray(sample[1])
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 8))] = data.draw(st.binary(max_size=8))
        content = content or bytearray(b"\0")
    try:
        read = read_picture(bytes(content))
    except InvalidImageError:
        return
    assert (read.dtype, read.ndim, read.shape[2]) == (np.uint8, 3, 3)


def test_nothing_of_the_process_is_changed():
    before = (Image.MAX_IMAGE_PIXELS, list(warnings.filters), cv2.getNumThreads())
    for content in samples().values():
        read_picture(content)
    assert (Image.MAX_IMAGE_PIXELS, list(warnings.filters), cv2.getNumThreads()) == before
    with pytest.raises(UnidentifiedImageError):  # Pillow has not learnt it
        Image.open(io.BytesIO(saved(IMAGE, "HEIF")))


def test_threads_read_at_once():
    whole = samples()
    alone = {name: read_picture(content) for name, content in whole.items()}
    wrong = []

    def read_all():
        for name, content in whole.items():
            if not np.array_equal(read_picture(content), alone[name]):
                wrong.append(name)

    threads = [threading.Thread(target=read_all) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert wrong == []
