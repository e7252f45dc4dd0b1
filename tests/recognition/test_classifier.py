import shutil
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from ai_edge_litert.interpreter import Interpreter
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_core import DigitClassifier, Prediction, Stroke, preprocess
from mnist_core.errors import BlankImageError, InvalidImageError, ModelError
from mnist_core.ink.directions import direction_maps
from mnist_core.ink.rendering import render
from mnist_core.networks.architectures import Architecture, Recipe
from mnist_core.networks.config import default_config
from mnist_core.networks.export import OF_STROKES, export
from mnist_core.places import models_dir
from mnist_core.recognition import interpreter as interpreter_module
from mnist_core.recognition.card import published_card
from mnist_core.recognition.classifier import DEFAULT_MODEL, NETWORK, published_models
from mnist_core.recognition.metadata import write_metadata
from tools import hand

MODELS = models_dir()

STROKES_OF_SEVEN = [Stroke(np.array([[60.0, 60], [200, 60], [130, 220]]), 20)]
SEVEN = render(STROKES_OF_SEVEN, 280)
DRAWN = sorted(hand.DIGITS)


def some_digits(count):
    """Noise: pixels, and directions as ``direction_maps`` gives them."""
    random = np.random.default_rng(0)
    pixels = random.random((count, 28, 28), np.float32)
    return pixels, random.integers(0, 256, (count, 28, 28, 8), np.uint8)


def torn_digits():
    """Ten digits, each with the path of the next: who sees paths is less sure of them."""
    drawn = [hand.strokes(digit) for digit in DRAWN]
    pixels = np.stack([preprocess(render(each, 280)).pixels for each in drawn])
    paths = [direction_maps([stroke.points for stroke in each]) for each in drawn]
    return pixels, np.roll(paths, -1, axis=0)


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
    classifier = DigitClassifier.load(name)
    noise, directions = some_digits(151)
    digits, paths = torn_digits()
    moved = [np.roll(digits[i % 10], i % 7 - 3, axis=i % 2) for i in range(50)]
    pixels = np.concatenate([noise[:100], moved, np.zeros((1, 28, 28), np.float32)])
    directions[100:150] = np.tile(paths, (5, 1, 1, 1))
    if not classifier.sees_paths:
        expected = model.predict(pixels, verbose=0)
        np.testing.assert_allclose(classifier.predict(pixels), expected, atol=1e-5)
        return
    expected, of_both = model.predict([pixels, directions / np.float32(255)], verbose=0)
    np.testing.assert_allclose(classifier.predict(pixels), expected, atol=1e-5)
    np.testing.assert_allclose(classifier.predict(pixels, directions), of_both, atol=1e-5)


def test_many_threads_get_the_answers_of_one(classifier, request):
    """From pictures and from paths in turns, of one network that all of them share."""
    request.addfinalizer(partial(sys.setswitchinterval, sys.getswitchinterval()))
    sys.setswitchinterval(1e-6)  # seconds: threads take turns in the middle of an answer
    pixels, directions = torn_digits()
    wanted = [classifier.predict(pixels), classifier.predict(pixels, directions)]

    def read(seed):
        """How many answers are other ones."""
        random, wrong = np.random.default_rng(seed), 0
        for i in range(200):
            rows = random.choice(10, random.integers(1, 9))
            given = [pixels[rows], directions[rows]][: 1 + i % 2]
            wrong += not np.allclose(classifier.predict(*given), wanted[i % 2][rows], atol=1e-5)
        return wrong

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(read, range(8))) == [0] * 8


def test_default_network_sees_paths_and_answers_by_them(classifier):
    pixels, directions = torn_digits()
    assert classifier.sees_paths
    answers = classifier.predict(pixels, directions)
    assert (answers.shape, answers.dtype) == ((10, len(classifier.labels)), np.float32)
    np.testing.assert_allclose(answers.sum(axis=1), 1, atol=1e-5)
    digit = np.arange(10)
    less = classifier.predict(pixels)[digit, digit] - answers[digit, digit]
    assert less.min() > 0
    assert np.median(less) > 0.05


def test_digit_without_a_path_is_answered_from_its_picture(classifier):
    """Beside others that have one, and alone."""
    pixels, directions = torn_digits()
    directions[[1, 4]] = 0
    from_pictures, answers = classifier.predict(pixels), classifier.predict(pixels, directions)
    np.testing.assert_array_equal(answers[[1, 4]], from_pictures[[1, 4]])
    others = np.delete(np.abs(answers - from_pictures).max(axis=1), [1, 4])
    assert others.min() > 1e-4
    np.testing.assert_array_equal(classifier.predict(pixels, 0 * directions), from_pictures)
    alone = classifier.read(pixels[1], directions[1])
    np.testing.assert_array_equal(alone.probabilities, from_pictures[1])


def test_network_that_sees_no_paths_leaves_them_out():
    network = DigitClassifier.load("mlp-128")
    pixels, directions = some_digits(3)
    assert not network.sees_paths
    np.testing.assert_array_equal(network.predict(pixels, directions), network.predict(pixels))


def test_one_digit_is_read_with_its_path_as_several_are(classifier):
    pixels, directions = torn_digits()
    for i, wanted in enumerate(classifier.predict(pixels, directions)):
        np.testing.assert_array_equal(
            classifier.read(pixels[i], directions[i]).probabilities, wanted
        )


@pytest.mark.parametrize("shape", [(2, 28, 28, 8), (1, 28, 28), (1, 28, 28, 7), (28, 28, 8)])
@pytest.mark.parametrize("name", ["mlp-128", DEFAULT_MODEL])
def test_wrong_shape_of_directions_raises_value_error(name, shape):
    with pytest.raises(ValueError, match="directions"):
        DigitClassifier.load(name).predict(
            np.zeros((1, 28, 28), np.float32), np.zeros(shape, np.uint8)
        )


@pytest.mark.parametrize("kind", [np.float32, np.int64, np.bool_])
def test_directions_of_another_type_raise_value_error(classifier, kind):
    """Floats of 0 to 1, as pixels are, would be taken for hardly any path."""
    with pytest.raises(ValueError, match="expected directions of uint8"):
        classifier.predict(np.zeros((1, 28, 28), np.float32), np.zeros((1, 28, 28, 8), kind))


@pytest.mark.parametrize("digit", DRAWN)
def test_strokes_are_read_as_their_picture_and_their_path(classifier, digit):
    strokes = hand.strokes(digit)
    prediction = classifier.classify_strokes(strokes)
    pixels = preprocess(render(strokes, 280)).pixels
    directions = direction_maps([stroke.points for stroke in strokes])
    expected = classifier.predict(pixels[None], directions[None])[0]
    np.testing.assert_array_equal(prediction.probabilities, expected)
    assert (prediction.label, prediction.verdict) == (digit, "digit")


@pytest.mark.parametrize("digit", DRAWN)
def test_network_that_sees_no_paths_reads_strokes_as_their_picture(digit):
    network, strokes = DigitClassifier.load("mlp-128"), hand.strokes(digit)
    from_strokes, from_picture = (
        network.classify_strokes(strokes),
        network.classify(render(strokes, 280)),
    )
    np.testing.assert_array_equal(from_strokes.probabilities, from_picture.probabilities)
    assert (from_strokes.label, from_strokes.verdict) == (from_picture.label, from_picture.verdict)


def test_way_of_the_pen_counts_where_it_is_seen(classifier):
    there, back = ([Stroke(each.points[::way], 20) for each in STROKES_OF_SEVEN] for way in (1, -1))
    plain = DigitClassifier.load("mlp-128")
    one, other = (plain.classify_strokes(each).probabilities for each in (there, back))
    np.testing.assert_array_equal(one, other)
    one, other = (classifier.classify_strokes(each).probabilities for each in (there, back))
    assert np.abs(one - other).max() > 0


def scaled(strokes, scale):
    return [Stroke(each.points * scale, each.width * scale) for each in strokes]


@pytest.mark.parametrize("scale", [1 / 280, 0.3, 3, 20, 300])
@pytest.mark.parametrize("digit", DRAWN)
@pytest.mark.parametrize("name", ["mlp-128", DEFAULT_MODEL])
def test_size_of_the_canvas_changes_no_answer(name, digit, scale):
    network, strokes = DigitClassifier.load(name), hand.strokes(digit)
    wanted = network.classify_strokes(strokes)
    found = network.classify_strokes(scaled(strokes, scale))
    assert (found.label, found.verdict) == (wanted.label, wanted.verdict)
    assert found.probability == pytest.approx(wanted.probability, abs=0.03)


@pytest.mark.parametrize("canvas", [840, 900])
def test_large_drawing_is_read_as_its_picture_by_a_network_that_sees_no_paths(canvas):
    """Whatever white paper lies around it."""
    network = DigitClassifier.load("cnn")
    for digit in DRAWN:
        strokes = scaled(hand.strokes(digit), 3)
        np.testing.assert_allclose(
            network.classify_strokes(strokes).probabilities,
            network.classify(render(strokes, canvas)).probabilities,
            atol=1e-3,
        )


def test_dot_has_no_path_and_is_answered_from_its_picture(classifier):
    dot = [Stroke(np.array([[140.0, 140]]), 40)]
    np.testing.assert_array_equal(
        classifier.classify_strokes(dot).probabilities,
        classifier.classify(render(dot, 280)).probabilities,
    )


POINTS = np.array([[60.0, 60], [200, 60]])


@pytest.mark.parametrize(
    "strokes",
    [
        [5],
        [POINTS],
        "7",
        [*STROKES_OF_SEVEN, None],
        *([Stroke(each, 20)] for each in (POINTS[0], POINTS[:0], POINTS[:, :1], POINTS[None])),
        *([Stroke(POINTS * each, 20)] for each in (float("nan"), float("inf"), 1e6, 1j)),
        [Stroke(POINTS.astype(str), 20)],
        [Stroke(np.array([[-(2**31), 10], [100, 100]], np.int32), 20)],  # it is its own negative
        [Stroke(np.array([[np.inf, 10], [100, 100]], np.float16), 20)],
        [Stroke([[1, 2], [3]], 20)],
        *([Stroke(POINTS, width)] for width in (0, -1, float("nan"), float("inf"), 1e9, 10**5000)),
    ],
)
def test_what_is_no_strokes_raises_invalid_image_error(classifier, strokes):
    with pytest.raises(InvalidImageError, match="expected"):
        classifier.classify_strokes(strokes)


@pytest.mark.parametrize("side", [0, -1, float("nan"), float("inf"), 1e9])
def test_canvas_without_a_side_raises_invalid_image_error(classifier, side):
    with pytest.raises(InvalidImageError, match="expected a canvas's side"):
        classifier.classify_strokes([Stroke(POINTS, 20)], canvas=side)


@pytest.mark.parametrize("name", ["mlp-128", DEFAULT_MODEL])
@pytest.mark.parametrize("digit", DRAWN)
def test_pen_that_slips_off_a_known_canvas_changes_no_answer(name, digit):
    network, strokes = DigitClassifier.load(name), hand.strokes(digit)
    slipped = [*strokes, Stroke(np.array([[300.0, 140], [5000, 150]]), 20)]
    expected = network.classify_strokes(strokes, canvas=280).probabilities
    found = network.classify_strokes(slipped, canvas=280).probabilities
    np.testing.assert_array_equal(found, expected)
    large = [Stroke(each.points * 10, each.width * 10) for each in slipped]
    found = network.classify_strokes(large, canvas=2800)
    assert found.label == network.classify_strokes(strokes).label


@pytest.mark.parametrize("strokes", [[], (), [Stroke(POINTS - 1000, 20)]])
def test_strokes_that_leave_no_ink_raise_blank_image_error(classifier, strokes):
    with pytest.raises(BlankImageError):
        classifier.classify_strokes(strokes)


PLACES = st.floats(-100_000, 100_000) | st.floats(-300, 600)
LINES = st.lists(st.tuples(PLACES, PLACES), min_size=1, max_size=6)
WIDTHS = st.floats(0, 100_000, exclude_min=True) | st.floats(1, 60)


@given(lines=st.lists(st.tuples(LINES, WIDTHS), min_size=1, max_size=4))
@settings(deadline=None)
def test_any_strokes_are_read_or_refused_in_words(classifier, lines):
    strokes = [Stroke(np.array(points), width) for points, width in lines]
    try:
        prediction = classifier.classify_strokes(strokes)
    except (BlankImageError, InvalidImageError):
        return
    assert isinstance(prediction, Prediction)
    assert prediction.probabilities.sum() == pytest.approx(1, abs=1e-4)


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
    takes = [each["shape_signature"].tolist() for each in interpreter.get_input_details()]
    assert takes == [[1, 28, 28]]
    if OF_STROKES in interpreter.get_signature_list():
        given = interpreter.get_signature_runner(OF_STROKES).get_input_details()
        takes = {name: each["shape_signature"].tolist() for name, each in given.items()}
        assert takes == {"pixels": [1, 28, 28], "directions": [1, 28, 28, 8]}


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

    monkeypatch.setattr(interpreter_module, "Interpreter", interpret_and_replace)
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


def flat():
    from keras import layers as kl

    return [kl.Flatten()]


def untrained(branches=1, paths=1, labels=10):
    """A network that sees paths, of the fewest layers."""
    recipe = Recipe(epochs=1, batch_size=1)
    return Architecture("tiny", "", "", recipe, (flat,) * branches, (flat,) * paths).build(labels)


@pytest.mark.slow
@pytest.mark.parametrize("labels", [10, 11])
def test_network_that_sees_paths_may_have_ten_labels_or_eleven(copied, labels):
    model = untrained(labels=labels)
    export(model, copied)
    network = with_metadata(copied, **(ELEVEN if labels == 11 else {}))
    pixels, directions = some_digits(5)
    of_pictures, of_both = model.predict([pixels, directions / np.float32(255)], verbose=0)
    assert network.sees_paths
    np.testing.assert_allclose(network.predict(pixels), of_pictures, atol=1e-5)
    np.testing.assert_allclose(network.predict(pixels, directions), of_both, atol=1e-5)


def export_both_ways(path, shapes, answer):
    """A .tflite that reads digits as others do, and by ``strokes`` what it likes."""
    import keras
    import tensorflow as tf

    dense = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten()])
    dense.add(keras.layers.Dense(10, "softmax"))
    archive = keras.export.ExportArchive()
    archive.track(dense)
    specs = [
        keras.InputSpec(shape=shape, dtype="float32", name=name) for name, shape in shapes.items()
    ]
    archive.add_endpoint(
        "serving_default",
        lambda pixels: {"probabilities": dense(pixels)},
        input_signature=[keras.InputSpec(shape=(1, 28, 28), dtype="float32", name="pixels")],
    )
    archive.add_endpoint(OF_STROKES, partial(answer, dense), input_signature=specs)
    with TemporaryDirectory() as folder:
        archive.write_out(folder, verbose=False)
        path.write_bytes(tf.lite.TFLiteConverter.from_saved_model(folder).convert())


OURS = {"pixels": (1, 28, 28), "directions": (1, 28, 28, 8)}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("shapes", "answer"),
    [
        (OURS, None),
        ({**OURS, "directions": (1, 28, 28, 4)}, None),
        ({**OURS, "pixels": (1, 14, 56)}, None),
        ({"pixels": (1, 28, 28), "strokes": (1, 28, 28, 8)}, None),
        (OURS, lambda dense, pixels, directions: {"answer": dense(pixels) + directions.shape[0]}),
        (OURS, lambda dense, pixels, directions: {"probabilities": dense(pixels)[:, :9]}),
    ],
)
def test_network_whose_strokes_are_something_else_raises_model_error(copied, shapes, answer):
    import tensorflow as tf

    def ours(dense, *given):
        """Of all that is given, so that none of it is left out of the file."""
        sums = tf.add_n([tf.reduce_sum(each) for each in given])
        return {"probabilities": dense(tf.reshape(given[0], (1, 28, 28))) + sums}

    export_both_ways(copied, shapes, answer or ours)
    if shapes == OURS and answer is None:
        assert with_metadata(copied).sees_paths
        return
    with pytest.raises(ModelError, match="something else than strokes"):
        with_metadata(copied)
