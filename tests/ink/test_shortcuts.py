"""The shortcuts that other programs take: what they leave of a digit's size and place."""

import numpy as np
import pytest

from mnist_core.errors import BlankImageError
from mnist_core.ink.shortcuts import crop, shrink


def paper_with_box(top, left, height, width):
    paper = np.full((280, 280), 255, np.uint8)
    paper[top : top + height, left : left + width] = 0
    return paper


def test_shrunk_digit_keeps_its_place_and_size():
    pixels = shrink(paper_with_box(20, 200, 60, 30))
    assert pixels[2:8, 20:23].tolist() == [[1] * 3] * 6
    assert pixels.sum() == 18


def test_cropped_digit_is_twenty_pixels_long_with_its_box_in_the_middle():
    pixels = crop(paper_with_box(20, 200, 60, 30))
    assert pixels[4:24, 9:19].min() == 1
    assert pixels.sum() == 200


def test_cropping_a_blank_paper_raises_blank_image_error():
    with pytest.raises(BlankImageError, match="no ink"):
        crop(np.full((280, 280), 255, np.uint8))
