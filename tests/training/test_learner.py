"""How a network learns: its learning rate over the steps."""

import pytest

from mnist_core.networks.architectures import Recipe
from mnist_core.training.learner import _optimizer

STEPS = 100


@pytest.mark.slow
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
