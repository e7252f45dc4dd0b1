"""The Train page without a browser: what it starts, what it says of each state, what it shows."""

import json
import re
import shutil
import time
from collections import Counter
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app_pages.figures.text import share, typeset
from app_pages.visit import networks, visitor
from app_pages.visit.settings import Settings
from mnist_core import runs
from mnist_core.networks.architectures import ARCHITECTURES
from mnist_core.networks.config import RANGES, default_config
from mnist_core.places import models_dir
from mnist_core.recognition import classifier
from mnist_core.runs.history import QUANTITIES
from mnist_core.runs.status import Status
from mnist_core.training import control, limits
from mnist_core.training.config import read_config, start_run
from mnist_core.training.loop import train
from mnist_core.training.teaching import teaching_config
from tests.conftest import charted
from tools.browsing import ROOT


@pytest.fixture
def runs_dir(tmp_path, monkeypatch, small_npz):
    monkeypatch.setenv("RUNS_DIR", str(tmp_path))
    monkeypatch.setenv("MNIST_PATH", str(small_npz))
    monkeypatch.delenv("PUBLIC_SERVER", raising=False)
    return tmp_path


@pytest.fixture
def page(runs_dir, monkeypatch):
    """A function that opens the Train page, at one run or at all."""
    launched = []
    monkeypatch.setattr(control, "_launch", lambda run: launched.append(run.name))

    def visit(run=None, secret=None, compare=None, kept=None):
        app = AppTest.from_file(str(ROOT / "app_pages" / "train" / "page.py"), default_timeout=60)
        if run is not None:
            app.query_params["run"] = run
        if compare is not None:
            app.query_params["compare"] = compare
        if kept is not None:
            app.session_state["train_compared"] = kept
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


def html(app):
    return " ".join(each.proto.body for each in app.get("html"))


def words(app):
    return next(each.proto.body for each in app.get("html") if "run-words" in each.proto.body)


def write_epochs(run, *epochs, batches=1):
    """Have a run measured: of each epoch training loss and accuracy, and those of validation."""
    measured = [
        {"epoch": i, "batch": batches, "seconds": i, **dict(zip(QUANTITIES, values, strict=False))}
        for i, values in enumerate(epochs, 1)
    ]
    (run / "metrics.jsonl").write_text("".join(f"{json.dumps(each)}\n" for each in measured))


def rewrite_card(run, **changes):
    """Have a run's card say something else."""
    card = json.loads((run / "model.json").read_text())
    for name, change in changes.items():
        card[name] = {**card[name], **change} if isinstance(change, dict) else change
    (run / "model.json").write_text(json.dumps(card))


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
    card = json.loads((models_dir() / name / "card.json").read_text())
    assert typeset(ARCHITECTURES[name].title) in app.caption[0].value
    assert f"{card['parameters']:,} parameters" in app.caption[0].value
    sketch = next(each.proto.body for each in app.get("html") if "sketch" in each.proto.body)
    kinds = Counter(layer["kind"] for layer in card["layers"])
    blocks = Counter(re.findall(r'<li class="([a-z ]+)">', sketch))
    assert blocks["convolution"] == kinds["Conv2D"]
    assert blocks["dense layer"] == kinds["Dense"]
    assert blocks["dropout"] == kinds["Dropout"]
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
    app.number_input(key="train_mlp-128_batch_size").set_value(1)
    app.toggle(key="train_mlp-128_augment").set_value(True).run()
    click(app, "Start training")
    (run,) = runs.list_runs(runs_dir)
    assert read_config(run.path) == default_config(
        "mlp-128", epochs=3, learning_rate=0.01, batch_size=1, augment=True
    )
    click(app, "All runs")
    assert app.selectbox(key="train_model").value == "mlp-128"
    assert app.number_input(key="train_mlp-128_epochs").value == 3
    click(app, "Back to the recipe")
    click(app, "Start training")
    assert read_config(runs.list_runs(runs_dir)[0].path) == default_config("mlp-128")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("epochs", 0, "Epochs must be 1 to 10,000."),
        ("epochs", None, "Epochs must be 1 to 10,000."),
        ("batch_size", 10_001, "Batch size must be 1 to 10,000."),
        ("learning_rate", 0.0, "Learning rate must be above 0 and at most 10."),
        ("learning_rate", 11.0, "Learning rate must be above 0 and at most 10."),
        ("validation_split", 1.0, "Validation split must be at least 0 and under 1."),
        ("seed", -1, "Seed must be 0 to 4,294,967,295."),
    ],
)
def test_bad_number_keeps_start_from_starting_and_says_the_range(page, runs_dir, name, value, said):
    app = page()
    app.number_input(key=f"train_cnn_{name}").set_value(value)
    click(app, "Start training")  # as who clicks at once after typing
    assert not runs.list_runs(runs_dir)
    assert said in [each.value for each in app.caption]
    assert html(app).count("range wrong") == 1
    assert next(each for each in app.button if each.label == "Start training").disabled
    click(app, "Back to the recipe")
    click(app, "Start training")
    assert read_config(runs.list_runs(runs_dir)[0].path) == default_config("cnn")


def test_time_is_estimated_whatever_is_chosen(page):
    def estimate(app):
        (told,) = [each.value for each in app.caption if "of training on two cores" in each.value]
        return told

    app = page()
    by_the_recipe = estimate(app)
    app.selectbox(key="train_cnn_data").select("generated").run()
    assert estimate(app) == by_the_recipe  # they are as many
    app.number_input(key="train_cnn_batch_size").set_value(1).run()
    assert estimate(app) != by_the_recipe


def test_range_of_each_number_stands_below_its_field(page, monkeypatch):
    def ranges(app):
        return re.findall('class="range">([^<]*)<', html(app))

    assert ranges(page()) == [str(each) for each in RANGES.values()]
    monkeypatch.setenv("PUBLIC_SERVER", "1")
    assert ranges(page(secret="a" * 32))[:2] == ["1 to 20", "1 to 512"]


@pytest.mark.parametrize("named", [True, False])
def test_without_mnist_generated_digits_are_chosen_and_said(
    page, runs_dir, monkeypatch, tmp_path, named
):
    monkeypatch.setenv("MNIST_PATH", str(tmp_path / "none.npz") if named else "")
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    app = page()
    told = " ".join(each.value for each in app.caption)
    assert "MNIST is not on this server: generated digits are chosen" in told
    # What MNIST_PATH names is not downloaded.
    offered = "MNIST" in app.selectbox(key="train_cnn_data").options
    assert offered == ("downloaded" in told) == (not named)
    click(app, "Start training")
    assert read_config(runs.list_runs(runs_dir)[0].path).data == "generated"


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
        ({"prepared": 31_000, "to_prepare": 70_000}, "run", "Writing 31,000 of 70,000 digits"),
        ({"prepared": 70_000, "to_prepare": 70_000}, "run", "Loading TensorFlow"),
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
        "Accuracy: 50.0\u00a0% in training, 83.0\u00a0% in validation; 89.5\u00a0% in epoch 51, "
        "whose validation loss is lowest." in told
    )
    for chart, value in zip(app.get("vega_lite_chart"), (1.0, 0.9 - 51 / 1e4), strict=True):
        (mark,) = [each for each in charted(chart) if each["curve"] == "best"]
        assert mark == {"epoch": 51, "value": value, "curve": "best"}


def test_runs_under_way_stand_below_the_form_each_beside_what_it_does(page, runs_dir):
    make(runs_dir, "rests")
    for place, name in enumerate("ab", start=1):
        run = make(runs_dir, name)
        runs.write_status(run, runs.of_this_process(Status(state="queued", queued=float(place))))
    app = page()
    start, *rest = labels(app)[:4]
    assert start == "Start training"
    assert [label.split(",")[0] for label in rest] == ["Back to the recipe", *["Watch cnn"] * 2]
    told = [each.value for each in app.caption]
    assert told.index("Starting …") < told.index("Waiting: 1 training comes first")
    click(app, rest[1])
    assert app.query_params["run"] == "a"


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
    body = html(app)
    assert f"<dd>{100 * (answers == truth).mean():.2f}\u00a0%</dd>" in body
    table = re.findall("<t[hd][^>]*>([^<]*)<", body[body.index("Recall") :])[1:]
    for digit in range(10):
        precision = (truth[answers == digit] == digit).mean()
        recall = (answers[truth == digit] == digit).mean()
        shares = precision, recall, 2 * precision * recall / (precision + recall)
        assert table[4 * digit : 4 * digit + 4] == [str(digit), *map(share, shares)]
    wrong = np.flatnonzero(answers != truth)
    surest = wrong[probabilities[wrong].max(axis=1).argmax()]
    assert f"Mistakes: {len(wrong)}." in " ".join(each.value for each in app.caption)
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
    app.session_state["draw_settings"] = Settings(
        network="runs/ended"
    )  # as "Draw with it" leaves it
    app.run()
    assert not app.exception
    assert not app.error
    chosen = app.selectbox(key="draw_model")
    assert chosen.value == "runs/ended"
    (named,) = [each for each in chosen.options if each.startswith("mlp-128-dropout, ")]
    assert named.endswith("% of MNIST’s test digits)")
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


@pytest.mark.parametrize(
    ("epochs", "said"),
    [
        ([(2.4, 0.11, 2.4, 0.11), (2.4, 0.1, 2.4, 0.1)], "At chance since epoch 1"),
        ([(0.3, 0.9, 0.2, 0.95), (80.0, 0.5, 90.0, 0.5)], "Diverged in epoch 2"),
        (
            [(0.3 / i, 0.9, 0.1 * i, 0.95) for i in range(1, 7)],
            "Overfitting since epoch 1",
        ),
        ([(0.3 / i, 0.9, 0.2 / i, 0.95) for i in range(1, 7)], ""),
    ],
)
def test_fault_of_a_training_is_told_in_words_where_it_is_sure(page, runs_dir, epochs, said):
    run = make(runs_dir, "r", epochs=len(epochs), batches=1)
    write_epochs(run, *epochs)
    (told,) = re.findall('run-fault" role="status">([^<]*)<', html(page("r")))
    assert said in told
    assert bool(said) == bool(told)


def test_run_that_teaches_is_not_said_to_overfit(page, runs_dir):
    run = make(runs_dir, "r", epochs=6, batches=1)
    write_epochs(run, *((0.3 / i, 0.9, 0.1 * i, 0.95) for i in range(1, 7)))
    config = json.loads((run / "config.json").read_text())
    (run / "config.json").write_text(json.dumps(config | asdict(teaching_config("cnn", runs_dir))))
    assert "Overfitting" not in html(page("r"))


def test_ten_digits_and_confusions_of_the_last_epoch_are_shown_while_it_trains(page, runs_dir):
    run = make(runs_dir, "r", epoch=3, digits_per_second=5.0, state="running")
    runs.write_status(run, runs.of_this_process(runs.read_run(run).status))
    write_epochs(run, (0.3, 0.9, 0.2, 0.9), (0.2, 0.9, 0.2, 0.9))
    assert "ten test digits" in " ".join(each.value for each in page("r").caption)
    probabilities = np.full((10, 10), 0.01, np.float32)
    probabilities[range(10), [0, 1, 2, 8, 4, 5, 6, 7, 8, 9]] = 0.91
    images, labels = np.zeros((10, 28, 28), np.uint8), np.arange(10, dtype=np.uint8)
    confusion = np.eye(10, dtype=int).tolist()
    runs.write_snapshot(run, runs.Snapshot(2, confusion, images, labels, probabilities))
    app = page("r")
    assert "Test digits after epoch 2" in [each.value for each in app.header]
    shown = html(app)
    assert re.findall('figure class="wrong"><img src="[^"]*" alt="([^"]*)"', shown) == [
        "3, read as 8, 91\u00a0% sure"
    ]
    assert shown.count('figure class="right"') == 9
    assert has_confusion(app)
    runs.write_snapshot(run, runs.Snapshot(2, None, images, labels, probabilities))
    assert not has_confusion(page("r"))


def has_confusion(app):
    return any(each.proto.component_name == "confusion" for each in app.get("bidi_component"))


def test_curve_ends_where_the_caption_says(page, runs_dir):
    run = make(runs_dir, "r", epochs=1, batches=1200, state="stopped")
    losses = [2 / i + 0.1 * (i % 2) for i in range(1, 1201)]
    measured = [
        {"epoch": 1, "batch": i, "seconds": i, "loss": loss, "accuracy": 0.5}
        for i, loss in enumerate(losses, 1)
    ]
    (run / "metrics.jsonl").write_text("".join(f"{json.dumps(each)}\n" for each in measured))
    app = page("r")
    drawn = charted(app.get("vega_lite_chart")[0])[-1]["value"]
    assert f"Loss: {drawn:.4f} in training." in [each.value for each in app.caption]


@pytest.fixture
def several(runs_dir):
    """Three runs with curves, by name."""
    made = {}
    for name, changes in {
        "a": {"learning_rate": 0.01},
        "b": {"validation_split": 0.0},
        "c": {"validation_split": 0.0, "data": "generated"},
    }.items():
        run = start_run(default_config("cnn", **changes), runs_dir, name)
        runs.write_status(run, Status(state="paused", epoch=2, epochs=6, batch=1, batches=1))
        held_out = () if changes.get("validation_split") == 0 else (0.1, 0.97)
        write_epochs(run, *[(0.3 / i, 0.9, *held_out) for i in (1, 2)])
        made[name] = run
    return made


def test_runs_that_the_address_names_are_compared_and_stay(page, several):
    app = page(compare="b,gone,../a,c")
    named = app.query_params["compare"]
    assert set(named.split(",")) == {"b", "c"}
    (legend,) = [each.proto.body for each in app.get("html") if "legend" in each.proto.body]
    assert set(re.findall(r"</i>(?:<.*?<button[^>]*>)?([^<]+)", legend)) == {
        "Generated digits",
        "MNIST",
    }
    assert "Alike in all: cnn, 6 epochs, batch size 64," in html(app)
    assert len(app.get("vega_lite_chart")) == 2
    assert html(app).count("not measured") == 2  # neither holds digits out
    app.query_params["compare"] = "a,b"  # as Back and Forward have it
    app.run()
    assert len(app.get("vega_lite_chart")) == 4
    del app.query_params["compare"]
    app.run()
    assert not app.get("vega_lite_chart")
    assert "compare" not in app.query_params
    # Both stay when a run is opened, and when the page is left and entered again.
    assert click(page("a", compare=named), "All runs").query_params["compare"] == named
    assert page(kept=named).query_params["compare"] == named


def test_settings_that_differ_are_in_sight_beside_the_one_that_names_a_run(page, several):
    shown = html(page(compare="a,b"))
    assert "<th>learning rate 0.01</th><td>validation split 0.05</td>" in shown
    assert "<th>learning rate 0.002</th><td>validation split 0</td>" in shown


def test_run_whose_settings_are_damaged_is_compared_under_its_name(page, several):
    (several["b"] / "config.json").write_text('{"architecture": "of-another-version"}')
    app = page(compare="a,b")
    (legend,) = [each.proto.body for each in app.get("html") if "legend" in each.proto.body]
    assert ">b<" in legend


def test_paused_run_is_not_judged_before_an_epoch_has_ended(page, runs_dir):
    run = make(runs_dir, "r", state="paused", epoch=1, epochs=3, batch=3, batches=100)
    beginning = {"epoch": 1, "batch": 3, "seconds": 1.0, "loss": 2.3, "accuracy": 0.1}
    (run / "metrics.jsonl").write_text(f"{json.dumps(beginning)}\n")
    assert "At chance" not in html(page("r"))


def test_cell_that_is_open_closes_with_its_run(page, several):
    app = page("a")
    app.query_params["cell"] = "1-1"
    assert "cell" not in click(app, "All runs").query_params


def test_runs_alike_in_all_are_told_by_their_time(page, several, runs_dir):
    shutil.copytree(several["a"], runs_dir / "d")
    app = page(compare="a,d")
    (legend,) = [each.proto.body for each in app.get("html") if "legend" in each.proto.body]
    one, other = re.findall("</i>([^<]*)", legend)
    assert one.startswith("cnn, ")
    assert one != other


def test_table_tells_data_and_epochs_trained(page, several):
    table = page().dataframe[0].value.set_index("Run")
    assert table.loc["c", "Data"] == "Generated digits"
    assert table.loc["a", "Data"] == "MNIST"
    assert table.loc["a", "Epochs"] == "2 of 6"


@pytest.mark.slow
def test_figures_of_other_digits_than_mnist_s_are_named_and_stand_apart(page, ended):
    rewrite_card(ended, data={"name": "generated"}, test={"accuracy": 0.9938})
    (ended / "config.json").write_text(
        (ended / "config.json").read_text().replace('"mnist"', '"generated"')
    )
    row = page().dataframe[0].value.iloc[0]
    assert "On MNIST" not in row
    assert row["Own test"] == pytest.approx(99.38)
    app = page("ended")
    assert "Generated digits, 2 epochs" in app.caption[0].value
    assert re.search("<dt>.*Generated digits.*?</dt><dd>99.38\u00a0%</dd>", html(app))
    assert "MNIST" not in html(app)
    rewrite_card(ended, mnist=0.951)
    row = page().dataframe[0].value.iloc[0]
    assert (row["On MNIST"], row["Own test"]) == pytest.approx((95.1, 99.38))
    assert "<dt>MNIST’s test digits</dt><dd>95.10\u00a0%</dd>" in html(page("ended"))


def offered(name):
    """How the Draw page's menu offers a network."""
    app = AppTest.from_file(str(ROOT / "app_pages" / "draw" / "page.py"), default_timeout=60)
    app.run()
    assert not app.exception
    (found,) = [each for each in app.selectbox(key="draw_model").options if each.startswith(name)]
    return found


@pytest.mark.slow
def test_menu_says_of_which_digits_a_figure_is(ended):
    rewrite_card(ended, data={"name": "generated"}, test={"accuracy": 0.994})
    name = "mlp-128-dropout, "
    assert offered(name).endswith("(99.4\u00a0% of generated digits, not measured on MNIST)")
    rewrite_card(ended, mnist=0.951)
    assert offered(name).endswith("(95.1\u00a0% of MNIST’s test digits)")


@pytest.mark.slow
def test_network_at_chance_is_named_as_one_everywhere(page, ended):
    rewrite_card(ended, test={"accuracy": 0.1})
    assert page().dataframe[0].value.iloc[0]["State"] == "at chance"
    assert offered("mlp-128-dropout, ").endswith("(at chance: it has not learnt to read)")
    app = page("ended")
    assert "At chance: it reads no better than by guessing" in html(app)
    assert app.button(key="train_use").proto.type == "secondary"


def test_failure_for_want_of_mnist_is_told_without_paths(page, runs_dir):
    error = f"no MNIST at {runs_dir}/mnist.npz; set MNIST_PATH to Keras's mnist.npz"
    make(runs_dir, "r", state="failed", error=error)
    (told,) = page("r").error
    assert "Generated digits need no download" in told.value
    assert str(runs_dir) not in told.value
