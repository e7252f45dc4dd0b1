"""A training's moments: they are what the network would have been, and they change nothing."""

import shutil
from dataclasses import replace

import numpy as np
import pytest

from mnist_core import runs
from mnist_core.errors import ModelError
from mnist_core.labels import decide
from mnist_core.networks.architectures import ARCHITECTURES, Architecture, Recipe
from mnist_core.networks.config import default_config
from mnist_core.recognition.classifier import DigitClassifier
from mnist_core.recognition.learning import Learning
from mnist_core.recognition.moments import (
    MOMENTS,
    Moments,
    read_moments,
    save_moments,
    unpacked,
)
from mnist_core.training import moments as taking
from mnist_core.training.batches import Position, TrainingDigits
from mnist_core.training.config import start_run
from mnist_core.training.learner import Learner
from mnist_core.training.loop import train

pytestmark = pytest.mark.slow


def normalised():
    """Layers of each kind that is folded, soon compiled."""
    from keras import layers as kl

    return [
        *(kl.Conv2D(4, 5, strides=4, use_bias=False), kl.BatchNormalization(), kl.ReLU()),
        *(kl.Conv2D(6, 3), kl.MaxPooling2D(), kl.BatchNormalization(), kl.ReLU()),
        *(kl.Flatten(), kl.Dense(16, use_bias=False), kl.BatchNormalization(), kl.ReLU()),
        kl.Dropout(0.3),
    ]


RECIPE = Recipe(epochs=2, batch_size=32, learning_rate=0.02, augment=True, average_weights=True)
TINY = Architecture("tiny", "", "", RECIPE, (normalised,))


@pytest.fixture(autouse=True)
def tiny(monkeypatch):
    monkeypatch.setitem(ARCHITECTURES, "tiny", TINY)


def stopped_run(folder, dataset):
    """A run that was stopped after its first chunk."""
    run, seen = start_run(default_config("tiny"), folder), []
    train(
        run,
        lambda data: dataset,
        should_stop=lambda: bool(seen),
        watch=lambda *_: seen.append(1),
    )
    return run


def trained_run(folder, dataset, architecture="tiny", **parts):
    """A run trained to its end; with ``chunks`` it is stopped after so many, and resumed."""
    run, seen = start_run(default_config(architecture), folder), []
    if parts:
        train(
            run,
            lambda data: dataset,
            should_stop=lambda: len(seen) >= parts["chunks"],
            watch=lambda *_: seen.append(1),
        )
    train(run, lambda data: dataset)
    return run


@pytest.fixture(scope="module")
def whole(tmp_path_factory, small_dataset):
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(ARCHITECTURES, "tiny", TINY)
        return trained_run(tmp_path_factory.mktemp("runs"), small_dataset)


def test_moments_begin_before_learning_and_are_spaced_by_a_factor(whole):
    moments = read_moments(whole / MOMENTS)
    steps = [each.step for each in moments.moments]
    assert (steps[:2], steps[-1]) == ([0, 1], 150)  # 2 epochs of 2,400 digits in batches of 32
    assert [each.digits for each in moments.moments] == [32 * step for step in steps]
    assert (len(steps), len(moments.weights), moments.epoch) == (18, 17, 2400)
    ratios = np.diff(np.log(steps[5:]))
    assert ratios.max() / ratios.min() < 1.6  # steps are whole numbers


def test_moment_is_the_network_that_a_training_stopped_there_leaves(whole, tmp_path, small_dataset):
    """Told again by a learner that is trained by hand up to there, asked through Keras."""
    learning = Learning(whole / "model.tflite")
    place = next(i for i, each in enumerate(learning.moments) if each.step > 64)
    moment = learning.moments[place]
    assert moment.step < 75  # within the first epoch's second chunk
    learner = Learner(TINY, RECIPE, 150, seed=0)
    digits = TrainingDigits(small_dataset, 2400, default_config("tiny"))
    done = 0
    for chunk in digits.chunks(Position()):
        part = chunk.part(0, 32 * moment.step - done)
        learner.train(part)
        done += len(part.labels)
    assert done == moment.digits
    with learner.averaged():
        answers = learner.model.predict(small_dataset.test_images / np.float32(255), verbose=0)
    pixels = small_dataset.test_images / np.float32(255)
    found = np.stack([learning.predict(each)[place] for each in pixels])
    assert np.abs(found - answers).max() < 0.1  # eight bits a weight
    assert np.abs(found - answers).mean() < 0.01
    read, _ = decide(answers)
    expected = np.zeros((10, 10), int)
    np.add.at(expected, (small_dataset.test_labels, read), 1)
    np.testing.assert_array_equal(moment.confusion, expected)


def test_first_moment_knows_nothing_and_the_last_is_the_network_itself(whole, small_dataset):
    learning, network = Learning(whole / "model.tflite"), DigitClassifier(whole / "model.tflite")
    pixels = small_dataset.test_images[:50] / np.float32(255)
    for each in pixels:
        answers = learning.predict(each)
        assert answers.shape == (len(learning.moments), 10)
        np.testing.assert_array_equal(answers[-1], network.predict(each[None])[0])
    accuracies = [each.accuracy for each in learning.moments]
    assert accuracies[0] < 0.3
    assert accuracies[-1] > 0.6
    with np.load(whole / "predictions.npz") as stored:
        right = decide(stored["probabilities"])[0] == stored["labels"]
    assert accuracies[-1] == pytest.approx(right.mean())


def test_first_layer_s_filters_are_those_of_the_moment(whole):
    learning = Learning(whole / "model.tflite")
    with np.load(whole / "filters.npz") as stored:
        last = stored["filters_0"].astype(np.float32)
    first, ended = learning.filters(0)[0], learning.filters(len(learning.moments) - 1)[0]
    assert first.shape == ended.shape == (4, 5, 5)
    # A normalisation is folded into what is exported: a factor a unit.
    factors = (ended * last).sum(axis=(1, 2)) / (last**2).sum(axis=(1, 2))
    np.testing.assert_allclose(ended, last * factors[:, None, None], atol=2e-3)
    assert np.abs(first - ended).max() > 0.01


def test_taking_moments_changes_nothing_that_is_learnt(whole, tmp_path, small_dataset, monkeypatch):
    monkeypatch.setattr(taking, "MOST_BYTES", 0)
    without = trained_run(tmp_path, small_dataset)
    assert not (without / MOMENTS).exists()
    assert_same_network(without, whole)


def assert_same_network(one, other):
    from keras.saving import load_model

    weights = [load_model(each / "model.keras").get_weights() for each in (one, other)]
    for a, b in zip(*weights, strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("chunks", [1, 2, 3])
def test_resumed_run_has_the_same_moments(whole, tmp_path, small_dataset, chunks):
    resumed = trained_run(tmp_path, small_dataset, chunks=chunks)
    assert_same_network(resumed, whole)
    assert (resumed / MOMENTS).read_bytes() == (whole / MOMENTS).read_bytes()


def test_moments_after_the_last_checkpoint_of_a_killed_run_are_taken_again(
    whole, tmp_path, small_dataset
):
    run = start_run(default_config("tiny"), tmp_path)
    seen = []
    train(
        run,
        lambda data: small_dataset,
        should_stop=lambda: bool(seen),
        watch=lambda *_: seen.append(1),
    )
    shutil.copy(whole / MOMENTS, run / MOMENTS)  # it had come further before it was killed
    assert train(run, lambda data: small_dataset).state == "finished"
    assert (run / MOMENTS).read_bytes() == (whole / MOMENTS).read_bytes()


def test_damaged_moments_do_not_stop_a_training(tmp_path, small_dataset):
    run = stopped_run(tmp_path, small_dataset)
    (run / MOMENTS).write_bytes(b"PK")
    assert train(run, lambda data: small_dataset).state == "finished"
    assert Learning(run / "model.tflite").moments[0].step > 64


@pytest.mark.parametrize("other", ["weights", "labels"])
def test_moments_of_another_network_do_not_stop_a_training(tmp_path, small_dataset, other):
    run = stopped_run(tmp_path, small_dataset)
    found = read_moments(run / MOMENTS)
    moments, weights = found.moments, found.weights
    if other == "weights":
        weights = tuple(taking.packed([np.ones((3, 2), np.float32)]) for _ in weights)
    else:
        moments = tuple(replace(each, confusion=np.zeros((10, 11), int)) for each in moments)
    with (run / MOMENTS).open("wb") as file:
        save_moments(file, Moments(found.epoch, moments, weights))
    assert train(run, lambda data: small_dataset).state == "finished"
    assert Learning(run / "model.tflite").moments[0].step > 64


def test_run_ends_without_its_moments_where_the_disk_is_full(tmp_path, small_dataset, monkeypatch):
    def write(file, moments):
        if moments.has_ended:
            raise OSError(28, "No space left on device")
        save_moments(file, moments)

    monkeypatch.setattr(taking, "save_moments", write)
    run = trained_run(tmp_path, small_dataset)
    assert runs.read_run(run).status.state == "finished"
    assert not list(run.glob("*moments*"))


def test_stopped_run_s_last_moment_is_where_it_stopped(tmp_path, small_dataset):
    run = stopped_run(tmp_path, small_dataset)
    moments = Learning(run / "model.tflite").moments
    assert (moments[-1].step, moments[-1].digits) == (64, 2048)


def test_paused_run_is_no_network_whose_moments_can_be_read(tmp_path, small_dataset):
    run = start_run(default_config("tiny"), tmp_path)
    train(run, lambda data: small_dataset, watch=lambda *_: runs.ask(run, "pause"))
    assert not read_moments(run / MOMENTS).has_ended
    with pytest.raises(ModelError):
        Learning(run / "model.tflite")


def test_large_network_has_fewer_moments_and_a_huge_one_none(small_dataset, tmp_path, monkeypatch):
    learner = Learner(TINY, RECIPE, 150, seed=0)
    one = sum(each.nbytes for each in taking.packed(taking.folded(learner.model)).values())
    for room, expected in ((4 * one, 5), (2 * one, 3), (2 * one - 1, 0)):
        monkeypatch.setattr(taking, "MOST_BYTES", room)
        run = trained_run(tmp_path / str(room), small_dataset)
        found = len(read_moments(run / MOMENTS).moments) if (run / MOMENTS).exists() else 0
        assert found == expected


def depthwise():
    from keras import layers as kl

    return [kl.DepthwiseConv2D(5, strides=4), kl.Flatten(), kl.Dense(8)]


def test_network_of_unknown_layers_is_trained_without_moments(tmp_path, small_dataset, monkeypatch):
    monkeypatch.setitem(ARCHITECTURES, "tiny", replace(TINY, branches=(depthwise,)))
    run = trained_run(tmp_path, small_dataset)
    assert not (run / MOMENTS).exists()
    assert DigitClassifier(run / "model.tflite").labels == list("0123456789")


def test_moments_that_the_exported_network_does_not_bear_out_are_taken_away(
    tmp_path, small_dataset, monkeypatch
):
    fold = taking.folded

    def folded_wrong(model):
        first, *rest = fold(model)
        return [first * np.float32(1.001), *rest]

    monkeypatch.setattr("mnist_core.training.learner.folded", folded_wrong)
    assert not (trained_run(tmp_path, small_dataset) / MOMENTS).exists()


def test_branches_that_see_pictures_are_kept_of_a_network_that_sees_paths(
    tmp_path, small_mixture, monkeypatch
):
    monkeypatch.setitem(
        ARCHITECTURES,
        "tiny",
        replace(TINY, branches=(normalised,) * 2, path_branches=(normalised,)),
    )
    run = trained_run(tmp_path, small_mixture)
    learning, network = Learning(run / "model.tflite"), DigitClassifier(run / "model.tflite")
    assert network.sees_paths
    pixels = small_mixture.test_images[:20] / np.float32(255)
    for each in pixels:
        np.testing.assert_array_equal(learning.predict(each)[-1], network.predict(each[None])[0])
    assert [each.shape for each in learning.filters(0)] == [(4, 5, 5)] * 2
    assert learning.moments[-1].confusion.shape == (10, 11)
    stored = unpacked(read_moments(run / MOMENTS).weights[0])
    assert (stored[-1].shape, float(stored[-1])) == ((), 0.5)
