"""The model card, what is said of a network: ``model.json`` in a run, ``card.json`` in ``models/``.

It is read by its types, and nothing of it is believed: a page can show a card that was read.
"""

from itertools import chain
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from mnist_core import files, places
from mnist_core.data.sources import Source
from mnist_core.errors import ConfigError, FileError, ModelError
from mnist_core.evaluation.by_person import OnEachPerson
from mnist_core.evaluation.metrics import CALIBRATION_BINS, Evaluation, Reliability
from mnist_core.evaluation.people import OnPeople
from mnist_core.evaluation.turned import OnTurned
from mnist_core.files import Count, Share
from mnist_core.labels import DIGITS, LABELS
from mnist_core.networks.config import TrainingConfig, with_todays_names

# The data sets whose test digits are MNIST's.
ON_MNIST = ("mnist", "mixture")
CARD = "card.json"  # in a published network's folder; "model.json" in a run's

Way = Literal["pictures", "strokes"]  # what is read: the picture alone, or the pen's path besides
Length = Annotated[int, msgspec.Meta(ge=1, le=2**31)]
Seconds = Annotated[float, msgspec.Meta(ge=0)]


class Layer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One layer of a network.

    Attributes:
        kind: Keras's name of it, such as "Conv2D".
        setting: what makes it special, such as its kernel size, or "".
        shape: of what it gives, without the batch.
        parameters: how many it has.
        branch: its branch, from 1, where the network has several.
        sees_path: whether that branch sees the pen's path instead of the picture.
    """

    kind: str
    setting: str
    shape: Annotated[list[Length], msgspec.Meta(min_length=1)]
    parameters: Count
    branch: Count | None = None
    sees_path: bool = False


class Data(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a network has learnt from.

    Attributes:
        name: of the data set.
        fingerprint: what tells it from others.
        sources: whose data it is, with authors and licences, where that is known.
    """

    name: str
    fingerprint: str = ""
    sources: list[Source] = []


class OnDrawings(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a network reads drawings, by stroke width where there is a mapping.

    Attributes:
        digits: how many were drawn, each several times.
        writers: how many people wrote them.
        accuracy: the part read right.
        calibration_error: expected calibration error; "all" is over all widths.
        reliability: over all widths.
        refused: the part taken for no digit.
        sure: the part that is answered with a digit, and not "unsure".
        sure_accuracy: the part of those that is right.
    """

    digits: Count
    writers: Count
    accuracy: Annotated[dict[str, Share], msgspec.Meta(min_length=1)]
    calibration_error: dict[str, Share] = {}
    reliability: Reliability | None = None
    refused: Share | None = None
    sure: Share | None = None
    sure_accuracy: Share | None = None


class OnNeighbours(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the neighbours of people's drawings vote, beside the network's own answers.

    Attributes:
        drawings: how many there were, by people whom the network has never met, with the pen of 20.
        vote: the part of them that the vote of five training digits of MNIST has right.
        network: the part that the network itself reads right, from the picture alone.
    """

    drawings: Count
    vote: Share
    network: Share


Curve = tuple[list[float], list[float]]  # the epochs, and the values then


class History(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The curves of a training, and the last and the best of what was measured."""

    loss: Curve = ([], [])
    accuracy: Curve = ([], [])
    val_loss: Curve = ([], [])
    val_accuracy: Curve = ([], [])
    last: dict[str, float] = {}
    best: dict[str, float] = {}

    def __post_init__(self) -> None:
        curves = (self.loss, self.accuracy, self.val_loss, self.val_accuracy)
        if any(len(epochs) != len(values) for epochs, values in curves):
            raise ValueError("a curve has not as many epochs as values")
        if self.best and "epoch" not in self.best:
            raise ValueError("the best epoch has no number")


class Card(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is said of a network.

    Attributes:
        architecture: its name among ``ARCHITECTURES``.
        labels: what it tells apart, in the order of its probabilities.
        config: how it was trained.
        data: what on.
        versions: of the packages that it was trained with.
        parameters: how many it has.
        layers: what it is made of.
        bytes: of its ``.tflite``.
        seconds: of training.
        date: when that ended, such as "2026-11-21".
        thresholds: as ``Metadata`` has them.
        test: how it reads the test digits.
        milliseconds: of one answer on one core, where it was timed.
        calibration: ``temperature`` and ``refusal``, where it was calibrated, and ``path_`` before
            both for the branches that see paths.
        drawings: how it reads drawings, where that was measured.
        neighbours: what the training digits that it finds most like people's drawings vote, where
            MNIST and pen strokes were at hand.
        mnist: the part of MNIST's 10,000 test digits read right, where its own test digits are
            others and MNIST was at hand.
        generated: the part read right of test digits that the program wrote itself. It says little
            of people's; anyone can measure it again without data.
        history: its curves, where they are stored.
        people: how it reads people whom it has never met, from "pictures", and where it sees the
            pen's path from "strokes"; where that was measured.
        turned: how it reads such people's digits when they are turned, where that was measured.
        by_person: how well it reads each of such people, where that was measured.
    """

    architecture: str
    labels: list[str]
    config: TrainingConfig
    data: Data
    versions: dict[str, str]
    parameters: Count
    layers: Annotated[list[Layer], msgspec.Meta(min_length=1)]
    bytes: Count
    seconds: Seconds
    date: str
    thresholds: dict[str, Share]
    test: Evaluation
    milliseconds: Seconds | None = None
    calibration: dict[str, float] | None = None
    drawings: OnDrawings | None = None
    neighbours: OnNeighbours | None = None
    mnist: Share | None = None
    generated: Share | None = None
    history: History | None = None
    people: dict[Way, OnPeople] | None = None
    turned: OnTurned | None = None
    by_person: OnEachPerson | None = None

    def __post_init__(self) -> None:
        if tuple(self.labels) not in (LABELS, LABELS[:DIGITS]):
            raise ValueError("unexpected labels")
        per_label = [self.test.precision, self.test.recall, self.test.f1]
        lengths = [len(each) for each in per_label] + [len(row) for row in self.test.confusion]
        if lengths != [len(self.labels)] * (len(self.labels) + 3):
            raise ValueError("the test has not a figure for each label")
        shares = [self.test.accuracy, self.test.calibration_error, *chain.from_iterable(per_label)]
        if not all(0 <= share <= 1 for share in shares):
            raise ValueError("a share of the test is out of range")
        if not 0 < self.test.count == sum(map(sum, self.test.confusion)):
            raise ValueError("the test has not as many answers as digits")
        drawings = self.drawings.reliability if self.drawings else None
        for each in (self.test.reliability, drawings):
            if each is not None:
                _check_bins(each)
        if self.people is not None:
            _check_people(list(self.people.values()))

    @property
    def on_mnist(self) -> float | None:
        """The part of MNIST's test digits read right, 0 to 1: what networks are compared by.

        None where that was not measured.
        """
        return self.test.accuracy if self.data.name in ON_MNIST else self.mnist

    @property
    def on_its_own(self) -> float | None:
        """The part of its own data's test digits read right, 0 to 1; None: they are MNIST's."""
        return None if self.data.name in ON_MNIST else self.test.accuracy


def _check_people(ways: list[OnPeople]) -> None:
    for each in ways:
        if not each.accuracy or each.accuracy.keys() != each.digits.keys():
            raise ValueError("the figures on people are not of the collections that were drawn")
    measured = [
        ({name: set(widths) for name, widths in each.accuracy.items()}, set(each.refused))
        for each in ways
    ]
    if not ways or any(each != measured[0] for each in measured):
        raise ValueError("the figures on people are not the same for each way")


def _check_bins(reliability: Reliability) -> None:
    shares = reliability.confidence + reliability.accuracy
    lengths = {len(reliability.count), len(reliability.confidence), len(reliability.accuracy)}
    if lengths != {CALIBRATION_BINS} or sum(reliability.count) < 1:
        raise ValueError(f"a reliability has not {CALIBRATION_BINS} bins")
    if not all(0 <= share <= 1 for share in shares):
        raise ValueError("a bin of a reliability is out of range")


def read_card(path: Path) -> Card:
    """The card in a file.

    Raises:
        ModelError: the file is missing or damaged.
    """
    try:
        values = files.read_json(path)
        if isinstance(config := values.get("config"), dict):
            values["config"] = with_todays_names(config)
        return msgspec.convert(values, Card)
    except (FileError, ConfigError) as error:
        raise ModelError(f"the card {path} cannot be read: {error}") from error
    except msgspec.ValidationError as error:
        raise ModelError(f"the card {path} is damaged: {error}") from error


def published_card(name: str) -> Card:
    """The card of a network in ``models/``.

    Raises:
        ModelError: there is none, or it is damaged.
    """
    return read_card(places.models_dir() / name / CARD)
