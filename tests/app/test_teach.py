"""The Teach page without a browser: what is kept there, what is started, and what came of it."""

import json
import shutil
import time
from dataclasses import replace
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from app_pages.figures import sheet
from app_pages.teach import learning, practice
from app_pages.visit import corrections as visit
from app_pages.visit import visitor
from app_pages.visit.runs import title
from app_pages.visit.settings import Settings
from mnist_core import runs
from mnist_core.data.corrections import Correction, from_json, to_archive
from mnist_core.ink.strokes import Stroke
from mnist_core.runs.status import Status
from mnist_core.runs.teaching import KEPT_ASIDE, LEARNT_FROM, Compared
from mnist_core.training import control
from mnist_core.training.config import read_config
from tests.conftest import make_ended_run, make_taught_run
from tools import hand
from tools.browsing import ROOT


def written(digit, shift=0.0):
    strokes = tuple(Stroke(each.points + shift, each.width) for each in hand.strokes(digit))
    return Correction(int(digit), strokes, practised=True)


PRACTISED = [written(digit, shift) for shift in (0.0, 5.0) for digit in "0123456789"]
SEVEN_AS_ONE = replace(written("7", 2.0), label=1, read=7, practised=False)


class Sheets:
    """In place of the sheets' component: what each was given last, and what is clicked next."""

    def __init__(self):
        self.given, self.clicked = {}, None

    def __call__(self, *, data, key, **_):
        self.given[key] = data
        clicked = self.clicked if self.clicked in data["clicks"] else None
        if clicked is not None:
            self.clicked = None
        return SimpleNamespace(clicked=clicked)


@pytest.fixture
def sheets(monkeypatch):
    found = Sheets()
    monkeypatch.setattr(sheet, "_component", found)
    return found


@pytest.fixture
def page(tmp_path, monkeypatch, small_npz, sheets):
    """A function that opens the Teach page with some drawings kept."""
    monkeypatch.setenv("RUNS_DIR", str(tmp_path / "runs"))
    monkeypatch.setenv("MNIST_PATH", str(small_npz))
    monkeypatch.delenv("PUBLIC_SERVER", raising=False)
    monkeypatch.setattr(control, "_launch", lambda run: None)
    monkeypatch.syspath_prepend(str(ROOT))

    def run(*kept, secret=None, network=None):
        app = AppTest.from_file(str(ROOT / "app_pages" / "teach" / "page.py"), default_timeout=60)
        named = {visit.name_of(each.strokes): each for each in kept}
        app.session_state["visit_corrections"] = named
        if network is not None:
            app.session_state["draw_settings"] = Settings(network=network)
        monkeypatch.setattr(visitor, "_kept", lambda: secret)  # what the cookie holds
        return rerun(app)

    return run


def rerun(app):
    app.run()
    assert not app.exception
    return app


def words(app):
    parts = [*app.markdown, *app.caption, *app.subheader, *app.header]
    return " ".join([*(each.value for each in parts), *(e.proto.body for e in app.get("html"))])


def kept(app):
    return [each.label for each in app.session_state["visit_corrections"].values()]


def click(app, key):
    app.button(key=key).click()
    return rerun(app)


def test_without_drawings_nothing_can_be_learnt_or_downloaded(page):
    app = page()
    assert "None yet." in words(app)
    assert "no drawing yet" in words(app)
    assert app.button(key="teach_start").disabled
    assert not app.get("download_button")


def test_drawings_are_counted_and_shown_by_their_labels(page, sheets):
    app = page(*PRACTISED, SEVEN_AS_ONE)
    assert "21 drawings: 20 practised, 1 from the Draw page" in words(app)
    assert sheets.given["teach_sheet_1"]["count"] == 3
    assert sheets.given["teach_sheet_1"]["names"] == ["A 1", "A 1", "A 1, read as a 7"]
    assert list(sheets.given) == [f"teach_sheet_{label}" for label in range(10)]


def test_one_that_is_chosen_is_relabelled_or_removed(page, sheets):
    app = page(PRACTISED[7], PRACTISED[4])
    name = visit.name_of(PRACTISED[7].strokes)
    sheets.clicked = name
    rerun(app)
    app.segmented_control(key=f"teach_label_{name}").set_value(10)
    rerun(app)
    assert kept(app) == [10, 4]
    assert sheets.given["teach_sheet_10"]["names"] == ["No digit"]
    sheets.clicked = name
    rerun(app)
    click(app, "teach_remove")
    assert kept(app) == [4]


def test_click_on_what_is_not_there_opens_nothing(page, monkeypatch):
    app = page(PRACTISED[7])
    forged = SimpleNamespace(clicked="no such")
    monkeypatch.setattr(sheet, "_component", lambda **_: forged)
    rerun(app)
    assert not app.segmented_control


def test_all_are_removed_once_that_is_confirmed(page):
    app = page(*PRACTISED)
    assert app.button(key="teach_remove_all").label == "Remove 20 drawings"
    click(app, "teach_remove_all")
    assert kept(app) == []


def upload(app, content, name="drawings.zip"):
    app.file_uploader[0].upload(name, content, "application/zip")
    return rerun(app)


def test_file_is_added_and_what_is_none_is_refused_with_nothing_lost(page):
    app = upload(page(PRACTISED[7]), to_archive(PRACTISED))
    assert app.success[0].value == "Added 19 drawings. 1 were here already."
    assert sorted(kept(app)) == sorted([*range(10)] * 2)
    for content in (b"no archive", to_archive(PRACTISED)[:900], b""):
        upload(app, content)
        assert app.error[0].value.startswith("Nothing was added: expected a ZIP archive")
        assert len(kept(app)) == 20
    rerun(app)
    assert not app.error


def test_larger_file_than_a_visitor_s_is_refused(page, monkeypatch):
    monkeypatch.setattr(visit, "_MOST_UPLOADED", 2)
    app = upload(page(), to_archive(PRACTISED))
    assert "more than 2" in app.error[0].value


def test_stranger_is_told_no_folder_of_the_server_by_a_refusal(page, monkeypatch):
    monkeypatch.setenv("PUBLIC_SERVER", "1")
    app = upload(page(), b"no archive")
    assert "/" not in app.error[0].value


def test_one_click_has_the_network_in_use_learn_and_keeps_some_aside(page, tmp_path):
    app = page(*PRACTISED, network="cnn")
    assert "A copy of **cnn** is taught" in words(app)
    assert "16 are learnt from, 4 kept aside to measure." in words(app)
    assert "keeps your drawings in its folder on this server until it is deleted" in words(app)
    click(app, "teach_start")
    (run,) = runs.list_runs(tmp_path / "runs")
    assert read_config(run.path).start_from == "cnn"
    assert len(from_json((run.path / LEARNT_FROM).read_bytes())) == 16
    assert len(from_json((run.path / KEPT_ASIDE).read_bytes())) == 4
    assert "cnn taught your hand" in words(app)
    assert "Starting …" in words(app)
    assert "teach_start" not in [each.key for each in app.button]


def test_drawings_of_no_digit_are_left_out_for_a_network_that_knows_none(page):
    none = replace(SEVEN_AS_ONE, label=10)
    assert "1 drawing of no digit is left out" in words(page(none, network="cnn"))
    app = page(none, network="drawing-cnn")
    assert "left out" not in words(app)
    assert "1 drawing would be learnt from, and none kept aside" in words(app)


def test_what_cannot_be_started_is_told_and_nothing_is_lost(page, monkeypatch):
    monkeypatch.setenv("PUBLIC_SERVER", "1")
    app = page(*PRACTISED, secret="a" * 32)
    click(app, "teach_start")
    monkeypatch.setattr(learning, "is_teaching", lambda run: False)  # as on another tab, before
    rerun(app)
    click(app, "teach_start")
    assert "Not started: you have a training under way" in app.error[0].value
    assert len(kept(app)) == 20


def test_what_is_learnt_is_split_as_the_page_says(page, tmp_path):
    scribbles = [replace(written(digit), label=10) for digit in "124"]
    app = page(written("3"), *scribbles, network="mlp-128")  # which knows digits only
    assert "1 drawing would be learnt from" in words(app)
    app = click(app, "teach_start")
    assert not app.error
    (run,) = runs.list_runs(tmp_path / "runs")
    assert [each.label for each in from_json((run.path / LEARNT_FROM).read_bytes())] == [3]


def test_two_clicks_start_one_training(page, tmp_path, monkeypatch):
    start = learning._start
    monkeypatch.setattr(learning, "_start", lambda key: (start(key), start(key)))
    app = click(page(*PRACTISED), "teach_start")
    assert len(runs.list_runs(tmp_path / "runs")) == 1
    assert not app.error


def test_run_under_way_is_watched_paused_and_stopped_here(page, tmp_path, small_dataset):
    run = make_taught_run(tmp_path / "runs", "mine", small_dataset)
    for name in ("model.json", "model.tflite"):
        (run / name).unlink()
    runs.write_status(run, Status(state="queued", queued=time.time(), epochs=1, batches=300))
    app = page(*PRACTISED)
    click(app, "ask_pause_mine")
    assert runs.asked(run) == "pause"
    click(app, "ask_stop_mine")
    assert runs.asked(run) == "stop"
    assert app.button(key="ask_stop_mine").disabled
    runs.write_status(run, Status(state="paused", epochs=1, epoch=1, batches=300, batch=120))
    rerun(app)
    assert "Paused in epoch 1 of 1" in words(app)
    click(app, "ask_play_arrow_mine")
    assert runs.read_run(run).status.state == "queued"
    runs.write_status(run, Status(state="failed", error="its disk is full"))
    rerun(app)
    assert "its disk is full" in app.error[0].value


def test_before_and_after_stand_side_by_side_with_counts(page, tmp_path, small_dataset):
    make_taught_run(
        *(tmp_path / "runs", "mine", small_dataset),
        mnist=Compared(count=10_000, before=0.9768, after=0.976),
        letters=Compared(count=500, before=0.9, after=0.9),
    )
    told = words(page()).replace("\u00a0", " ")
    assert "Before: mlp-128" in told
    assert "<td>4</td><td>50 % <small>2</small></td><td><b>100 % <small>4</small></b></td>" in told
    assert "<td><b>97.68 % <small>9,768</small></b></td><td>97.60 %" in told
    assert "Letters that the program wrote, refused" in told
    assert "4 drawings say little: one of them is 25 %." in told


def test_what_came_of_it_stands_before_the_offer_to_learn_again(page, tmp_path, small_dataset):
    make_taught_run(tmp_path / "runs", "mine", small_dataset)
    keys = [each.key for each in page(*PRACTISED).button]
    assert keys.index("teach_use") < keys.index("teach_start")


def test_without_drawings_kept_aside_a_round_is_recommended(page, tmp_path, small_dataset):
    make_taught_run(tmp_path / "runs", "mine", small_dataset, own=None)
    assert "nothing here says how it reads you now" in words(page())


def test_damaged_figures_are_named_and_the_page_goes_on(page, tmp_path, small_dataset):
    run = make_taught_run(tmp_path / "runs", "mine", small_dataset)
    (run / "teaching.json").write_text('{"own": NaN}')
    app = page()
    assert "What came of it cannot be shown" in app.error[0].value
    assert app.button(key="teach_use")


def test_fair_test_is_a_round_with_the_new_network(page, tmp_path, small_dataset, monkeypatch):
    begun = []
    monkeypatch.setattr(practice, "begin_round", begun.append)
    make_taught_run(tmp_path / "runs", "mine", small_dataset)
    app = click(page(), "teach_test")
    assert begun
    assert app.session_state["draw_settings"].network == "runs/mine"


def test_stranger_sees_no_run_of_another_one(page, tmp_path, small_dataset, monkeypatch):
    monkeypatch.setenv("PUBLIC_SERVER", "1")
    make_taught_run(tmp_path / "runs", "theirs", small_dataset, owner="somebody")
    assert "taught your hand" not in words(page(secret="b" * 32))


def test_round_is_kept_and_what_is_drawn_again_takes_the_first_one_s_place(monkeypatch):
    state = {}
    monkeypatch.setattr(visit.st, "session_state", state)
    for number, each in enumerate(PRACTISED[:3]):
        practice._take(number, each)
    practice._take(1, replace(PRACTISED[11], label=1))
    labels = [each.label for each in visit.kept().values()]
    assert labels == [0, 2, 1]
    assert len(state["teach_taken"]) == 3
    monkeypatch.setattr(visit, "MOST", 3)
    practice._take(3, PRACTISED[5])
    assert state["teach_full"]


def test_taught_network_is_named_as_one_s_own_and_the_original_stays_first(
    page, tmp_path, small_dataset
):
    run = make_taught_run(tmp_path / "runs", "mine", small_dataset)
    assert title(runs.read_run(run)).startswith("mlp-128 taught your hand, ")
    app = AppTest.from_file(str(ROOT / "app_pages" / "draw" / "page.py"), default_timeout=60).run()
    menu = app.selectbox(key="draw_model")
    assert menu.value == "drawing-cnn"
    (named,) = [each for each in menu.options if "taught your hand" in each]
    assert named.startswith("mlp-128 taught your hand, ")
    app.selectbox(key="draw_model").select("runs/mine").run()
    assert not app.exception


def test_taught_again_it_is_named_by_its_kind_and_what_it_began_from_by_its_title(
    page, tmp_path, small_dataset
):
    first = make_taught_run(tmp_path / "runs", "first", small_dataset)
    second = make_taught_run(tmp_path / "runs", "second", small_dataset)
    config = json.loads((second / "config.json").read_text())
    (second / "config.json").write_text(json.dumps({**config, "start_from": "runs/first"}))
    assert title(runs.read_run(second)).startswith("mlp-128 taught your hand, ")
    told = words(page())
    assert f"Before: {title(runs.read_run(first))}" in told
    shutil.rmtree(first)
    assert "Before: a network that is deleted" in words(page())


@pytest.mark.parametrize("look", ["inside", "why", "alike", "what-if", "learnt"])
def test_taught_network_can_be_looked_at_closer(page, draw, tmp_path, small_dataset, look):
    make_taught_run(tmp_path / "runs", "mine", small_dataset)
    app = draw(*hand.strokes("7"), network="runs/mine", look=look)
    assert not app.error
    if look == "learnt":
        assert any("began with what another had learnt" in each.value for each in app.caption)


@pytest.mark.parametrize("show", ["network", "all", "digit"])
def test_taught_network_is_shown_on_explore(page, tmp_path, small_dataset, show):
    make_taught_run(tmp_path / "runs", "mine", small_dataset)
    app = AppTest.from_file(str(ROOT / "app_pages" / "explore" / "page.py"), default_timeout=60)
    opened = "layers.training.confusion.digits.certainty.mistakes.filters.people"
    app.query_params.update({"show": show, "network": "runs/mine", "open": opened})
    rerun(app)
    assert not app.error


def train_page(**address):
    app = AppTest.from_file(str(ROOT / "app_pages" / "train" / "page.py"), default_timeout=60)
    app.query_params.update(address)
    return rerun(app)


def test_train_page_says_what_it_began_from_and_what_came_of_it(page, tmp_path, small_dataset):
    make_taught_run(tmp_path / "runs", "mine", small_dataset)
    images, labels = small_dataset.test_images, small_dataset.test_labels
    make_ended_run(tmp_path / "runs", "plain", images, labels)
    app = train_page(run="mine")
    assert app.title[0].value.startswith("mlp-128 taught your hand, ")
    assert "Taught drawings, begun from mlp-128. Half of each batch of 128" in words(app)
    assert "Before: mlp-128" in words(app)
    assert "the drawings that it keeps" in words(app)
    assert "begun" not in words(train_page(run="plain"))
    told = words(train_page(compare="mine,plain"))
    assert "begun from mlp-128, taught drawings" in told
    assert "begun anew" in told
    assert "begun" not in words(train_page(compare="plain"))


def test_table_of_runs_names_it(page, tmp_path, small_dataset):
    make_taught_run(tmp_path / "runs", "mine", small_dataset)
    (row,) = train_page().dataframe[0].value.to_dict("records")
    assert (row["Network"], row["Data"]) == ("mlp-128 taught your hand", "MNIST + your drawings")
