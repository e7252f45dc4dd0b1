"""Pictures painted in a browser, which may be any program."""

import numpy as np
import pytest

from mnist_core.errors import InvalidImageError
from mnist_core.ink.painting import count_changed, read_painting

BLANK = [0] * 784


def test_painting_is_read_row_by_row():
    picture = read_painting([*BLANK[:29], 200, *BLANK[30:]])
    assert picture[1, 1] == picture.sum() == 200
    assert count_changed(np.zeros((28, 28), np.uint8), picture) == 1


@pytest.mark.parametrize(
    "report",
    [
        None,
        "x" * 784,
        [],
        BLANK[1:],
        [*BLANK, 0],
        [256, *BLANK[1:]],
        [-1, *BLANK[1:]],
        [1.0, *BLANK[1:]],
        [True, *BLANK[1:]],
        [[0], *BLANK[1:]],
        [float("nan"), *BLANK[1:]],
    ],
)
def test_report_that_is_no_picture_is_refused(report):
    with pytest.raises(InvalidImageError):
        read_painting(report)
