"""What is alike, on the Draw page without a browser: what is searched, said and clicked."""

import re
import shutil
from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app_pages.figures import sheet
from app_pages.visit import drawing, neighbours
from mnist_core.data.generated import generate
from mnist_core.ink.strokes import Stroke
from mnist_core.places import models_dir
from mnist_core.recognition.activations import Activations
from mnist_core.recognition.classifier import NETWORK
from mnist_core.recognition.neighbours import NEIGHBOURS, index_digits, write_index
from tests.conftest import save_dataset
from tools import hand
from tools.browsing import ROOT

SEVEN = tuple(hand.strokes("7"))
R = tuple(Stroke(np.array(points, float), 20.0) for points in hand.NO_DIGITS["R"])


class Browser:
    """In place of the sheet's component: what it was given last, and what is clicked next."""

    def __init__(self):
        self.given = self.clicked = None

    def __call__(self, *, data, **_):
        self.given = data
        clicked, self.clicked = self.clicked, None
        return type("Result", (), {"clicked": clicked})

    @property
    def labels(self):
        return [int(each[0]) for each in self.given["captions"]]


@pytest.fixture
def browser(monkeypatch):
    found = Browser()
    monkeypatch.setattr(sheet, "_component", found)
    return found


@pytest.fixture
def look(monkeypatch, browser):
    """A function that opens what is alike to strokes, or to a digit of the data."""

    def run(*strokes, digit=None, **address):
        monkeypatch.syspath_prepend(str(ROOT))
        app = AppTest.from_file(str(ROOT / "app_pages" / "draw" / "page.py"), default_timeout=120)
        app.session_state["draw_drawing"] = drawing.Drawing(digit=digit, strokes=strokes)
        app.query_params.update(address | {"look": "alike"})
        app.run()
        assert not app.exception
        return app

    return run


@pytest.fixture
def no_mnist(monkeypatch, tmp_path):
    monkeypatch.delenv("MNIST_PATH", raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))


@pytest.fixture
def stored(monkeypatch, tmp_path, small_dataset):
    """MNIST's place taken by few digits, and a network of whose index they are."""
    images, labels = generate(400, seed=8)
    few = replace(small_dataset, train_images=images, train_labels=labels)
    save_dataset(tmp_path / "digits.npz", few)
    monkeypatch.setenv("MNIST_PATH", str(tmp_path / "digits.npz"))
    models = tmp_path / "models"
    shutil.copytree(models_dir() / "cnn", models / "cnn")
    monkeypatch.setenv("MODELS_DIR", str(models))
    index = index_digits(Activations(models / "cnn" / NETWORK), images, labels)
    write_index(models / "cnn" / NEIGHBOURS, index)
    return few


def words(app):
    said = [each.value for each in app.caption]
    voted = [each.proto.body for each in app.get("html") if "alike-vote" in each.proto.body]
    return re.sub("<[^>]+>", "", " ".join(said + voted))


def test_five_digits_of_the_training_data_are_shown_and_vote(look, browser, stored):
    app = look(*SEVEN, network="cnn")
    assert "Of MNIST’s 400 training digits, these five" in words(app)
    assert browser.given["count"] == 5
    assert re.search(rf"They vote {7}, [345] of 5\. The network says 7 as well\.", words(app))
    numbers = [int(each.removeprefix("train-")) for each in browser.given["clicks"]]
    assert stored.train_labels[numbers].tolist() == browser.labels
    for name, number, label in zip(browser.given["names"], numbers, browser.labels, strict=True):
        article = "an" if label == 8 else "a"
        assert re.fullmatch(rf"Digit {number}: {article} {label}, (near|far), \d+\.\d", name)
    far = [float(each.split(", ")[1]) for each in browser.given["captions"]]
    assert far == sorted(far)


def test_share_that_the_card_gives_the_vote_is_said_where_its_digits_voted(look, stored):
    assert re.search(
        r"Of 3,546 drawings .* such a vote is right for \d\d\.\d\u00a0%, the network itself for",
        words(look(*SEVEN, network="cnn")),
    )
    (models_dir() / "cnn" / NEIGHBOURS).unlink()
    said = words(look(*SEVEN, network="cnn"))
    assert "Of MNIST’s first 400 training digits, these five" in said
    assert "such a vote" not in said


def test_where_mnist_is_not_generated_digits_are_searched_and_it_is_said(look, browser, no_mnist):
    app = look(*SEVEN, network="mlp-128")
    assert "Of 1,000 digits that the program wrote (MNIST is not here" in words(app)
    assert all(re.fullmatch(r"generated-\d{1,3}", each) for each in browser.given["clicks"])
    labels = generate(1000, seed=3)[1]
    numbers = [int(each.removeprefix("generated-")) for each in browser.given["clicks"]]
    assert labels[numbers].tolist() == browser.labels
    assert "such a vote" not in words(app)


def test_index_of_other_digits_than_mnist_path_names_is_not_used(
    look, browser, stored, tmp_path, monkeypatch
):
    images, labels = generate(500, seed=9)
    save_dataset(tmp_path / "other.npz", replace(stored, train_images=images, train_labels=labels))
    monkeypatch.setenv("MNIST_PATH", str(tmp_path / "other.npz"))
    app = look(*SEVEN, network="cnn")
    assert "Of MNIST’s first 500 training digits" in words(app)
    numbers = [int(each.removeprefix("train-")) for each in browser.given["clicks"]]
    assert labels[numbers].tolist() == browser.labels


def test_of_many_digits_without_an_index_the_first_are_searched(
    look, browser, stored, tmp_path, monkeypatch
):
    monkeypatch.setattr(neighbours, "_FEW", 100)
    (models_dir() / "cnn" / NEIGHBOURS).unlink()
    assert "Of MNIST’s first 100 training digits" in words(look(*SEVEN, network="cnn"))
    assert all(int(each.removeprefix("train-")) < 100 for each in browser.given["clicks"])


def test_no_digit_is_told_and_that_the_nearest_are_far(look, browser, no_mnist):
    said = words(look(*R))
    assert "The network takes it for no digit, which digits cannot vote for." in said
    assert re.search(r"Even the nearest is far away: \d+\.\d times as far as is usual\.", said)
    assert all("\nfar, " in each for each in browser.given["captions"])


def test_doubt_of_the_network_is_told(look, no_mnist):
    seven = np.array(hand.DIGITS["7"][0], float)
    app = look(Stroke(seven * [0.35, 1] + [90, 0], 20.0), network="mlp-128")
    headline = next(
        re.search("answer-label[^>]*>([^<]*)<", each.proto.body)[1]
        for each in app.get("html")
        if "answer-label" in each.proto.body
    )
    assert headline.endswith("?")
    assert f"The network is not sure: {headline}" in words(app)


def test_click_lays_the_digit_on_the_canvas_and_it_finds_itself(look, browser, stored):
    app = look(*SEVEN, network="cnn")
    name = browser.given["clicks"][2]
    browser.clicked = name
    app.run()
    assert not app.exception
    assert app.session_state["draw_drawing"] == drawing.Drawing(digit=name)
    assert name in browser.given["clicks"]
    at = browser.given["clicks"].index(name)
    assert browser.given["captions"][at].endswith("\nthis very one")
    assert browser.given["names"][at].endswith("this very one")


@pytest.mark.parametrize("forged", ["train-399999", "generated-1", "", 3, None, ["train-1"], {}])
def test_click_on_what_is_not_shown_does_nothing(look, browser, stored, forged):
    app = look(*SEVEN, network="cnn")
    browser.clicked = forged
    app.run()
    assert not app.exception
    assert app.session_state["draw_drawing"].strokes == SEVEN


def test_damaged_index_is_named_and_the_page_goes_on(look, browser, stored):
    (models_dir() / "cnn" / NEIGHBOURS).write_bytes(b"PK")
    app = look(*SEVEN, network="cnn")
    assert NEIGHBOURS in app.error[0].value
    assert browser.given is None
    assert any("answer-label" in each.proto.body for each in app.get("html"))


def test_network_that_sees_paths_goes_by_the_picture_alone_here(look, no_mnist):
    assert "Here it goes by the picture alone." in words(look(*SEVEN))
    assert "by the picture alone" not in words(look(*SEVEN, network="mlp-128"))


def test_nothing_is_looked_for_before_there_is_ink(look, browser):
    assert "Draw a digit, and it is shown here." in words(look())
    assert browser.given is None


def test_training_digit_lies_on_the_canvas_as_it_is_and_is_nearest_to_itself(look, browser, mnist):
    app = look(digit="train-12345", network="cnn")
    assert "Of MNIST’s 60,000 training digits" in words(app)
    assert browser.given["clicks"][0] == "train-12345"
    assert browser.given["captions"][0] == f"{mnist.train_labels[12345]}\nthis very one"


def test_click_that_a_forger_holds_down_lays_the_digit_once(look, browser, stored, monkeypatch):
    app = look(*SEVEN, network="cnn")
    name, runs = browser.given["clicks"][0], []

    def held(**_):
        runs.append(1)
        assert len(runs) < 5
        return type("Result", (), {"clicked": name})

    monkeypatch.setattr(sheet, "_component", held)
    app.run()
    assert not app.exception
    assert app.session_state["draw_drawing"] == drawing.Drawing(digit=name)


def test_index_of_another_network_is_named_and_the_page_goes_on(look, browser, stored):
    other = Activations(models_dir() / "cnn" / NETWORK)
    index = index_digits(other, stored.train_images, stored.train_labels)
    index = replace(index, mean=index.mean[1:], axes=index.axes[1:])
    write_index(models_dir() / "cnn" / NEIGHBOURS, index)
    app = look(*SEVEN, network="cnn")
    assert "of another network" in app.error[0].value
    assert browser.given is None
