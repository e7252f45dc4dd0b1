"""The Draw page without a browser: what is read, what the address asks for, and what is kept."""

import re

import numpy as np
import pytest

from app_pages.figures import path
from app_pages.figures.text import a_digit
from app_pages.visit import drawing
from mnist_core.data import generated
from mnist_core.ink.report import MAX_POINTS
from mnist_core.ink.strokes import Stroke
from mnist_core.recognition.classifier import published_models
from tools import hand

SEVEN = tuple(hand.strokes("7"))


def line(text):
    """Digits and letters side by side, small enough for the square canvas, as strokes."""
    return tuple(Stroke(np.array(points, float), 14.0) for points in hand.number(text, 0.6))


def answer_of(app):
    return next(each.proto.body for each in app.get("html") if "answer-label" in each.proto.body)


def test_empty_canvas_shows_an_invitation_and_no_prediction(draw):
    body = answer_of(draw())
    assert "Draw a digit" in body
    assert "%" not in body.replace("width:0.0%", "")


def test_drawing_is_read(draw):
    body = answer_of(draw(*SEVEN))
    assert '<div class="answer-label">7</div>' in body
    assert "99\u00a0% sure" in body
    assert body.count('class="answer-bar"') == 11
    assert ">not a digit</span>" in body
    assert "data:image/png;base64," in body


@pytest.mark.parametrize("name", published_models())
def test_every_network_can_be_chosen(draw, name):
    app = draw(*SEVEN)
    app.selectbox(key="draw_model").select(name).run()
    assert not app.exception
    assert re.search(r'class="answer-label[^>]*>(7|7 or \d\?|\d or 7\?)</div>', answer_of(app))


def open_expander(app, key):
    """Open an expander, as a click on it does."""
    app.session_state[key] = True
    app.run()
    assert not app.exception
    return app


def test_steps_from_drawing_to_digit_are_shown(draw):
    app = open_expander(draw(*SEVEN), "draw_steps")
    body = next(e.proto.body for e in app.get("html") if "<figure>" in e.proto.body)
    assert body.count("<figure>") == body.count('src="data:image/png;base64,') == 4
    assert "3. Cropped to the ink" in body


def seen(app):
    """What the network sees, once that is asked for: its HTML, or a sentence."""
    app = open_expander(app, "draw_seen")
    pictures = [e.proto.body for e in app.get("html") if 'class="seen"' in e.proto.body]
    return pictures[0] if pictures else app.caption[0].value


def test_path_stands_beside_the_picture_once_asked(draw):
    app = draw(*SEVEN)
    assert not any("path-compass" in each.proto.body for each in app.get("html"))
    body = seen(app)
    assert body.count("<figure>") == body.count("<figcaption>") == 2
    assert body.count("<li>") == 8
    assert "to the right: </span>4" in body
    assert "The pen went to the right (4" in body


@pytest.mark.parametrize(
    ("stroke", "told"),
    [
        ([(60, 140), (220, 140)], "mostly to the right"),
        ([(220, 140), (60, 140)], "mostly to the left"),
        ([(140, 60), (140, 220)], "mostly down"),
        ([(220, 220), (60, 60)], "mostly up to the left"),
    ],
)
def test_path_is_told_as_the_pen_went(draw, stroke, told):
    assert f"The pen went {told} (" in seen(draw(Stroke(np.array(stroke, float), 20.0)))


def test_network_that_does_not_see_paths_says_so_beside_the_picture(draw):
    body = seen(draw(*SEVEN, network="cnn"))
    assert "sees the picture alone" in body
    assert body.count("<figure>") == 1


def test_path_that_is_not_known_is_said_to_be_none(draw):
    assert "A digit of the data has no path" in seen(draw(digit="generated-100"))
    assert "A dot has no path" in seen(draw(Stroke(np.array([[140.0, 140.0]]), 20.0)))
    assert "Draw a digit" in seen(draw())


@pytest.mark.parametrize(
    ("shares", "words"),
    [
        ((1, 0, 0, 0, 0, 0, 0, 0), "mostly to the right (100\u00a0%)."),
        (
            (0.2, 0, 0.5, 0.2, 0, 0.1, 0, 0),
            "mostly down (50\u00a0%), also to the right (20\u00a0%), down to the left (20\u00a0%) "
            "and up to the left (10\u00a0%).",
        ),
        ((0.35, 0, 0.35, 0.3, 0, 0, 0, 0), "to the right (35\u00a0%), down (35\u00a0%) and down"),
        ((0.125,) * 8, "all ways alike."),
        (
            (0.3, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1),
            "all ways, above all to the right (30\u00a0%) and",
        ),
    ],
)
def test_shares_of_the_path_in_words(shares, words):
    assert path.in_words(shares).startswith(f"The pen went {words}")


# What the eye sees that lacks the cones for red, green or blue (Machado, Oliveira and Fernandes,
# 2009, severity 1), of red, green and blue as a screen has them.
LACKING = {
    "none": np.eye(3),
    "red": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "green": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "blue": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}


def linear(colours):
    return np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)


def oklab(colours):
    """Colours, linear, as Oklab has them (Ottosson, 2020): distances are as people see them."""
    cones = np.cbrt(
        colours
        @ np.array(
            [
                [0.4122214708, 0.5363325363, 0.0514459929],
                [0.2119034982, 0.6806995451, 0.1073969566],
                [0.0883024619, 0.2817188376, 0.6299787005],
            ]
        ).T
    )
    return (
        cones
        @ np.array(
            [
                [0.2104542553, 0.7936177850, -0.0040720468],
                [1.9779984951, -2.4285922050, 0.4505937099],
                [0.0259040371, 0.7827717662, -0.8086757660],
            ]
        ).T
    )


@pytest.mark.parametrize("lacking", LACKING)
def test_colours_of_directions_are_told_apart_by_all_eyes(lacking):
    colours = np.array([list(bytes.fromhex(each[1:])) for each in path.COLOURS]) / 255
    seen = oklab(linear(np.clip(colours @ np.array(LACKING[lacking]).T, 0, 1)))
    apart = np.linalg.norm(seen[:, None] - seen, axis=2)[~np.eye(len(colours), dtype=bool)]
    assert apart.min() > 0.13
    luminance = linear(colours) @ [0.2126, 0.7152, 0.0722]
    assert (luminance.min() + 0.05) / 0.05 > 4.5  # the contrast with black


def test_networks_are_named_with_what_they_read_of_drawings(draw):
    """A run's network, never measured on drawings, is named in test_train."""
    options = draw().selectbox(key="draw_model").options
    assert all(
        re.fullmatch(r"[a-z0-9-]+ \(\d\d\.\d\u00a0% of drawings\)", each) for each in options
    )
    shares = [float(re.search(r"\((.*)\u00a0%", each)[1]) for each in options]
    assert shares == sorted(shares, reverse=True)


def small_answers(app):
    body = next(e.proto.body for e in app.get("html") if "small-answers" in e.proto.body)
    return re.findall(r"<li><span>([^<]*)</span><b>([^<]*)</b>", body)


def test_all_networks_read_the_drawing_once_asked(draw):
    app = draw(*SEVEN)
    assert not any("small-answers" in each.proto.body for each in app.get("html"))
    answers = dict(small_answers(open_expander(app, "draw_others")))
    assert set(answers) == set(published_models())
    assert answers["drawing-cnn"] == "7"


def test_doubtful_answer_says_from_where_on_it_is_sure(draw):
    """Half a stroke between a 1 and a 7: mlp-128 doubts it."""
    app = draw(*hand.strokes("0"), *hand.strokes("1"), network="mlp-128")
    body = answer_of(app)
    assert "?</div>" in body
    assert re.search(r"would be sure from \d\d\.\d\u00a0%", body)


def test_address_chooses_the_network_the_pen_and_the_digit(draw):
    _, labels = generated.generate(1000, seed=3)
    app = draw(network="mlp-128", pen="10", digit="generated-100")
    assert app.selectbox(key="draw_model").value == "mlp-128"
    assert app.slider(key="draw_pen").value == 10
    assert f"It is {a_digit(int(labels[100]))}." in answer_of(app)
    assert not app.warning


def test_page_that_runs_again_with_its_old_address_leaves_what_has_been_chosen_since(draw):
    """As when the connection was lost: the browser sends the address that it was entered by."""
    app = draw(network="mlp-128", digit="generated-100")
    app.selectbox(key="draw_model").select("cnn").run()
    app.session_state["draw_drawing"] = drawing.Drawing(strokes=SEVEN)
    app.query_params.update(network="mlp-128", digit="generated-100")
    app.run()
    assert app.selectbox(key="draw_model").value == "cnn"
    assert '<div class="answer-label">7</div>' in answer_of(app)


def number_of(app):
    """What is read on the wide canvas, as text, and the words beneath."""
    body = next(e.proto.body for e in app.get("html") if "number-answer" in e.proto.body)
    return [re.sub("<[^>]*>", "", each) for each in body.split('<div class="answer-note">')]


def test_number_is_read_with_what_the_network_sees_of_each_digit_once_asked(draw):
    app = draw(*line("27d"), mode="number")
    number, words = number_of(app)
    assert number.split(" or ")[0] == "27·"
    assert words == "The 3rd sign is no digit"
    open_expander(app, "draw_seen")
    body = next(e.proto.body for e in app.get("html") if 'class="characters"' in e.proto.body)
    assert body.count("<img") == 3
    assert re.findall("<b>([^<]*)</b>", body) == ["2", "7", "no digit"]


def test_all_networks_read_the_number_once_asked(draw):
    app = draw(*line("27"), mode="number")
    body = small_answers(open_expander(app, "draw_others"))
    assert dict(body)["drawing-cnn"] == "27"
    assert set(dict(body)) == set(published_models())


def test_empty_wide_canvas_shows_an_invitation(draw):
    app = draw(mode="number")
    assert number_of(app)[0] == "Write a number"
    for key, words in (("draw_others", "each network reads"), ("draw_seen", "the network sees")):
        assert words in open_expander(app, key).caption[-1].value


def test_two_digits_taken_for_one_are_offered_as_a_number_and_taken_along(draw):
    app = draw()
    app.session_state["draw_drawing"] = drawing.Drawing(strokes=line("27"))
    app.run()
    assert '<div class="answer-label words">27?</div>' in answer_of(app)
    app.button(key="draw_offer").click().run()
    assert not app.exception
    assert mode(app) == "number"
    assert number_of(app)[0] == "27"


@pytest.mark.parametrize(
    "drawn",
    [
        {"strokes": SEVEN},
        {"strokes": line("d")},
        {"strokes": line("2d")},
        {"strokes": line("27"), "digit": "generated-100"},
        {"strokes": line("27"), "final": False},  # the pen is down
        {},
    ],
)
def test_what_is_no_number_is_not_offered_as_one(draw, drawn):
    app = draw()
    app.session_state["draw_drawing"] = drawing.Drawing(**drawn)
    app.run()
    assert not app.exception
    assert "?" not in answer_of(app) or " or " in answer_of(app)
    assert "draw_offer" not in [each.key for each in app.button]


def mode(app):
    return app.segmented_control(key="draw_mode").value


def test_switch_chooses_what_is_read_and_the_address_names_it(draw):
    app = draw()
    assert mode(app) == "digit"
    app.segmented_control(key="draw_mode").set_value("Number").run()
    assert not app.exception
    assert mode(app) == "number"
    assert app.title[0].value == "Which number is it?"


@pytest.mark.parametrize("name", ["number", "photograph"])
def test_address_chooses_what_is_read_and_what_is_chosen_since_stays(draw, name):
    app = draw(mode=name)
    assert mode(app) == name
    for again in ("Digit", name.capitalize(), "Digit"):
        app.segmented_control(key="draw_mode").set_value(again).run()
        assert mode(app) == again.lower()
    app.query_params.clear()  # the address has followed
    for again in (name.capitalize(), "Digit"):
        app.segmented_control(key="draw_mode").set_value(again).run()
        assert mode(app) == again.lower()
        app.query_params.update(mode=name)
    app.run()  # a connection was lost: the browser sends the address that it was entered by
    assert mode(app) == "digit"


@pytest.mark.parametrize(
    ("address", "words"),
    [
        *(({"mode": each}, "digit, number or photograph") for each in ("Number", "", "٣")),
        ({"digit": "test-<b>"}, "no such digit"),
        ({"network": "../cnn"}, "network that is not here"),
        *(({"pen": pen}, "6 to 40") for pen in ("5", "41", "-20", "1e1", "٢٠", "9" * 5000)),
    ],
)
def test_address_that_asks_for_what_is_not_there_gets_a_word(draw, address, words):
    app = draw(**address)
    assert words in app.warning[0].value
    assert mode(app) == "digit"
    assert app.selectbox(key="draw_model").value == "drawing-cnn"
    assert app.slider(key="draw_pen").value == 20
    assert "Draw a digit" in answer_of(app)


def test_page_to_present_has_no_settings(draw):
    app = draw(*SEVEN, present="1", network="cnn")
    assert '<div class="answer-label">7</div>' in answer_of(app)
    assert not app.selectbox
    assert not app.slider
    assert not app.get("expandable")


@pytest.fixture
def session(monkeypatch):
    state = {}
    monkeypatch.setattr(drawing.st, "session_state", state)
    return state


STROKES = [{"width": 20, "points": [60, 60, 200, 60, 130, 220]}]
REPORT = {"digit": None, "strokes": STROKES, "number": 1, "final": True}


def test_canvases_keep_a_drawing_each(session):
    drawing.keep_report(REPORT)
    drawing.keep_report({**REPORT, "strokes": STROKES * 3, "number": 2}, "number")
    drawing.lay_digit("generated-1")
    assert len(drawing.drawing("number").strokes) == 3
    drawing.keep_report(REPORT)
    drawing.take_along()
    first = drawing.taking()
    assert drawing.drawing("number").strokes is drawing.drawing().strokes
    drawing.take_along()
    assert drawing.taking() not in (None, first)


def test_report_takes_the_place_of_the_one_before(session):
    drawing.keep_report({**REPORT, "strokes": STROKES * 2})
    drawing.keep_report({**REPORT, "number": 2, "final": False, "digit": "generated-3"})
    kept = drawing.drawing()
    (stroke,) = kept.strokes
    assert (stroke.width, stroke.points[0].tolist()) == (20, [60, 60])
    assert (kept.digit, kept.number, kept.final) == ("generated-3", 2, False)


@pytest.mark.parametrize(
    "report",
    [
        *(None, 3, [], "x" * 5_000_000, {}, {"strokes": STROKES}),
        *({**REPORT, "strokes": each} for each in (None, {}, [{}], STROKES * 101)),
        {**REPORT, "strokes": [{"width": 20, "points": [1, 2] * (MAX_POINTS + 1)}]},
        *({**REPORT, "number": each} for each in (-1, 1.5, 10**400, "1", None)),
        *({**REPORT, "digit": each} for each in (3, ["generated-3"])),
        {**REPORT, "final": "yes"},
    ],
)
def test_report_that_no_hand_has_drawn_is_not_kept(session, report):
    drawing.keep_report(REPORT)
    kept = drawing.drawing()
    drawing.keep_report(report)
    assert drawing.drawing() is kept


@pytest.mark.parametrize("digit", ["generated-1000", "../generated-3", "", "x" * 100_000])
def test_strokes_on_a_digit_that_is_not_here_are_read_without_it(session, digit):
    drawing.keep_report({**REPORT, "digit": digit})
    assert drawing.drawing().digit is None
    assert len(drawing.drawing().strokes) == 1


def test_digit_takes_the_drawing_s_place_each_time_it_is_laid(session):
    drawing.keep_report(REPORT)
    drawing.lay_digit("generated-1")
    first = drawing.wish()
    assert (drawing.drawing().digit, drawing.drawing().strokes) == ("generated-1", ())
    drawing.lay_digit("generated-1", stays=True)
    assert drawing.wish().token != first.token
    assert (first.stays, drawing.wish().stays) == (False, True)
