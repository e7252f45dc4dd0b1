import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_core.data.generated import generate
from mnist_core.handwriting import digits
from mnist_core.handwriting.digits import WAYS, write_digit
from mnist_core.handwriting.hand import Hand, parse, write
from mnist_core.ink.rendering import render_frame

STEADY = Hand(*[0.0] * 9)
EVERY_WAY = [(digit, name) for digit, ways in WAYS.items() for name in ways]


def draw_steadily(template, pen=0.06):
    return render_frame(write(template, np.random.default_rng(0), STEADY), pen)


def count_holes(image):
    """Pieces of paper that ink encloses."""
    paper = (np.pad(image, 1) < 128).astype(np.uint8)
    return cv2.connectedComponents(paper, connectivity=4)[0] - 2


def test_every_digit_has_several_ways():
    assert sorted(WAYS) == list(range(10))
    assert min(len(ways) for ways in WAYS.values()) >= 5
    assert len({t for ways in WAYS.values() for t in ways.values()}) == len(EVERY_WAY)


@pytest.mark.parametrize(("digit", "name"), EVERY_WAY)
def test_way_is_a_template_as_high_as_its_box(digit, name):
    points = np.concatenate([stroke for stroke, _ in parse(WAYS[digit][name])])
    assert np.ptp(points[:, 1]) >= 0.9
    assert points.min() >= -0.1
    assert points.max() <= 1.1


@pytest.mark.parametrize(("digit", "name"), EVERY_WAY)
def test_way_is_drawn_in_the_middle_of_the_frame(digit, name):
    image = draw_steadily(WAYS[digit][name])
    rows, columns = (np.flatnonzero(image.any(axis=axis)) for axis in (1, 0))
    assert 19 <= max(np.ptp(rows), np.ptp(columns)) + 1 <= 21
    assert image.max() >= 220  # a line along the pixels may lie between two rows of them
    middle = np.average(np.arange(28), weights=image.sum(axis=1, dtype=float))
    assert middle == pytest.approx(14, abs=1)


@pytest.mark.parametrize("name", WAYS[0])
def test_only_slashed_and_dotted_zeros_have_ink_in_their_middle(name):
    has_ink = draw_steadily(WAYS[0][name])[12:17, 12:17].max() > 100
    assert has_ink == ("slashed" in name or "dotted" in name)


@pytest.mark.parametrize("name", WAYS[8])
def test_eights_enclose_two_pieces_of_paper_unless_open(name):
    assert count_holes(draw_steadily(WAYS[8][name])) == (1 if "open" in name else 2)


@pytest.mark.parametrize(
    ("name", "digit", "holes"),
    [
        ("open, large bowl", 6, 0),
        ("open, large bowl, upright", 6, 0),
        ("box for a head", 9, 1),
        ("box for a head, in one", 9, 1),
    ],
)
def test_six_that_is_open_encloses_no_paper_and_nine_with_a_box_does(name, digit, holes):
    lines = parse(WAYS[digit][name])
    assert count_holes(draw_steadily(WAYS[digit][name])) == holes
    heavy = np.concatenate([points for points, _ in lines])[:, 1].mean()
    assert heavy > 0.5 if digit == 6 else heavy < 0.5


@pytest.mark.parametrize("digit", [1, 5, 7])
def test_digits_of_open_lines_enclose_no_paper(digit):
    for name, template in WAYS[digit].items():
        if "crossed in one" not in name:
            assert count_holes(draw_steadily(template)) == 0, name


@given(st.integers(0, 9), st.integers(0, 2**32))
@settings(deadline=None)
def test_written_digit_has_finite_lines_of_about_its_box(digit, seed):
    points = np.concatenate(write_digit(digit, np.random.default_rng(seed)))
    assert np.isfinite(points).all()
    assert 0.3 < np.ptp(points, axis=0).max() < 3


def test_hands_differ_from_neat_to_sloppy():
    digits = [write_digit(1, np.random.default_rng(seed)) for seed in range(200)]
    leans = [np.ptp(lines[0][:, 0]) for lines in digits]
    assert np.std(leans) > 0.05


@given(st.integers(1, 25), st.integers(0, 2**32))
@settings(deadline=None, max_examples=20)
def test_same_seed_gives_the_same_digits_and_fewer_are_the_first_ones(count, seed):
    images, labels = generate(25, seed)
    fewer_images, fewer_labels = generate(count, seed)
    np.testing.assert_array_equal(fewer_images, images[:count])
    np.testing.assert_array_equal(fewer_labels, labels[:count])


def test_other_seed_gives_other_digits():
    assert (generate(20, 1)[0] != generate(20, 2)[0]).any()


def test_generated_digits_are_like_a_data_set():
    images, labels = generate(300, 0)
    assert (images.shape, images.dtype) == ((300, 28, 28), np.uint8)
    assert (labels.shape, labels.dtype) == ((300,), np.uint8)
    assert (np.bincount(labels) == 30).all()
    assert (images.max(axis=(1, 2)) > 100).all()
    thin, thick = np.quantile(images.mean(axis=(1, 2)), [0.05, 0.95])
    assert thick > 2.5 * thin


def test_labels_come_in_random_order():
    _, labels = generate(30, 0)
    assert (labels[:10] != labels[10:20]).any()
    assert (labels[:10] != np.arange(10)).any()


@pytest.mark.parametrize("count", [0, -1])
def test_count_below_one_raises_value_error(count):
    with pytest.raises(ValueError, match="1 or more"):
        generate(count, 0)


def test_rare_ways_are_ways():
    assert all(name in WAYS[digit] for digit, name in digits._RARE)
