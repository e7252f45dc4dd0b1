import numpy as np
import pytest

from mnist_core.architectures import find_architecture
from mnist_core.calibration import Calibration, fit


def answers(logits):
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return (powers / powers.sum(axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture(scope="module")
def honest():
    """Logits that mean what they say, of 20,000 digits: the labels are drawn from them."""
    random = np.random.default_rng(0)
    logits = random.normal(0, 2.5, (20_000, 11))
    logits[:, 10] -= 12
    chances = answers(logits)[:, :10].astype(np.float64)
    chances /= chances.sum(axis=1, keepdims=True)
    labels = (chances.cumsum(axis=1) > random.random((len(chances), 1))).argmax(axis=1)
    return logits, labels


def outliers(honest):
    """Logits of as many drawings that are no digit, as far as the network can tell."""
    logits = honest[0].copy()
    logits[:, 10] += np.random.default_rng(1).normal(16, 4, len(logits))
    return logits


@pytest.mark.parametrize("overconfidence", [0.5, 1.0, 2.0])
def test_temperature_undoes_overconfidence(honest, overconfidence):
    logits, labels = honest
    no_digits = answers(outliers(honest) * overconfidence)
    found = fit(answers(logits * overconfidence), labels, no_digits, refused=0.5)
    assert found.temperature == pytest.approx(overconfidence, rel=0.05)


@pytest.mark.parametrize("refused", [0.5, 0.98])
def test_as_many_outliers_are_refused_as_asked_for(honest, refused):
    logits, labels = honest
    no_digits = answers(outliers(honest))
    calibrated = fit(answers(logits), labels, no_digits, refused).apply(no_digits)
    assert (calibrated[:, 10] >= 0.5).mean() == pytest.approx(refused, abs=1e-3)


def test_applied_probabilities_are_the_definitions():
    given = np.array([[0.5, 0.2, 0.3]], np.float32)
    expected = np.array([0.5, 0.2, 0.3]) ** (1 / 2) * [1, 1, np.e]
    np.testing.assert_allclose(
        Calibration(2.0, 1.0).apply(given)[0], expected / expected.sum(), rtol=1e-5
    )


def test_probabilities_of_nothing_stay_numbers():
    given = np.array([[1.0, 0.0, 0.0]], np.float32)
    assert np.isfinite(Calibration(0.3, -5.0).apply(given)).all()
    assert np.isfinite(list(vars(fit(given, np.array([0]), given, 0.5)).values())).all()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["mlp-128", "drawing-cnn"])  # one way, and two branches
def test_folded_network_gives_what_applying_gives(name):
    model = find_architecture(name).build(labels=11)
    pixels = np.random.default_rng(0).random((20, 28, 28), np.float32)
    before = model.predict(pixels, verbose=0)
    calibration = Calibration(1.7, 0.8)
    calibration.fold(model)
    np.testing.assert_allclose(
        model.predict(pixels, verbose=0), calibration.apply(before), atol=2e-6
    )
