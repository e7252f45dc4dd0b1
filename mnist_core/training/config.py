"""The run folder that is made from a config, and the config that is read from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from mnist_core import files, runs
from mnist_core.errors import FileError, MnistCoreError, RunError
from mnist_core.networks.config import TrainingConfig, with_todays_names


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
    try:
        values = files.read_json(run / "config.json")
    except FileError as error:
        raise RunError(str(error)) from error
    return _to_config(run, values)


def _to_config(run: Path, values: Mapping[str, Any]) -> TrainingConfig:
    try:
        return msgspec.convert(with_todays_names(values), TrainingConfig)
    except msgspec.ValidationError as error:
        raise RunError(f"{run / 'config.json'} is damaged: {error}") from error
