import cv2
import numpy as np
import pytest

from mnist_core.ink.lines import HEIGHT, find_lines, only_digit


def page(*digits, side=(800, 600)):
    """Rings, as zeros, at x, y, and so high: uint8, 255 is ink."""
    width, height = side
    ink = np.zeros((height, width), np.uint8)
    for x, y, high in digits:
        axes = (round(0.3 * high), high // 2)
        cv2.ellipse(ink, (x, y), axes, 0, 0, 360, 255, max(high // 12, 2))
    return ink


def rows(lines):
    """How many connected pieces each line has."""
    return [cv2.connectedComponents(np.uint8(each.ink > 100))[0] - 1 for each in lines]


def test_pieces_beside_each_other_are_a_line():
    ink = page(
        *[(100 + 80 * i, 150, 60) for i in range(5)], *[(300 + 80 * i, 400, 60) for i in range(2)]
    )
    assert rows(find_lines(ink)) == [5, 2]


@pytest.mark.parametrize("degrees", [-10, -3, 4, 10])
def test_lines_that_rise_or_fall_are_told_apart_and_turned_upright(degrees):
    slope = np.tan(np.radians(degrees))
    ink = page(
        *[
            (100 + 85 * i, round(220 + 110 * k + slope * 85 * i), 60)
            for k in (0, 1, 2)
            for i in range(7)
        ]
    )
    lines = find_lines(ink)
    assert rows(lines) == [7, 7, 7]
    assert all(each.ink.shape[0] < 1.4 * HEIGHT for each in lines)


def test_lines_of_another_size_are_lines_too_and_all_are_brought_to_one():
    ink = page(
        *[(150 + 150 * i, 150, 120) for i in range(3)], *[(100 + 60 * i, 400, 50) for i in range(6)]
    )
    lines = find_lines(ink)
    assert rows(lines) == [3, 6]
    assert all(abs(each.ink.shape[0] - 8 - HEIGHT) < 0.2 * HEIGHT for each in lines)


def test_specks_blots_frames_and_long_lines_are_no_writing():
    ink = page(*[(200 + 80 * i, 150, 60) for i in range(3)])
    ink[400:403, 300:302] = 255
    cv2.circle(ink, (500, 400), 25, 255, -1)
    cv2.rectangle(ink, (0, 0), (799, 599), 255, 3)
    cv2.line(ink, (100, 30), (110, 590), 255, 2)
    assert rows(find_lines(ink)) == [3]


def test_holes_of_a_pad_are_no_writing():
    ink = page(*[(300 + 80 * i, 150, 60) for i in range(3)])
    for y in range(40, 600, 50):
        cv2.circle(ink, (30, y), 12, 255, -1)
        cv2.circle(ink, (30, y), 7, 0, -1)
    assert rows(find_lines(ink)) == [3]


def test_a_part_near_a_digit_goes_with_it_and_one_far_away_is_left_out():
    ink = page(*[(200 + 80 * i, 150, 60) for i in range(3)])
    ink[105:110, 225:250] = 255
    ink[500:505, 600:625] = 255
    assert rows(find_lines(ink)) == [4]


def test_box_on_page_is_around_the_pages_ink():
    ink = page((200, 150, 60), (280, 170, 60), (360, 190, 60))
    (line,) = find_lines(ink)
    height, width = line.ink.shape
    assert line.box_on_page((0, 0, width, height)) == cv2.boundingRect(np.uint8(ink > 64))


def test_blank_ink_has_no_line():
    assert find_lines(np.zeros((50, 70), np.uint8)) == []


def test_only_digit_keeps_its_parts_and_nothing_that_lies_about():
    ink = page((300, 300, 200))
    ink[195:203, 360:420] = 255  # a bar beside it
    digit = ink.copy()
    ink[:6] = 255
    ink[500:520, 20:40] = 255
    np.testing.assert_array_equal(only_digit(ink), digit)


def test_what_is_left_of_a_printed_line_is_no_writing():
    ink = page(*[(300 + 80 * i, 150, 60) for i in range(3)])
    for y in range(20, 560, 60):
        cv2.line(ink, (120 + y // 20, y), (120 + (y + 45) // 20, y + 45), 255, 3)
    assert rows(find_lines(ink)) == [3]


def test_what_is_left_of_a_frame_between_two_lines_does_not_join_them():
    ink = page(
        *[(100 + 80 * i, 150, 60) for i in range(5)], *[(100 + 80 * i, 240, 60) for i in range(5)]
    )
    cv2.line(ink, (460, 145), (460, 240), 255, 4)
    assert sorted(rows(find_lines(ink))) == [5, 6]
