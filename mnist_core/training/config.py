"""What to train, and how: the config, and the run folder that is made from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

from mnist_core import files, runs
from mnist_core.errors import ConfigError, MnistCoreError, RunError
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


def start_run(
    config: TrainingConfig, runs_dir: Path, name: str | None = None, owner: str | None = None
) -> Path:
    """Make the run folder of a training that has not begun.

    Args:
        config: what to train.
        runs_dir: the folder that holds all runs.
        name: the folder's name; None makes one from the time and the network.
        owner: who may control the run from a page; None is anybody.

    Raises:
        RunError: the name is bad or taken, or the folder cannot be written.
    """
    created = datetime.now(UTC).isoformat(timespec="milliseconds")
    description = {**asdict(config), "created": created, "owner": owner}
    return runs.create_run(runs_dir, description, name)


def config_of(run: runs.Run) -> TrainingConfig | None:
    """The config of a run that has been read; None where it is damaged."""
    try:
        return _to_config(run.path, run.config)
    except MnistCoreError:
        return None


def read_config(run: Path) -> TrainingConfig:
    """The config of a run.

    Raises:
        RunError: the folder holds none.
        ConfigError: it is out of range.
    """
    return _to_config(run, files.read_json(run / "config.json"))


def _to_config(run: Path, values: Mapping[str, Any]) -> TrainingConfig:
    try:
        return TrainingConfig(
            **{f.name: values[f.name] for f in fields(TrainingConfig) if f.name in values}
        )
    except TypeError as error:
        raise RunError(f"{run / 'config.json'} is damaged: {error!r}") from error
