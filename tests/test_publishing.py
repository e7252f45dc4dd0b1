import numpy as np
import pytest

from mnist_core import files
from mnist_core.calibration import Calibration
from mnist_core.classifier import DigitClassifier
from mnist_core.drawings import CHOOSING_WRITERS, MEASURED_WRITERS
from mnist_core.errors import StrokesError
from mnist_core.evaluation import evaluate
from mnist_core.publishing import publish
from mnist_core.results import read_card
from mnist_core.training import default_config, start_run, train
from tests import hand

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def run(tmp_path_factory, small_mixture):
    config = default_config("mlp-128", epochs=2, data="mixture")
    path = start_run(config, tmp_path_factory.mktemp("runs"), "r")
    train(path, lambda data: small_mixture)
    return path


def write_strokes(path, writers):
    """The ten digits of each writer, each a little other, as UNIPEN has them."""
    random = np.random.default_rng(0)
    segments = []
    for writer in writers:
        for label, lines in hand.DIGITS.items():
            pens = []
            for line in lines:
                points = np.array(line) * [1, -1] + random.normal(0, 3, (len(line), 2))
                text = "\n".join(f" {x:.0f} {y:.0f}" for x, y in points)
                pens.append(f".PEN_DOWN\n{text}\n.PEN_UP")
            heading = f'.SEGMENT DIGIT 0 ? "{label}"\n.COMMENT {label} {writer} 0'
            segments.append("\n".join([heading, *pens]))
    path.write_text("\n".join(segments) + "\n")
    return path


def test_run_on_a_mixture_knows_what_is_no_digit(run):
    card = read_card(run)
    assert card["labels"][-1] == "not a digit"
    assert card["thresholds"] == {"unsure": 0.9, "not a digit": 0.5}
    assert len(card["test"]["confusion"]) == 11


def test_published_network_is_calibrated_and_its_run_stays_as_it_was(run, tmp_path):
    before = {path.name: path.read_bytes() for path in run.iterdir() if path.is_file()}
    strokes = write_strokes(tmp_path / "strokes", CHOOSING_WRITERS | MEASURED_WRITERS)
    publish(run, "mine", models_dir=tmp_path / "models", pen_digits=strokes)
    assert {path.name: path.read_bytes() for path in run.iterdir() if path.is_file()} == before
    card = files.read_json(tmp_path / "models" / "mine.json")
    calibration = Calibration(**card["calibration"])
    pixels = np.random.default_rng(0).random((50, 28, 28), np.float32)
    trained = DigitClassifier.load(run / "model.tflite").predict(pixels)
    published = DigitClassifier.load(tmp_path / "models" / "mine.tflite").predict(pixels)
    np.testing.assert_allclose(published, calibration.apply(trained), atol=2e-6)
    assert np.abs(published - trained).max() > 1e-4
    with np.load(run / "predictions.npz") as stored:
        test = evaluate(calibration.apply(stored["probabilities"]), stored["labels"])
    assert card["test"]["accuracy"] == test.accuracy
    assert card["test"]["loss"] == pytest.approx(test.loss)
    assert card["drawings"]["writers"] == 6


def test_strokes_of_other_writers_are_refused_and_nothing_is_written(run, tmp_path):
    strokes = write_strokes(tmp_path / "strokes", [31, 32])
    with pytest.raises(StrokesError, match="held out"):
        publish(run, "mine", models_dir=tmp_path / "models", pen_digits=strokes)
    assert list((tmp_path / "models").iterdir()) == []
