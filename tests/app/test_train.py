"""The Train page without a browser: what it starts, what it says of each state, what it shows."""

import json
import re
import shutil
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app_pages.figures.text import share
from app_pages.visit import networks, visitor
from mnist_core import runs
from mnist_core.networks.architectures import ARCHITECTURES
from mnist_core.networks.config import default_config
from mnist_core.recognition import classifier
from mnist_core.runs.status import Status
from mnist_core.training import control, limits
from mnist_core.training.config import read_config, start_run
from mnist_core.training.loop import train
from tests.conftest import charted
from tools.browsing import ROOT


@pytest.fixture
def runs_dir(tmp_path, monkeypatch):
    monkeypatch.setenv("RUNS_DIR", str(tmp_path))
    monkeypatch.delenv("PUBLIC_SERVER", raising=False)
    return tmp_path


@pytest.fixture
def page(runs_dir, monkeypatch):
    """A function that opens the Train page, at one run or at all."""
    launched = []
    monkeypatch.setattr(control, "_launch", lambda run: launched.append(run.name))

    def visit(run=None, secret=None):
        app = AppTest.from_file(str(ROOT / "app_pages" / "train" / "page.py"), default_timeout=60)
        if run is not None:
            app.query_params["run"] = run
        monkeypatch.setattr(visitor, "_kept", lambda: secret)  # what the cookie holds
        app.run()
        assert not app.exception
        app.launched = launched
        return app

    return visit


def make(runs_dir, name, owner=None, **status):
    run = start_run(default_config("cnn"), runs_dir, name, owner)
    runs.write_status(run, Status(**{"state": "paused", "epochs": 6, "batches": 891, **status}))
    return run


def words(app):
    return next(each.proto.body for each in app.get("html") if "run-words" in each.proto.body)


def labels(app):
    return [button.label for button in app.button]


def click(app, label):
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception
    return app


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_each_network_is_shown_with_its_parameters_and_layers(page, name):
    app = page()
    app.selectbox(key="train_model").select(name).run()
    assert not app.exception
    card = json.loads((ROOT / "models" / name / "card.json").read_text())
    assert ARCHITECTURES[name].title in app.caption[0].value
    assert f"{card['parameters']:,} parameters" in app.caption[0].value
    sketch = next(each.proto.body for each in app.get("html") if "sketch" in each.proto.body)
    kinds = Counter(layer["kind"] for layer in card["layers"])
    assert sketch.count("</i>convolution") == kinds["Conv2D"]
    assert sketch.count("</i>dense") == kinds["Dense"]
    assert sketch.count("</i>dropout") == kinds["Dropout"]
    branches = {layer["branch"] for layer in card["layers"] if "branch" in layer}
    assert set(re.findall(r"Branch (\d)", sketch)) == {str(branch) for branch in branches}


def test_one_click_starts_the_network_by_its_own_recipe(page, runs_dir):
    app = click(page(), "Start training")
    (run,) = runs.list_runs(runs_dir)
    assert read_config(run.path) == default_config("cnn")
    assert app.launched == [run.name]
    assert app.query_params["run"] == run.name
    assert "Starting" in words(app)


def test_settings_are_those_that_were_chosen_and_stay(page, runs_dir):
    app = page()
    app.selectbox(key="train_model").select("mlp-128").run()
    app.number_input(key="train_mlp-128_epochs").set_value(3)
    app.number_input(key="train_mlp-128_learning_rate").set_value(0.01)
    app.selectbox(key="train_mlp-128_batch_size").select(256)
    app.toggle(key="train_mlp-128_augment").set_value(True).run()
    click(app, "Start training")
    (run,) = runs.list_runs(runs_dir)
    assert read_config(run.path) == default_config(
        "mlp-128", epochs=3, learning_rate=0.01, batch_size=256, augment=True
    )
    click(app, "All runs")
    assert app.selectbox(key="train_model").value == "mlp-128"
    assert app.number_input(key="train_mlp-128_epochs").value == 3


@pytest.mark.parametrize(
    ("status", "said", "buttons"),
    [
        ({"state": "paused", "epoch": 3}, "Paused in epoch 3 of 6", ["Resume"]),
        ({"state": "failed", "error": "the disk is full"}, "Failed", ["Try again"]),
        ({"state": "stopped", "epoch": 2}, "Stopped in epoch 2 of 6", ["Resume"]),
        ({"state": "running", "pid": 2**30, "epoch": 1}, "Interrupted", ["Resume"]),
        ({"state": "finished", "epoch": 6, "seconds": 61}, "Finished: 6 epochs in 61 s", []),
    ],
)
def test_run_at_rest_says_so_and_offers_what_can_be_done(page, runs_dir, status, said, buttons):
    make(runs_dir, "r", **status)
    app = page("r")
    assert said in words(app)
    assert labels(app) == ["All runs", "Delete this run", *buttons]
    if status["state"] == "failed":
        assert "the disk is full" in app.error[0].value


@pytest.mark.parametrize(
    ("status", "wish", "said"),
    [
        ({}, "run", "Loading TensorFlow"),
        ({"epoch": 2, "batch": 9, "digits_per_second": 5.0}, "run", "Training: epoch 2 of 6"),
        ({"epoch": 2, "batch": 9, "digits_per_second": 5.0}, "pause", "Pausing"),
        ({"epoch": 2, "batch": 9, "digits_per_second": 5.0}, "stop", "Stopping"),
        ({"epoch": 6, "batch": 891, "digits_per_second": 5.0}, "run", "Evaluating"),
        ({"state": "stopping"}, "run", "Stopping"),
        ({"state": "queued"}, "run", "Starting"),
    ],
)
def test_run_at_work_says_what_it_does(page, runs_dir, status, wish, said):
    run = make(runs_dir, "r")
    runs.write_status(
        run,
        runs.of_this_process(Status(**{"state": "running", "epochs": 6, "batches": 891, **status})),
    )
    runs.ask(run, wish)
    app = page("r")
    assert said in words(app)
    assert labels(app) == ["All runs", "Pause", "Stop"]
    pause, stop = app.button[1:]
    assert pause.disabled == (said in ("Pausing", "Stopping", "Evaluating"))
    assert stop.disabled == (said in ("Stopping", "Evaluating"))
    if not stop.disabled:
        click(app, "Stop")
        assert runs.asked(run) == "stop"
        assert app.button[2].disabled


def test_best_epoch_of_a_long_run_is_marked_and_told_as_it_was_measured(page, runs_dir):
    run = make(runs_dir, "r", epochs=700, batches=1)
    metrics = [
        {
            **{"epoch": epoch, "batch": 1, "seconds": epoch, "loss": 1 / epoch, "accuracy": 0.5},
            **{"val_loss": 1 + abs(epoch - 51) / 100, "val_accuracy": 0.9 - epoch / 1e4},
        }
        for epoch in range(1, 701)
    ]
    (run / "metrics.jsonl").write_text("".join(f"{json.dumps(each)}\n" for each in metrics))
    app = page("r")
    told = [each.value for each in app.caption]
    assert (
        f"Loss: {1 / 700:.4f} in training, 7.4900 in validation; 1.0000 in epoch 51, whose "
        "validation loss is lowest." in told
    )
    assert (
        "Accuracy: 50.0% in training, 83.0% in validation; 89.5% in epoch 51, whose validation "
        "loss is lowest." in told
    )
    for chart, value in zip(app.get("vega_lite_chart"), (1.0, 0.9 - 51 / 1e4), strict=True):
        (mark,) = [each for each in charted(chart) if each["curve"] == "best"]
        assert mark == {"epoch": 51, "value": value, "curve": "best"}


def test_waiting_run_shows_its_place(page, runs_dir):
    at_work = make(runs_dir, "a")
    runs.write_status(at_work, runs.of_this_process(Status(state="running")))
    for place, name in enumerate("bc", start=1):
        run = make(runs_dir, name)
        runs.write_status(run, runs.of_this_process(Status(state="queued", queued=float(place))))
        assert f"{place} training{' comes' if place == 1 else 's come'} first" in words(page(name))


def test_run_that_waits_to_be_evaluated_says_so(page, runs_dir):
    at_work = make(runs_dir, "a")
    runs.write_status(at_work, runs.of_this_process(Status(state="running")))
    run = make(runs_dir, "b")
    runs.write_status(run, runs.of_this_process(Status(state="queued", queued=1.0)))
    runs.ask(run, "stop")
    assert "Waiting to be evaluated: 1 training comes first" in words(page("b"))


@pytest.mark.parametrize("content", [None, b"cut short"])
def test_network_can_be_trained_where_none_is_shipped(page, monkeypatch, tmp_path, content):
    shipped = tmp_path / "shipped"
    shipped.mkdir()
    if content is not None:
        (shipped / "cnn").mkdir()
        (shipped / "cnn" / "network.tflite").write_bytes(content)
    monkeypatch.setenv("MODELS_DIR", str(shipped))
    app = click(page(), "Start training")
    assert len(app.launched) == 1


def test_resume_and_delete_do_what_they_say(page, runs_dir):
    run = make(runs_dir, "r")
    app = click(page("r"), "Resume")
    assert app.launched == ["r"]
    assert "Starting" in words(app)
    runs.write_status(run, Status(state="paused"))
    app = click(page("r"), "Delete this run")
    assert not run.exists()
    assert not app.warning
    assert "Start training" in labels(app)


@pytest.mark.parametrize("name", ["gone", "../r", "", "/etc", "a" * 300])
def test_wrong_address_gets_a_word_and_the_page(page, runs_dir, name):
    make(runs_dir, "r")
    app = page(name)
    assert bool(app.warning) == bool(name)
    assert "Start training" in labels(app)


def test_strangers_on_a_public_server_see_only_their_own_runs(page, runs_dir, monkeypatch):
    monkeypatch.setenv("PUBLIC_SERVER", "1")
    secrets = ["a" * 32, "b" * 32]
    app = click(page(secret=secrets[0]), "Start training")
    (run,) = runs.list_runs(runs_dir)
    assert secrets[0] not in (run.path / "config.json").read_text()
    assert "Pause" in labels(page(run.name, secret=secrets[0]))
    stranger = page(run.name, secret=secrets[1])
    assert "belong to somebody else" in stranger.warning[0].value
    assert not any("Watch" in label for label in labels(stranger))
    assert "None yet" in " ".join(each.value for each in stranger.markdown)

    # And a button that was shown before is of no use to somebody else.
    monkeypatch.setattr("app_pages.visit.runs.owner", lambda: "somebody else")
    click(app, "Stop")
    assert runs.asked(run.path) == "run"


def test_stop_of_a_run_that_has_come_to_rest_meanwhile_keeps_to_the_limits(
    page, runs_dir, monkeypatch
):
    monkeypatch.setenv("PUBLIC_SERVER", "1")
    app = click(page(secret="a" * 32), "Start training")
    (run,) = runs.list_runs(runs_dir)
    for i in range(limits.PUBLIC.waiting):
        make(runs_dir, f"other-{i}", state="queued", queued=time.time())
    runs.write_status(run.path, replace(run.status, state="paused", queued=None))
    app = click(app, "Stop")  # a button of before
    assert f"{limits.PUBLIC.waiting} trainings wait already" in app.error[0].value
    assert runs.read_run(run.path).status.state == "paused"


def test_public_server_refuses_more_than_it_grants_in_words(page, runs_dir, monkeypatch):
    monkeypatch.setenv("PUBLIC_SERVER", "1")
    app = page(secret="a" * 32)
    assert app.number_input(key="train_cnn_epochs").max == limits.PUBLIC.epochs
    click(app, "Start training")
    app = page(secret="a" * 32)
    app.number_input(key="train_cnn_epochs").set_value(2)
    click(app, "Start training")
    assert "under way" in app.error[0].value
    assert len(runs.list_runs(runs_dir)) == 1


@pytest.fixture(scope="module")
def finished(tmp_path_factory, small_dataset):
    """A real run that has ended."""
    config = replace(default_config("mlp-128-dropout", epochs=2), validation_split=0.1)
    run = start_run(config, tmp_path_factory.mktemp("finished"), "ended")
    train(run, lambda data: small_dataset)
    return run


@pytest.fixture
def ended(finished, runs_dir):
    """A copy of the finished run among the visitor's."""
    return Path(shutil.copytree(finished, runs_dir / "ended"))


def sheet(app):
    """What the sheet of digits was given."""
    found = (each.proto for each in app.get("bidi_component"))
    return json.loads(next(each.json for each in found if each.component_name == "digit_sheet"))


@pytest.mark.slow
def test_results_are_those_of_the_stored_probabilities(page, ended, small_npz, monkeypatch):
    monkeypatch.setenv("MNIST_PATH", str(small_npz))
    app = page("ended")
    with np.load(ended / "predictions.npz") as stored:
        probabilities, truth = stored["probabilities"], stored["labels"]
    answers = probabilities.argmax(axis=1)
    body = " ".join(each.proto.body for each in app.get("html"))
    assert f"<dd>{(answers == truth).mean():.2%}</dd>" in body
    table = re.findall("<t[hd][^>]*>([^<]*)<", body[body.index("Recall") :])[1:]
    for digit in range(10):
        precision = (truth[answers == digit] == digit).mean()
        recall = (answers[truth == digit] == digit).mean()
        shares = precision, recall, 2 * precision * recall / (precision + recall)
        assert table[4 * digit : 4 * digit + 4] == [str(digit), *map(share, shares)]
    wrong = np.flatnonzero(answers != truth)
    surest = wrong[probabilities[wrong].max(axis=1).argmax()]
    assert f"{len(wrong)} mistakes" in " ".join(each.value for each in app.caption)
    shown = sheet(app)
    assert shown["captions"][0].startswith(f"{truth[surest]} as {answers[surest]}\n")
    assert shown["names"][0].startswith(f"Test digit {surest}: ")
    assert shown["clicks"]
    monkeypatch.setenv("MNIST_PATH", "")
    monkeypatch.setenv("KERAS_HOME", str(ended))
    app.run()
    assert not sheet(app)["clicks"]


@pytest.mark.slow
def test_finished_run_is_offered_on_the_draw_page(ended, monkeypatch):
    app = AppTest.from_file(str(ROOT / "app_pages" / "draw" / "page.py"), default_timeout=60)
    app.session_state["draw_kept"] = {"draw_model": "runs/ended"}  # as "Draw with it" leaves it
    app.run()
    assert not app.exception
    assert not app.error
    chosen = app.selectbox(key="draw_model")
    assert chosen.value == "runs/ended"
    (named,) = [each for each in chosen.options if each.startswith("mlp-128-dropout, ")]
    assert named.endswith("% of test digits)")
    (ended / "model.tflite").unlink()
    app.run()
    assert f"{classifier.DEFAULT_MODEL} reads instead" in app.error[0].value


@pytest.mark.slow
@pytest.mark.parametrize("name", ["model.json", "predictions.npz", "metrics.jsonl"])
def test_damaged_result_is_named_and_the_rest_stays(page, ended, name):
    (ended / name).write_text("{\n")
    app = page("ended")
    assert "damaged" in " ".join(each.value for each in app.error)
    assert "All runs" in labels(app)
    assert not page().error


def test_run_that_came_to_nothing_has_no_card(runs_dir):
    assert networks.card_of_run(runs.read_run(make(runs_dir, "r", state="stopped"))) is None
