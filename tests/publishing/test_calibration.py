import numpy as np
import pytest

from mnist_core.networks.architectures import Architecture, Recipe, find_architecture
from mnist_core.networks.inspection import branches_of, path_branches_of, picture_model
from mnist_core.publishing.calibration import (
    Calibration,
    Calibrations,
    choose_unsure_threshold,
    fit,
    fit_paths,
)


def answers(logits):
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return (powers / powers.sum(axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture(scope="module")
def few(honest):
    """As many of them as do to count the refused."""
    return honest[0][:1000], honest[1][:1000]


@pytest.fixture(scope="module")
def honest():
    """Logits that mean what they say, of 5,000 digits: the labels are drawn from them."""
    random = np.random.default_rng(0)
    logits = random.normal(0, 2.5, (5_000, 11))
    logits[:, 10] -= 12
    chances = answers(logits)[:, :10].astype(np.float64)
    chances /= chances.sum(axis=1, keepdims=True)
    labels = (chances.cumsum(axis=1) > random.random((len(chances), 1))).argmax(axis=1)
    return logits, labels


REFUSALS = [0.002, 0.02, 0.5]


@pytest.mark.parametrize("overconfidence", [0.5, 1.0, 2.0])
def test_temperature_undoes_overconfidence(honest, overconfidence):
    logits, labels = honest
    found = fit(answers(logits * overconfidence), labels, refused=0.002)
    assert found.temperature == pytest.approx(overconfidence, rel=0.05)


@pytest.mark.parametrize("refused", REFUSALS)
@pytest.mark.parametrize("eager", [-3, 0, 12])
def test_as_many_digits_are_refused_as_wanted(few, refused, eager):
    """However often the network would refuse by itself."""
    logits, labels = few
    given = answers(logits + eager * np.eye(11)[10])
    calibrated = fit(given, labels, refused).apply(given)
    assert (calibrated[:, 10] >= 0.5).mean() == pytest.approx(refused, abs=1e-3)
    np.testing.assert_array_equal(calibrated[:, :10].argmax(axis=1), given[:, :10].argmax(axis=1))


def fit_both(pictures, both, labels, refused, branches):
    """The calibration of answers from pictures, and that of the branches that see paths."""
    of_pictures = fit(pictures, labels, refused)
    kinds = {"corrected": of_pictures, "branches": branches}
    return of_pictures, fit_paths(pictures, both, labels, refused, **kinds)


@pytest.mark.parametrize("overconfidence", [0.5, 1.0, 2.0])
@pytest.mark.parametrize(("seen", "went"), [(1, 1), (2, 1), (1, 2)])
def test_temperature_of_paths_undoes_their_overconfidence_alone(honest, overconfidence, seen, went):
    """Where pictures say nothing the paths alone must be right, and they are a part of the mean."""
    logits, labels = honest
    nothing = np.zeros_like(logits)
    of_paths = logits * overconfidence * (seen + went) / went
    both = answers((seen * nothing + went * of_paths) / (seen + went))
    _, found = fit_both(answers(nothing), both, labels, 0.002, (seen, went))
    assert found.temperature == pytest.approx(overconfidence, rel=0.05)


@pytest.mark.parametrize("refused", REFUSALS)
@pytest.mark.parametrize(("seen", "went"), [(1, 1), (2, 1), (1, 2)])
def test_as_many_digits_are_refused_with_their_paths_as_wanted(few, refused, seen, went):
    """The mean of what the branches give, each corrected as it should be, refuses that part."""
    of_pictures, labels = few
    noise = np.random.default_rng(1).normal(0, 2, of_pictures.shape)
    of_paths = 1.5 * of_pictures + noise
    both = answers((seen * of_pictures + went * of_paths) / (seen + went))
    pictures, paths = fit_both(answers(of_pictures), both, labels, refused, (seen, went))
    mean = np.average(
        [corrected(of_pictures, pictures), corrected(of_paths, paths)],
        axis=0,
        weights=[seen, went],
    )
    assert (answers(mean)[:, 10] >= 0.5).mean() == pytest.approx(refused, abs=1e-3)


def corrected(logits, calibration):
    """Logits as a calibration's attributes say."""
    return logits / calibration.temperature + calibration.refusal * np.eye(11)[10]


def test_applied_probabilities_are_the_definitions():
    given = np.array([[0.5, 0.2, 0.3]], np.float32)
    expected = np.array([0.5, 0.2, 0.3]) ** (1 / 2) * [1, 1, np.e]
    np.testing.assert_allclose(
        Calibration(2.0, 1.0).apply(given)[0], expected / expected.sum(), rtol=1e-5
    )


def test_probabilities_of_nothing_stay_numbers():
    given = np.array([[1.0, 0.0, 0.0]], np.float32)
    assert np.isfinite(Calibration(0.3, -5.0).apply(given)).all()
    certain = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]], np.float32)
    labels = np.array([0, 0, 1])
    both = fit_both(certain, certain, labels, 0.5, (2, 1))
    assert np.isfinite([list(vars(each).values()) for each in both]).all()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["mlp-128", "drawing-cnn"])  # one way, and two branches
def test_folded_network_gives_what_applying_gives(name):
    model = find_architecture(name).build(labels=11)
    pixels = np.random.default_rng(0).random((20, 28, 28), np.float32)
    before = picture_model(model).predict(pixels, verbose=0)
    calibration = Calibration(1.7, 0.8)
    Calibrations(calibration).fold(model)
    after = picture_model(model).predict(pixels, verbose=0)
    np.testing.assert_allclose(after, calibration.apply(before), atol=2e-6)


def branch():
    from keras import layers as kl

    return [kl.Flatten(), kl.Dense(16, activation="relu")]


@pytest.fixture
def seeing_paths():
    """An untrained network of two branches that see pictures and one that sees paths."""
    import keras

    keras.utils.set_random_seed(0)
    recipe = Recipe(epochs=1, batch_size=1)
    return Architecture("tiny", "", "", recipe, (branch, branch), (branch,)).build(labels=11)


@pytest.mark.slow
def test_both_ways_of_a_folded_network_are_as_was_promised(seeing_paths):
    """Each branch's own logits are corrected as fitted; and by both ways the part is refused."""
    import keras

    model, random = seeing_paths, np.random.default_rng(0)
    given = [
        random.random((400, 28, 28), np.float32),
        random.random((400, 28, 28, 8), np.float32),
    ]
    labels = random.integers(0, 10, 400)
    alone = [branch.output for branch in [*branches_of(model), *path_branches_of(model)]]
    one, other, of_path = keras.Model(model.inputs, alone).predict(given, verbose=0)
    pictures, both = model.predict(given, verbose=0)
    found = Calibrations(*fit_both(pictures, both, labels, 0.25, (2, 1)))
    found.fold(model)
    of_pictures = corrected((one + other) / 2, found.pictures)
    of_both = (2 * of_pictures + corrected(of_path, found.paths)) / 3
    pictures, both = model.predict(given, verbose=0)
    np.testing.assert_allclose(pictures, answers(of_pictures), atol=1e-5)
    np.testing.assert_allclose(both, answers(of_both), atol=1e-5)
    for each in (pictures, both):
        assert (each[:, 10] >= 0.5).mean() == pytest.approx(0.25, abs=0.005)


@pytest.mark.slow
def test_calibration_of_pictures_alone_leaves_the_path_s_branches_as_they_were(seeing_paths):
    (path,) = path_branches_of(seeing_paths)
    before = path.get_weights()
    Calibrations(Calibration(2.0, 1.0)).fold(seeing_paths)
    for a, b in zip(before, path.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


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
