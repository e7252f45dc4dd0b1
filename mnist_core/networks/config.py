"""What to train, and how: all that a training needs to be repeated."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, get_args

from mnist_core.errors import ConfigError
from mnist_core.networks.architectures import Recipe, Schedule, find_architecture


@dataclass(frozen=True, kw_only=True)
class TrainingConfig(Recipe):
    """What to train, and how: all that a run needs to be repeated.

    Attributes:
        architecture: the network's name, one of ``ARCHITECTURES``.
        seed: of all chance: weights, order, dropout, augmentation.
        time_limit: seconds of training after which the run is stopped; None is no limit.
    """

    architecture: str
    seed: int = 0
    time_limit: float | None = None

    def __post_init__(self) -> None:
        find_architecture(self.architecture)
        for name, fits, expected in (
            ("epochs", 1 <= self.epochs <= 10_000, "1 to 10000"),
            ("batch_size", 1 <= self.batch_size <= 10_000, "1 to 10000"),
            ("learning_rate", 0 < self.learning_rate <= 10, "above 0 and at most 10"),
            ("validation_split", 0 <= self.validation_split < 1, "at least 0 and under 1"),
            ("seed", 0 <= self.seed < 2**32, "0 to 4294967295"),
            ("schedule", self.schedule in get_args(Schedule), " or ".join(get_args(Schedule))),
            ("time_limit", self.time_limit is None or self.time_limit > 0, "above 0"),
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
