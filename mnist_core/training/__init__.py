"""From a config to a run that has ended. Importing it does not load TensorFlow."""

from mnist_core.networks.config import TrainingConfig, default_config
from mnist_core.training.config import config_of, read_config, start_run
from mnist_core.training.loop import train

__all__ = [
    "TrainingConfig",
    "config_of",
    "default_config",
    "read_config",
    "start_run",
    "train",
]
