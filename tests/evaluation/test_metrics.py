import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_core.evaluation.metrics import calibration_error, evaluate, is_at_chance, reliability


@pytest.fixture(scope="module")
def answers():
    random = np.random.default_rng(0)
    logits = random.normal(size=(500, 10)) * 2
    labels = random.integers(0, 10, 500)
    logits[np.arange(500), labels] += 2.5
    exponentials = np.exp(logits)
    probabilities = exponentials / exponentials.sum(axis=1, keepdims=True)
    return probabilities.astype(np.float32), labels


def test_accuracy_and_loss_are_keras_s(answers):
    keras = pytest.importorskip("keras")
    probabilities, labels = answers
    found = evaluate(probabilities, labels)
    accuracy = keras.metrics.SparseCategoricalAccuracy()
    accuracy.update_state(labels, probabilities)
    loss = keras.losses.SparseCategoricalCrossentropy()(labels, probabilities)
    assert found.accuracy == pytest.approx(float(accuracy.result()))
    assert found.loss == pytest.approx(float(loss), rel=1e-4)


def test_confusion_counts_each_answer_once(answers):
    probabilities, labels = answers
    wanted = np.zeros((10, 10), int)
    for label, row in zip(labels, probabilities, strict=True):
        wanted[label, row.argmax()] += 1
    assert evaluate(probabilities, labels).confusion == wanted.tolist()


def test_precision_recall_and_f1_of_a_small_case_by_hand():
    # Truth 0 0 1 1, answers 0 1 1 1, of three labels.
    probabilities = np.array([[1, 0, 0], [0, 1, 0], [0, 1, 0], [0, 1, 0]], np.float32)
    found = evaluate(probabilities, np.array([0, 0, 1, 1]))
    assert found.precision == pytest.approx([1, 2 / 3, 0])
    assert found.recall == pytest.approx([1 / 2, 1, 0])
    assert found.f1 == pytest.approx([2 / 3, 4 / 5, 0])


def test_calibration_error_is_the_gap_between_sureness_and_truth():
    probabilities = np.tile(np.array([[0.9, 0.1]], np.float32), (10, 1))
    right_six_times = np.array([0] * 6 + [1] * 4)
    assert calibration_error(probabilities, right_six_times) == pytest.approx(0.3, abs=1e-6)


def test_sure_and_right_is_calibrated():
    assert calibration_error(np.eye(3, dtype=np.float32), np.arange(3)) == 0


@given(
    seed=st.integers(0, 2**32 - 1),
    count=st.integers(1, 60),
    labels=st.sampled_from([2, 10, 11]),
    spread=st.floats(0, 20),
)
def test_reliability_is_that_of_a_loop_over_the_bins(seed, count, labels, spread):
    random = np.random.default_rng(seed)
    exponentials = np.exp(random.normal(0, spread, (count, labels)).clip(-60, 60))
    probabilities = (exponentials / exponentials.sum(axis=1, keepdims=True)).astype(np.float32)
    truth = random.integers(0, labels, count)
    found = reliability(probabilities, truth)
    error = 0.0
    for i in range(15):
        inside = []
        for row, label in zip(probabilities.astype(float), truth, strict=True):
            answer = 10 if labels == 11 and row[10] >= 0.5 else int(row[:10].argmax())
            if i <= row[answer] * 15 and (row[answer] * 15 < i + 1 or i == 14):
                inside.append((row[answer], answer == label))
        confidence, right = np.mean(inside, axis=0) if inside else (0.0, 0.0)
        assert found.count[i] == len(inside)
        assert found.confidence[i] == pytest.approx(confidence)
        assert found.accuracy[i] == pytest.approx(right)
        error += len(inside) / count * abs(right - confidence)
    assert found.calibration_error == pytest.approx(error)
    evaluation = evaluate(probabilities, truth)
    assert (evaluation.reliability, evaluation.calibration_error) == (
        found,
        found.calibration_error,
    )


def test_unsigned_bytes_as_labels_do_not_overflow():
    labels = np.arange(10, dtype=np.uint8).repeat(30)
    found = evaluate(np.eye(10, dtype=np.float32)[labels], labels)
    assert np.diag(found.confusion).tolist() == [30] * 10


@pytest.mark.parametrize(
    ("right", "at_chance"), [(1135, True), (1200, True), (1300, False), (7000, False)]
)
def test_network_that_reads_no_more_than_the_commonest_label_is_at_chance(right, at_chance):
    # As often as in MNIST's test set, whose commonest label is 1.
    counts = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    labels = np.arange(10).repeat(counts)
    answers = labels.copy()
    answers[right:] = (labels[right:] + 1) % 10
    assert is_at_chance(evaluate(np.eye(10, dtype=np.float32)[answers], labels)) == at_chance
