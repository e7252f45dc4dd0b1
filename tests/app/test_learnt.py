"""How it learnt, below the answer, without a browser."""

import gc
import re
import shutil
import weakref

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app_pages.visit import drawing
from app_pages.visit import learning as visit_learning
from app_pages.visit.networks import Network
from mnist_core import DigitClassifier
from mnist_core.ink.drawing import read_drawing
from mnist_core.places import models_dir
from mnist_core.recognition.learning import Learning
from tests.conftest import make_ended_run
from tools import hand
from tools.browsing import ROOT

SEVEN, TWO = tuple(hand.strokes("7")), tuple(hand.strokes("2"))


@pytest.fixture
def learnt(monkeypatch, tmp_path):
    """A function that runs the Draw page with strokes on it and this looked at, at an address."""
    monkeypatch.setenv("RUNS_DIR", str(tmp_path / "runs"))

    def run(*strokes, **address):
        monkeypatch.syspath_prepend(str(ROOT))
        app = AppTest.from_file(str(ROOT / "app_pages" / "draw" / "page.py"), default_timeout=60)
        app.session_state["draw_drawing"] = drawing.Drawing(strokes=strokes)
        app.query_params.update({"look": "learnt", **address})
        app.run()
        assert not app.exception
        return app

    return run


def shown(app):
    """What stands there of each network, as HTML."""
    bodies = [each.proto.body for each in app.get("html")]
    return [each for each in bodies if 'class="learning"' in each]


def label(body):
    return re.search(r'class="learning-label[^>]*>([^<]*)<', body)[1]


def slider(app):
    return app.select_slider[0]


def captions(app):
    return " ".join(each.value for each in app.caption)


def place_of(network):
    """The network at its moments, and how a page calls the places that are asked for here."""
    return Learning(models_dir() / network / "network.tflite")


def test_slider_goes_from_before_learning_to_the_network_as_it_is(learnt):
    app = learnt(*SEVEN, network="mlp-128")
    options = slider(app).options
    assert (options[0], options[-1]) == ("before learning", "as it is now")
    assert re.fullmatch(r"after \d+ digits", options[1])
    assert re.fullmatch(r"after \d\.\d epochs", options[-2])
    assert len(options) >= 9
    assert slider(app).value == len(options) - 1


@pytest.mark.parametrize("network", ["mlp-128", "mlp-128-dropout", "mlp-128-64", "cnn"])
def test_last_place_is_the_page_s_answer_and_the_first_is_not(learnt, network):
    app = learnt(*SEVEN, network=network)
    answers = [each.proto.body for each in app.get("html") if "answer-label" in each.proto.body]
    (last,) = shown(app)
    assert label(last) == re.search(r'class="answer-label[^>]*>([^<]*)<', answers[0])[1] == "7"
    note = re.search(r'class="answer-note[^>]*>([^<]*)<', answers[0])[1]
    assert f'class="learning-note">{note}<' in last
    app.session_state["draw_learnt_places"] = {network: 0}
    app.run()
    (first,) = shown(app)
    assert label(first) != "7"
    assert "before learning" in first


def test_each_place_shows_what_its_moment_reads(learnt):
    way, network = place_of("mlp-128"), DigitClassifier.load("mlp-128")
    answers = way.predict(read_drawing(SEVEN).pixels)
    app = learnt(*SEVEN, network="mlp-128")
    for place, answer in enumerate(answers):
        slider(app).set_value(place).run()
        (body,) = shown(app)
        best = re.search(r'<div class="learning-row best"><span>(\w+)</span>', body)[1]
        assert best == str(answer.argmax())
        assert body.count('<i class=at style="--part') == len(network.labels)
        accuracy = way.moments[place].accuracy
        assert f"{accuracy * 100:.0f}\u00a0%" in captions(app)
    assert np.abs(answers[0] - answers[-1]).max() > 0.5


def test_slider_stays_when_something_else_is_drawn(learnt):
    app = learnt(*SEVEN, network="cnn")
    slider(app).set_value(2).run()
    before = shown(app)
    app.session_state["draw_drawing"] = drawing.Drawing(strokes=TWO, number=1)
    app.run()
    assert slider(app).value == 2
    assert shown(app) != before
    app.session_state["draw_drawing"] = drawing.Drawing(strokes=(), number=2)
    app.run()
    assert not app.select_slider
    app.session_state["draw_drawing"] = drawing.Drawing(strokes=SEVEN, number=3)
    app.run()
    assert slider(app).value == 2
    assert shown(app) == before


def test_network_without_moments_says_why_and_offers_those_that_have_some(learnt):
    app = learnt(*SEVEN)
    assert "no moments of drawing-cnn" in captions(app)
    assert "adjusted after its training" in captions(app)
    offered = app.selectbox(key="draw_learnt_instead")
    assert set(offered.options) >= {"mlp-128", "mlp-128-dropout", "mlp-128-64", "cnn"}
    offered.select("cnn").run()
    assert label(shown(app)[0]) == "7"
    assert "goes by the picture alone" not in captions(app)  # cnn never sees a path
    app = learnt(*SEVEN, network="robust-cnn")
    assert "trained before they were kept" in captions(app)


def test_two_networks_stand_side_by_side_at_the_same_part_of_their_way(learnt):
    app = learnt(*SEVEN, network="cnn")
    other = app.selectbox(key="draw_learnt_other")
    assert other.value is None
    assert "cnn" not in other.options
    other.select("mlp-128").run()
    assert len(shown(app)) == 2
    ways = {name: place_of(name) for name in ("cnn", "mlp-128")}
    for place in (0, 4, len(ways["cnn"].moments) - 1):
        slider(app).set_value(place).run()
        named = [each.value for each in app.markdown if each.value.startswith("**")]
        assert named[0].startswith("**cnn**")
        assert named[1].startswith("**mlp-128**")
        parts = [
            ways["cnn"].moments[place].step / ways["cnn"].moments[-1].step,
            part_of(named[1], ways["mlp-128"]),
        ]
        assert parts[1] == pytest.approx(parts[0], rel=0.3, abs=1e-3)


def part_of(named, way):
    """The part of a training that a name such as "**mlp-128**, after 640 digits" is of."""
    if "before" in named or "now" in named:
        return float("now" in named)
    number, unit = re.search(r"after ([\d.,]+) (digits|epochs)", named).groups()
    digits = float(number.replace(",", "")) * (way.epoch if unit == "epochs" else 1)
    return digits / way.moments[-1].digits


def test_filters_and_confusions_are_those_of_the_moment(learnt):
    app = learnt(*SEVEN, network="cnn")
    pictures = {}
    for key in ("draw_learnt_filters", "draw_learnt_confusion"):
        app.session_state[key] = True
    for place in (0, 5):
        app.session_state["draw_learnt_places"] = {"cnn": place}
        app.run()
        assert not app.exception
        pictures[place] = [
            e.proto.body for e in app.get("html") if 'class="filters"' in e.proto.body
        ]
        assert "16 filters of 3 by 3 pixels" in pictures[place][0]
    assert pictures[0] != pictures[5]
    assert "Orange: ink there raises" in captions(app)
    assert app.segmented_control(key="draw_learnt_0_unit")


def test_own_run_with_moments_is_offered_and_one_with_damaged_ones_says_so(
    learnt, tmp_path, small_dataset
):
    run = make_ended_run(
        tmp_path / "runs", "mine", small_dataset.test_images, small_dataset.test_labels
    )
    shutil.copy(models_dir() / "mlp-128" / "moments.npz", run / "moments.npz")
    app = learnt(*SEVEN, network="runs/mine")
    assert label(shown(app)[0]) == "7"
    assert "mlp-128" in app.selectbox(key="draw_learnt_other").options
    (run / "moments.npz").write_bytes(b"PK")
    app = learnt(*SEVEN, network="runs/mine")
    assert "moments.npz" in app.error[0].value
    assert shown(app) == []
    shutil.copy(models_dir() / "cnn" / "moments.npz", run / "moments.npz")
    app = learnt(*SEVEN, network="runs/mine")
    assert "another network" in app.error[0].value
    with np.load(models_dir() / "mlp-128" / "moments.npz") as stored:
        arrays = {**stored, "scale_0": stored["scale_0"][:, :-1]}
    np.savez(run / "moments.npz", **arrays)
    app = learnt(*SEVEN, network="runs/mine")
    assert "moments.npz is missing or damaged" in app.error[0].value
    (run / "moments.npz").unlink()
    app = learnt(*SEVEN, network="runs/mine")
    assert "There are no moments of" in captions(app)


def test_without_ink_an_invitation_stands_there(learnt):
    app = learnt(network="cnn")
    assert "Draw a digit, and it is shown here." in captions(app)
    assert not app.select_slider


@pytest.mark.parametrize(("large", "kept"), [(10**9, 4), (1, 2)])
def test_few_large_networks_are_kept_in_memory(tmp_path, monkeypatch, large, kept):
    """A drawing-cnn of a visitor's takes 140 MB with its moments; a public server has 690."""
    opened = weakref.WeakSet()

    class Opened:
        def __init__(self, path):
            opened.add(self)

    monkeypatch.setattr(visit_learning, "Learning", Opened)
    monkeypatch.setattr(visit_learning, "_LARGE", large)
    for i in range(6):
        path = tmp_path / str(i) / "model.tflite"
        path.parent.mkdir()
        path.write_bytes(b"some")
        visit_learning.learning(Network(f"runs/{i}", "", path, None))
    gc.collect()
    assert len(opened) == kept
