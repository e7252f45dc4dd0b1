"""What if, without a browser: what the sliders change, and what stays where it was put."""

import base64
import re

import cv2
import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app_pages.figures import robustness
from app_pages.visit import drawing
from mnist_core import DigitClassifier
from mnist_core.data import generated
from mnist_core.ink.drawing import read_drawing
from mnist_core.ink.shortcuts import crop, shrink
from mnist_core.ink.variations import NAMES, VARIATIONS, Change, varied
from mnist_core.recognition.classifier import published_models
from tests.app.test_draw import LACKING, linear, oklab
from tests.conftest import charted, make_ended_run
from tools import hand
from tools.browsing import ROOT

SEVEN = tuple(hand.strokes("7"))
PIXELS = read_drawing(SEVEN).pixels
NETWORKS = published_models()


@pytest.fixture
def draw(monkeypatch, tmp_path):
    """A function that opens What if below these strokes, at an address."""
    monkeypatch.setenv("RUNS_DIR", str(tmp_path / "runs"))
    monkeypatch.delenv("PUBLIC_SERVER", raising=False)
    monkeypatch.syspath_prepend(str(ROOT))

    def run(*strokes, **address):
        app = AppTest.from_file(str(ROOT / "app_pages" / "draw" / "page.py"), default_timeout=60)
        app.session_state["draw_drawing"] = drawing.Drawing(strokes=strokes)
        app.query_params.update({"look": "what-if", **address})
        return ran(app.run())

    return run


def ran(app):
    assert not app.exception
    return app


def redraw(app, *strokes):
    app.session_state["draw_drawing"] = drawing.Drawing(strokes=strokes)
    return ran(app.run())


def sliders(app):
    """The sliders by their names, those of the page's settings left out."""
    titles = {VARIATIONS[name].name.capitalize(): name for name in NAMES}
    return {titles[each.label]: each for each in app.slider if each.label in titles}


def move(app, **places):
    for name, place in places.items():
        sliders(app)[name].set_value(place)
        ran(app.run())
    return app


def values(app):
    return {name: each.value for name, each in sliders(app).items()}


def bodies(app, part):
    return [e.proto.body for e in app.get("html") if part in e.proto.body]


def pictures(body):
    """The pictures in a piece of HTML."""
    found = re.findall(r'src="data:image/png;base64,([^"]+)"', body)
    raw = [np.frombuffer(base64.b64decode(each), np.uint8) for each in found]
    return [cv2.imdecode(each, cv2.IMREAD_GRAYSCALE) for each in raw]


def changed_picture(app):
    """What the network sees of the changed drawing: the second answer on the page."""
    return pictures(bodies(app, "answer-label")[1])[0]


def as_picture(pixels):
    return np.rint(pixels * 255).astype(np.uint8)


def legend(app):
    """Of each network in the legend, what stands beside its name."""
    body = bodies(app, "legend robustness")[0]
    plain = re.sub("</?b>", "", body)
    return dict(re.findall(r"</i>([^<]+) <span>([^<]+)</span>", plain))


def curves(app):
    """The curves by the networks' names, and where the rule stands."""
    rows = charted(app.get("vega_lite_chart")[0])
    names = list(legend(app))
    found = {
        name: [row["value"] for row in rows if row["curve"] == f"n{i}"]
        for i, name in enumerate(names)
    }
    return found, [row["place"] for row in rows if row["curve"] == "now"]


def test_drawing_is_first_shown_as_it_is_with_all_sliders_at_rest(draw):
    app = draw(*SEVEN)
    assert values(app) == {name: VARIATIONS[name].neutral for name in NAMES}
    first, second = bodies(app, "answer-label")
    np.testing.assert_array_equal(pictures(first)[0], pictures(second)[0])
    assert app.button(key="draw_change_reset").disabled
    found, place = curves(app)
    assert set(found) == set(NETWORKS)
    assert place == [0]


def test_network_reads_the_changed_picture_and_its_bars_follow(draw):
    app = move(draw(*SEVEN, network="mlp-128"), turn=90.0, size=60.0)
    changed = varied(PIXELS, Change(turn=90, size=60))
    np.testing.assert_array_equal(changed_picture(app), as_picture(changed))
    answer = DigitClassifier.load("mlp-128").predict(changed[None])[0]
    bars = re.findall(r'class="answer-bar" style="width:([\d.]+)%"', bodies(app, "answer-label")[1])
    np.testing.assert_allclose([float(each) for each in bars], 100 * answer, atol=0.06)
    assert "7</div>" in bodies(app, "answer-label")[0]  # the drawing itself is read as before


def test_curves_run_over_the_slider_moved_last_with_the_others_where_they_stand(draw):
    app = move(draw(*SEVEN), noise=5.0, slant=-9.0)
    assert app.segmented_control(key="draw_change_over").value == "slant"
    found, place = curves(app)
    assert place == [-9]
    places = VARIATIONS["slant"].places
    for name in NETWORKS:
        for i in (0, 16, 40):
            seen = varied(PIXELS, Change(noise=5, slant=places[i]))
            answer = DigitClassifier.load(name).predict(seen[None])[0, 7]
            assert found[name][i] == pytest.approx(answer, abs=1e-5)
    app.segmented_control(key="draw_change_over").set_value("noise")
    found, place = curves(ran(app.run()))
    assert place == [5]
    seen = varied(PIXELS, Change(noise=40, slant=-9))
    answer = DigitClassifier.load("cnn").predict(seen[None])[0, 7]
    assert found["cnn"][-1] == pytest.approx(answer, abs=1e-5)


def test_legend_says_what_each_network_gives_where_the_slider_stands(draw):
    app = move(draw(*SEVEN), turn=-45.0)
    found, _ = curves(app)
    for name, told in legend(app).items():
        share = found[name][VARIATIONS["turn"].places.index(-45)]
        assert told == ("over\u00a099\u00a0%" if share > 0.99 else f"{100 * share:.0f}\u00a0%")


def test_new_stroke_keeps_the_sliders_and_changes_all_else(draw):
    app = move(draw(*SEVEN), turn=18.0, thickness=0.5)
    app = redraw(app, *SEVEN, *hand.strokes("1"))
    assert (values(app)["turn"], values(app)["thickness"]) == (18, 0.5)
    both = read_drawing((*SEVEN, *hand.strokes("1"))).pixels
    expected = as_picture(varied(both, Change(turn=18, thickness=0.5)))
    np.testing.assert_array_equal(changed_picture(app), expected)


def test_empty_canvas_has_no_sliders_and_the_next_drawing_finds_them_where_they_stood(draw):
    app = move(draw(*SEVEN), down=4.0)
    app = redraw(app)
    assert sliders(app) == {}
    assert any("Draw a digit, and it is shown here." in each.value for each in app.caption)
    assert values(redraw(app, *SEVEN))["down"] == 4


def test_all_is_put_back_and_can_be_moved_again(draw):
    app = move(draw(*SEVEN), turn=18.0, size=60.0)
    app.button(key="draw_change_reset").click()
    assert values(ran(app.run())) == {name: VARIATIONS[name].neutral for name in NAMES}
    np.testing.assert_array_equal(changed_picture(app), as_picture(PIXELS))
    assert values(move(app, turn=-18.0))["turn"] == -18


def test_page_says_that_the_path_is_not_read_where_it_is_above(draw):
    def says_so(app):
        return any("without the pen’s path" in each.value for each in app.caption)

    assert says_so(draw(*SEVEN))
    assert not says_so(draw(*SEVEN, network="cnn"))
    assert not says_so(draw(digit="generated-100"))


def test_scribble_s_curves_are_of_networks_that_know_no_digit(draw):
    scribble = [np.array(each, float) for each in next(iter(hand.NO_DIGITS.values()))]
    app = draw(*(drawing.Stroke(each, 20.0) for each in scribble))
    known = {name for name, told in legend(app).items() if told != "never"}
    assert known == {"drawing-cnn"}
    found, _ = curves(app)
    assert {name for name, each in found.items() if each} == known
    assert set(found) == set(NETWORKS)  # nothing moves where others have none
    told = str(app.get("vega_lite_chart")[0].proto.spec)
    assert [f'"title": "{name}"' in told for name in NETWORKS] == [n in known for n in NETWORKS]
    assert "this is no digit" in bodies(app, "chart-title")[0]


def test_own_network_has_a_curve_of_its_own(draw, tmp_path):
    images, labels = generated.generate(50, seed=11)
    make_ended_run(tmp_path / "runs", "mine", images, labels)
    app = draw(*SEVEN, network="runs/mine")
    found, _ = curves(app)
    own = set(found) - set(NETWORKS)
    assert len(found) == len(NETWORKS) + 1
    assert found[own.pop()] == pytest.approx(found["mlp-128"], abs=1e-6)  # it is that network's


def test_drawing_is_shown_as_other_programs_prepare_it_and_read_by_two(draw):
    small = tuple(drawing.Stroke(each.points * 0.25, 8.0) for each in SEVEN)
    body = bodies(draw(*small), 'class="ways"')[0]
    paper, *seen = pictures(body)
    for picture, pixels in zip(seen, (shrink(paper), crop(paper)), strict=False):
        np.testing.assert_array_equal(picture, 255 - as_picture(pixels))
    np.testing.assert_array_equal(seen[2], 255 - as_picture(read_drawing(small).pixels))
    answers = re.findall(r'<td class="">([^<]*)</td>', body)
    assert len(answers) == 6
    assert answers[2] == answers[5] == "7"  # by the recipe both read it
    assert answers[3] != "7"  # and mlp-128 fails at the shrunk paper


def test_digit_of_the_data_can_be_changed_and_is_prepared_otherwise_too(draw):
    images, _ = generated.generate(1000, seed=3)
    prepared = as_picture(read_drawing([], images[100]).pixels)
    app = move(draw(digit="generated-100"), right=2.0)
    np.testing.assert_array_equal(changed_picture(app), np.roll(prepared, 2, axis=1))
    paper, shrunk, _, recipe = pictures(bodies(app, 'class="ways"')[0])
    assert paper.shape == (280, 280)
    np.testing.assert_array_equal(shrunk, 255 - images[100])  # as it lies on the canvas
    np.testing.assert_array_equal(recipe, 255 - prepared)


@pytest.mark.parametrize("lacking", LACKING)
def test_colours_of_networks_are_told_apart_by_all_eyes_and_from_both_papers(lacking):
    colours = np.array([list(bytes.fromhex(each[1:])) for each in robustness.COLOURS]) / 255
    assert len(colours) >= len(NETWORKS)
    seen = oklab(np.clip(linear(colours) @ np.array(LACKING[lacking]).T, 0, 1))
    apart = np.linalg.norm(seen[:, None] - seen, axis=2)[~np.eye(len(colours), dtype=bool)]
    assert apart.min() > 0.13
    luminance = linear(colours) @ [0.2126, 0.7152, 0.0722]
    dark = float(linear(np.array([0x0E, 0x11, 0x17]) / 255) @ [0.2126, 0.7152, 0.0722])
    assert (luminance.min() + 0.05) / (dark + 0.05) >= 3  # as WCAG 2.2 wants of graphics
    assert 1.05 / (luminance.max() + 0.05) >= 3
