import csv

import numpy as np
import pytest

from mnist_core.runs.history import curve, curves_to_store, landmarks, to_csv


def measured(epochs, batches=30):
    """A training whose loss halves each epoch; its validation is best in the third."""
    for epoch in range(1, epochs + 1):
        for batch in range(1, batches + 1):
            line = {"epoch": epoch, "batch": batch, "seconds": epoch + batch / 100, "loss": 1.0}
            line |= {"loss": 0.5 ** (epoch - 1 + batch / batches), "accuracy": 0.5}
            if batch == batches:
                line |= {"val_loss": 1 + abs(epoch - 3), "val_accuracy": 0.4}
            yield line


def test_short_curve_is_drawn_point_by_point():
    epochs, loss = curve(list(measured(2)), "loss", 30)
    np.testing.assert_allclose(epochs, np.arange(1, 61) / 30)
    np.testing.assert_allclose(loss, 0.5**epochs)
    epochs, _ = curve(list(measured(2)), "val_loss", 30)
    np.testing.assert_allclose(epochs, [1, 2])


def test_curve_of_the_first_batches_begins_at_the_left():
    epochs, _ = curve(list(measured(1))[:3], "loss", 30)
    np.testing.assert_allclose(epochs, [1 / 30, 2 / 30, 3 / 30])


def test_long_curve_has_at_most_500_points_and_the_same_mean():
    metrics = list(measured(400))
    epochs, loss = curve(metrics, "loss", 30)
    assert len(epochs) == len(loss) == 500
    assert (np.diff(epochs) > 0).all()
    assert loss.mean() == pytest.approx(np.mean([each["loss"] for each in metrics]))


def test_stored_curves_are_those_that_are_drawn_in_fewer_points():
    metrics = list(measured(100))
    stored = curves_to_store(metrics, 30)
    assert list(stored) == ["loss", "accuracy", "val_loss", "val_accuracy"]
    epochs, loss = stored["loss"]
    assert len(epochs) == len(loss) == 200
    assert np.mean(loss) == pytest.approx(np.mean([each["loss"] for each in metrics]), rel=1e-5)
    epochs, val_loss = stored["val_loss"]
    assert epochs == list(range(1, 101))
    assert val_loss == [1 + abs(epoch - 3) for epoch in epochs]


def test_what_was_not_measured_is_not_stored():
    assert list(curves_to_store(list(measured(1))[:5], 30)) == ["loss", "accuracy"]
    assert curves_to_store([], 30) == {}


def test_nothing_measured_gives_an_empty_curve():
    for metrics in ([], list(measured(1))[:5]):
        epochs, loss = curve(metrics, "val_loss", 30)
        assert epochs.shape == loss.shape == (0,)
        assert landmarks(metrics).best == {}


def test_best_epoch_is_that_of_the_lowest_validation_loss():
    assert landmarks(list(measured(6))).best["epoch"] == 3
    assert landmarks(list(measured(2))).best["epoch"] == 2


def test_landmarks_are_single_measurements_however_long_the_training():
    metrics = list(measured(700))
    metrics[-1] = metrics[-1] | {"loss": 0.123, "val_loss": 800.5}
    found = landmarks(metrics)
    assert found.last == {"loss": 0.123, "accuracy": 0.5, "val_loss": 800.5, "val_accuracy": 0.4}
    assert found.best == {
        "epoch": 3,
        "loss": 0.5**3,
        "accuracy": 0.5,
        "val_loss": 1,
        "val_accuracy": 0.4,
    }


def test_table_holds_every_measurement():
    metrics = list(measured(2, batches=2))
    rows = list(csv.DictReader(to_csv(metrics).splitlines()))
    assert [{key: float(row[key]) for key in row if row[key]} for row in rows] == metrics
