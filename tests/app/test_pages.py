"""The pages without a browser: what stands on them, and what they must not load."""

import re
import shutil
import subprocess
import sys

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from app_pages.figures import answer
from app_pages.visit import drawing, errors
from mnist_core import DigitClassifier
from mnist_core.places import models_dir
from mnist_core.recognition.card import published_card
from mnist_core.recognition.classifier import published_models
from tools import hand
from tools.browsing import ROOT

MODELS = models_dir()

SEVEN = tuple(hand.strokes("7"))


@pytest.fixture
def draw(monkeypatch):
    """A function that runs the Draw page with these strokes on its canvas."""

    def run(*strokes):
        monkeypatch.syspath_prepend(str(ROOT))
        app = AppTest.from_file(str(ROOT / "app_pages" / "draw" / "page.py"), default_timeout=60)
        app.session_state["draw_drawing"] = drawing.Drawing(over=strokes)
        app.run()
        assert not app.exception
        return app

    return run


def answer_of(app):
    return next(each.proto.body for each in app.get("html") if "answer-label" in each.proto.body)


def test_empty_canvas_shows_an_invitation_and_no_prediction(draw):
    body = answer_of(draw())
    assert "Draw a digit" in body
    assert "%" not in body.replace("width:0.0%", "")


def test_drawing_is_read(draw):
    body = answer_of(draw(*SEVEN))
    assert '<div class="answer-label">7</div>' in body
    assert "99 % sure" in body
    assert body.count('class="answer-bar"') == 11
    assert ">not a digit</span>" in body
    assert "data:image/png;base64," in body


@pytest.mark.parametrize("name", published_models())
def test_every_network_can_be_chosen(draw, name):
    app = draw(*SEVEN)
    app.selectbox(key="draw_model").select(name).run()
    assert not app.exception
    assert re.search(r'class="answer-label[^>]*>(7|7 or \d\?|\d or 7\?)</div>', answer_of(app))


def test_steps_from_drawing_to_digit_are_shown(draw):
    body = next(e.proto.body for e in draw(*SEVEN).get("html") if "<figure>" in e.proto.body)
    assert body.count("<figure>") == body.count('src="data:image/png;base64,') == 4
    assert "3. Cropped to the ink" in body


def test_networks_page_shows_each_network_s_figures():
    app = page("explore")
    table = app.table[0].value
    assert set(table["Network"]) == set(published_models())
    for name, accuracy in zip(table["Network"], table["MNIST"], strict=True):
        assert accuracy == f"{published_card(name).test.accuracy:.1%}"


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
    names = app.selectbox[0].options if app.selectbox else list(app.table[0].value["Network"])
    assert len(names) == len(published_models()) - 1
    assert not any("robust-cnn" in name for name in names)


def test_no_page_loads_tensorflow():
    code = """
import sys
from streamlit.testing.v1 import AppTest

for page in ("streamlit_app", "app_pages/draw/page", "app_pages/train/page",
             "app_pages/explore/page", "app_pages/learn/page"):
    app = AppTest.from_file(f"{page}.py", default_timeout=60).run()
    assert not app.exception, app.exception
print(sorted({"tensorflow", "keras"} & set(sys.modules)))
"""
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "[]"


@pytest.fixture
def session(monkeypatch):
    state = {}
    monkeypatch.setattr(drawing.st, "session_state", state)
    return state


FIRST, SECOND, OVER = (hand.strokes(digit)[0] for digit in "123")
REPORT = [{"width": 20, "points": [60, 60, 200, 60, 130, 220]}]


def test_canvas_is_made_over_what_was_drawn_on_the_one_before(session):
    session["draw_drawing"] = drawing.Drawing(under=(FIRST,), over=(SECOND,), canvas=3)
    drawing.mount_canvas()
    assert drawing.drawing() == drawing.Drawing(under=(FIRST, SECOND), canvas=4)


def test_undo_and_clear_take_what_lies_under_the_canvas_and_leave_it_mounted(session):
    session["draw_drawing"] = drawing.Drawing(under=(FIRST, SECOND), over=(OVER,), canvas=3)
    drawing.undo()
    assert drawing.drawing() == drawing.Drawing(under=(FIRST,), over=(OVER,), canvas=3)
    drawing.clear()
    assert drawing.drawing() == drawing.Drawing(over=(OVER,), canvas=3)
    drawing.undo()  # with nothing to take away
    assert drawing.drawing() == drawing.Drawing(over=(OVER,), canvas=3)


def test_report_takes_the_place_of_the_one_before(session):
    drawing.keep_report(REPORT * 2)
    drawing.keep_report(REPORT)
    (stroke,) = drawing.drawing().strokes
    assert (stroke.width, stroke.points[0].tolist()) == (20, [60, 60])


@pytest.mark.parametrize("report", [None, "x" * 5_000_000, [{}], REPORT * 101, {"objects": []}])
def test_report_that_no_hand_has_drawn_is_not_kept(session, report):
    drawing.keep_report(REPORT)
    kept = drawing.drawing()
    drawing.keep_report(report)
    # The old canvas goes, and with it what Streamlit holds of the report.
    assert drawing.drawing() == drawing.Drawing(under=kept.over, canvas=kept.canvas + 1)


def line_of(points):
    """A report of one stroke through so many points."""
    return [{"width": 20, "points": [float(i % 280) for i in range(2 * points)]}]


@pytest.mark.parametrize("points", [1, 2, 1400])
def test_canvas_that_is_made_anew_has_the_room_that_was_left(session, points):
    room = drawing.drawing().room
    drawing.keep_report(line_of(points))
    drawing.mount_canvas()
    assert drawing.drawing().room == {
        "strokes": room["strokes"] - 1,
        "points": room["points"] - points,
    }


def test_canvases_made_anew_take_no_more_than_one_does(session):
    """What a browser keeps to is asked of it again: a stranger's browser may be any program."""
    for _ in range(3):
        drawing.keep_report(line_of(5000))
        drawing.keep_report("no report")
    assert len(drawing.drawing().strokes) == 1


@pytest.mark.parametrize(
    ("probability", "words"),
    [(0.0, "0 %"), (0.984, "98 %"), (0.99, "99 %"), (0.9901, "over 99 %"), (1.0, "over 99 %")],
)
def test_per_cent_is_never_rounded_up_to_certainty(probability, words):
    assert answer.percent(probability) == words


@pytest.mark.parametrize(
    ("four", "nine", "none", "headline", "note"),
    [
        (0.995, 0.005, 0.0, "4", "over 99 % sure"),
        (0.55, 0.40, 0.05, "4 or 9?", "4: 55 %, 9: 40 %"),
        (0.40, 0.55, 0.05, "9 or 4?", "9: 55 %, 4: 40 %"),
        (0.60, 0.05, 0.35, "4 or no digit?", "4: 60 %, no digit: 35 %"),
        (0.40, 0.15, 0.45, "4 or no digit?", "4: 40 %, no digit: 45 %"),
        (0.30, 0.0, 0.70, "Not a digit", "70 % sure of that"),
    ],
)
def test_answer_in_words(four, nine, none, headline, note):
    network = DigitClassifier.load()
    probabilities = np.zeros(11, np.float32)
    probabilities[[4, 9, 10]] = four, nine, none
    words = answer.headline(network.labels, network.verdict(probabilities))
    assert words == (headline, note)


def test_networks_are_named_with_what_they_read_of_drawings(draw):
    """A run's network, never measured on drawings, is named in test_train_page."""
    options = draw().selectbox(key="draw_model").options
    assert all(re.fullmatch(r"[a-z0-9-]+ \(\d\d\.\d% of drawings\)", each) for each in options)
    shares = [float(re.search(r"\((.*)%", each)[1]) for each in options]
    assert shares == sorted(shares, reverse=True)


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


@pytest.mark.parametrize("page", ["draw", "train", "explore", "learn"])
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
