import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from mnist_core import runs
from mnist_core.data.writers import read_writer_split
from mnist_core.errors import ConfigError, ModelError, RunError
from mnist_core.evaluation.drawings import answers_by_width, draw_with_each_pen, together
from mnist_core.evaluation.metrics import evaluate
from mnist_core.networks.architectures import ARCHITECTURES, Architecture, Recipe
from mnist_core.networks.config import default_config
from mnist_core.publishing.answers import read_answers
from mnist_core.publishing.calibration import Calibration, Calibrations
from mnist_core.publishing.publish import REFUSED_SHARE, measured, predictors, publish
from mnist_core.recognition.card import read_card
from mnist_core.recognition.classifier import DigitClassifier
from mnist_core.recognition.learning import Learning
from mnist_core.recognition.neighbours import read_index
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
def published(run, tmp_path_factory, small_dataset):
    """The run published: the folder of networks, the card, and the run's files before."""
    before = {path.name: path.read_bytes() for path in run.iterdir() if path.is_file()}
    folder = tmp_path_factory.mktemp("published")
    models = folder / "models"
    card = publish(run, "mine", writers(folder), mnist=small_dataset, models_dir=models)
    return folder / "models", card, before


def writers(folder):
    """People whose hands shake so much that some of their digits are read wrong."""
    return read_writer_split(hand.write_pen_digits(folder / "strokes", range(1, 31), stray=12))


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
    assert again["people"] == card.people
    assert again["turned"] == card.turned
    assert again["by_person"] == card.by_person


def test_training_digits_are_stored_where_they_are_given(published, plain, small_dataset, tmp_path):
    models, card, _ = published
    index = read_index(models / "mine" / "neighbours.npz")
    assert index.labels.tolist() == small_dataset.train_labels.tolist()
    assert card.neighbours.drawings == 60  # by six writers
    publish(plain, "mine", None, models_dir=tmp_path)
    assert not (tmp_path / "mine" / "neighbours.npz").exists()
    assert read_card(tmp_path / "mine" / "card.json").neighbours is None


def test_network_that_sees_pictures_is_measured_on_people_s_pictures(published):
    models, card, _ = published
    assert set(card.people) == {"pictures"}
    people = card.people["pictures"]
    assert people.digits == {"pendigits": 60}  # by six writers, drawn once with each pen
    assert {name: set(each) for name, each in people.accuracy.items()} == {
        "pendigits": {"10", "20", "32"}
    }
    assert set(people.refused) == {"digits", "scribbles"}  # these people wrote no letters
    assert 0 <= people.false_positives <= 1
    assert json.loads((models / "mine" / "card.json").read_text())["people"].keys() == {"pictures"}


def test_network_is_measured_on_people_s_digits_turned(published):
    _, card, _ = published
    assert card.turned.digits == 60
    assert len(card.turned.accuracy) == 41
    upright = card.turned.accuracy[card.turned.degrees.index(0)]
    assert upright == round(card.people["pictures"].accuracy["pendigits"]["20"], 4)
    assert upright > max(card.turned.accuracy[0], card.turned.accuracy[-1])


def test_card_of_a_network_that_met_nobody_is_read_without(published, tmp_path):
    models, card, _ = published
    stored = json.loads((models / "mine" / "card.json").read_text())
    del stored["people"]
    (tmp_path / "card.json").write_text(json.dumps(stored))
    old = read_card(tmp_path / "card.json")
    assert old.people is None
    assert old.drawings == card.drawings


def branch():
    from keras import layers as kl

    return [kl.Flatten(), kl.Dense(32, activation="relu")]


@pytest.fixture(scope="module")
def seeing_paths(tmp_path_factory, small_mixture):
    """A run of a network that sees paths, and the folder of networks that it is published in."""
    recipe = Recipe(epochs=2, batch_size=32, average_weights=True, data="mixture")
    tiny = Architecture("tiny", "", "", recipe, (branch, branch), (branch,))
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(ARCHITECTURES, "tiny", tiny)
        run = start_run(default_config("tiny"), tmp_path_factory.mktemp("runs"), "r")
        train(run, lambda data: small_mixture)
        folder = tmp_path_factory.mktemp("published")
        publish(run, "seeing", writers(folder), models_dir=folder / "models")
        yield run, folder / "models"


@pytest.fixture
def seeing(seeing_paths, monkeypatch):
    """That network as it is published: its classifier and its card."""
    _, models = seeing_paths
    monkeypatch.setenv("MODELS_DIR", str(models))
    return DigitClassifier.load("seeing"), read_card(models / "seeing" / "card.json")


def test_run_of_a_network_that_sees_paths_answers_its_test_digits_from_their_pictures(
    seeing_paths, small_dataset
):
    run, _ = seeing_paths
    network, card = DigitClassifier.load(run / "model.tflite"), read_card(run / "model.json")
    assert network.sees_paths
    assert {each.branch for each in card.layers if each.sees_path} == {3}
    assert card.parameters == sum(each.parameters for each in card.layers)
    answers = network.predict(small_dataset.test_images / np.float32(255))
    with np.load(run / "predictions.npz") as stored:
        np.testing.assert_allclose(stored["probabilities"], answers, atol=1e-5)


def test_both_ways_are_calibrated_as_the_card_says(seeing_paths, seeing):
    import keras

    run, models = seeing_paths
    classifier, card = seeing
    said = card.calibration
    pictures = Calibration(said["temperature"], said["refusal"])
    paths = Calibration(said["path_temperature"], said["path_refusal"])
    model = keras.saving.load_model(run / "model.keras")
    random = np.random.default_rng(0)
    pixels = random.random((30, 28, 28), np.float32)
    directions = random.integers(0, 256, (30, 28, 28, 8), np.uint8)
    before, _ = model.predict([pixels, directions / np.float32(255)], verbose=0)
    Calibrations(pictures, paths).fold(model)
    folded = model.predict([pixels, directions / np.float32(255)], verbose=0)
    np.testing.assert_allclose(classifier.predict(pixels), folded[0], atol=1e-5)
    np.testing.assert_allclose(classifier.predict(pixels, directions), folded[1], atol=1e-5)
    np.testing.assert_allclose(classifier.predict(pixels), pictures.apply(before), atol=1e-5)
    published = keras.saving.load_model(models / "seeing" / "network.keras")
    for a, b in zip(model.get_weights(), published.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-6)


@pytest.fixture
def chosen(seeing, tmp_path):
    """The answers to the digits that it was calibrated on, by way, and what those are."""
    digits = writers(tmp_path).choosing.digits
    drawn = draw_with_each_pen(digits)
    return {
        way: together(answers_by_width(predict, drawn), digits)
        for way, predict in predictors(seeing[0]).items()
    }


def test_by_either_way_no_more_digits_are_refused_than_wanted(chosen):
    assert set(chosen) == {"pictures", "strokes"}
    for answers, _ in chosen.values():
        refused = int((answers[:, 10] >= 0.5).sum())
        assert 0 < refused <= np.ceil(REFUSED_SHARE * len(answers))


def test_doubt_is_chosen_on_both_ways(seeing, chosen):
    """Below the threshold no more than two answers in three are right, of both ways together."""
    _, card = seeing
    sure, right = [], []
    for answers, labels in chosen.values():
        digits = answers[answers[:, 10] < 0.5]
        sure.append(digits[:, :10].max(axis=1))
        right.append(digits[:, :10].argmax(axis=1) == labels[answers[:, 10] < 0.5])
    doubted = np.concatenate(sure) < card.thresholds["unsure"]
    assert doubted.any()
    assert np.concatenate(right)[doubted].mean() <= 2 / 3


def test_network_that_sees_paths_is_measured_on_people_both_ways(seeing, tmp_path):
    """Each way's figures are of its own answers, told again by counting."""
    classifier, card = seeing
    assert list(card.people) == ["pictures", "strokes"]
    digits = writers(tmp_path).measured.digits
    labels = np.array([digit.label for digit in digits])
    for width, drawn in draw_with_each_pen(digits, 1).items():
        for way, given in (("pictures", ()), ("strokes", (drawn.directions,))):
            answers = classifier.predict(drawn.pixels, *given)
            right = (answers[:, :10].argmax(axis=1) == labels) & (answers[:, 10] < 0.5)
            found = card.people[way].accuracy["pendigits"][str(width)]
            assert found == pytest.approx(right.mean())
    assert card.people["pictures"] != card.people["strokes"]
    assert card.people["pictures"].digits == card.people["strokes"].digits == {"pendigits": 60}
    # The figures that all networks have are those of pictures.
    assert card.drawings.digits == 60


def test_filters_of_a_network_that_sees_paths_are_those_of_its_pictures(seeing):
    assert [each.shape for each in read_answers("seeing").filters] == [(32, 28, 28)] * 2


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


def test_network_comes_with_its_moments_unless_it_is_calibrated(plain, published, tmp_path):
    calibrated, _, _ = published
    assert not (calibrated / "mine" / "moments.npz").exists()
    publish(plain, "mine", None, models_dir=tmp_path)
    found = Learning(tmp_path / "mine" / "network.tflite")
    pixels = np.random.default_rng(0).random((28, 28), np.float32)
    network = DigitClassifier.load(tmp_path / "mine" / "network.tflite")
    np.testing.assert_array_equal(found.predict(pixels)[-1], network.predict(pixels[None])[0])
    assert [each.step for each in found.moments][:: len(found.moments) - 1] == [0, 75]
    assert (tmp_path / "mine" / "moments.npz").stat().st_size <= 1_000_000


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
