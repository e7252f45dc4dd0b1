"""Runs that teach a network somebody's drawings, for real."""

import shutil
from contextlib import nullcontext
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from mnist_core import files, runs
from mnist_core.data import rehearsal
from mnist_core.data.corrections import Correction, split
from mnist_core.data.mnist import find_mnist
from mnist_core.errors import ConfigError, ModelError, RunError
from mnist_core.ink.drawing import read_drawing
from mnist_core.ink.strokes import Stroke
from mnist_core.labels import NOT_A_DIGIT_INDEX
from mnist_core.places import models_dir
from mnist_core.recognition.card import published_card, read_card
from mnist_core.recognition.classifier import DigitClassifier
from mnist_core.runs.teaching import KEPT_ASIDE, LEARNT_FROM, TEACHING, Compared, read_teaching
from mnist_core.training import control, finetuning
from mnist_core.training.config import read_config
from mnist_core.training.finetuning import Finetuning
from mnist_core.training.limits import PUBLIC
from mnist_core.training.loop import train
from mnist_core.training.teaching import start_teaching_run, teaching_config
from tools import hand

pytestmark = pytest.mark.slow
FILES = {
    *("config.json", "metrics.jsonl", "status.json", "control.json", "checkpoint"),
    *("model.keras", "model.h5", "model.tflite", "model.json", "filters.npz"),
    *("evaluation.json", "predictions.npz", LEARNT_FROM, KEPT_ASIDE, TEACHING),
}


def looped_zero(shift=0.0):
    """A zero whose loop goes below it, as few write one: networks read 8."""
    line = "50,20 12,40 20,90 60,100 84,60 60,24 30,10 10,-6 90,-10"
    points = np.array([[float(n) for n in each.split(",")] for each in line.split()])
    smooth = np.array([np.interp(np.linspace(0, 8, 60), range(9), axis) for axis in points.T]).T
    return (Stroke(smooth * 1.6 + [60 + shift, 60], 20.0),)


def drawings():
    """Ten digits of an ordinary hand, and eight zeros of another."""
    plain = [Correction(int(name), tuple(hand.strokes(name))) for name in hand.DIGITS]
    return [*plain, *(Correction(0, looped_zero(shift)) for shift in range(0, 24, 3))]


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Little is rehearsed and measured: enough for what these tests are on."""
    for name in ("PENDIGITS_PATH", "UNIPEN_PATH", "STROKES_PATH"):
        monkeypatch.delenv(name, raising=False)
    for name in ("STORED", "WRITTEN", "LETTERS", "OUTLIERS", "VARIED"):
        monkeypatch.setattr(rehearsal, name, 300)
    monkeypatch.setattr(finetuning, "_GENERATED", 100)


def start(runs_dir, name, network="drawing-cnn", some=None, **changes):
    config = replace(teaching_config(network, runs_dir), **changes)
    learnt_from, kept_aside = split(drawings() if some is None else some)
    return start_teaching_run(config, learnt_from, kept_aside, runs_dir, name)


@pytest.fixture(scope="module")
def taught(tmp_path_factory, small_dataset):
    """A finished run in which the shipped network was taught."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("PENDIGITS_PATH", "UNIPEN_PATH", "STROKES_PATH"):
            patch.delenv(name, raising=False)
        run = start(tmp_path_factory.mktemp("runs"), "taught", epochs=3)
        train(run, lambda data: small_dataset)
    return run


def test_taught_run_holds_its_files_and_nothing_else(taught):
    assert {path.name for path in taught.iterdir()} == FILES
    assert runs.read_run(taught).status.state == "finished"


def test_what_was_read_wrong_is_read_right_and_the_original_stays(taught):
    original, new = DigitClassifier.load(), DigitClassifier.load(taught / "model.tflite")
    unseen = looped_zero(shift=31.0)  # at a place of its own
    assert original.classify_strokes(unseen, canvas=280).label != "0"
    assert new.classify_strokes(unseen, canvas=280).label == "0"
    assert [new.classify_strokes(hand.strokes(each)).label for each in hand.DIGITS] == list(
        hand.DIGITS
    )


def test_figures_are_of_both_networks_as_litert_runs_them(taught):
    found, (learnt_from, kept_aside) = read_teaching(taught), split(drawings())
    assert (found.learnt_from, found.own.count) == (len(learnt_from), len(kept_aside)) == (14, 4)
    for share, path in (
        (found.own.before, models_dir() / "drawing-cnn" / "network.tflite"),
        (found.own.after, taught / "model.tflite"),
    ):
        network = DigitClassifier.load(path)
        seen = [read_drawing(each.strokes) for each in kept_aside]
        read = [network.read(each.pixels, each.directions).label for each in seen]
        right = [a == str(b.label) for a, b in zip(read, kept_aside, strict=True)]
        assert share == np.mean(right)
    assert found.own.before < found.own.after == 1
    assert (found.generated.count, found.letters.count, found.letters_by) == (2000, 300, "program")
    assert found.people is None
    assert (found.mnist is None) == (find_mnist() is None)
    assert abs(found.generated.after - found.generated.before) < 0.005


def test_digits_count_as_right_beside_what_is_no_digit():
    course = Finetuning.__new__(Finetuning)
    course.pupil = SimpleNamespace(answer=lambda seen: seen, as_it_was=nullcontext)
    answers = np.eye(11, dtype=np.float32)[[7, 1, 10, 4]]
    found = course._compare(answers, np.array([7, 1, 10, NOT_A_DIGIT_INDEX], np.uint8))
    assert found == Compared(count=4, before=0.75, after=0.75)


def test_card_keeps_the_labels_doubts_and_sources_of_what_it_was(taught):
    card, original = read_card(taught / "model.json"), published_card("drawing-cnn")
    assert (card.labels, card.thresholds) == (original.labels, original.thresholds)
    assert card.config == read_config(taught)
    assert card.config.start_from == "drawing-cnn"
    assert [each.title for each in card.data.sources].count("MNIST") == 1
    assert {each.title for each in card.data.sources} == {s.title for s in original.data.sources}
    assert DigitClassifier.load(taught / "model.tflite").sees_paths


def test_each_epoch_is_measured_on_the_drawings_kept_aside(taught):
    ends = [each for each in runs.read_metrics(taught) if "val_accuracy" in each]
    assert [each["epoch"] for each in ends] == [1, 2, 3]
    assert ends[-1]["val_accuracy"] == read_teaching(taught).own.after


def weights(run):
    from mnist_core.networks.loading import load_model

    return load_model(run / "model.keras").get_weights()


def test_paused_and_resumed_it_ends_in_the_same_weights(tmp_path, small_dataset):
    whole, parted = (start(tmp_path, name, "mlp-128", epochs=2) for name in ("whole", "parted"))
    train(whole, lambda data: small_dataset)
    status = train(parted, lambda data: small_dataset, watch=lambda *_: runs.ask(parted, "pause"))
    assert (status.state, status.epoch, status.batch) == ("paused", 1, 20)
    assert train(parted, lambda data: small_dataset).state == "finished"
    for one, other in zip(weights(whole), weights(parted), strict=True):
        np.testing.assert_array_equal(one, other)
    metrics = [runs.read_metrics(each) for each in (whole, parted)]
    assert [m["loss"] for m in metrics[0]] == [m["loss"] for m in metrics[1]]


def test_one_drawing_is_learnt_and_none_kept_aside(tmp_path, small_dataset):
    run = start(tmp_path, "one", "cnn", [Correction(0, looped_zero())])
    train(run, lambda data: small_dataset)
    found = read_teaching(run)
    assert (found.learnt_from, found.own, found.letters) == (1, None, None)
    network = DigitClassifier.load(run / "model.tflite")
    assert network.classify_strokes(looped_zero(), canvas=280).label == "0"
    assert not any("val_loss" in each for each in runs.read_metrics(run))


def test_taught_network_is_taught_further(tmp_path, small_dataset):
    first = start(tmp_path, "first", "mlp-128", epochs=1)
    train(first, lambda data: small_dataset)
    run = start(tmp_path, "further", "runs/first", epochs=1)
    train(run, lambda data: small_dataset)
    assert read_teaching(run).own.before == read_teaching(first).own.after
    assert read_teaching(run).generated.before == read_teaching(first).generated.after


def test_what_it_was_taught_before_is_never_measured_on(tmp_path):
    some = drawings()
    start(tmp_path, "first", "mlp-128", some)
    shutil.copy(models_dir() / "mlp-128" / "card.json", tmp_path / "first" / "model.json")
    learnt, aside = split(some)
    assert aside
    config = teaching_config("runs/first", tmp_path)
    # As when drawings were removed or relabelled: what was learnt comes to be kept aside.
    again = start_teaching_run(config, aside, [replace(learnt[0], label=3)], tmp_path, "again")
    assert len(files.read_json(again / LEARNT_FROM)["drawings"]) == len(aside) + 1
    assert files.read_json(again / KEPT_ASIDE)["drawings"] == []


def test_batch_is_parted_in_halves(tmp_path):
    with pytest.raises(ConfigError, match="even batch_size, got 33"):
        start(tmp_path, "odd", "mlp-128", batch_size=33)
    assert list(tmp_path.iterdir()) == []


def test_network_without_that_label_is_not_taught_what_is_no_digit(tmp_path):
    scribble = Correction(NOT_A_DIGIT_INDEX, looped_zero())
    with pytest.raises(ConfigError, match="at least one drawing"):
        start(tmp_path, "none", "mlp-128", [scribble])
    assert list(tmp_path.iterdir()) == []
    run = start(tmp_path, "one", "mlp-128", [scribble, Correction(0, looped_zero())])
    assert len(files.read_json(run / LEARNT_FROM)["drawings"]) == 1


@pytest.mark.parametrize("name", ["gone", "../mlp-128", "runs/gone", "runs/../x", "", "runs/"])
def test_network_that_is_not_there_raises_model_error(tmp_path, name):
    with pytest.raises(ModelError):
        teaching_config(name, tmp_path)


def test_run_whose_beginning_or_drawings_are_gone_fails_with_a_reason(
    taught, tmp_path, small_dataset
):
    shutil.copytree(taught, tmp_path / "taught")
    run = start(tmp_path, "orphan", "runs/taught")
    runs.delete_run(tmp_path / "taught")
    with pytest.raises(ModelError, match="no network 'runs/taught'"):
        train(run, lambda data: small_dataset)
    assert "taught" in runs.read_run(run).status.error
    run = start(tmp_path, "deleted", "mlp-128")
    (run / KEPT_ASIDE).unlink()
    with pytest.raises(RunError, match="deleted, as when their class has ended"):
        train(run, lambda data: small_dataset)
    run = start(tmp_path, "damaged", "mlp-128")
    (run / LEARNT_FROM).write_bytes(b"{")
    with pytest.raises(RunError, match=r"corrections\.json is missing or damaged"):
        train(run, lambda data: small_dataset)


def test_page_starts_teaching_within_the_servers_limits(tmp_path, monkeypatch):
    launched = []
    monkeypatch.setattr(control, "_launch", lambda run: launched.append(run.name))
    learnt_from, kept_aside = split(drawings())
    run = control.start_teaching(
        "mlp-128", learnt_from, kept_aside, tmp_path, owner="me", limits=PUBLIC
    )
    assert launched == [run.name]
    assert (runs.read_run(run).owner, read_config(run).time_limit) == ("me", PUBLIC.seconds)
    with pytest.raises(RunError, match="under way"):
        control.start_teaching(
            "mlp-128", learnt_from, kept_aside, tmp_path, owner="me", limits=PUBLIC
        )
    assert len(list(tmp_path.glob("*/config.json"))) == 1
