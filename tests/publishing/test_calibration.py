import numpy as np
import pytest

from mnist_core.networks.architectures import find_architecture
from mnist_core.publishing.calibration import Calibration, choose_unsure_threshold, fit


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


def two_answers(confidence, right):
    """Two labels; the truth is always the first."""
    confidence = np.array(confidence, np.float32)
    best = np.stack([confidence, 1 - confidence], axis=1)
    return np.where(np.array(right)[:, None], best, best[:, ::-1])


def test_least_probable_answers_are_doubted_as_long_as_they_are_often_wrong():
    given = two_answers([0.6, 0.7, 0.8, 0.9], [False, True, True, True])
    truth = np.zeros(4, np.int64)
    for right, doubted in ((0.0, 0.6), (0.5, 0.7), (0.75, 0.9)):
        threshold = choose_unsure_threshold(given, truth, right)
        assert doubted < threshold == pytest.approx(doubted, abs=1e-6)


def test_none_is_doubted_where_all_are_right():
    given = two_answers([0.9, 0.8], [True, True])
    assert choose_unsure_threshold(given, np.zeros(2, np.int64)) == 0.0


def test_threshold_of_a_network_that_is_wrong_and_certain_is_a_probability():
    given = two_answers([1.0, 1.0], [True, False])
    assert choose_unsure_threshold(given, np.zeros(2, np.int64)) == 1.0


def test_good_network_still_doubts_its_worst_answers():
    confidence = np.linspace(0.4, 1, 1000)
    given = two_answers(np.maximum(confidence, 0.51), confidence > 0.406)
    threshold = choose_unsure_threshold(given, np.zeros(1000, np.int64))
    assert (given.max(axis=1) < threshold).sum() > 10


def test_refused_digits_have_no_say_in_the_threshold():
    given = np.zeros((3, 11), np.float32)
    given[0, [0, 10]] = 0.4, 0.6  # refused
    given[1, [1, 0]] = 0.7, 0.3  # wrong
    given[2, 0] = 1.0
    threshold = choose_unsure_threshold(given, np.zeros(3, np.int64), 0.0)
    assert threshold == pytest.approx(0.7, abs=1e-6)
