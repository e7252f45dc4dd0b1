"""How a network learns: its learning rate over the steps, and what its averages keep."""

import numpy as np
import pytest

from mnist_core.errors import TrainingError
from mnist_core.networks.architectures import Architecture, Recipe
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
    learner.train(images[:32], labels[:32])
    learner._optimizer.iterations.assign(begun + 1)
    for step in range(begun + 1, begun + 4):
        part = slice(32 * step % 2000, 32 * step % 2000 + 32)
        kept = min((1 + step) / (10 + step), 0.99)
        weights, statistics = averaged_kernel(learner), moving_mean(learner)
        seen = batch_mean(learner, images[part])
        learner.train(images[part], labels[part])
        expected = kept * weights + (1 - kept) * kernel(learner)
        np.testing.assert_allclose(averaged_kernel(learner), expected, atol=1e-6)
        expected = kept * statistics + (1 - kept) * seen
        np.testing.assert_allclose(moving_mean(learner), expected, atol=1e-5)


@pytest.mark.parametrize("steps", [20, 75])
def test_network_stopped_early_reads_as_well_as_it_did_in_training(learner, small_dataset, steps):
    images, labels = small_dataset.train_images[: 32 * steps], small_dataset.train_labels
    learner.train(images[:-320], labels[: len(images) - 320])
    _, accuracy = learner.train(images[-320:], labels[len(images) - 320 : len(images)])
    answers = learner.predict(small_dataset.test_images).argmax(axis=1)
    assert (answers == small_dataset.test_labels).mean() > accuracy - 0.05
    assert accuracy > 0.4


def test_answers_that_are_no_numbers_raise_training_error(learner, small_dataset):
    dense = learner.model.layers[2].kernel
    dense.assign(np.full(dense.shape, 3e38))  # a number, but no two can be added
    learner._averages = False
    with pytest.raises(TrainingError, match="learning rate"):
        learner.predict(small_dataset.test_images)
