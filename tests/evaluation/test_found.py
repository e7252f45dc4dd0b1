"""What was read of characters whose places are known, counted."""

import pytest

from mnist_core.evaluation.found import Count, Written, compare


def at(x, label, y=0):
    return Written(label, (x, y, 30, 40))


LINES = [[at(0, "1"), at(50, "2")], [at(0, "3", y=100), at(50, None, y=100)]]


def test_all_that_is_read_right_counts():
    found = compare(LINES, LINES)
    assert found == Count(1, 3, 3, 3, 0, 2, 2, 1, 1)


def test_what_is_not_read_is_neither_found_nor_false():
    found = compare(LINES, [])
    assert (found.found, found.right, found.false, found.lines_right) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("read", "right", "false"),
    [
        ([[at(0, "1"), at(50, "7")]], 1, 0),  # found, and another digit
        ([[at(0, "1"), at(400, "2")]], 1, 1),  # where none is
        ([[at(0, "1"), at(2, "1"), at(50, "2")]], 2, 1),  # twice
    ],
)
def test_other_digits_and_other_places(read, right, false):
    found = compare(LINES[:1], read)
    assert (found.right, found.false) == (right, false)
    assert found.lines_right == 0


def test_letter_taken_for_a_digit_is_not_marked():
    found = compare(LINES, [[at(50, "8", y=100)]])
    assert (found.others, found.others_marked) == (1, 0)


def test_digits_of_two_lines_in_one_are_no_line_right():
    assert compare(LINES, [[*LINES[0], *LINES[1]]]).lines_right == 0


def test_slim_digits_are_found_though_their_boxes_hardly_overlap():
    one, read = Written("1", (100, 0, 4, 60)), Written("1", (105, 0, 4, 60))
    assert compare([[one]], [[read]]).right == 1


def test_counts_add_up():
    both = compare(LINES, LINES) + compare(LINES, [])
    assert (both.pictures, both.digits, both.right) == (2, 6, 3)
