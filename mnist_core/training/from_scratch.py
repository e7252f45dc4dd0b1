"""A network trained from random weights, as a course that the loop follows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from mnist_core import files, runs
from mnist_core.data.dataset import Dataset
from mnist_core.errors import ConfigError
from mnist_core.networks.architectures import find_architecture
from mnist_core.networks.config import TrainingConfig
from mnist_core.training.batches import Chunk, Position, TrainingDigits
from mnist_core.training.learner import Learner
from mnist_core.training.moments import MomentTaker
from mnist_core.training.outcome import write_results
from mnist_core.training.validation import Validation


class FromScratch:
    """A course in which a network learns a data set.

    Args:
        run: the folder of its run.
        config: what is trained, and how.
        dataset: what it learns.

    Attributes:
        batches: in an epoch.

    Raises:
        ConfigError: no digit is left to train on.
    """

    def __init__(self, run: Path, config: TrainingConfig, dataset: Dataset) -> None:
        count = len(dataset.train_labels)
        kept = count - round(config.validation_split * count)
        if kept < 1:
            raise ConfigError("the validation split leaves no digit to train on: make it smaller")
        architecture = find_architecture(config.architecture)
        if dataset.live is None:  # no path is known: branches that see paths would learn nothing
            architecture = replace(architecture, path_branches=())
        self._run, self._config, self._dataset = run, config, dataset
        self._digits = TrainingDigits(dataset, kept, config, paths=bool(architecture.path_branches))
        self.batches = self._digits.batches
        self._validation = Validation(dataset, kept)
        self._learner = Learner(
            architecture,
            config,
            self.batches * config.epochs,
            config.seed,
            label_count=dataset.label_count,
        )

    def __len__(self) -> int:
        return len(self._digits)

    def begin(self, position: Position) -> None:
        self._moments = MomentTaker(
            self._run,
            self._learner,
            self._digits,
            self._dataset,
            batches=self.batches * self._config.epochs,
            position=position,
        )

    def chunks(self, position: Position) -> Iterator[Chunk]:
        return self._digits.chunks(position)

    def learn(self, chunk: Chunk, position: Position) -> tuple[float, float]:
        return self._moments.train(chunk, position)

    def look_back(self, epoch: int) -> dict[str, float]:
        """The loss and accuracy on what is held out; a snapshot is written besides."""
        validated, snapshot = self._validation.measure(self._learner, epoch)
        runs.write_snapshot(self._run, snapshot)
        return validated

    def save(self, path: Path, position: Position) -> None:
        self._moments.save()  # before: what is taken after a checkpoint is void to a resumed run
        files.write_whole(path, lambda file: self._learner.save(file, asdict(position)))

    def load(self, path: Path) -> dict[str, Any]:
        return self._learner.load(path)

    def end(self, position: Position) -> None:
        write_results(self._run, self._config, self._dataset, self._learner, position.seconds)
        self._moments.end(position)
