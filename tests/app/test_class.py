"""The Class page without a browser: its three faces, and who sees which."""

import io
import re
import zipfile
from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from app_pages.classroom import invitation, pupil, teacher, training
from app_pages.classroom.overview import forget_readings
from app_pages.visit import visitor
from app_pages.visit.runs import title
from app_pages.visit.settings import Settings
from mnist_core.classroom import folder, pupils
from mnist_core.classroom.folder import find_classroom
from mnist_core.classroom.pupils import read_drawings, read_pupils
from mnist_core.data.corrections import Correction, from_archive
from mnist_core.files import write_json
from mnist_core.recognition.classifier import DEFAULT_MODEL
from mnist_core.runs import Status, read_run, write_status
from mnist_core.runs.teaching import LEARNT_FROM
from mnist_core.training import control
from tests.conftest import make_ended_run
from tools import hand
from tools.browsing import ROOT

TEACHER, PUPIL, OTHER = ("t" * 32, "p" * 32, "o" * 32)  # browsers, by their cookies
DRAWN = ("7", "1", "3")  # a round of three


class Round:
    """A practice round of three digits, each drawn by a button."""

    def begin_round(self, key):
        st.session_state[key] = 0

    def is_under_way(self, key):
        return key in st.session_state

    def show_round(self, key, *, take, done):
        st.button("Draw", key="draw", on_click=self._draw, args=(key, take, done))

    def _draw(self, key, take, done):
        place = st.session_state[key]
        digit = DRAWN[place]
        strokes = hand.strokes(digit, st.session_state["pen"])
        take(place, Correction(int(digit), tuple(strokes), practised=True))
        st.session_state[key] += 1
        if place + 1 == len(DRAWN):
            del st.session_state[key]
            done()


@pytest.fixture
def places(tmp_path, monkeypatch, small_npz):
    monkeypatch.setenv("CLASSROOM", "1")
    monkeypatch.setenv("CLASSROOMS_DIR", str(tmp_path / "classrooms"))
    monkeypatch.setenv("RUNS_DIR", str(tmp_path / "runs"))
    monkeypatch.setenv("MNIST_PATH", str(small_npz))
    monkeypatch.delenv("PUBLIC_SERVER", raising=False)
    for name in ("begin_round", "is_under_way", "show_round"):
        monkeypatch.setattr(pupil, name, getattr(Round(), name))
    monkeypatch.setattr(control, "_launch", lambda run: None)
    at_home = invitation.urlsplit("http://localhost:8501/class")
    monkeypatch.setattr(invitation, "_place", lambda: at_home)
    forget_readings()
    return tmp_path / "classrooms", tmp_path / "runs"


@pytest.fixture
def visit(places, monkeypatch):
    """A function that opens the Class page in somebody's browser."""

    def open_page(secret, code=None, **address):
        monkeypatch.setattr(visitor, "_kept", lambda: secret)
        app = AppTest.from_file(str(ROOT / "app_pages/classroom/page.py"), default_timeout=60)
        app.query_params.update(address | ({"code": code} if code else {}))
        app.run()
        assert not app.exception
        return app

    return open_page


@pytest.fixture
def code(visit):
    """The code of a class that the teacher has opened."""
    app = visit(TEACHER).button(key="class_open").click().run()
    assert not app.exception
    return shown_code(app)


def html(app):
    return " ".join(each.proto.body for each in app.get("html"))


def shown_code(app):
    return re.search(r'class="class-code">(\w{4}) (\w{4})<', html(app)).expand(r"\1\2")


def words(app):
    texts = [*app.title, *app.markdown, *app.caption, *app.error, *app.warning, *app.success]
    return " ".join([*(each.value for each in texts), html(app)])


def draw(app, times=3, pen=20.0):
    """Join, and draw."""
    app.session_state["pen"] = pen
    app.button(key="class_begin").click().run()
    for _ in range(times):
        app.button(key="draw").click().run()
    assert not app.exception
    return app


def kept(places, code):
    return [read_drawings(each) for each in read_pupils(find_classroom(*places, code))]


def test_nobody_joins_or_opens_a_class(visit):
    app = visit(OTHER)
    assert app.title[0].value == "A class"
    assert [each.label for each in app.button] == ["Join", "Open a class"]
    assert not app.warning


def test_without_the_setting_nothing_answers(visit, code, monkeypatch):
    monkeypatch.setenv("CLASSROOM", "0")
    for secret in (TEACHER, PUPIL):
        app = visit(secret, code)
        assert not app.title
        assert not app.button


@pytest.mark.parametrize("setting", ["", "0", "1"])
def test_page_is_in_the_navigation_where_it_is_set(setting, monkeypatch, places):
    monkeypatch.setenv("CLASSROOM", setting)
    monkeypatch.setattr(visitor, "_kept", lambda: OTHER)
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60).run()
    assert not app.exception
    titles = [each.proto.label for each in app.get("page_link")]
    assert titles[:5] == ["Draw", "Teach", "Train", "Explore", "Learn"]
    assert ("Class" in titles) == (setting == "1")


def test_code_is_typed(visit, code):
    app = visit(PUPIL)
    app.text_input(key="class_typed").set_value(f"{code[:4].lower()} {code[4:].lower()}")
    app.button[0].click().run()
    assert app.title[0].value == "Draw for your class"


@pytest.mark.parametrize("typed", ["", "12", "<b>", "../../etc", "ABCDEFG0"])
def test_what_is_no_code_is_told(visit, code, typed):
    app = visit(PUPIL)
    app.text_input(key="class_typed").set_value(typed)
    app.button[0].click().run()
    assert "A code has 8 letters and digits" in app.error[0].value


@pytest.mark.parametrize("asked", ["ABCDEFGH", "../..", "a\0b", "x" * 5000])
def test_class_that_is_not_there_is_told(visit, code, asked):
    app = visit(PUPIL, asked)
    assert "There is no such class" in app.warning[0].value


def test_teacher_sees_the_code_its_picture_and_a_way_to_end_it(visit, code):
    app = visit(TEACHER)
    assert shown_code(app) == code
    assert 'class="class-qr"' in html(app)
    assert f"?code={code}" in app.code[0].value
    assert "0 of 0" in html(app)
    assert app.button(key="class_train").disabled
    assert app.button(key="class_end").label == "Delete everything"


def test_teacher_comes_back_to_the_class_whatever_the_address(visit, code):
    for asked in (None, code, code.lower()):
        assert shown_code(visit(TEACHER, asked)) == code


@pytest.mark.parametrize("asked", [True, False])
def test_nobody_else_sees_the_class_s_page(visit, code, asked):
    draw(visit(PUPIL, code))
    for secret in (PUPIL, OTHER):
        app = visit(secret, code if asked else None)
        assert "class-code" not in html(app)
        assert "Our digits" not in words(app)
        keys = {each.key for each in app.button}
        assert not keys & {"class_end", "class_train", "class_download"}


def test_pupil_draws_a_round_is_thanked_and_draws_another(visit, code, places):
    app = visit(PUPIL, code)
    assert "Nobody asks for your name" in words(app)
    draw(app)
    assert "The network read 3 of your 3 digits right" in words(app)
    draw(app, pen=14.0)
    (drawings,) = kept(places, code)
    assert [each.label for each in drawings] == [7, 1, 3] * 2
    assert [each.read for each in drawings] == [7, 1, 3] * 2
    assert all(each.practised for each in drawings)


def test_pupil_who_comes_back_is_the_same(visit, code, places):
    for pen in (20.0, 14.0):
        draw(visit(PUPIL, code), pen=pen)
    draw(visit(OTHER, code))
    assert [len(each) for each in kept(places, code)] == [6, 3]


def test_pupil_stays_in_the_class_without_its_code_in_the_address(visit, code):
    app = draw(visit(PUPIL, code))
    del app.query_params["code"]
    app.run()
    assert app.title[0].value == "Draw for your class"


def test_pupil_of_a_full_class_is_told(visit, code, monkeypatch):
    monkeypatch.setattr(pupils, "PUPILS", 1)
    draw(visit(PUPIL, code))
    app = visit(OTHER, code)
    app.button(key="class_begin").click().run()
    assert "1 pupils are in this class already" in app.error[0].value
    assert app.button(key="class_begin")


def test_class_that_ends_during_a_round_is_told(visit, code, places):
    app = draw(visit(PUPIL, code), times=1)
    folder.end_classroom(find_classroom(*places, code), places[1])
    app.button(key="draw").click().run()
    assert not app.exception
    assert "There is no such class: it may have ended" in app.warning[0].value


def test_digits_and_what_is_read_of_them_come_in(visit, code):
    draw(visit(PUPIL, code))
    draw(visit(OTHER, code))
    app = visit(TEACHER)
    assert "<dd>6</dd>" in html(app)
    assert "<dd>2 of 2</dd>" in html(app)
    assert not app.button(key="class_train").disabled
    assert "learns from 1 pupil. Every fourth pupil is kept aside, one is so far" in words(app)


def test_download_holds_every_digit(visit, code, places):
    draw(visit(PUPIL, code))
    archive = teacher._archive(find_classroom(*places, code))
    assert [each.label for each in from_archive(archive)] == [7, 1, 3]
    assert "digits.npz" in zipfile.ZipFile(io.BytesIO(archive)).namelist()


def test_download_holds_no_more_than_the_server_has_memory_for(visit, code, places, monkeypatch):
    for secret in (PUPIL, OTHER):
        draw(visit(secret, code))
    classroom = find_classroom(*places, code)
    first = [each[0] for each in read_pupils(classroom)]
    monkeypatch.setattr(teacher, "WHOLE_CLASS", sum(len(each.text) for each in first))
    assert [each.label for each in from_archive(teacher._archive(classroom))] == [7, 7]


def test_class_is_learnt_from_and_one_of_two_pupils_is_kept_aside(visit, code, places):
    for secret in (PUPIL, OTHER):
        draw(visit(secret, code))
    app = visit(TEACHER)
    app.button(key="class_train").click().run()
    assert not app.exception
    assert not app.error
    (run,) = [each for each in places[1].iterdir() if each.is_dir()]
    for file in (LEARNT_FROM, "kept_aside.json"):
        assert (run / file).read_text().count('"label"') == 3
    assert find_classroom(*places, code).runs == (run.name,)
    assert "run-words" in html(app)
    assert title(read_run(run)).startswith("drawing-cnn taught your class, ")
    assert "class_train" not in {each.key for each in app.button}


def test_two_clicks_start_one_training(visit, code, places, monkeypatch):
    start = training._start
    monkeypatch.setattr(training, "_start", lambda key: (start(key), start(key)))
    draw(visit(PUPIL, code))
    visit(TEACHER).button(key="class_train").click().run()
    assert len(find_classroom(*places, code).runs) == 1


def test_what_came_of_learning_is_shown(visit, code, places):
    draw(visit(PUPIL, code))
    images, labels = hand_digits()
    run = make_ended_run(places[1], "taught", images, labels, visitor._digest(TEACHER))
    share = {"count": 100, "before": 0.5, "after": 0.75}
    nothing = {"people": None, "letters": None, "mnist": None}
    teaching = {"learnt_from": 3, "own": share, "generated": share, "letters_by": "program"}
    write_json(run / "teaching.json", teaching | nothing)
    folder.note_run(find_classroom(*places, code), places[1], "taught")
    app = visit(TEACHER)
    assert "75" in html(app)
    assert "50" in html(app)
    assert app.button(key="class_draw_with")
    assert app.button(key="class_train").label == "Train on our class again"
    assert "has learnt from these digits" not in words(app)
    app.session_state["draw_settings"] = Settings(network="runs/taught")
    app.run()
    assert "has learnt from these digits" in words(app)
    app.button(key="class_train").click().run()
    (again,) = [each for each in places[1].iterdir() if (each / LEARNT_FROM).exists()]
    assert f'"start_from": "{DEFAULT_MODEL}"' in (again / "config.json").read_text()


def test_learning_that_failed_says_why(visit, code, places):
    draw(visit(PUPIL, code))
    run = make_ended_run(places[1], "taught", *hand_digits(), visitor._digest(TEACHER))
    (run / "model.json").unlink()
    write_status(run, Status(state="failed", error="the disk is full"))
    folder.note_run(find_classroom(*places, code), places[1], "taught")
    assert "the disk is full" in visit(TEACHER).error[0].value


def hand_digits():
    from mnist_core.data.generated import generate

    return generate(20, seed=1)


def test_end_deletes_everything(visit, code, places):
    draw(visit(PUPIL, code))
    app = visit(TEACHER)
    app.button(key="class_end").click().run()
    assert not app.exception
    assert "All its drawings are deleted" in app.success[0].value
    assert [each.name for each in places[0].iterdir()] == [".lock"]
    assert "There is no such class" in visit(PUPIL, code).warning[0].value


def test_class_that_was_ended_in_another_tab_is_gone_in_this(visit, code, places):
    app = visit(TEACHER)
    folder.end_classroom(find_classroom(*places, code), places[1])
    app.run()
    assert not app.exception
    assert app.title[0].value == "A class"


def test_presented_class_shows_no_link_to_copy(visit, code):
    app = visit(TEACHER, present="1")
    assert shown_code(app) == code
    assert not app.code


def test_round_goes_on_after_a_reload(visit, code, places):
    draw(visit(PUPIL, code), times=2)
    draw(visit(PUPIL, code))  # its drawings come again, and one more
    assert [[each.label for each in some] for some in kept(places, code)] == [[7, 1, 3]]


@pytest.mark.parametrize(
    ("url", "public", "listens", "page", "note"),
    [
        ("http://localhost:8501/class", False, None, "http://192.0.2.7:8501/class", "firewall"),
        ("http://localhost:8501/class", False, "127.0.0.1", "http://localhost:8501/class", "Only"),
        ("http://localhost:8501/class", True, None, "http://localhost:8501/class", "Only"),
        ("https://x.org/app/class", False, None, "https://x.org/app/class", ""),
    ],
)
def test_pupils_address(url, public, listens, page, note, monkeypatch):
    monkeypatch.setenv("PUBLIC_SERVER", "1" if public else "")
    monkeypatch.setattr(invitation, "_network_address", lambda: "192.0.2.7")
    monkeypatch.setattr(invitation.st, "get_option", lambda name: listens)
    address = invitation._address(invitation.urlsplit(url))
    assert address.page == page
    assert note in address.note
    assert bool(note) == bool(address.note)
    assert address.link("ABCDEFGH") == f"{page}?code=ABCDEFGH"


def test_browser_is_known_to_each_class_by_another_name(monkeypatch):
    monkeypatch.setattr(visitor, "_secret", lambda: "s" * 32)
    told = [visitor.browser(), visitor.pupil("ABCDEFGH"), visitor.pupil("HGFEDCBA")]
    assert len(set(told)) == 3
    assert all(re.fullmatch("[0-9a-f]{32}", each) for each in told)


def test_pupils_see_no_run_of_others_where_classes_are_offered(places, monkeypatch):
    for name, owner in (("mine", visitor._digest(PUPIL)), ("theirs", visitor._digest(TEACHER))):
        make_ended_run(places[1], name, *hand_digits(), owner)
    make_ended_run(places[1], "of-the-shell", *hand_digits())
    monkeypatch.setattr(visitor, "_kept", lambda: PUPIL)
    seen = AppTest.from_function(_name_own_runs, default_timeout=60).run().markdown[0].value
    assert seen == "mine"
    monkeypatch.delenv("CLASSROOM")
    seen = AppTest.from_function(_name_own_runs, default_timeout=60).run().markdown[0].value
    assert set(seen.split()) == {"mine", "theirs", "of-the-shell"}


def _name_own_runs():
    import streamlit as st

    from app_pages.visit.runs import own_run, own_runs

    named = [run.name for run in own_runs()]
    assert all(own_run(name) for name in named)
    st.markdown(" ".join(named))


@pytest.mark.parametrize(
    "url", [None, "", "http://[", "http://localhost:99999/class", "http://x/" + "a" * 5000]
)
def test_browser_that_is_at_no_address_has_a_picture_all_the_same(monkeypatch, url):
    monkeypatch.setattr(invitation.st, "context", SimpleNamespace(url=url))
    address = invitation._address(invitation._place())
    assert invitation._qr(address.link("ABCDEFGH")).startswith("data:image/svg+xml")


def test_address_is_shown_as_words(visit, code, monkeypatch):
    place = invitation.urlsplit("http://<b>/class")
    monkeypatch.setattr(invitation, "_place", lambda: place)
    assert "&lt;b&gt;/class" in html(visit(TEACHER))
