"""What tests of classes share."""

import pytest

from mnist_core.classroom.folder import open_classroom
from mnist_core.data.corrections import Correction
from tools import hand

OWNER = "0123456789abcdef" * 2


@pytest.fixture
def places(tmp_path):
    """The folders of classes and of runs."""
    return tmp_path / "classrooms", tmp_path / "runs"


@pytest.fixture
def classroom(places):
    return open_classroom(*places, OWNER)


@pytest.fixture
def day_later(monkeypatch):
    """A function after which a day has gone by."""

    def pass_a_day():
        from mnist_core.classroom import folder

        monkeypatch.setattr(folder, "SECONDS", -1.0)

    return pass_a_day


def drawing(label, width=20.0):
    """A digit as a pupil draws it in a practice round."""
    return Correction(label, tuple(hand.strokes(str(label), width)), practised=True)


def pupil(number):
    """A pupil's token."""
    return f"{number:032x}"
