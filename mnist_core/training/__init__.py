"""From a config to a run that has ended. Importing it does not load TensorFlow."""

from mnist_core.training.config import (
    TrainingConfig,
    config_of,
    default_config,
    read_config,
    start_run,
)
from mnist_core.training.loop import train

__all__ = [
    "TrainingConfig",
    "config_of",
    "default_config",
    "read_config",
    "start_run",
    "train",
]
