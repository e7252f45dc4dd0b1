import numpy as np
import pytest

from mnist_core.data.rehearsal import Examples
from mnist_core.errors import RunError, TrainingError
from mnist_core.ink.preprocessing import as_pixels
from mnist_core.networks.architectures import ARCHITECTURES
from mnist_core.networks.loading import load_model
from mnist_core.places import models_dir
from mnist_core.training import pupil as pupil_module
from mnist_core.training.pupil import Pupil

pytestmark = pytest.mark.slow


def examples(dataset, count, paths=False):
    """Digits with made-up paths, the first half of them at most."""
    directions = np.zeros((count, 28, 28, 8), np.uint8)
    if paths:
        directions[: count // 2, ..., 3] = dataset.train_images[: count // 2]
    return Examples(dataset.train_images[:count], directions, dataset.train_labels[:count])


def pupil(name="mlp-128", rate=0.01):
    return Pupil(load_model(models_dir() / name / "network.keras"), rate, steps=20)


@pytest.mark.parametrize("name", ["mlp-128-dropout", "cnn", "robust-cnn"])
def test_answers_to_pictures_are_kerass_own(name, small_dataset):
    taught = pupil(name)
    pixels = as_pixels(small_dataset.test_images[:20])
    expected = taught.model.predict(pixels, verbose=0)
    np.testing.assert_allclose(taught.predict(small_dataset.test_images[:20]), expected, atol=1e-5)


def test_answers_to_paths_are_kerass_own_where_there_is_one(small_dataset):
    taught, some = pupil("drawing-cnn"), examples(small_dataset, 20, paths=True)
    alone, both = taught.model.predict(
        [as_pixels(some.pictures), as_pixels(some.directions)], verbose=0
    )
    answers = taught.answer(taught.look_at(some.pictures, some.directions))
    np.testing.assert_allclose(answers[:10], both[:10], atol=1e-5)
    np.testing.assert_allclose(answers[10:], alone[10:], atol=1e-5)


def teach(taught, own, others, steps):
    taught.study(own, others)
    random = np.random.default_rng(0)
    return [
        taught.learn(random.integers(len(own), size=16), random.integers(len(others), size=16))
        for _ in range(steps)
    ]


def read_as_before(dataset):
    """Teach that fours are nines: the part of them read so then, and of others read as before."""
    taught = pupil("cnn", rate=0.003)
    is_four = dataset.train_labels[:400] == 4
    fours, rest = dataset.train_images[:400][is_four], dataset.train_images[:400][~is_four]
    none = np.zeros((400, 28, 28, 8), np.uint8)
    nines = Examples(fours, none[: len(fours)], np.full(len(fours), 9, np.uint8))
    before = taught.predict(rest).argmax(axis=1)
    others = Examples(rest, none[: len(rest)], dataset.train_labels[:400][~is_four])
    steps = teach(taught, nines, others, 40)
    assert steps[-1][0] < steps[0][0]
    learnt = (taught.predict(fours).argmax(axis=1) == 9).mean()
    return learnt, (taught.predict(rest).argmax(axis=1) == before).mean()


def test_it_learns_what_it_read_wrong_and_goes_on_answering_others_as_before(
    small_dataset, monkeypatch
):
    learnt, kept = read_as_before(small_dataset)
    assert learnt > 0.9
    assert kept > 0.95
    monkeypatch.setattr(pupil_module, "REHEARSAL_WEIGHT", 0.0)
    assert read_as_before(small_dataset)[1] < kept - 0.05


def test_it_looks_at_no_drawing_too(small_dataset):
    taught = pupil("cnn")
    assert taught.answer(taught.look_at(small_dataset.test_images[:0])).shape == (0, 10)


def test_convolutions_stay_and_the_last_layers_move(small_dataset):
    taught = pupil("drawing-cnn")
    branches = [each for each in taught.model.layers if hasattr(each, "layers")]
    before = [[layer.get_weights() for layer in branch.layers] for branch in branches]
    teach(taught, examples(small_dataset, 20, paths=True), examples(small_dataset, 40, True), 2)
    for branch, weights in zip(branches, before, strict=True):
        kinds = [type(layer).__name__ for layer in branch.layers]
        flat = kinds.index("Flatten")
        for i, (layer, were) in enumerate(zip(branch.layers, weights, strict=True)):
            same = all(map(np.array_equal, layer.get_weights(), were))
            assert same or i > flat
        assert not np.array_equal(branch.layers[-1].get_weights()[0], weights[-1][0])


def test_network_as_it_was_is_at_hand_and_the_taught_one_comes_back(small_dataset):
    taught, images = pupil(), small_dataset.test_images[:50]
    before = taught.predict(images)
    teach(taught, examples(small_dataset, 20), examples(small_dataset, 40), 5)
    after = taught.predict(images)
    assert not np.array_equal(after, before)
    with taught.as_it_was():
        np.testing.assert_array_equal(taught.predict(images), before)
    np.testing.assert_array_equal(taught.predict(images), after)


def test_loss_that_is_no_number_raises_training_error(small_dataset):
    taught = pupil(rate=1e30)
    with pytest.raises(TrainingError, match="learning rate"):
        teach(taught, examples(small_dataset, 20), examples(small_dataset, 40), 5)


def test_checkpoint_of_another_network_raises_run_error(tmp_path):
    one, other = pupil(), pupil("mlp-128-64")
    with (tmp_path / "state.npz").open("wb") as file:
        one.save(file, {"epoch": 1})
    assert pupil().load(tmp_path / "state.npz") == {"epoch": 1}
    with pytest.raises(RunError, match="start a new run"):
        other.load(tmp_path / "state.npz")


def test_every_network_has_layers_that_can_be_taught():
    for architecture in ARCHITECTURES.values():
        assert Pupil(architecture.build(), 0.001, 1).label_count == 10
