import shutil
from pathlib import Path

import numpy as np
import pytest

from mnist_core import runs
from mnist_core.data.pen_strokes import read_writer_split
from mnist_core.errors import ConfigError, ModelError, RunError
from mnist_core.evaluation.metrics import evaluate
from mnist_core.networks.config import default_config
from mnist_core.publishing.answers import read_answers
from mnist_core.publishing.calibration import Calibration
from mnist_core.publishing.publish import measured, publish
from mnist_core.recognition.card import read_card
from mnist_core.recognition.classifier import DigitClassifier
from mnist_core.runs.history import curves_to_store, landmarks
from mnist_core.training.config import start_run
from mnist_core.training.loop import train
from tools import hand

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def run(tmp_path_factory, small_mixture):
    config = default_config("mlp-128", epochs=2, data="/home/me/digits.npz")
    path = start_run(config, tmp_path_factory.mktemp("runs"), "r")
    train(path, lambda data: small_mixture)
    return path


@pytest.fixture(scope="module")
def published(run, tmp_path_factory):
    """The run published: the folder of networks, the card, and the run's files before."""
    before = {path.name: path.read_bytes() for path in run.iterdir() if path.is_file()}
    folder = tmp_path_factory.mktemp("published")
    card = publish(run, "mine", writers(folder), models_dir=folder / "models")
    return folder / "models", card, before


def writers(folder):
    return read_writer_split(hand.write_pen_digits(folder / "strokes", range(1, 31)))


def test_run_on_a_mixture_knows_what_is_no_digit(run):
    card = read_card(run / "model.json")
    assert card.labels[-1] == "not a digit"
    assert card.thresholds == {"unsure": 0.9, "not a digit": 0.5}
    assert len(card.test.confusion) == 11


def test_published_network_is_calibrated_and_its_run_stays_as_it_was(run, published):
    models, published_card, before = published
    assert {path.name: path.read_bytes() for path in run.iterdir() if path.is_file()} == before
    card = read_card(models / "mine" / "card.json")
    assert card == published_card
    calibration = Calibration(**card.calibration)
    pixels = np.random.default_rng(0).random((50, 28, 28), np.float32)
    trained = DigitClassifier.load(run / "model.tflite").predict(pixels)
    calibrated = DigitClassifier.load(models / "mine" / "network.tflite").predict(pixels)
    np.testing.assert_allclose(calibrated, calibration.apply(trained), atol=2e-6)
    assert np.abs(calibrated - trained).max() > 1e-4
    with np.load(run / "predictions.npz") as stored:
        test = evaluate(calibration.apply(stored["probabilities"]), stored["labels"])
    assert card.test.accuracy == test.accuracy
    assert card.test.loss == pytest.approx(test.loss)
    assert card.drawings.writers == 6


def test_card_tells_nobody_where_one_keeps_one_s_data(published):
    models, card, _ = published
    assert (card.data.name, card.config.data) == ("digits.npz", "digits.npz")
    assert "/home" not in (models / "mine" / "card.json").read_text()


def test_all_that_a_page_shows_is_stored(run, published, tmp_path, small_dataset, monkeypatch):
    models, card, _ = published
    monkeypatch.setenv("MODELS_DIR", str(models))
    stored = read_answers("mine")
    network = DigitClassifier.load("mine")
    answers = network.predict(small_dataset.test_images / np.float32(255))
    np.testing.assert_allclose(stored.probabilities, answers, atol=1 / 65535 + 1e-5)
    assert [each.shape for each in stored.filters] == [(128, 28, 28)]
    assert sum(card.test.reliability.count) == len(answers)
    assert sum(card.drawings.reliability.count) == 12 * card.drawings.digits
    assert 0 < card.milliseconds < 1000
    metrics, batches = runs.read_metrics(run), runs.read_run(run).status.batches
    assert card.history.last == landmarks(metrics).last
    assert card.history.best == {}  # no digits were held out
    curves = curves_to_store(metrics, batches)
    assert (list(card.history.loss), list(card.history.accuracy)) == (
        curves["loss"],
        curves["accuracy"],
    )
    # A model can be measured anew without its run.
    again = measured(network, answers, small_dataset.test_labels, writers(tmp_path))
    assert again["test"].confusion == card.test.confusion
    assert again["drawings"] == card.drawings
    assert again["thresholds"] == card.thresholds


def test_network_that_knows_no_digit_is_not_published_uncalibrated(run, tmp_path):
    with pytest.raises(ConfigError, match="pen strokes"):
        publish(run, "mine", None, models_dir=tmp_path / "models")
    assert not (tmp_path / "models").exists()


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("predictions.npz", RunError),
        ("metrics.jsonl", RunError),
        ("model.keras", ModelError),
        ("model.tflite", ModelError),
    ],
)
def test_damaged_run_is_told_and_nothing_is_written(run, tmp_path, name, error):
    damaged = tmp_path / "runs" / "r"
    shutil.copytree(run, damaged)
    (damaged / name).write_bytes(b"PK\n")
    with pytest.raises(error, match=name):
        publish(damaged, "mine", writers(tmp_path), models_dir=tmp_path / "models")
    assert list(tmp_path.glob("models/*")) == []


@pytest.fixture(scope="module")
def plain(tmp_path_factory, small_dataset):
    """A run of a network that knows digits only: it is published without pen strokes, at once."""
    path = start_run(default_config("mlp-128", epochs=1), tmp_path_factory.mktemp("runs"), "r")
    train(path, lambda data: small_dataset)
    return path


@pytest.mark.parametrize("renames", [0, 1, 2])
def test_crash_leaves_the_old_network_or_the_new_one(plain, tmp_path, monkeypatch, renames):
    """One between the two renames leaves none to be read, and the next publication mends it."""
    models = tmp_path / "models"
    old = publish(plain, "mine", None, models_dir=models)
    (models / "mine" / "card.json").write_text("the old one")
    left, rename = [renames], Path.rename

    def crash_after(path, target):
        if path.parent == models and not left[0]:
            raise KeyboardInterrupt
        left[0] -= path.parent == models
        return rename(path, target)

    with monkeypatch.context() as crash:
        crash.setattr(Path, "rename", crash_after)
        if renames < 2:
            with pytest.raises(KeyboardInterrupt):
                publish(plain, "mine", None, models_dir=models)
        else:
            publish(plain, "mine", None, models_dir=models)
    visible = [path.name for path in models.iterdir() if not path.name.startswith(".")]
    assert visible == ([] if renames == 1 else ["mine"])
    if renames == 0:
        assert (models / "mine" / "card.json").read_text() == "the old one"
    publish(plain, "another", None, models_dir=models)  # it mends what it finds
    assert {path.name for path in models.iterdir()} == {"another", "mine"}
    shutil.rmtree(models / "another")
    assert publish(plain, "mine", None, models_dir=models).test == old.test
    assert [path.name for path in models.iterdir()] == ["mine"]
