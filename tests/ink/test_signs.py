"""Shapes of ink that no digit has."""

import cv2
import numpy as np
import pytest

from mnist_core.ink.signs import cuts_of, has_ring_in_ring


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        (lambda ink: cv2.circle(ink, (50, 50), 14, 255, 5), True),
        (lambda ink: cv2.circle(ink, (50, 50), 6, 255, -1), False),
        (lambda ink: cv2.line(ink, (20, 80), (80, 20), 255, 5), False),
        (lambda ink: ink, False),
    ],
    ids=["ring", "dot", "slash", "nothing"],
)
def test_a_ring_in_a_ring_is_told_from_zeros(inner, expected):
    ink = np.zeros((100, 100), np.uint8)
    cv2.circle(ink, (50, 50), 40, 255, 6)
    assert has_ring_in_ring(inner(ink)) is expected


def test_characters_cut_from_one_piece_are_found_together():
    ink = np.zeros((60, 200), np.uint8)
    cv2.rectangle(ink, (10, 10), (60, 50), 255, 3)
    cv2.line(ink, (120, 10), (120, 50), 255, 3)
    (cut,) = cuts_of(ink, [(8, 8, 26, 45), (35, 8, 28, 45), (115, 8, 10, 45)])
    assert cut.members == (0, 1)
    assert cut.piece.shape == cut.place.shape
    assert cut.piece.shape[0] < 50
    assert cut.piece.shape[1] < 60
