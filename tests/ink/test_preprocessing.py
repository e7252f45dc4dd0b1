import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mnist_core import DigitClassifier, preprocess
from mnist_core.data.generated import TEST_SEED, generate
from mnist_core.data.mnist import find_mnist, load_mnist
from mnist_core.errors import BlankImageError, InvalidImageError, MnistCoreError
from mnist_core.evaluation.faults import FAULTS
from mnist_core.ink.rendering import render
from mnist_core.ink.strokes import Stroke

SEVEN = [np.array([[60.0, 60], [200, 60], [130, 220]])]


def drawing(side=280, width=20.0, lines=SEVEN):
    """A seven, black on white."""
    return render([Stroke(line * side / 280, width * side / 280) for line in lines], side)


def centre_of_mass(pixels):
    """By OpenCV's moments, not by our own arithmetic."""
    moments = cv2.moments(pixels)
    return moments["m01"] / moments["m00"], moments["m10"] / moments["m00"]


def test_result_is_what_the_networks_expect():
    digit = preprocess(drawing())
    assert digit.pixels.shape == (28, 28)
    assert digit.pixels.dtype == np.float32
    assert digit.pixels.max() > 0.9
    assert digit.pixels.min() == 0


def test_longest_side_is_20_pixels():
    rows = np.flatnonzero(preprocess(drawing(), subpixel=False).pixels.sum(axis=1))
    assert rows[-1] - rows[0] + 1 == 20


def test_centre_of_mass_is_at_14():
    four = [np.array([[170.0, 40], [70, 160], [220, 160]]), np.array([[165.0, 110], [165, 240]])]
    pixels = preprocess(drawing(lines=four)).pixels
    assert centre_of_mass(pixels) == pytest.approx((14, 14), abs=0.05)


def test_ink_does_not_leave_the_frame_to_be_centred():
    far = [np.array([[20.0, 20], [260, 20]])] * 3 + [np.array([[140.0, 20], [140, 260]])]
    pixels = preprocess(drawing(lines=far, width=6)).pixels
    assert pixels[-1].sum() > 0  # it stands on the frame's edge ...
    whole = preprocess(drawing(lines=far, width=6)).steps[2].picture
    scale = (max(whole.shape) / 20) ** 2
    assert pixels.sum() * scale == pytest.approx((255 - whole).sum() / 255, rel=0.01)


def test_steps_are_titled_pictures_that_end_in_the_digit():
    digit = preprocess(drawing())
    assert all(step.title and step.picture.dtype == np.uint8 for step in digit.steps)
    np.testing.assert_array_equal(digit.picture, np.rint(digit.pixels * 255))
    np.testing.assert_array_equal(digit.steps[-1].picture[5::10, 5::10], digit.picture)


def test_mnist_digits_enlarged_ten_times_come_back_bit_for_bit(mnist):
    random = np.random.default_rng(0)
    # Those with faint single pixels are among them (5440 and on).
    for image in (*mnist.test_images[:500], *mnist.test_images[5440:6000]):
        pixels = preprocess(pasted(image, random), subpixel=False).pixels
        np.testing.assert_array_equal(np.rint(pixels * 255), image)


@pytest.mark.parametrize("shape", [(20, 20), (20, 9), (5, 20)])
def test_ink_20_pixels_long_enlarged_ten_times_comes_back_bit_for_bit(shape):
    """As MNIST's digits do: its centre of mass at pixel 14, to a whole pixel."""
    random = np.random.default_rng(0)
    for _ in range(20):
        ink = random.integers(1, 256, shape, np.uint8)
        ink[0, 0], ink[-1, -1] = 0, 255
        y, x = (round(14 - centre) for centre in centre_of_mass(ink))
        image = np.zeros((28, 28), np.uint8)
        image[y : y + shape[0], x : x + shape[1]] = ink
        pixels = preprocess(pasted(image, random), subpixel=False).pixels
        np.testing.assert_array_equal(np.rint(pixels * 255), image)


def pasted(image, random, scale=1.0, side=600):
    """An MNIST digit ten times as large by repetition, then scaled, anywhere on a canvas."""
    large = np.repeat(np.repeat(image, 10, axis=0), 10, axis=1)
    large = cv2.resize(large, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    canvas = np.zeros((side, side), np.uint8)
    y, x = random.integers(0, side - len(large), 2)
    canvas[y : y + len(large), x : x + len(large)] = large
    return canvas


def answers_of_cnn(pictures):
    pixels = np.stack([preprocess(picture).pixels for picture in pictures])
    return DigitClassifier.load("cnn").predict(pixels).argmax(axis=1)


@pytest.fixture(scope="module")
def digits():
    """MNIST's test digits where they are at hand, else digits of the program: images, labels."""
    if find_mnist() is None:
        return generate(2000, TEST_SEED)
    mnist = load_mnist()
    return mnist.test_images, mnist.test_labels


@pytest.fixture(scope="module")
def unchanged(digits):
    """What cnn reads of one digit in ten, as ``pasted`` makes pictures of them."""
    random = np.random.default_rng(0)
    return answers_of_cnn(pasted(image, random, side=340) for image in digits[0][::10])


@pytest.mark.slow
def test_cnn_loses_at_most_a_tenth_of_a_point_by_the_way_through_pictures(digits):
    random, (images, labels) = np.random.default_rng(0), digits
    plain = DigitClassifier.load("cnn").predict(images / np.float32(255)).argmax(axis=1)
    answers = answers_of_cnn(pasted(image, random, side=340) for image in images)
    assert (answers == labels).mean() >= (plain == labels).mean() - 0.001


@pytest.mark.slow
@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda i, r: pasted(i, r, r.uniform(0.4, 2)), id="scaled"),
        pytest.param(lambda i, r: 255 - pasted(i, r, side=340), id="inverted"),
        pytest.param(
            lambda i, r: 255 - pasted(i, r, side=340)[:, :, None] // np.uint8([1, 255, 2]),
            id="coloured",
        ),
    ],
)
def test_change_of_a_picture_changes_at_most_two_answers_of_a_thousand(digits, unchanged, change):
    random = np.random.default_rng(0)
    changed = answers_of_cnn(change(image, random) for image in digits[0][::10])
    assert (changed != unchanged).mean() <= 0.002


@pytest.mark.parametrize("side", [70, 280, 1000, 4000])
def test_size_does_not_matter(side):
    reference = preprocess(drawing()).pixels
    assert np.abs(preprocess(drawing(side)).pixels - reference).mean() < 0.02


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda p: 255 - p, id="light on dark"),
        pytest.param(lambda p: np.stack([p] * 3, axis=2), id="rgb"),
        pytest.param(lambda p: np.dstack([p, p, p, np.full_like(p, 255)]), id="opaque rgba"),
        pytest.param(lambda p: np.dstack([0 * p, 0 * p, 0 * p, 255 - p]), id="black on clear"),
        pytest.param(lambda p: np.dstack([0 * p + 255] * 3 + [255 - p]), id="white on clear"),
        pytest.param(lambda p: np.moveaxis(np.stack([p] * 3, axis=2), 2, 0), id="channels first"),
        pytest.param(lambda p: p[:, :, None], id="one channel"),
        pytest.param(lambda p: np.asfortranarray(p), id="column order"),
    ],
)
def test_layout_and_polarity_do_not_matter(change):
    picture = drawing()
    np.testing.assert_allclose(preprocess(change(picture)).pixels, preprocess(picture).pixels)


@pytest.mark.parametrize(
    "ink",
    [(200, 30, 30), (20, 90, 200), (150, 150, 0), (0, 255, 255), (255, 0, 255), (255, 255, 0)],
)
def test_colour_of_the_ink_does_not_matter(ink):
    picture = drawing()
    cover = (255 - picture[:, :, None].astype(float)) / 255
    coloured = np.rint(cover * ink + (1 - cover) * 255).astype(np.uint8)
    assert np.abs(preprocess(coloured).pixels - preprocess(picture).pixels).max() < 0.03


def test_half_transparent_ink_is_grey():
    is_ink = drawing() < 255
    clear = np.where(is_ink[:, :, None], np.uint8([51, 51, 51, 153]), np.uint8(0))
    seen = np.where(is_ink, 133, 255)  # 0.6 of 51 and 0.4 of 255
    np.testing.assert_array_equal(preprocess(clear).steps[0].picture, np.stack([seen] * 3, axis=2))


@pytest.mark.parametrize(("side", "width"), [(280, 1.0), (600, 2.0), (2000, 8.0)])
def test_thin_line_in_a_large_picture_is_not_lost(side, width):
    picture = render([Stroke(line * side / 280, width) for line in SEVEN], side)
    assert preprocess(picture).pixels.max() > 0.9


CORNERS = ((5, 5), (270, 9), (12, 260), (262, 270))


@pytest.mark.parametrize("places", [CORNERS, *([corner] for corner in CORNERS)])
def test_specks_are_no_ink(places):
    dirty = drawing()
    for x, y in places:
        dirty[y : y + 2, x : x + 2] = 90
    np.testing.assert_array_equal(preprocess(dirty).pixels, preprocess(drawing()).pixels)


def test_jpeg_noise_is_no_ink():
    reference = preprocess(drawing()).pixels
    for quality in (20, 50, 80):
        coded = cv2.imencode(".jpg", drawing(), [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
        pixels = preprocess(cv2.imdecode(coded, cv2.IMREAD_COLOR)).pixels
        assert np.abs(pixels - reference).mean() < 0.02


def test_soft_grey_background_is_no_ink():
    shade = np.linspace(0, 40, 280)[None, :] + np.linspace(0, 20, 280)[:, None]
    shaded = np.clip(drawing() * 0.9 - shade + 20, 0, 255).astype(np.uint8)
    assert np.abs(preprocess(shaded).pixels - preprocess(drawing()).pixels).mean() < 0.03


def test_photographed_noise_is_no_ink():
    noise = np.random.default_rng(0).normal(0, 4, (280, 280))
    noisy = np.clip(drawing() * 0.8 + 25 + noise, 0, 255).astype(np.uint8)
    assert np.abs(preprocess(noisy).pixels - preprocess(drawing()).pixels).mean() < 0.03


def test_noise_in_one_corner_is_no_ink():
    noisy = drawing()
    noisy[230:270, 20:60] -= np.random.default_rng(0).integers(0, 30, (40, 40), np.uint8)
    assert np.abs(preprocess(noisy).pixels - preprocess(drawing()).pixels).mean() < 0.02


FAULTY = [name for name in FAULTS if name not in ("a clean drawing", "a transparent margin")]


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_of_the_picture_leaves_the_digit(name):
    random = np.random.default_rng(0)
    classifier = DigitClassifier.load()
    pictures = [FAULTS[name](drawing(width=14), random) for _ in range(8)]
    assert [classifier.classify(each).label for each in pictures] == 8 * ["7"]


@pytest.mark.parametrize("name", FAULTY)
@pytest.mark.parametrize("seed", range(3))
def test_a_faulty_picture_without_digit_is_blank(name, seed):
    blank = np.full((280, 280), 255, np.uint8)
    with pytest.raises(BlankImageError):
        preprocess(FAULTS[name](blank, np.random.default_rng(seed)))


def test_a_sheet_on_a_table_is_paper():
    on_table = cv2.copyMakeBorder(drawing(), 50, 40, 60, 45, cv2.BORDER_CONSTANT, value=70)
    assert np.abs(preprocess(on_table).pixels - preprocess(drawing()).pixels).mean() < 0.01


@pytest.mark.parametrize("scale", [1, 10])
def test_mnist_digits_are_never_taken_for_photographs(mnist, scale):
    for image in mnist.test_images[::8]:
        large = np.repeat(np.repeat(image, scale, axis=0), scale, axis=1)
        np.testing.assert_array_equal(
            preprocess(large).picture, preprocess(large, photograph=False).picture
        )


def test_a_stroke_along_the_canvas_is_no_frame():
    edge = [np.array([[15.0, 15], [15, 265]])]
    assert preprocess(drawing(lines=edge)).pixels.max() > 0.9


def test_a_photograph_of_twelve_megapixels_is_read():
    random = np.random.default_rng(0)
    large = cv2.resize(drawing(), (4032, 3024), interpolation=cv2.INTER_LINEAR)
    noisy = np.clip(large * 0.6 + 50 + random.normal(0, 4, large.shape), 0, 255).astype(np.uint8)
    squeezed = cv2.resize(drawing(), (373, 280), interpolation=cv2.INTER_AREA)
    assert np.abs(preprocess(noisy).pixels - preprocess(squeezed).pixels).mean() < 0.02


@pytest.mark.parametrize("value", [0, 7, 128, 255])
@pytest.mark.parametrize("shape", [(1, 1), (28, 28), (280, 280, 3), (40, 60, 4)])
def test_blank_picture_raises_blank_image_error(value, shape):
    with pytest.raises(BlankImageError):
        preprocess(np.full(shape, value, np.uint8))


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        "picture.png",
        [[0, 255]],
        np.zeros((28, 28), np.float32),
        np.zeros(28, np.uint8),
        np.zeros((0, 28), np.uint8),
        np.zeros((28, 28, 2), np.uint8),
        np.zeros((28, 28, 3, 1), np.uint8),
        np.zeros((1, 40_000_001), np.uint8),
    ],
    ids=lambda wrong: getattr(wrong, "shape", None) or repr(wrong),
)
def test_what_is_no_picture_raises_invalid_image_error(wrong):
    with pytest.raises(InvalidImageError, match="expected"):
        preprocess(wrong)


def test_the_picture_is_not_changed():
    picture = drawing()
    before = picture.copy()
    preprocess(picture)
    np.testing.assert_array_equal(picture, before)


channels = st.sampled_from([(), (1,), (3,), (4,)])
shapes = st.builds(
    lambda height, width, last: (height, width, *last),
    st.integers(1, 60),
    st.integers(1, 60),
    channels,
)


@given(shapes.flatmap(lambda shape: arrays(np.uint8, shape)))
@settings(deadline=None, max_examples=300)
def test_any_picture_gives_a_digit_or_a_clear_error(picture):
    try:
        pixels = preprocess(picture).pixels
    except MnistCoreError:
        return
    assert np.isfinite(pixels).all()
    assert pixels.min() >= 0
    assert pixels.max() <= 1
    assert pixels.sum() > 0


points = st.tuples(st.floats(20, 260), st.floats(20, 260))


@given(st.lists(points, min_size=2, max_size=8), st.floats(4, 40))
@settings(deadline=None, max_examples=100)
def test_any_stroke_is_centred_to_within_a_pixel(corners, width):
    pixels = preprocess(render([Stroke(np.array(corners), width)], 280)).pixels
    y, x = centre_of_mass(pixels)
    # Where centring would push ink out of the frame, the frame wins.
    assert abs(y - 14) < 1 or pixels[0].any() or pixels[-1].any()
    assert abs(x - 14) < 1 or pixels[:, 0].any() or pixels[:, -1].any()


@given(st.lists(points, min_size=2, max_size=6))
@settings(deadline=None, max_examples=50)
def test_transposed_drawing_gives_the_transposed_digit(corners):
    picture = render([Stroke(np.array(corners), 20)], 280)
    np.testing.assert_allclose(
        preprocess(np.ascontiguousarray(picture.T)).pixels,
        preprocess(picture).pixels.T,
        atol=1.5 / 255,
    )


@pytest.mark.parametrize("ink", [1, 7, 31])
@pytest.mark.parametrize("inverted", [False, True])
def test_zeros_and_ones_and_palettes_are_told_from_blank_pictures(ink, inverted):
    picture = np.zeros((100, 100), np.uint8)
    picture[20:80, 45:55] = ink
    with pytest.raises(InvalidImageError, match=f"got 0 to {ink}"):
        preprocess(ink - picture if inverted else picture)


@pytest.mark.parametrize("shade", [0, 1, 31, 255])
def test_picture_of_one_shade_is_blank(shade):
    with pytest.raises(BlankImageError):
        preprocess(np.full((100, 100), shade, np.uint8))


@pytest.mark.parametrize(("part", "kept"), [(0.8, False), (1.0, True)])
def test_spot_is_dirt_below_nine_tenths_of_a_pixel_of_the_frame(part, kept):
    picture = np.full((280, 280), 255, np.uint8)
    picture[40:240, 100:120] = 0  # 200 high: a pixel of the frame is 10 by 10
    picture[100 : 100 + round(10 * part), 200:210] = 0
    alone = picture.copy()
    alone[:, 200:210] = 255
    assert (preprocess(picture).picture != preprocess(alone).picture).any() == kept


@pytest.mark.parametrize(("width", "full"), [(6, True), (8, False)])
def test_only_ink_fainter_than_half_is_brought_to_full_strength(width, full):
    picture = np.full((300, 300), 255, np.uint8)
    picture[10:290, 150 : 150 + width] = 0  # 280 high: of a pixel of 14 it fills so much
    peak = preprocess(picture).picture.max()
    assert peak == (255 if full else round(255 * width / 14))


def test_faint_ink_keeps_its_shades():
    picture = np.full((300, 300), 255, np.uint8)
    picture[10:290, 150:154] = 0  # 280 high: of a pixel of 14 it fills 4, and its end half as much
    picture[10:150, 152:154] = 255
    shades = np.unique(preprocess(picture, subpixel=False).picture.max(axis=1))
    assert {0, 128, 255} <= set(shades.tolist())
