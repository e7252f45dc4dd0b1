"""How a network learns: its learning rate over the steps, and what its averages keep."""

from dataclasses import replace

import numpy as np
import pytest

from mnist_core.errors import TrainingError
from mnist_core.networks.architectures import Architecture, Recipe
from mnist_core.networks.inspection import branches_of, path_branches_of
from mnist_core.training.batches import Chunk
from mnist_core.training.learner import Learner, _optimizer

STEPS = 100

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("schedule", "rates"),
    [
        ("constant", {0: 1.0, 50: 1.0, 100: 1.0}),
        ("cosine", {0: 1.0, 25: 0.853553, 50: 0.5, 75: 0.146447, 100: 0.0}),
        ("one-cycle", {0: 0.04, 10: 0.52, 20: 1.0, 60: 0.5, 100: 0.0}),
    ],
)
def test_learning_rate_follows_its_schedule(schedule, rates):
    recipe = Recipe(epochs=1, batch_size=1, learning_rate=0.002, schedule=schedule)
    optimizer = _optimizer(recipe, STEPS)
    for step, rate in rates.items():
        optimizer.iterations.assign(step)
        assert float(optimizer.learning_rate) == pytest.approx(0.002 * rate, abs=1e-8)


def normalised():
    """Layers that keep statistics of the digits."""
    from keras import layers as kl

    return [kl.Flatten(), kl.Dense(32), kl.BatchNormalization(), kl.ReLU()]


@pytest.fixture
def learner():
    recipe = Recipe(epochs=1, batch_size=32, average_weights=True)
    return Learner(Architecture("tiny", "", "", recipe, (normalised,)), recipe, STEPS, seed=0)


def kernel(learner):
    return learner.model.layers[2].kernel.numpy()


def averaged_kernel(learner):
    with learner.averaged():
        return kernel(learner)


def moving_mean(learner):
    return learner.model.layers[3].moving_mean.numpy()


def batch_mean(learner, images):
    """Of what the first dense layer makes of a batch."""
    dense = learner.model.layers[2]
    given = images.reshape(len(images), -1) / 255 @ dense.kernel.numpy() + dense.bias.numpy()
    return given.mean(axis=0)


@pytest.mark.parametrize("begun", [0, 5, 870, 5000])
def test_averages_keep_as_much_as_their_step_grants(learner, small_dataset, begun):
    images, labels = small_dataset.train_images, small_dataset.train_labels
    learner.train(Chunk(images[:32], labels[:32]))
    learner._optimizer.iterations.assign(begun + 1)
    for step in range(begun + 1, begun + 4):
        part = slice(32 * step % 2000, 32 * step % 2000 + 32)
        kept = min((1 + step) / (10 + step), 0.99)
        weights, statistics = averaged_kernel(learner), moving_mean(learner)
        seen = batch_mean(learner, images[part])
        learner.train(Chunk(images[part], labels[part]))
        expected = kept * weights + (1 - kept) * kernel(learner)
        np.testing.assert_allclose(averaged_kernel(learner), expected, atol=1e-6)
        expected = kept * statistics + (1 - kept) * seen
        np.testing.assert_allclose(moving_mean(learner), expected, atol=1e-5)


@pytest.mark.parametrize("steps", [20, 75])
def test_network_stopped_early_reads_as_well_as_it_did_in_training(learner, small_dataset, steps):
    images, labels = small_dataset.train_images[: 32 * steps], small_dataset.train_labels
    learner.train(Chunk(images[:-320], labels[: len(images) - 320]))
    last = Chunk(images[-320:], labels[len(images) - 320 : len(images)])
    _, accuracy = learner.train(last)
    answers = learner.predict(small_dataset.test_images).argmax(axis=1)
    assert (answers == small_dataset.test_labels).mean() > accuracy - 0.05
    assert accuracy > 0.4


def test_answers_that_are_no_numbers_raise_training_error(learner, small_dataset):
    dense = learner.model.layers[2].kernel
    dense.assign(np.full(dense.shape, 3e38))  # a number, but no two can be added
    learner._averages = False
    with pytest.raises(TrainingError, match="learning rate"):
        learner.predict(small_dataset.test_images)


@pytest.fixture
def seeing_paths():
    """A learner of one branch that sees pictures and one that sees paths, 16 digits a step."""
    return fresh_learner()


def fresh_learner():
    recipe = Recipe(epochs=1, batch_size=16)
    tiny = Architecture("tiny", "", "", recipe, (normalised,), (normalised,))
    return Learner(tiny, recipe, STEPS, seed=0, label_count=11)


def some_chunk(count, seed=0):
    """Noise with labels of 0 to 10, each with a path."""
    random = np.random.default_rng(seed)
    images = random.integers(0, 256, (count, 28, 28), np.uint8)
    directions = random.integers(0, 256, (count, 28, 28, 8), np.uint8)
    return Chunk(images, random.integers(0, 11, count).astype(np.uint8), directions)


def without_paths(chunk, rows):
    directions = chunk.directions.copy()
    directions[rows] = 0
    return replace(chunk, directions=directions)


def cross_entropy(branch, given, labels):
    """Of a branch that learns: the mean of -log softmax, by NumPy."""
    logits = np.asarray(branch(given / np.float32(255), training=True), np.float64)
    logits -= np.log(np.exp(logits).sum(axis=1, keepdims=True))
    return -logits[np.arange(len(labels)), labels].mean()


def weights_of(branches):
    return [each for branch in branches for each in branch.get_weights()]


def assert_same(one, other):
    for a, b in zip(one, other, strict=True):
        np.testing.assert_array_equal(a, b)


def test_loss_is_the_mean_of_the_branches_each_over_what_it_sees(seeing_paths):
    chunk = without_paths(some_chunk(16), np.arange(4, 16))
    (picture,), (path,) = branches_of(seeing_paths.model), path_branches_of(seeing_paths.model)
    of_pictures = cross_entropy(picture, chunk.images[..., None], chunk.labels)
    of_paths = cross_entropy(path, chunk.directions[:4], chunk.labels[:4])
    loss, accuracy = seeing_paths.train(chunk)
    assert loss == pytest.approx((of_pictures + of_paths) / 2, rel=1e-5)
    assert 0 <= accuracy <= 1


def test_branches_of_the_path_learn_from_rows_with_a_path_alone():
    """Whatever the labels of the others are; the branches of the picture learn from them too."""
    chunk = without_paths(some_chunk(16), np.arange(4, 16))
    other = replace(chunk, labels=np.concatenate([chunk.labels[:4], (chunk.labels[4:] + 1) % 11]))
    found = []
    for each in (chunk, other):
        learner = fresh_learner()
        learner.train(each)
        found.append(learner.model)
    one, same = (weights_of(path_branches_of(each)) for each in found)
    assert_same(one, same)
    one, same = (weights_of(branches_of(each)) for each in found)
    assert any((a != b).any() for a, b in zip(one, same, strict=True))


def test_statistics_of_paths_are_averaged_as_those_of_pictures_are():
    """After a first step nine tenths of them are that step's: of the rows with a path alone."""
    learner, chunk = fresh_learner(), without_paths(some_chunk(16), np.arange(6, 16))
    (path,), (picture,) = path_branches_of(learner.model), branches_of(learner.model)
    expected = [
        0.9 * np.mean(branch.layers[1](branch.layers[0](seen / np.float32(255))), axis=0)
        for branch, seen in ((path, chunk.directions[:6]), (picture, chunk.images[..., None]))
    ]
    learner.train(chunk)
    for branch, mean in zip((path, picture), expected, strict=True):
        np.testing.assert_allclose(branch.layers[2].moving_mean, mean, atol=1e-5)


def test_batch_without_any_path_teaches_the_path_s_branches_nothing(seeing_paths):
    """Nor does it spoil them; the branches of the picture learn on."""
    path, picture = (
        [each for branch in branches(seeing_paths.model) for each in branch.trainable_variables]
        for branches in (path_branches_of, branches_of)
    )
    before = [[v.numpy() for v in each] for each in (path, picture)]
    loss, _ = seeing_paths.train(without_paths(some_chunk(40), np.arange(40)))
    assert np.isfinite(loss)
    assert_same(before[0], [v.numpy() for v in path])
    assert any((a != v.numpy()).any() for a, v in zip(before[1], picture, strict=True))
    for each in seeing_paths.model.get_weights():
        assert np.isfinite(each).all()
    # And after it they learn from one that has paths.
    seeing_paths.train(some_chunk(16))
    assert any((a != v.numpy()).any() for a, v in zip(before[0], path, strict=True))


def test_paths_that_say_it_all_are_learnt_and_pictures_that_say_nothing_are_not():
    recipe = Recipe(epochs=1, batch_size=32, learning_rate=0.01)
    tiny = Architecture("tiny", "", "", recipe, (normalised,), (normalised,))
    learner = Learner(tiny, recipe, STEPS, seed=0)
    random = np.random.default_rng(0)
    labels = random.integers(0, 10, 1600).astype(np.uint8)
    directions = np.zeros((1600, 28, 28, 8), np.uint8)
    directions[np.arange(1600), labels] = 255  # a row of the frame for each digit
    images = random.integers(0, 256, (1600, 28, 28), np.uint8)
    learner.train(Chunk(images, labels, directions))
    fresh = random.integers(0, 256, (300, 28, 28), np.uint8)
    of_pictures, _ = learner.model.predict([fresh / 255, directions[:300] / 255], verbose=0)
    (path,) = path_branches_of(learner.model)
    of_paths = path.predict(directions[:300] / 255, verbose=0).argmax(axis=1)
    assert (of_paths == labels[:300]).mean() > 0.99
    assert (of_pictures.argmax(axis=1) == labels[:300]).mean() < 0.3


def test_answers_are_those_of_the_pictures(seeing_paths):
    chunk = some_chunk(300)
    seeing_paths.train(chunk)
    wanted, _ = seeing_paths.model.predict(
        [chunk.images / np.float32(255), chunk.directions / np.float32(255)], verbose=0
    )
    np.testing.assert_allclose(seeing_paths.predict(chunk.images), wanted, atol=1e-6)
