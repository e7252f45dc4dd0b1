"""Drawings with what they are: written, read again, and refused where they are forged."""

import csv
import io
import json
import zipfile

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_core.data import corrections
from mnist_core.data.catalogue import load_dataset
from mnist_core.data.corrections import (
    MOST_IN_FILE,
    Correction,
    from_archive,
    from_json,
    points_of,
    split,
    to_archive,
    to_json,
)
from mnist_core.errors import CorrectionsError
from mnist_core.ink.drawing import read_drawing
from mnist_core.ink.strokes import Stroke
from mnist_core.labels import LABELS
from tools import hand

EVERY = [
    *(Correction(int(digit), tuple(hand.strokes(digit)), practised=True) for digit in "0123456789"),
    Correction(7, tuple(hand.strokes("1")), read=1),
    Correction(10, tuple(hand.strokes("4")), read=4),
]


def told(**changes):
    """A file with one drawing as JSON's object, and how it differs from a good one."""
    drawing = {"label": "7", "strokes": [{"width": 20, "points": [60, 60, 200, 60]}], **changes}
    return {"format": "drawings with what they are", "drawings": [drawing]}


def packed(content, name="corrections.json", how=zipfile.ZIP_DEFLATED):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", how) as file:
        file.writestr(name, content)
    return archive.getvalue()


def assert_same(found, expected):
    assert len(found) == len(expected)
    for one, other in zip(found, expected, strict=True):
        assert (one.label, one.read, one.practised) == (other.label, other.read, other.practised)
        for a, b in zip(one.strokes, other.strokes, strict=True):
            assert a.width == b.width
            np.testing.assert_allclose(a.points, b.points, atol=0.0051)


def test_archive_is_read_again_as_it_was():
    assert_same(from_archive(to_archive(EVERY)), EVERY)
    assert from_archive(to_archive([])) == []


coordinates = st.floats(-9_000, 9_000)
on_canvas = st.tuples(st.floats(20, 260), st.floats(20, 260))
strokes = st.builds(
    lambda first, others, width: Stroke(np.array([first, *others], float), width),
    on_canvas,
    st.lists(st.tuples(coordinates, coordinates), max_size=6),
    st.floats(2, 60),
)
drawings = st.builds(
    Correction,
    st.integers(0, 10),
    st.lists(strokes, min_size=1, max_size=3).map(tuple),
    st.none() | st.integers(0, 10),
    st.booleans(),
)


@settings(max_examples=50, deadline=None)
@given(st.lists(drawings, max_size=4))
def test_any_drawings_are_read_again_as_they_were_and_then_for_good(some):
    again = from_json(to_json(some))
    assert_same(again, some)
    assert to_json(from_json(to_json(again))) == to_json(again)


def test_pictures_table_and_digits_are_for_other_programs(tmp_path):
    with zipfile.ZipFile(io.BytesIO(to_archive(EVERY))) as archive:
        rows = list(csv.DictReader(io.StringIO(archive.read("corrections.csv").decode())))
        picture = archive.read(f"pictures/{rows[-1]['picture']}")
        (tmp_path / "digits.npz").write_bytes(archive.read("digits.npz"))
    assert [each["label"] for each in rows] == [LABELS[each.label] for each in EVERY]
    assert [each["read"] for each in rows[-2:]] == ["1", "4"]
    assert [each["practised"] for each in rows] == ["1"] * 10 + ["0"] * 2
    paper = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert paper.shape == (280, 280)
    assert paper.min() < 50 < 200 < paper.max()
    found = load_dataset(str(tmp_path / "digits.npz"))
    learnt, aside = split(EVERY[:-1])
    assert found.train_labels.tolist() == [each.label for each in learnt]
    assert found.test_labels.tolist() == [each.label for each in aside]
    seen = read_drawing(learnt[0].strokes).picture
    np.testing.assert_array_equal(found.train_images[0], seen)


@pytest.mark.parametrize(("some", "there"), [(EVERY[:1], True), (EVERY[-1:], False), ([], False)])
def test_few_digits_are_a_data_set_as_well_and_none_are_no_file(tmp_path, some, there):
    with zipfile.ZipFile(io.BytesIO(to_archive(some))) as archive:
        assert ("digits.npz" in archive.namelist()) == there
        if there:
            (tmp_path / "digits.npz").write_bytes(archive.read("digits.npz"))
            assert load_dataset(str(tmp_path / "digits.npz")).test_labels.tolist() == [0]


def labelled(labels):
    return [Correction(label, ()) for label in labels]


@given(st.lists(st.integers(0, 10), min_size=4, max_size=60), st.integers(4, 60))
def test_about_a_quarter_of_each_digit_is_kept_aside_and_stays_there(labels, before):
    some = labelled(labels)
    learnt, aside = split(some)
    assert learnt
    assert {*map(id, learnt), *map(id, aside)} == set(map(id, some))
    for label in set(labels):
        there = sum(each.label == label for each in aside)
        assert abs(there - labels.count(label) / 4) < 1
    if before < len(some):
        assert set(map(id, split(some[:before])[1])) <= set(map(id, aside))


def test_of_a_practice_round_four_are_kept_aside_and_of_three_drawings_none():
    learnt, aside = split(labelled([*range(10)] * 2))
    assert (len(learnt), len(aside)) == (16, 4)
    assert split(labelled([3, 7, 3]))[1] == []


FAR = {"width": 20, "points": [60, 60, 10_001, 60]}
REFUSED = {
    "another format": {**told(), "format": "something else"},
    "another canvas": {**told(), "canvas": 300},
    "no label": told(label="eleven"),
    "a label that is a number": told(label=7),
    "no reading": told(read="?"),
    "no strokes": told(strokes=[]),
    "no points": told(strokes=[{"width": 20, "points": []}]),
    "half a point": told(strokes=[{"width": 20, "points": [1, 2, 3]}]),
    "no width": told(strokes=[{"width": 0, "points": [60, 60]}]),
    "a wide pen": told(strokes=[{"width": 201, "points": [60, 60]}]),
    "far away": told(strokes=[FAR]),
    "words for points": told(strokes=[{"width": 20, "points": ["60", "60"]}]),
    "outside the canvas": told(strokes=[{"width": 20, "points": [400, 400, 500, 400]}]),
    "all ink": told(strokes=[{"width": 200, "points": [0, 0, 280, 90, 0, 180, 280, 280]}]),
    "many strokes": told(strokes=[{"width": 20, "points": [60, 60]}] * 101),
    "many points": told(strokes=[{"width": 20, "points": [60, 60] * 50_001}]),
    "many drawings": {**told(), "drawings": told()["drawings"] * (MOST_IN_FILE + 1)},
    "a list": [told()],
}


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED.keys())
def test_forged_drawings_are_refused(content):
    with pytest.raises(CorrectionsError):
        from_json(json.dumps(content).encode())


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"format": "drawings with what they are", "drawings": ' + b"[" * 100_000,
        b'{"more": ' + b"[" * 100_000,
        json.dumps(told(label="7")).encode()[:-9],
        json.dumps(told(strokes=[{"width": float("nan"), "points": [60, 60]}])).encode(),
        json.dumps(told(strokes=[{"width": 20, "points": [float("inf"), 60]}])).encode(),
        b'{"format":"drawings with what they are","drawings":[{"label":"7","strokes":'
        b'[{"width":20,"points":[1e999,60]}]}]}',
    ],
)
def test_damaged_or_deep_json_is_refused(text):
    with pytest.raises(CorrectionsError, match="cannot be read"):
        from_json(text)


def test_no_more_drawings_are_taken_than_asked_for():
    content = to_archive(EVERY)
    assert len(from_archive(content, len(EVERY))) == len(EVERY)
    with pytest.raises(CorrectionsError, match=f"{len(EVERY)} drawings, more than 2"):
        from_archive(content, 2)


def test_words_of_a_refusal_are_short():
    with pytest.raises(CorrectionsError) as refusal:
        from_json(json.dumps(told(label="x" * 10_000)).encode())
    assert len(str(refusal.value)) < 300


@pytest.mark.parametrize(
    "text",
    [
        b"1" * (corrections.LARGEST + 1),
        b"1," * (corrections._MOST_COMMAS + 1),
        b"{}," * (corrections._MOST_OBJECTS + 1),
    ],
)
def test_more_than_is_taken_is_not_even_parsed(monkeypatch, text):
    monkeypatch.setattr(corrections.files, "parse_json", None)
    with pytest.raises(CorrectionsError, match="more than are taken"):
        from_archive(packed(text))


def test_largest_that_is_taken_can_be_written_and_read():
    wide = Stroke(np.random.default_rng(0).uniform(-9_999, 9_999, (2_000, 2)), 20.0)
    seen = Stroke(np.array([[60.0, 60.0], [200.0, 60.0]]), 20.0)
    most = [Correction(7, (wide, seen))] * (corrections.MOST_IN_ALL // 2_002)
    text = to_json(most)
    assert len(text) < corrections.LARGEST
    assert text.count(b",") < corrections._MOST_COMMAS
    assert points_of(most) == points_of(from_json(to_json(most[:1]))) * len(most)


def test_bomb_is_read_no_further_than_what_is_taken(monkeypatch):
    bomb = packed(b" " * 200_000_000)
    assert len(bomb) < 1_000_000
    taken = []
    monkeypatch.setattr(corrections, "from_json", lambda text, most: taken.append(len(text)) or [])
    from_archive(bomb)
    assert taken == [corrections.LARGEST + 1]


def with_many_files():
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("corrections.json", to_json(EVERY))  # good by itself
        for i in range(2 * MOST_IN_FILE):
            file.writestr(str(i), b"")
    return archive.getvalue()


def with_a_link():
    """An archive whose drawings are a symbolic link to a file of the server's."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        link = zipfile.ZipInfo("corrections.json")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        file.writestr(link, "/etc/passwd")
    return archive.getvalue()


def damaged():
    content = bytearray(to_archive(EVERY))
    content[60:90] = bytes(30)
    return bytes(content)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no archive",
        to_archive(EVERY)[:-30],
        damaged(),
        packed(b"{}", "other.json"),
        packed(to_json(EVERY), how=zipfile.ZIP_LZMA),
        packed(to_json(EVERY), how=zipfile.ZIP_BZIP2),
        with_many_files(),
        with_a_link(),
    ],
    ids=["empty", "text", "cut", "damaged", "foreign", "lzma", "bzip2", "many files", "link"],
)
def test_foreign_or_damaged_archive_is_refused_in_words(content):
    with pytest.raises(CorrectionsError) as refusal:
        from_archive(content)
    assert "root:" not in str(refusal.value)
    assert len(str(refusal.value)) < 400


def test_digits_of_a_large_class_are_read_again():
    drawings = [Correction(i % 10, tuple(hand.strokes(str(i % 10)))) for i in range(40 * 20)]
    assert len(from_archive(to_archive(drawings))) == 800
