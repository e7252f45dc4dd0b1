"""What is wrong with a training, where its measurements leave no doubt.

Judged by epochs that are whole, so that nothing is said of a beginning; the last one counts as it
is where the training has ended. Training accuracy is measured on digits that may be changed at
random, by a network some of whose units rest, and so mostly lies under validation accuracy: the two
are never compared with each other, only each with itself and with chance.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile
from statistics import median
from typing import Literal

from mnist_core.labels import LABELS
from mnist_core.runs.history import Metrics

# One that always gives the commonest label reads 10 to 13 % right: of MNIST's digits 11.2 % are
# ones, and of the mixture 13 % are no digits. One that has begun to learn soon reads over half.
_CHANCE = 0.15
# A guess among all labels costs log(11) = 2.4. An untrained network begins there, and one that
# costs twice as much gives wrong answers with confidence: its weights have been thrown away.
_DIVERGED = 2 * math.log(len(LABELS))
# From one epoch to the next the loss of a few thousand digits wavers by some 5 %.
_RISEN = 1.1
_RISEN_EPOCHS = 3


@dataclass(frozen=True)
class Diagnosis:
    """What is wrong with a training.

    Attributes:
        kind: "at chance", it reads no better than by guessing; "diverged", its loss is far above
            that of guessing, or no number; "overfitting", it still gets better on the digits that
            it trains on, and worse on others.
        since: the epoch since which it is so, from 1: the first such one of all up to the last, or
            that after which the validation loss rose.
    """

    kind: Literal["at chance", "diverged", "overfitting"]
    since: int


@dataclass(frozen=True)
class _Epoch:
    """An epoch's measurements, each a median, which a start or a short last chunk moves little."""

    number: int
    loss: float
    accuracy: float
    val_loss: float | None
    val_accuracy: float | None

    @property
    def diverged(self) -> bool:
        return not self.loss <= _DIVERGED  # no number is not below it either

    @property
    def at_chance(self) -> bool:
        return max(self.accuracy, self.val_accuracy or 0.0) < _CHANCE


def diagnose(metrics: Metrics, ended: bool) -> Diagnosis | None:
    """What is wrong with a training, or None where nothing surely is.

    It has *diverged* where the training loss is above twice that of guessing. It is *at chance*
    where neither training nor validation accuracy reaches 15 %. It is *overfitting* where the
    validation loss of three epochs in a row has been a tenth above its lowest, and the training
    loss has fallen since that. The first two are judged by the last epoch.

    Args:
        metrics: as ``runs.read_metrics`` gives them.
        ended: whether no more will come.
    """
    epochs = _epochs(metrics, ended)
    if not epochs:
        return None
    if epochs[-1].diverged:
        return Diagnosis("diverged", _since([each.diverged for each in epochs], epochs))
    if epochs[-1].at_chance:
        return Diagnosis("at chance", _since([each.at_chance for each in epochs], epochs))
    return _overfitting(epochs)


def _epochs(metrics: Metrics, ended: bool) -> list[_Epoch]:
    """The epochs that can be judged, oldest first."""
    parts = [list(part) for _, part in groupby(metrics, lambda each: each["epoch"])]
    if parts and not ended and "val_loss" not in parts[-1][-1]:
        del parts[-1]
    return [_epoch(part) for part in parts]


def _epoch(part: Sequence[Mapping[str, float]]) -> _Epoch:
    last = part[-1]
    return _Epoch(
        number=int(last["epoch"]),
        loss=median(each["loss"] for each in part),
        # One that learns only at the end of its first epoch is not at chance.
        accuracy=max(median(each["accuracy"] for each in part), last["accuracy"]),
        val_loss=last.get("val_loss"),
        val_accuracy=last.get("val_accuracy"),
    )


def _since(holds: Sequence[bool], epochs: Sequence[_Epoch]) -> int:
    """The first of the epochs that it holds in without a break up to the last."""
    lasting = len(list(takewhile(bool, reversed(holds))))
    return epochs[-lasting].number


def _overfitting(epochs: Sequence[_Epoch]) -> Diagnosis | None:
    validated = [(each.val_loss, each) for each in epochs if each.val_loss is not None]
    if not validated:
        return None
    lowest, best = min(validated, key=lambda each: each[0])
    after = [loss for loss, each in validated if each.number > best.number]
    risen = len(after) >= _RISEN_EPOCHS and min(after[-_RISEN_EPOCHS:]) > _RISEN * lowest
    if risen and epochs[-1].loss < best.loss:
        return Diagnosis("overfitting", best.number)
    return None
