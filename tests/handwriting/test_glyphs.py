"""Templates of letters, signs and pictures: each can be read, and none is named in vain."""

import pytest

from mnist_core.handwriting.glyphs import (
    LETTERS,
    LIKE_DIGITS_WHEN_SLOPPY,
    PICTURES,
    SCRIPTS,
    SHAPES,
    SIGNS,
)
from mnist_core.handwriting.hand import parse

TABLES = (LETTERS, SCRIPTS, SIGNS, SHAPES, PICTURES)


def test_signs_that_sloppy_hands_make_digits_are_templates():
    assert {name for table in TABLES for name in table} >= LIKE_DIGITS_WHEN_SLOPPY


@pytest.mark.parametrize(
    ("name", "templates"), [item for table in TABLES for item in table.items()]
)
def test_every_template_can_be_read(name, templates):
    assert all(parse(template) for template in templates)
