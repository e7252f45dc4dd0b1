"""What to train, and how: all that a training needs to be repeated."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, get_args

from mnist_core.errors import ConfigError
from mnist_core.networks.architectures import Recipe, Schedule, find_architecture


@dataclass(frozen=True)
class Range:
    """The values that a setting may have.

    Attributes:
        least: the lower bound.
        most: the upper bound.
        above: whether it must be above the lower bound, which then is no value.
        under: whether it must be under the upper bound, which then is no value.
    """

    least: float
    most: float
    above: bool = False
    under: bool = False

    def __contains__(self, value: float) -> bool:
        low = value > self.least if self.above else value >= self.least
        high = value < self.most if self.under else value <= self.most
        return low and high and math.isfinite(value)

    def __str__(self) -> str:
        if not (self.above or self.under):
            return f"{self.least:,} to {self.most:,}"
        low = "above" if self.above else "at least"
        return f"{low} {self.least:,} and {'under' if self.under else 'at most'} {self.most:,}"


RANGES = {
    "epochs": Range(1, 10_000),
    "batch_size": Range(1, 10_000),
    "learning_rate": Range(0, 10, above=True),
    "validation_split": Range(0, 1, under=True),
    "seed": Range(0, 2**32 - 1),
}


@dataclass(frozen=True, kw_only=True)
class TrainingConfig(Recipe):
    """What to train, and how: all that a run needs to be repeated.

    Attributes:
        architecture: the network's name, one of ``ARCHITECTURES``.
        seed: of all chance: weights, order, dropout, augmentation.
        time_limit: seconds of training after which the run is stopped; None is no limit.
        start_from: the network that is taught somebody's drawings: a published one's name, or
            "runs/" and a run's; None is none, training begins with random weights. Half of each
            batch are those drawings then. The other half are of the data, and of what the program
            writes: digits, letters and what else is no digit.
        of_class: whether the drawings are a class's, and not one person's.
    """

    architecture: str
    seed: int = 0
    time_limit: float | None = None
    start_from: str | None = None
    of_class: bool = False

    def __post_init__(self) -> None:
        find_architecture(self.architecture)
        limit = self.time_limit
        for name, fits, expected in (
            *((name, getattr(self, name) in each, str(each)) for name, each in RANGES.items()),
            ("schedule", self.schedule in get_args(Schedule), " or ".join(get_args(Schedule))),
            ("time_limit", limit is None or limit > 0, "above 0"),
        ):
            if not fits:
                raise ConfigError(f"expected {name} {expected}, got {getattr(self, name)}")


def default_config(architecture: str, **changes: Any) -> TrainingConfig:
    """The config that trains a network by its own recipe, but for the changes.

    Raises:
        ConfigError: there is no such network, or a change is out of range.
    """
    recipe = asdict(find_architecture(architecture).recipe)
    return TrainingConfig(**{**recipe, "architecture": architecture, **changes})


def with_todays_names(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """A config's values as they are called now: "architecture" was "model" once."""
    return {"architecture": values["model"], **values} if "model" in values else values
