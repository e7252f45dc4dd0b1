"""A network's card: what is damaged in it is refused, before a page shows it."""

import json
import shutil

import pytest

from mnist_core.errors import ModelError
from mnist_core.evaluation.people import OnPeople
from mnist_core.places import models_dir
from mnist_core.recognition.card import published_card

ON_PEOPLE = {
    "digits": {"pendigits": 20},
    "accuracy": {"pendigits": {"10": 0.75, "20": 0.5}},
    "calibration_error": 0.125,
}
ON_TURNED = {"digits": 20, "lowest": -90, "highest": 90, "accuracy": [0.25, 1, 0.5]}
SPOILT_TURNED = (
    {"accuracy": []},
    {"accuracy": [0.5]},
    {"accuracy": [0.5] * 1001},
    {"accuracy": [0.5, 1.5]},
    {"accuracy": [0.5, None]},
    {"lowest": "x"},
    {"highest": 1e9},
    {"digits": -1},
)
BY_PERSON = {"drawings": [80, 100], "right": [60, 100], "expected": 0.9}
SPOILT_PERSONS = (
    {"drawings": [], "right": []},
    {"drawings": [80]},
    {"drawings": [80, 0], "right": [60, 0]},
    {"right": [60, 101]},
    {"right": [-1, 100]},
    {"right": "x"},
    {"expected": 1.5},
    {"expected": None},
)
SPOILT_PEOPLE = (
    {"digits": {"pendigits": -1}},
    {"digits": 20},
    {"accuracy": {"pendigits": 0.5}},
    {"accuracy": {"pendigits": {"10": "x"}}},
    {"calibration_error": None},
    {"refused": {"digits": "x"}},
    {"refused": [0.5]},
    {"auroc": "x"},
    {"false_positives": []},
)


@pytest.fixture
def damage(monkeypatch, tmp_path):
    """A function that publishes one network, cnn, with another value in its card."""
    shutil.copytree(models_dir() / "cnn", tmp_path / "cnn")
    monkeypatch.setenv("MODELS_DIR", str(tmp_path))
    path = tmp_path / "cnn" / "card.json"

    def write(part, value):
        card = json.loads(path.read_text())
        *within, last = part.split(".")
        inner = card
        for each in within:
            inner = inner[each]
        inner[last] = value
        path.write_text(json.dumps(card))

    return write


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("test", None),
        ("test", {"accuracy": 0.99}),
        ("architecture", []),
        ("parameters", "x"),
        ("bytes", None),
        ("date", 5),
        ("layers", 5),
        ("config", {"epochs": 3}),
        ("data", []),
        ("versions", None),
        ("drawings", []),
        ("drawings", {"accuracy": {"10": 0.99}}),
        ("drawings", {"accuracy": {"10": "x"}, "digits": 5, "writers": 2}),
        ("drawings", {"accuracy": {"10": 1.5}, "digits": 5, "writers": 2}),
        *(("layers", each) for each in ([5], [{}], [{"kind": 1}], {"kind": "Dense"})),
        ("layers", [{"kind": "Dense", "setting": "", "shape": [], "parameters": 1}]),
        ("layers", [{"kind": "Dense", "setting": "", "shape": [0], "parameters": 1}]),
        ("layers", [{"kind": "Dense", "setting": "", "shape": [8], "parameters": "x"}]),
        *(("history", each) for each in (5, [], {"loss": 5}, {"loss": [[1], [1, 2]]})),
        *(("history", each) for each in ({"best": {"epoch": "x"}}, {"loss": [["x"], [1]]})),
        *(("mnist", each) for each in ("x", -0.1, 1.1)),
        *(("milliseconds", each) for each in ("x", [], -1, float("nan"))),
        *(("thresholds", each) for each in ({"unsure": 2}, {"unsure": None}, [])),
        ("labels", ["a"]),
        *((part, 10**each) for part in ("bytes", "parameters") for each in (30, 400)),
        *(
            ("layers", [{"kind": "Conv2D", "setting": "", "shape": shape, "parameters": 1}])
            for shape in ([10**30, 1, 1], [10**400, 1, 1])
        ),
        ("drawings", {"accuracy": {}, "digits": 5, "writers": 2}),
        *(("test.loss", each) for each in (-1, float("nan"))),
        *(("test.confusion", [[each] * 10] * 10) for each in (0, 10**30)),
        (
            "test.reliability",
            {"count": [10**30] * 15, "confidence": [0.5] * 15, "accuracy": [1] * 15},
        ),
        ("seconds", float("inf")),
        ("config", {"epochs": "x", "batch_size": 1, "architecture": "cnn"}),
        *(("people", each) for each in ("x", [], {"smells": {}}, {"pictures": {}})),
        *(("people", {"pictures": {**ON_PEOPLE, **each}}) for each in SPOILT_PEOPLE),
        *(("turned", each) for each in ("x", [], {}, {"accuracy": [0.5, 1]})),
        *(("turned", {**ON_TURNED, **each}) for each in SPOILT_TURNED),
        *(("by_person", each) for each in ("x", [], {}, {"drawings": [5], "right": [5]})),
        *(("by_person", {**BY_PERSON, **each}) for each in SPOILT_PERSONS),
        *(("neighbours", each) for each in ("x", [], {"drawings": 5, "vote": 0.5})),
        *(("neighbours", {"drawings": 5, "vote": each, "network": 1}) for each in ("x", 1.5, -1)),
    ],
)
def test_damaged_card_raises_model_error(damage, part, value):
    published_card("cnn")
    damage(part, value)
    with pytest.raises(ModelError, match=r"cnn/card\.json"):
        published_card("cnn")


@pytest.mark.parametrize(
    ("data", "mnist", "expected"),
    [
        ("mnist", None, "its own"),
        ("mixture", None, "its own"),
        ("generated", None, None),
        ("generated", 0.93, 0.93),
        ("/some/digits.npz", 0.5, 0.5),
    ],
)
def test_figure_on_mnist_is_that_of_its_test_where_that_is_mnist_s(damage, data, mnist, expected):
    damage("data.name", data)
    damage("mnist", mnist)
    card = published_card("cnn")
    assert card.on_mnist == (card.test.accuracy if expected == "its own" else expected)
    assert card.on_its_own == (None if expected == "its own" else card.test.accuracy)


def test_card_of_a_network_that_was_measured_on_nobody_is_read_without(damage):
    damage("people", None)
    assert published_card("cnn").people is None


def test_card_from_before_people_were_told_apart_is_read_without(damage):
    damage("by_person", None)
    assert published_card("cnn").by_person is None
    damage("by_person", BY_PERSON)
    assert published_card("cnn").by_person.shares == [0.75, 1]


def test_card_from_before_drawings_were_turned_is_read_without(damage):
    damage("turned", None)
    assert published_card("cnn").turned is None


def test_angles_go_in_equal_steps_from_the_lowest_to_the_highest(damage):
    damage("turned", ON_TURNED)
    turned = published_card("cnn").turned
    assert dict(zip(turned.degrees, turned.accuracy, strict=True)) == {-90: 0.25, 0: 1, 90: 0.5}


def test_card_of_a_network_whose_neighbours_were_not_looked_for_is_read_without(damage):
    damage("neighbours", None)
    assert published_card("cnn").neighbours is None


def test_people_are_read_by_the_way_that_a_network_reads_them(damage):
    known = {"refused": {"digits": 0.0625}, "auroc": 0.875, "false_positives": 0.25}
    damage("people", {"pictures": {**ON_PEOPLE, **known}, "strokes": {**ON_PEOPLE, **known}})
    people = published_card("cnn").people
    assert people == dict.fromkeys(("pictures", "strokes"), OnPeople(**ON_PEOPLE, **known))
    damage("people", {"pictures": ON_PEOPLE})
    assert published_card("cnn").people == {"pictures": OnPeople(**ON_PEOPLE)}


@pytest.mark.parametrize(
    "strokes",
    [
        {"digits": {"other": 3}},
        {"accuracy": {}, "digits": {}},
        {"accuracy": {name: {"20": 75.0} for name in ON_PEOPLE["accuracy"]}},
        {"accuracy": {name: {"33": 0.5} for name in ON_PEOPLE["accuracy"]}},
        {"refused": {"digits": 0.5}},
        {"calibration_error": -0.1},
    ],
)
def test_figures_on_people_that_do_not_fit_each_other_are_damaged(damage, strokes):
    damage("people", {"pictures": ON_PEOPLE, "strokes": {**ON_PEOPLE, **strokes}})
    with pytest.raises(ModelError, match="is damaged"):
        published_card("cnn")


def test_layers_of_a_card_see_pictures_unless_it_says_otherwise(damage):
    layer = {"kind": "Dense", "setting": "", "shape": [8], "parameters": 1}
    damage("layers", [layer, {**layer, "branch": 1}, {**layer, "branch": 2, "sees_path": True}])
    layers = published_card("cnn").layers
    assert [each.sees_path for each in layers] == [False, False, True]
