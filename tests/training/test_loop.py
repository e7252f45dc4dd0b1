import json
from dataclasses import asdict, replace
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest

from mnist_core import files, runs
from mnist_core.errors import ConfigError, DatasetError, RunError, TrainingError
from mnist_core.networks.architectures import ARCHITECTURES, Architecture, Recipe
from mnist_core.networks.config import default_config
from mnist_core.recognition.card import read_card
from mnist_core.recognition.classifier import DigitClassifier
from mnist_core.training import loop, recorder
from mnist_core.training.config import read_config, start_run
from mnist_core.training.learner import Learner
from mnist_core.training.loop import train
from mnist_core.training.recorder import Preparation

RUN_FILES = {
    *("config.json", "metrics.jsonl", "status.json", "control.json", "checkpoint"),
    *("model.keras", "model.h5", "model.tflite", "model.json", "filters.npz"),
    *("moments.npz", "snapshot.npz", "evaluation.json", "predictions.npz"),
}


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("architecture", "transformer"),
        ("epochs", 0),
        ("epochs", 10_001),
        ("batch_size", 0),
        ("learning_rate", 0.0),
        ("learning_rate", float("nan")),
        ("validation_split", 1.0),
        ("validation_split", -0.1),
        ("seed", -1),
        ("schedule", "random"),
    ],
)
def test_setting_out_of_range_raises_config_error(setting, value):
    with pytest.raises(ConfigError, match=setting):
        default_config(**{"architecture": "cnn", setting: value})


def test_notebooks_recipes_are_the_defaults():
    plain, dropout = default_config("mlp-128"), default_config("mlp-128-dropout")
    assert (plain.epochs, plain.schedule, plain.validation_split) == (5, "constant", 0)
    assert (dropout.epochs, dropout.schedule, dropout.validation_split) == (5, "constant", 0.2)


def test_config_comes_back_from_its_run(tmp_path):
    config = default_config("cnn", epochs=3, seed=7)
    assert read_config(start_run(config, tmp_path)) == config


def test_damaged_config_raises_run_error(tmp_path):
    run = start_run(default_config("cnn"), tmp_path)
    files.write_json(run / "config.json", {"architecture": "cnn"})
    with pytest.raises(RunError, match=r"config\.json"):
        read_config(run)


def small(**changes):
    """A config that trains in seconds, with all that a checkpoint must hold."""
    settings = {"epochs": 3, "batch_size": 32, "validation_split": 0.1, "augment": True}
    return default_config(
        "mlp-128-dropout",
        **{**settings, "schedule": "one-cycle", "average_weights": True, **changes},
    )


def stop_soon(run, dataset):
    """Train a run for a chunk of digits, so that it has a checkpoint, and stop it."""
    seen = []
    train(
        run,
        lambda data: dataset,
        should_stop=lambda: bool(seen),
        watch=lambda status, values: seen.append(status),
    )


def weights(run):
    import keras

    return keras.saving.load_model(run / "model.keras").get_weights()


def assert_same_weights(one, other):
    for a, b in zip(weights(one), weights(other), strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.fixture(scope="module")
def trained(tmp_path_factory, small_dataset):
    """A finished run, and the statuses that its training showed."""
    run, shown = start_run(small(), tmp_path_factory.mktemp("runs"), "whole"), []
    train(run, lambda data: small_dataset, watch=lambda status, values: shown.append(status))
    return run, shown


pytestmark = pytest.mark.slow


def test_finished_run_holds_its_files_and_nothing_else(trained):
    run, _ = trained
    assert {path.name for path in run.iterdir()} == RUN_FILES
    status = runs.read_run(run).status
    assert (status.state, status.epoch, status.pid, status.error) == ("finished", 3, None, None)


def test_network_has_learnt(trained):
    run, _ = trained
    metrics = runs.read_metrics(run)
    assert metrics[-1]["loss"] < metrics[0]["loss"] / 2
    assert files.read_json(run / "evaluation.json")["accuracy"] > 0.8


def test_each_epoch_has_several_measurements_and_ends_with_validation(trained):
    run, shown = trained
    metrics = runs.read_metrics(run)
    assert [(m["epoch"], m["batch"]) for m in metrics] == [(s.epoch, s.batch) for s in shown]
    for epoch in (1, 2, 3):
        lines = [each for each in metrics if each["epoch"] == epoch]
        assert len(lines) > 1
        assert ["val_loss" in line for line in lines] == [False] * (len(lines) - 1) + [True]
    assert all(a["seconds"] < b["seconds"] for a, b in pairwise(metrics))


def test_last_validation_and_test_are_those_of_the_saved_network(trained, small_dataset):
    import keras

    run, _ = trained
    model = keras.saving.load_model(run / "model.keras")
    model.compile(loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    held_out = slice(2400 - 240, None)
    loss, accuracy = model.evaluate(
        small_dataset.train_images[held_out] / np.float32(255),
        small_dataset.train_labels[held_out],
        verbose=0,
    )
    last = runs.read_metrics(run)[-1]
    assert last["val_loss"] == pytest.approx(loss, rel=1e-3)
    assert last["val_accuracy"] == pytest.approx(accuracy)
    stored = np.load(run / "predictions.npz")
    np.testing.assert_allclose(
        stored["probabilities"],
        model.predict(small_dataset.test_images / np.float32(255), verbose=0),
        atol=1e-5,
    )
    np.testing.assert_array_equal(stored["labels"], small_dataset.test_labels)


def test_last_snapshot_is_of_the_saved_network(trained, small_dataset):
    import keras

    run, _ = trained
    snapshot = runs.read_snapshot(run)
    model = keras.saving.load_model(run / "model.keras")
    assert (snapshot.epoch, snapshot.labels.tolist()) == (3, list(range(10)))
    first = small_dataset.test_images[np.argmax(small_dataset.test_labels == 7)]
    np.testing.assert_array_equal(snapshot.images[7], first)
    answers = model.predict(snapshot.images / np.float32(255), verbose=0)
    np.testing.assert_allclose(snapshot.probabilities, answers, atol=1e-5)
    confusion = np.array(snapshot.confusion)
    held_out = small_dataset.train_labels[2400 - 240 :]
    np.testing.assert_array_equal(confusion.sum(axis=1), np.bincount(held_out))
    accuracy = runs.read_metrics(run)[-1]["val_accuracy"]
    assert confusion.trace() == round(accuracy * 240)


def test_snapshot_is_there_after_each_epoch(tmp_path, small_dataset):
    few = replace(
        small_dataset,
        test_images=small_dataset.test_images[small_dataset.test_labels < 3],
        test_labels=small_dataset.test_labels[small_dataset.test_labels < 3],
    )
    run, epochs = start_run(small(validation_split=0), tmp_path), []

    def watch(status, values):
        snapshot = runs.read_snapshot(run)
        epochs.append(snapshot.epoch if snapshot else 0)

    train(run, lambda data: few, watch=watch)
    assert epochs == [0, 1, 1, 2, 2, 3]
    snapshot = runs.read_snapshot(run)
    assert (snapshot.labels.tolist(), snapshot.confusion) == ([0, 1, 2], None)


def test_saved_network_has_no_optimizer_state(trained):
    import keras

    run, _ = trained
    model = keras.saving.load_model(run / "model.keras")
    assert getattr(model, "optimizer", None) is None
    card = files.read_json(run / "model.json")
    assert (run / "model.keras").stat().st_size < 4 * card["parameters"] * 1.3


def test_card_says_what_the_model_is(trained):
    run, _ = trained
    card = files.read_json(run / "model.json")
    assert card["config"] == asdict(small())
    assert card["parameters"] == 785 * 128 + 129 * 10
    assert card["bytes"] == (run / "model.tflite").stat().st_size
    assert card["test"] == files.read_json(run / "evaluation.json")
    assert card["labels"] == list("0123456789")


def test_same_seed_gives_same_weights(trained, tmp_path, small_dataset):
    again, other = start_run(small(), tmp_path), start_run(small(seed=1), tmp_path)
    train(again, lambda data: small_dataset)
    train(other, lambda data: small_dataset)
    assert_same_weights(trained[0], again)
    assert (weights(other)[0] != weights(again)[0]).any()


@pytest.mark.parametrize("chunks", [1, 2, 3, 4])
def test_stopped_and_resumed_run_ends_as_if_nothing_had_happened(
    trained, tmp_path, small_dataset, chunks
):
    run, seen = start_run(small(), tmp_path), []
    stopped = train(
        run,
        lambda data: small_dataset,
        should_stop=lambda: len(seen) >= chunks,
        watch=lambda status, values: seen.append(status),
    )
    assert stopped.state == "stopped"
    # Evaluated as far as it got; an epoch has two chunks.
    expected = RUN_FILES if chunks > 1 else RUN_FILES - {"snapshot.npz"}
    assert {path.name for path in run.iterdir()} == expected
    assert len(runs.read_metrics(run)) == chunks
    # What a killed process had measured after its last checkpoint is void.
    runs.append_metrics(run, {**runs.read_metrics(run)[-1], "seconds": 1e9})
    assert train(run, lambda data: small_dataset).state == "finished"
    assert_same_weights(trained[0], run)
    whole, resumed = runs.read_metrics(trained[0]), runs.read_metrics(run)
    for one, other in zip(whole, resumed, strict=True):
        assert {**one, "seconds": 0} == {**other, "seconds": 0}


def tiny_branch():
    """Layers of all kinds that keep something between batches, soon compiled."""
    from keras import layers as kl

    return [
        kl.Conv2D(4, 5, strides=4),
        kl.BatchNormalization(),
        kl.Flatten(),
        kl.Dense(8, activation="relu"),
        kl.Dropout(0.3),
    ]


@pytest.mark.parametrize(
    ("branches", "paths", "data"),
    [
        (1, 0, "small_dataset"),
        (1, 0, "small_mixture"),
        (2, 0, "small_mixture"),
        (2, 1, "small_mixture"),
    ],
)
def test_resuming_keeps_statistics_branches_and_drawings(
    tmp_path, request, monkeypatch, branches, paths, data
):
    dataset = request.getfixturevalue(data)
    recipe = Recipe(epochs=2, batch_size=128, augment=True, average_weights=True)
    tiny = Architecture("tiny", "", "", recipe, (tiny_branch,) * branches, (tiny_branch,) * paths)
    monkeypatch.setitem(ARCHITECTURES, "tiny", tiny)
    config = default_config("tiny")
    whole, parted = start_run(config, tmp_path, "whole"), start_run(config, tmp_path, "parted")
    train(whole, lambda data: dataset)
    seen = []
    train(
        parted,
        lambda data: dataset,
        should_stop=lambda: len(seen) == 3,
        watch=lambda status, values: seen.append(status),
    )
    train(parted, lambda data: dataset)
    assert len(seen) == 3
    assert_same_weights(whole, parted)


def test_network_that_is_shown_no_path_has_no_branch_for_it(tmp_path, small_dataset, monkeypatch):
    """One that has learnt nothing would be asked wherever strokes are known."""
    recipe = Recipe(epochs=1, batch_size=128)
    tiny = Architecture("tiny", "", "", recipe, (tiny_branch,), (tiny_branch,))
    monkeypatch.setitem(ARCHITECTURES, "tiny", tiny)
    run = start_run(default_config("tiny"), tmp_path)
    train(run, lambda data: small_dataset)
    assert not DigitClassifier.load(run / "model.tflite").sees_paths
    assert not any(layer.sees_path for layer in read_card(run / "model.json").layers)


def test_run_of_another_process_is_left_alone(tmp_path, small_dataset):
    run = start_run(small(), tmp_path)
    runs.write_status(run, runs.of_this_process(runs.Status(state="running")))
    with pytest.raises(RunError, match="running"):
        train(run, lambda data: small_dataset)
    assert runs.read_run(run).status.state == "running"


def test_other_digits_cannot_be_resumed_with(trained, tmp_path, small_dataset):
    run = start_run(small(), tmp_path)
    stop_soon(run, small_dataset)
    other = replace(small_dataset, train_labels=small_dataset.train_labels[::-1].copy())
    with pytest.raises(RunError, match="other digits"):
        train(run, lambda data: other)


def test_status_says_how_many_digits_are_written_until_they_are(tmp_path, small_dataset):
    run, said = start_run(small(epochs=1), tmp_path), []

    def prepared():
        status = runs.read_run(run).status
        return status.state, status.prepared, status.to_prepare

    def load(data):
        say = Preparation(run)
        for done in (10, 50):
            say(done, 50)
            said.append(prepared())
        return small_dataset

    train(run, load, watch=lambda *_: said.append(prepared()))
    assert said[:3] == [("running", 10, 50), ("running", 50, 50), ("running", 0, 0)]


def test_preparation_is_said_four_times_a_second_at_most(tmp_path, monkeypatch):
    run, seconds = start_run(small(), tmp_path), iter(range(1000))
    clock = SimpleNamespace(monotonic=lambda: next(seconds) / 100)
    monkeypatch.setattr(recorder, "time", clock)
    say, said = Preparation(run), []
    for done in range(60):
        say(done, 60)
        said.append(runs.read_run(run).status.prepared)
    assert sorted(set(said)) == [0, 25, 50]
    say(60, 60)
    assert runs.read_run(run).status.prepared == 60


def test_resumed_run_has_prepared_nothing_yet(tmp_path, small_dataset):
    run, said = start_run(small(epochs=1), tmp_path), []
    interrupted = runs.Status(state="interrupted", prepared=10, to_prepare=50)
    runs.write_status(run, interrupted)

    def load(data):
        said.append(runs.read_run(run).status.to_prepare)
        return small_dataset

    train(run, load)
    assert said == [0]


def test_damaged_checkpoint_fails_with_its_reason(tmp_path, small_dataset):
    run = start_run(small(), tmp_path)
    stop_soon(run, small_dataset)
    (run / "checkpoint" / "state.npz").write_bytes(b"PK")
    with pytest.raises(RunError, match=r"state\.npz"):
        train(run, lambda data: small_dataset)
    assert runs.read_run(run).status.state == "failed"


@pytest.mark.parametrize("place", [(9, 0), (0, 0), (2, 5000), (2, -1)])
def test_checkpoint_of_another_place_fails_with_its_reason(tmp_path, small_dataset, place):
    run = start_run(small(), tmp_path)
    stop_soon(run, small_dataset)
    path = run / "checkpoint" / "state.npz"
    with np.load(path) as archive:
        arrays = dict(archive)
    position = {**json.loads(str(arrays["position"])), "epoch": place[0], "digits": place[1]}
    np.savez(path, **{**arrays, "position": json.dumps(position)})
    with pytest.raises(RunError, match=r"state\.npz"):
        train(run, lambda data: small_dataset)
    assert runs.read_run(run).status.state == "failed"


def test_run_stopped_before_it_learnt_anything_leaves_no_network(tmp_path, small_dataset):
    run = start_run(small(), tmp_path)
    assert train(run, lambda data: small_dataset, should_stop=lambda: True).state == "stopped"
    assert not (run / "model.json").exists()
    assert train(run, lambda data: small_dataset).state == "finished"


def test_stop_asked_while_it_pauses_is_not_lost(tmp_path, small_dataset, monkeypatch):
    run = start_run(small(), tmp_path)
    save = loop._save_checkpoint

    def save_and_ask(*arguments):
        save(*arguments)
        runs.ask(run, "stop")

    monkeypatch.setattr(loop, "_save_checkpoint", save_and_ask)
    status = train(run, lambda data: small_dataset, watch=lambda *_: runs.ask(run, "pause"))
    assert status.state == "stopped"
    assert (run / "model.json").exists()


def test_weights_that_are_no_numbers_fail_with_the_reason(tmp_path, small_dataset, monkeypatch):
    learn = Learner.train

    def learn_poisoned(self, chunk):
        kernel = self.model.trainable_variables[0]
        kernel.assign(np.full(kernel.shape, np.nan))
        return learn(self, chunk)

    monkeypatch.setattr(Learner, "train", learn_poisoned)
    run = start_run(small(), tmp_path)
    with pytest.raises(TrainingError, match="learning rate"):
        train(run, lambda data: small_dataset)
    status = runs.read_run(run).status
    assert (status.state, status.pid) == ("failed", None)
    assert "learning rate" in status.error


def test_missing_data_fails_with_its_reason(tmp_path):
    run = start_run(small(), tmp_path)

    def load(data):
        raise DatasetError(f"no digits at {data}")

    with pytest.raises(DatasetError):
        train(run, load)
    status = runs.read_run(run).status
    assert (status.state, status.error) == ("failed", "no digits at mnist")


def test_unforeseen_error_becomes_a_training_error(tmp_path):
    run = start_run(small(), tmp_path)

    def load(data):
        raise MemoryError("17 GB")

    with pytest.raises(TrainingError, match="17 GB"):
        train(run, load)
    assert json.loads((run / "status.json").read_text())["state"] == "failed"
