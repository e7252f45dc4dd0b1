"""Networks measured on one person after the other."""

import json
import shutil

import numpy as np
import pytest

from mnist_core import DigitClassifier
from mnist_core.data.pen_strokes import PenCharacter
from mnist_core.data.writers import PATH_VARIABLE, person_of, read_writer_split
from mnist_core.evaluation.by_person import draw_by_person, draw_split, measure_by_person
from mnist_core.places import models_dir
from mnist_core.recognition.card import published_card
from tools import hand
from tools.measure_writers import main as measure_writers_again

BAR, BOW = np.array([[0.0, 0.0], [0.0, 20.0]]), np.array([[0.0, 0.0], [12.0, 9.0], [0.0, 20.0]])


def written(person, *shapes):
    """Ones: shapes that somebody wrote."""
    return [PenCharacter("1", "digit", person, i, (each,)) for i, each in enumerate(shapes)]


def wide_is_seven(drawn):
    """A reader that says 1 to what is narrow, and 7 to the rest."""
    width = np.array([np.ptp(np.nonzero(each > 0.5)[1]) for each in drawn.pixels])
    return np.eye(10, dtype=np.float32)[np.where(width > 8, 7, 1)]


def test_people_are_told_apart_and_the_one_read_worst_comes_first():
    digits = [
        *written("a/1", *[BAR] * 30),
        *written("a/2", *[BAR] * 15, *[BOW] * 5),
        *written("a/3", *[BOW] * 19),  # one too few
    ]
    choosing = written("b/1", *[BAR] * 10, *[BOW] * 10)
    found = measure_by_person(wide_is_seven, *map(draw_by_person, (choosing, digits)))
    assert (found.drawings, found.right) == ([80, 120], [60, 120])
    assert found.shares == [0.75, 1]
    assert found.expected == 0.5


def test_files_of_one_person_are_one_person_s():
    assert person_of("val/gresai30.dat") == person_of("val/gresai3a.dat") == "val/gresai"
    assert person_of("val/yannis30.dat") == "val/yannis"
    for each in ("uji/W02", "pendigits/05", "art/art01trn.dat", "apb/app0237.dat"):
        assert person_of(each) == each
    digits = [*written("val/gresai31.dat", *[BAR] * 12), *written("val/gresai37.dat", *[BAR] * 8)]
    assert len(draw_by_person(digits).people) == 1


def test_nobody_has_written_enough():
    few = draw_by_person(written("a/1", BAR))
    enough = draw_by_person(written("a/1", *[BAR] * 20))
    assert measure_by_person(wide_is_seven, few, enough) is None
    assert measure_by_person(wide_is_seven, enough, few) is None


@pytest.fixture
def pen(tmp_path, no_further_strokes, monkeypatch):
    """A file in which all writers have written twice."""
    path = hand.write_pen_digits(tmp_path / "pen", [*range(1, 31), *range(1, 31)])
    monkeypatch.setenv(PATH_VARIABLE, str(path))
    return path


def test_command_writes_people_into_a_card_and_leaves_all_else_as_it_was(
    tmp_path, monkeypatch, pen
):
    shutil.copytree(models_dir() / "mlp-128", tmp_path / "models" / "mlp-128")
    path = tmp_path / "models" / "mlp-128" / "card.json"
    path.write_text(before := path.read_text().partition(',\n  "by_person":')[0] + "\n}\n")
    monkeypatch.setenv("MODELS_DIR", str(tmp_path / "models"))
    assert published_card("mlp-128").by_person is None
    measure_writers_again()
    text = path.read_text()
    assert text.startswith(before.removesuffix("\n}\n") + ',\n  "by_person": {')
    found = json.loads(text)["by_person"]
    assert found["drawings"] == [80] * 6
    _, measured = draw_split(read_writer_split())
    answers = DigitClassifier.load("mlp-128").predict(measured.drawn.pixels).argmax(axis=1)
    assert sum(found["right"]) == (answers == measured.labels).sum()
