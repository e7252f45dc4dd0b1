import shutil
import threading
import zipfile
from pathlib import Path

import numpy as np
import pytest
from ai_edge_litert.interpreter import Interpreter

from mnist_core import DigitClassifier, preprocess
from mnist_core.errors import BlankImageError, InvalidImageError, ModelError
from mnist_core.ink.rendering import render
from mnist_core.ink.strokes import Stroke
from mnist_core.networks.config import default_config
from mnist_core.networks.export import export
from mnist_core.places import models_dir
from mnist_core.recognition import classifier as classifier_module
from mnist_core.recognition.card import published_card
from mnist_core.recognition.classifier import DEFAULT_MODEL, NETWORK, published_models
from mnist_core.recognition.metadata import write_metadata

MODELS = models_dir()

SEVEN = render([Stroke(np.array([[60.0, 60], [200, 60], [130, 220]]), 20)], 280)


@pytest.fixture(scope="module")
def classifier():
    return DigitClassifier.load()


def copy_of(name, folder):
    return Path(shutil.copyfile(MODELS / name / NETWORK, folder / "m.tflite"))


@pytest.fixture
def copied(tmp_path):
    """A network's files, one of ten labels, where they may be damaged."""
    return copy_of("robust-cnn", tmp_path)


@pytest.fixture
def copied_default(tmp_path):
    """The default network's files, of eleven labels, where they may be changed."""
    return copy_of(DEFAULT_MODEL, tmp_path)


# What their makers report, or we promise, for each: to be reached or passed.
@pytest.mark.parametrize(
    ("name", "accuracy"),
    [
        ("mlp-128", 0.9744),
        ("mlp-128-dropout", 0.975),
        ("mlp-128-64", 0.98),
        ("cnn", 0.992),
        ("robust-cnn", 0.996),
        ("drawing-cnn", 0.996),
    ],
)
def test_published_network_is_as_good_as_promised(name, accuracy):
    assert published_card(name).test.accuracy >= accuracy


@pytest.mark.parametrize("name", published_models())
def test_published_network_was_trained_by_its_recipe(name):
    config = published_card(name).config
    assert config == default_config(config.architecture, seed=config.seed)


@pytest.mark.parametrize("name", published_models())
def test_seven_is_read(name):
    prediction = DigitClassifier.load(name).classify(SEVEN)
    assert prediction.label == "7"


def test_prediction_is_consistent(classifier):
    prediction = classifier.classify(SEVEN)
    assert prediction.verdict == "digit"
    assert prediction.probability == prediction.probabilities.max()
    assert prediction.probabilities.shape == (len(classifier.labels),)


@pytest.mark.parametrize("count", [0, 1, 3, 256, 257, 600])
def test_any_number_of_digits_is_read_in_one_call(classifier, count):
    pixels = np.random.default_rng(0).random((count, 28, 28), np.float32)
    probabilities = classifier.predict(pixels)
    assert probabilities.shape == (count, len(classifier.labels))
    assert probabilities.dtype == np.float32
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-5)
    if count:
        np.testing.assert_allclose(probabilities[-1:], classifier.predict(pixels[-1:]), atol=1e-6)


@pytest.mark.slow
@pytest.mark.parametrize("name", published_models())
def test_probabilities_are_those_of_the_keras_model(name):
    import keras

    model = keras.saving.load_model(MODELS / name / "network.keras")
    random = np.random.default_rng(0)
    noise = random.random((100, 28, 28), np.float32)
    digits = np.stack([np.roll(preprocess(SEVEN).pixels, i % 7 - 3, axis=i % 2) for i in range(50)])
    pixels = np.concatenate([noise, digits, np.zeros((1, 28, 28), np.float32)])
    np.testing.assert_allclose(
        DigitClassifier.load(name).predict(pixels), model.predict(pixels, verbose=0), atol=1e-5
    )


def test_many_threads_get_the_answers_of_one(classifier):
    pixels = np.random.default_rng(0).random((64, 28, 28), np.float32)
    wanted, wrong = classifier.predict(pixels), []

    def read(seed):
        random = np.random.default_rng(seed)
        for _ in range(50):
            rows = random.choice(64, random.integers(1, 9))
            if not np.allclose(classifier.predict(pixels[rows]), wanted[rows], atol=1e-5):
                wrong.append(seed)

    threads = [threading.Thread(target=read, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


TEN = list("0123456789")
ELEVEN = {
    "labels": [*TEN, "not a digit"],
    "thresholds": {"unsure": 0.7, "not a digit": 0.5},
}


def with_metadata(copied, labels=TEN, thresholds=None):
    write_metadata(copied, labels, thresholds or {"unsure": 0.5})
    return DigitClassifier.load(copied)


@pytest.mark.parametrize(
    ("threshold", "verdict"), [(0.5, "digit"), (0.625, "digit"), (0.7, "unsure")]
)
def test_verdict_follows_the_model_s_own_threshold(copied, threshold, verdict):
    probabilities = np.array([0, 0, 0, 0, 0.625, 0, 0, 0, 0, 0.375], np.float32)
    prediction = with_metadata(copied, thresholds={"unsure": threshold}).verdict(probabilities)
    assert (prediction.label, prediction.verdict) == ("4", verdict)


@pytest.mark.parametrize(
    ("four", "no_digit", "label", "probability", "verdict"),
    [
        (0.45, 0.55, None, 0.55, "not a digit"),
        (0.5, 0.5, None, 0.5, "not a digit"),
        (0.35, 0.45, "4", 0.35, "unsure"),
        (0.65, 0.35, "4", 0.65, "unsure"),
        (0.75, 0.25, "4", 0.75, "digit"),
    ],
)
def test_what_is_no_digit_is_refused_from_its_threshold_on(
    copied_default, four, no_digit, label, probability, verdict
):
    probabilities = np.zeros(11, np.float32)
    probabilities[[4, 10]] = four, no_digit
    prediction = with_metadata(copied_default, **ELEVEN).verdict(probabilities)
    assert (prediction.label, prediction.verdict) == (label, verdict)
    assert prediction.probability == pytest.approx(probability)


def test_model_s_own_threshold_of_no_digit_counts(copied_default):
    probabilities = np.zeros(11, np.float32)
    probabilities[[4, 10]] = 0.25, 0.75
    for threshold, verdict in ((0.75, "not a digit"), (0.8125, "digit")):
        thresholds = {"unsure": 0.1, "not a digit": threshold}
        network = with_metadata(copied_default, ELEVEN["labels"], thresholds)
        prediction = network.verdict(probabilities)
        assert prediction.verdict == verdict
        assert (prediction.probabilities == probabilities).all()


def test_blank_and_wrong_pictures_raise(classifier):
    with pytest.raises(BlankImageError):
        classifier.classify(np.full((28, 28), 255, np.uint8))
    with pytest.raises(InvalidImageError):
        classifier.classify(np.zeros((28, 28)))


@pytest.mark.parametrize("shape", [(28, 28), (1, 28, 27), (1, 28, 28, 1)])
def test_wrong_shape_of_pixels_raises_value_error(classifier, shape):
    with pytest.raises(ValueError, match="28, 28"):
        classifier.predict(np.zeros(shape, np.float32))


@pytest.mark.parametrize("value", [255, -0.1, float("nan"), float("inf")])
def test_pixels_that_are_not_0_to_1_raise_value_error(classifier, value):
    with pytest.raises(ValueError, match="0 to 1"):
        classifier.predict(np.full((1, 28, 28), value, np.float32))


@pytest.mark.parametrize("name", ["gone", "", "../models/cnn", "/etc/passwd", "cnn.keras"])
def test_unknown_name_raises_model_error_that_lists_the_known(name):
    with pytest.raises(ModelError, match="robust-cnn"):
        DigitClassifier.load(name)


def test_missing_file_raises_model_error(copied):
    copied.unlink()
    with pytest.raises(ModelError, match=r"m\.tflite"):
        DigitClassifier.load(copied)


@pytest.mark.parametrize("part", [0, 0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999])
def test_truncated_model_raises_model_error(copied, part):
    content = copied.read_bytes()
    copied.write_bytes(content[: int(len(content) * part)])
    with pytest.raises(ModelError, match=r"m\.tflite"):
        DigitClassifier.load(copied)


@pytest.mark.parametrize(
    "content", [b"hello", b"\x00" * 5000, b"\x1c\x00\x00\x00TFL3" + b"\xff" * 99]
)
def test_foreign_file_raises_model_error(copied, content):
    copied.write_bytes(content)
    with pytest.raises(ModelError, match=r"m\.tflite"):
        DigitClassifier.load(copied)


def test_labels_of_another_network_raise_model_error(copied):
    with pytest.raises(ModelError, match="something else"):
        with_metadata(copied, **ELEVEN)


def test_network_alone_in_a_folder_says_what_its_answers_mean(copied_default):
    assert list(copied_default.parent.iterdir()) == [copied_default]
    classifier = DigitClassifier.load(copied_default)
    assert classifier.labels == ELEVEN["labels"]
    assert classifier.thresholds == published_card(DEFAULT_MODEL).thresholds
    assert classifier.classify(SEVEN).label == "7"


@pytest.mark.parametrize("name", published_models())
def test_batch_is_one_as_runtimes_in_a_browser_want_it(name):
    interpreter = Interpreter(str(MODELS / name / NETWORK))
    assert interpreter.get_input_details()[0]["shape_signature"].tolist() == [1, 28, 28]


def test_any_zip_program_shows_the_labels(copied_default):
    with zipfile.ZipFile(copied_default) as archive:
        assert archive.read("labels.txt").decode().splitlines() == ELEVEN["labels"]


def test_metadata_takes_the_place_of_what_was_there(copied):
    size = copied.stat().st_size
    write_metadata(copied, TEN, {"unsure": 0.25})
    write_metadata(copied, TEN, {"unsure": 0.5})
    assert abs(copied.stat().st_size - size) < 50
    assert DigitClassifier.load(copied).thresholds == {"unsure": 0.5}


def test_network_replaced_while_it_is_loaded_keeps_its_own_thresholds(copied, monkeypatch):
    write_metadata(copied, TEN, {"unsure": 0.25})

    def interpret_and_replace(**settings):
        write_metadata(copied, TEN, {"unsure": 0.5})
        return Interpreter(**settings)

    monkeypatch.setattr(classifier_module, "Interpreter", interpret_and_replace)
    assert DigitClassifier.load(copied).thresholds == {"unsure": 0.25}


def test_metadata_that_cannot_be_read_again_is_not_written(copied):
    before = copied.read_bytes()
    with pytest.raises(ValueError, match="unsure"):
        write_metadata(copied, TEN, {"unsure": 1.0000001})
    assert copied.read_bytes() == before


def test_network_without_metadata_raises_model_error(copied):
    with zipfile.ZipFile(copied) as archive:
        first = min(entry.header_offset for entry in archive.infolist())
    copied.write_bytes(copied.read_bytes()[:first])
    with pytest.raises(ModelError, match="no labels and thresholds"):
        DigitClassifier.load(copied)


@pytest.mark.parametrize(
    ("labels", "thresholds"),
    [
        ("a\nb\n", "{}"),
        ("0\n1\n", '{"unsure": 0.5}'),
        ("\n".join(TEN), ""),
        ("\n".join(TEN), "[]"),
        ("\n".join(TEN), "{}"),
        ("\n".join(TEN), "[" * 9_000),
        ("\n".join(TEN), '{"unsure": "0.5"}'),
        ("\n".join(TEN), '{"unsure": NaN}'),
        ("\n".join(TEN), '{"unsure": 1.5}'),
        ("\n".join(ELEVEN["labels"]), '{"unsure": 0.5}'),
        ("\n" * 50_000_000, '{"unsure": 0.5}'),  # an archive of 50 kB
    ],
)
def test_damaged_metadata_raises_model_error(copied, labels, thresholds):
    with zipfile.ZipFile(copied) as archive:
        first = min(entry.header_offset for entry in archive.infolist())
    copied.write_bytes(copied.read_bytes()[:first])
    with zipfile.ZipFile(copied, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("labels.txt", labels)
        archive.writestr("thresholds.json", thresholds)
    with pytest.raises(ModelError, match=r"m\.tflite") as caught:
        DigitClassifier.load(copied)
    assert len(str(caught.value)) < 500


@pytest.mark.slow
def test_eleventh_label_is_refused_in_words(tmp_path, copied):
    """A network that knows what is no digit: this one calls everything so."""
    import keras

    model = keras.Sequential(
        [
            keras.Input((28, 28)),
            keras.layers.Flatten(),
            keras.layers.Dense(11, "softmax", kernel_initializer="zeros"),
        ]
    )
    model.layers[-1].bias.assign([0.0] * 10 + [5.0])
    export(model, copied)
    prediction = with_metadata(copied, **ELEVEN).classify(SEVEN)
    assert (prediction.label, prediction.verdict) == (None, "not a digit")
    assert prediction.probability == pytest.approx(np.exp(5) / (np.exp(5) + 10), abs=1e-5)
