"""The pages without a browser: what stands on them, and what they must not load."""

import shutil
import subprocess
import sys

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from app_pages.figures import answer
from app_pages.figures.text import share
from app_pages.visit import errors
from mnist_core import DigitClassifier
from mnist_core.places import models_dir
from mnist_core.recognition.card import published_card
from mnist_core.recognition.classifier import published_models
from tools.browsing import ROOT

MODELS = models_dir()


def test_networks_page_shows_each_network_s_figures():
    told = shown_table(page("explore"))
    for name in published_models():
        accuracy = published_card(name).test.accuracy
        assert f'<th scope="row">{name}</th><td>{share(accuracy)}</td>' in told


def shown_table(app):
    return next(each.proto.body for each in app.get("html") if "<table" in each.proto.body)


def page(name):
    """A page that shows all networks, or a choice of them."""
    app = AppTest.from_file(str(ROOT / "app_pages" / name / "page.py"), default_timeout=60)
    app.query_params["show"] = "all"
    app.run()
    assert not app.exception
    return app


@pytest.mark.parametrize("name", ["draw", "explore"])
def test_damaged_network_is_named_and_the_others_stay(name, monkeypatch, tmp_path):
    shutil.copytree(MODELS, tmp_path, ignore=shutil.ignore_patterns("*.keras"), dirs_exist_ok=True)
    (tmp_path / "robust-cnn" / "network.tflite").write_bytes(b"cut short")
    monkeypatch.setenv("MODELS_DIR", str(tmp_path))
    st.cache_resource.clear()
    app = page(name)
    st.cache_resource.clear()
    assert "robust-cnn/network.tflite" in app.error[0].value
    names = " ".join(app.selectbox[0].options) if app.selectbox else shown_table(app)
    assert all((name in names) == (name != "robust-cnn") for name in published_models())


def test_no_page_loads_tensorflow():
    code = """
import sys
from streamlit.testing.v1 import AppTest

for page in ("streamlit_app", "app_pages/draw/page", "app_pages/teach/page",
             "app_pages/train/page", "app_pages/explore/page", "app_pages/learn/page"):
    app = AppTest.from_file(f"{page}.py", default_timeout=60).run()
    assert not app.exception, app.exception
import app_pages.classroom.pupil, app_pages.classroom.teacher  # the page, where it is offered
print(sorted({"tensorflow", "keras"} & set(sys.modules)))
"""
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        (0.0, "0\u00a0%"),
        (0.984, "98\u00a0%"),
        (0.99, "99\u00a0%"),
        (0.9901, "over\u00a099\u00a0%"),
        (1.0, "over\u00a099\u00a0%"),
    ],
)
def test_per_cent_is_never_rounded_up_to_certainty(probability, words):
    assert answer.percent(probability) == words


@pytest.mark.parametrize(
    ("four", "nine", "none", "headline", "note"),
    [
        (0.995, 0.005, 0.0, "4", "over\u00a099\u00a0% sure"),
        (0.55, 0.40, 0.05, "4 or 9?", "4: 55\u00a0%, 9: 40\u00a0%"),
        (0.40, 0.55, 0.05, "9 or 4?", "9: 55\u00a0%, 4: 40\u00a0%"),
        (0.60, 0.05, 0.35, "4 or no digit?", "4: 60\u00a0%, no digit: 35\u00a0%"),
        (0.40, 0.15, 0.45, "4 or no digit?", "4: 40\u00a0%, no digit: 45\u00a0%"),
        (0.30, 0.0, 0.70, "Not a digit", "70\u00a0% sure of that"),
    ],
)
def test_answer_in_words(four, nine, none, headline, note):
    network = DigitClassifier.load()
    probabilities = np.zeros(11, np.float32)
    probabilities[[4, 9, 10]] = four, nine, none
    prediction = network.verdict(probabilities)
    assert answer.headline(network.labels, prediction) == headline
    told = answer.note(network.labels, prediction, 0.9)
    doubtful = "; it would be sure from 90.0\u00a0%" if "?" in headline else ""
    assert told == note + doubtful


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("/srv/app/runs/r/status.json cannot be read: gone", "status.json cannot be read: gone"),
        (r"C:\app\models\cnn\card.json is damaged", "card.json is damaged"),
        ("see [Errno 2] No such file: '/home/x/a b'", "see [Errno 2] No such file: 'a b'"),
        ("(/opt/data/mnist.npz); set it", "(mnist.npz); set it"),
        ("/srv/o'neil (2)/my models/cnn/card.json is damaged", "cnn/card.json is damaged"),
        ("cannot delete /srv/o'neil (2)/runs/r: gone", "cannot delete r: gone"),
        ("read 1/2 of https://example.org/a/b at 3/4 speed", None),
        ("expected 28 x 28 / got 3", None),
    ],
)
def test_strangers_are_told_no_folder_of_the_server(monkeypatch, words, told):
    assert errors.tell(words) == words  # on a machine of one's own
    monkeypatch.setenv("PUBLIC_SERVER", "1")
    monkeypatch.setenv("MODELS_DIR", "/srv/o'neil (2)/my models")
    monkeypatch.setenv("RUNS_DIR", "/srv/o'neil (2)/runs")
    assert errors.tell(words) == (told or words)


@pytest.mark.parametrize("show", ["network", "all"])
def test_stranger_is_told_of_a_damaged_network_without_its_folder(monkeypatch, tmp_path, show):
    shutil.copytree(MODELS / "cnn", tmp_path / "cnn")
    (tmp_path / "cnn" / "card.json").write_text("damaged")
    shutil.copytree(MODELS / "mlp-128", tmp_path / "mlp-128")
    (tmp_path / "mlp-128" / "network.tflite").write_bytes(b"damaged")
    monkeypatch.setenv("MODELS_DIR", str(tmp_path))
    monkeypatch.setenv("PUBLIC_SERVER", "1")
    app = AppTest.from_file(str(ROOT / "app_pages" / "explore" / "page.py"), default_timeout=60)
    app.query_params["show"] = show
    app.run()
    told = " ".join(each.value for each in app.error)
    assert "card.json" in told
    assert "network.tflite" in told
    assert str(tmp_path) not in told


@pytest.mark.parametrize("page", ["draw", "teach", "train", "explore", "learn"])
@pytest.mark.parametrize("content", [b"", b"[]", b'{"test": NaN}', b"[" * 100_000, b"\xff" * 9])
def test_no_page_goes_down_with_a_damaged_card(monkeypatch, tmp_path, page, content):
    for name in ("cnn", "mlp-128"):
        shutil.copytree(MODELS / name, tmp_path / name)
    (tmp_path / "cnn" / "card.json").write_bytes(content)
    monkeypatch.setenv("MODELS_DIR", str(tmp_path))
    monkeypatch.setenv("RUNS_DIR", str(tmp_path / "runs"))
    app = AppTest.from_file(str(ROOT / "app_pages" / page / "page.py"), default_timeout=60)
    asked = {"explore": {"show": "network"}, "learn": {"lesson": "5"}}
    app.query_params.update(asked.get(page, {}))
    app.run()
    assert not app.exception
    assert "cnn/card.json" in app.error[0].value
