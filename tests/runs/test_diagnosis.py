"""What is said of a training: only what its measurements leave no doubt of."""

import math

import pytest

from mnist_core.runs import Diagnosis, diagnose


def training(*epochs, chunks=5):
    """Measurements of epochs, each (loss, accuracy) or with (val_loss, val_accuracy) as well."""
    lines = []
    for number, (loss, accuracy, *validation) in enumerate(epochs, start=1):
        for batch in range(1, chunks + 1):
            lines.append({"epoch": number, "batch": batch, "loss": loss, "accuracy": accuracy})
        lines[-1] |= dict(zip(("val_loss", "val_accuracy"), validation, strict=False))
    return [{**line, "seconds": float(i)} for i, line in enumerate(lines)]


def overfitted(rise=1.2, epochs=5):
    """The training loss falls all the way; the lowest validation loss is that of epoch 2."""
    val_losses = [0.2, 0.1, *[0.1 * rise] * (epochs - 2)]
    return training(*((0.5 / i, 0.9, v, 0.95) for i, v in enumerate(val_losses, start=1)))


WELL = (0.3, 0.9, 0.2, 0.95)
CHANCE = (2.3, 0.112, 2.3, 0.098)
MAD = (40.0, 0.3, 30.0, 0.3)


def test_nothing_is_said_of_a_training_that_goes_well():
    assert diagnose(training(*[WELL] * 8), ended=True) is None
    assert diagnose([], ended=True) is None


@pytest.mark.parametrize("epoch", [CHANCE, MAD])
def test_nothing_is_said_before_an_epoch_has_ended(epoch):
    assert diagnose(training(epoch)[:3], ended=False) is None


def test_network_at_chance_is_named_with_the_first_epoch_of_it():
    assert diagnose(training(CHANCE), ended=False) == Diagnosis("at chance", 1)
    assert diagnose(training(CHANCE, WELL, CHANCE, CHANCE), True) == Diagnosis("at chance", 3)


def test_epoch_without_validation_has_ended_when_the_next_begins():
    begun = training(CHANCE[:2], CHANCE[:2])[:7]
    assert diagnose(begun[:5], ended=False) is None
    assert diagnose(begun, ended=False) == Diagnosis("at chance", 1)


def test_training_stopped_in_its_first_epoch_is_judged_as_far_as_it_got():
    assert diagnose(training(CHANCE)[:2], ended=True) == Diagnosis("at chance", 1)
    learns = training(CHANCE)[:3]
    learns[-1]["accuracy"] = 0.4
    assert diagnose(learns, ended=True) is None


@pytest.mark.parametrize("epoch", [(2.3, 0.11, 2.0, 0.3), (2.1, 0.3, 2.3, 0.11)])
def test_network_that_reads_either_part_is_not_at_chance(epoch):
    assert diagnose(training(epoch), ended=True) is None


@pytest.mark.parametrize("loss", [40.0, math.nan, math.inf])
def test_loss_far_above_that_of_guessing_has_diverged(loss):
    metrics = training(WELL, WELL, (loss, 0.3, loss, 0.3), (loss, 0.1, loss, 0.1))
    assert diagnose(metrics, ended=False) == Diagnosis("diverged", 3)


def test_training_that_recovered_has_not_diverged():
    assert diagnose(training(MAD, WELL), ended=False) is None


def test_validation_loss_that_rises_while_the_training_loss_falls_is_overfitting():
    assert diagnose(overfitted(), ended=False) == Diagnosis("overfitting", 2)


@pytest.mark.parametrize(
    "metrics",
    [
        overfitted(rise=1.05),
        overfitted(epochs=4),
        training(*((0.3, 0.9, v, 0.95) for v in (0.2, 0.1, 0.2, 0.2, 0.2))),
        training(*((0.5 / i, 0.9) for i in range(1, 6))),
    ],
    ids=["it wavers", "for two epochs", "training loss stands still", "nothing held out"],
)
def test_overfitting_is_not_said_where_one_cannot_be_sure(metrics):
    assert diagnose(metrics, ended=True) is None
