import os
from collections import Counter

import numpy as np
import pytest

from mnist_core.data.like_digits import LIKE_DIGITS
from mnist_core.data.pen_strokes import PenCharacter
from mnist_core.data.writers import (
    CHOOSING,
    MEASURED,
    part,
    pen_strokes_path,
    read_writer_split,
)
from mnist_core.data.wrong_labels import WRONG_LABELS
from mnist_core.errors import StrokesError
from mnist_core.evaluation.people import COLLECTIONS
from tools.hand import write_pen_digits

PARTS = ("training", "choosing", "measured")
WRONG = [
    (writer, position)
    for writers in WRONG_LABELS.values()
    for writer, positions in writers.items()
    for position in positions
]


def character(writer, what="7", kind="digit", position=0):
    return PenCharacter(what, kind, writer, position, (np.array([[0.0, 0], [1, 2]]),))


def parts_of(characters):
    """Of each part who wrote its digits, and what its letters are."""
    split = part(characters)
    return {
        name: ([each.writer for each in people.digits], [each.character for each in people.others])
        for name in PARTS
        for people in [getattr(split, name)]
    }


def save(path, writers, kind=0, label="7"):
    """A file with one character of each writer."""
    count = len(writers)
    np.savez(
        path,
        kind=np.full(count, kind),
        label=np.full(count, label),
        source=np.arange(count),
        sources=np.array(writers),
        strokes=np.ones(count, int),
        points=np.full(count, 2),
        xy=np.arange(4 * count).reshape(-1, 2),
    )
    return str(path)


def test_no_writer_is_chosen_on_and_measured_on():
    assert not CHOOSING & MEASURED


@pytest.mark.parametrize(
    ("writer", "name"),
    [
        ("pendigits/01", "training"),
        ("pendigits/07", "choosing"),
        ("pendigits/05", "measured"),
        ("pendigits/30", "measured"),
        ("apb/anybody", "training"),
        ("art/art03trn.dat", "choosing"),
        ("art/anybody", "choosing"),
        ("val/anybody", "measured"),
        ("artist/val", "training"),
        ("uji/W01", "choosing"),
        ("uji/W60", "measured"),
        ("omniglot/20@Greek", "choosing"),
        ("omniglot/20@Latin", "measured"),
        ("omniglot/01@Korean", "measured"),
        ("omniglot/01@Tagalog", "training"),
    ],
)
def test_whole_writers_and_whole_collections_are_for_one_purpose(writer, name):
    parts = parts_of([character(writer), character(writer, "k", "small letter", 1)])
    assert parts.pop(name) == ([writer], ["k"])
    assert set(map(str, parts.values())) == {"([], [])"}


def test_no_network_learns_from_a_digit_that_is_held_out():
    split = part([character(f"pendigits/{i:02d}") for i in range(1, 31)])
    held_out = {each.writer for each in split.held_out}
    assert len(held_out) == 10
    assert not held_out & {each.writer for each in split.training.digits}
    assert len(split.training.digits) == 20


@pytest.mark.parametrize("writer", ["apb/someone", "art/someone", "val/someone"])
@pytest.mark.parametrize(
    ("what", "kind"),
    [
        *(("O", "capital"), ("l", "small letter"), ("z", "small letter"), ("/", "sign")),
        *(("Greek/character08", "character"), ("Latin/character15", "character")),
    ],
)
def test_letters_like_digits_are_neither_learnt_from_nor_measured_on(writer, what, kind):
    parts = parts_of([character(writer, what, kind), character(writer, "k", "small letter")])
    assert Counter(what for _, others in parts.values() for what in others) == {"k": 1}


def test_no_digit_is_taken_for_a_letter_like_it():
    assert not set("0123456789") & set(LIKE_DIGITS)
    digits = [character("apb/someone", each) for each in "0123456789"]
    assert [each.character for each in part(digits).training.digits] == list("0123456789")


def test_letters_of_latin_are_like_digits_in_omniglot_as_in_unipen():
    for i, letter in enumerate("abcdefghijklmnopqrstuvwxyz", start=1):
        assert LIKE_DIGITS.get(f"Latin/character{i:02d}") == LIKE_DIGITS.get(letter)


def test_digits_with_a_wrong_label_are_left_out_and_their_neighbours_are_not():
    wrong = [character(writer, position=position) for writer, position in WRONG]
    others = {(writer, position + 1) for writer, position in WRONG} - set(WRONG)
    right = [character(writer, position=position) for writer, position in sorted(others)]
    split = part(wrong + right)
    kept = [each for name in PARTS for each in getattr(split, name).digits]
    assert Counter(map(id, kept)) == Counter(map(id, right))


def test_digits_are_parted_by_their_writers(tmp_path, monkeypatch, no_further_strokes):
    path = write_pen_digits(tmp_path / "strokes", [1, 2, 7, 5, 10, 31])
    monkeypatch.setenv("PENDIGITS_PATH", str(path))
    split = read_writer_split()
    assert [
        {int(each.writer[-2:]) for each in people.digits}
        for people in (split.training, split.choosing, split.measured)
    ] == [{1, 2, 31}, {7}, {5, 10}]
    assert {each.writer[-2:] for each in split.held_out} == {"05", "07", "10"}
    assert pen_strokes_path() == path


def test_further_files_are_read_from_unipen_path_and_strokes_path(tmp_path, monkeypatch):
    monkeypatch.setenv("PENDIGITS_PATH", str(write_pen_digits(tmp_path / "pen", [1, 5, 7])))
    monkeypatch.setenv("UNIPEN_PATH", save(tmp_path / "a.npz", ["apb/x", "val/x"]))
    files = [
        save(tmp_path / "b.npz", ["uji/W01", "uji/W02"]),
        save(tmp_path / "c.npz", ["omniglot/01@Latin", "omniglot/01@Balinese"], 4, "sign 1"),
    ]
    monkeypatch.setenv("STROKES_PATH", os.pathsep.join(["", *files, ""]))
    split = read_writer_split()
    assert [
        {each.writer for each in (*people.digits, *people.others)}
        for people in (split.training, split.choosing, split.measured)
    ] == [
        {"pendigits/01", "apb/x", "omniglot/01@Balinese"},
        {"pendigits/07", "uji/W01"},
        {"pendigits/05", "val/x", "uji/W02", "omniglot/01@Latin"},
    ]
    assert [each.writer for each in split.training.others] == ["omniglot/01@Balinese"]
    alone = read_writer_split(tmp_path / "pen")
    assert {each.collection for each in alone.held_out} == {"pendigits"}


def test_file_that_is_named_twice_counts_once(tmp_path, monkeypatch):
    monkeypatch.setenv("PENDIGITS_PATH", str(write_pen_digits(tmp_path / "pen", [1, 5, 7])))
    path = save(tmp_path / "a.npz", ["uji/W02"])
    monkeypatch.setenv("UNIPEN_PATH", path)
    again = f"{tmp_path}/../{tmp_path.name}/a.npz"
    monkeypatch.delenv("STROKES_PATH", raising=False)
    once = read_writer_split().measured.digits
    monkeypatch.setenv("STROKES_PATH", os.pathsep.join([path, again]))
    assert len(read_writer_split().measured.digits) == len(once)


@pytest.mark.parametrize("variable", ["UNIPEN_PATH", "STROKES_PATH"])
def test_further_file_that_is_not_there_raises_strokes_error(
    tmp_path, monkeypatch, no_further_strokes, variable
):
    monkeypatch.setenv("PENDIGITS_PATH", str(write_pen_digits(tmp_path / "pen", [1, 5, 7])))
    monkeypatch.setenv(variable, str(tmp_path / "gone.npz"))
    with pytest.raises(StrokesError, match=r"gone\.npz"):
        read_writer_split()


@pytest.mark.parametrize("present", [[5, 7], [1, 7], [1, 5]])
def test_file_without_the_writers_needed_raises_strokes_error(tmp_path, present):
    path = write_pen_digits(tmp_path / "strokes", present)
    with pytest.raises(StrokesError, match=r"lacks writers.*pendigits-orig\.tra"):
        read_writer_split(path)


def test_further_files_do_not_stand_in_for_the_pen_digits(
    tmp_path, monkeypatch, no_further_strokes
):
    monkeypatch.setenv("PENDIGITS_PATH", str(write_pen_digits(tmp_path / "pen", [1, 7])))
    monkeypatch.setenv("UNIPEN_PATH", save(tmp_path / "a.npz", ["val/x"]))
    with pytest.raises(StrokesError, match="lacks writers"):
        read_writer_split()


def test_unset_and_missing_paths_raise_strokes_error(tmp_path, monkeypatch):
    monkeypatch.delenv("PENDIGITS_PATH", raising=False)
    assert pen_strokes_path() is None
    with pytest.raises(StrokesError, match="PENDIGITS_PATH is not set"):
        read_writer_split()
    monkeypatch.setenv("PENDIGITS_PATH", str(tmp_path / "gone"))
    assert pen_strokes_path() is None
    with pytest.raises(StrokesError, match="gone"):
        read_writer_split()


def test_what_is_held_out_is_in_the_real_files(everyone):
    """A name that nobody bears would hold nobody out."""
    names = {name for each in everyone for name in (each.writer, each.collection)}
    assert names >= CHOOSING | MEASURED


@pytest.mark.parametrize("collection", ["pendigits", "uji"])
def test_measured_people_are_as_many_as_is_said(everyone, collection):
    measured = part(everyone).measured.digits
    writers = {each.writer for each in measured if each.collection == collection}
    assert COLLECTIONS[collection].startswith(f"{len(writers)} people,")


def test_what_has_a_wrong_label_is_a_digit_of_the_real_files(everyone):
    kinds = {(each.writer, each.position): each.kind for each in everyone}
    assert {kinds.get(each) for each in WRONG} == {"digit"}
    assert len(set(WRONG)) == len(WRONG)


def test_what_is_like_a_digit_is_in_the_real_files(everyone):
    assert {each.character for each in everyone} >= set(LIKE_DIGITS)


def test_people_of_the_real_files_are_in_one_part_alone(everyone):
    split = part(everyone)
    people = [
        {each.writer for each in (*of.digits, *of.others)}
        for of in (split.training, split.choosing, split.measured)
    ]
    assert sum(map(len, people)) == len(set().union(*people))
    for of in (split.training, split.choosing, split.measured):
        assert {each.label for each in of.digits} == set(range(10))
        assert {each.label for each in of.others} == {10}
        assert not {each.character for each in of.others} & set(LIKE_DIGITS)
    collections = [{name.split("/")[0] for name in of} for of in people]
    assert not (collections[0] | collections[1]) & {"val"}
    assert not (collections[0] | collections[2]) & {"art"}
