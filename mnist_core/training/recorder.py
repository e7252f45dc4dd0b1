"""A run's status and measurements, kept up to date while it trains."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from mnist_core import runs
from mnist_core.networks.config import TrainingConfig
from mnist_core.training.batches import Position
from mnist_core.training.course import Course

SECONDS_BETWEEN_CHECKPOINTS = 30.0
SECONDS_BETWEEN_WORDS = 0.25  # in the status, while the data are prepared
Watch = Callable[[runs.Status, Mapping[str, float]], None]


def at_rest(status: runs.Status, state: runs.State, error: str | None = None) -> runs.Status:
    """The status of a run that no process works on any more."""
    return replace(status, state=state, pid=None, process_started=None, error=error)


class Preparation:
    """Says in a run's status how far its data have been written, four times a second.

    A ``generated.Written``, for the process that trains the run and loads its data.
    """

    def __init__(self, run: Path) -> None:
        self._run, self._said = run, -math.inf

    def __call__(self, prepared: int, to_prepare: int) -> None:
        now = time.monotonic()
        if now - self._said < SECONDS_BETWEEN_WORDS and prepared < to_prepare:
            return
        self._said = now
        status = runs.read_run(self._run).status
        runs.write_status(self._run, replace(status, prepared=prepared, to_prepare=to_prepare))


class Recorder:
    """Keeps the run folder's metrics and status up to date while it trains."""

    def __init__(
        self,
        run: Path,
        config: TrainingConfig,
        course: Course,
        position: Position,
        watch: Watch,
    ) -> None:
        self._run, self._config, self._course, self._watch = run, config, course, watch
        self._clock = self._saved = time.perf_counter()
        self._speed, self._recorded = 0.0, 0
        self._status = runs.of_this_process(
            runs.Status(
                state="running",
                epoch=min(position.epoch, config.epochs),
                epochs=config.epochs,
                batch=course.batches
                if position.epoch > config.epochs
                else math.ceil(position.digits / config.batch_size),
                batches=course.batches,
                seconds=position.seconds,
            )
        )
        runs.write_status(run, self._status)

    def record(self, position: Position, count: int, values: dict[str, float]) -> Position:
        """Write down a chunk of ``count`` digits; the position, with the time that it took."""
        now = time.perf_counter()
        seconds, self._clock = now - self._clock, now
        position = replace(position, seconds=position.seconds + seconds)
        lately = count / seconds
        self._recorded += 1  # the first chunk was compiled for, and says little of the next
        self._speed = lately if self._recorded <= 2 else 0.9 * self._speed + 0.1 * lately
        ended = position.digits == 0
        epoch = position.epoch - 1 if ended else position.epoch
        done = len(self._course) if ended else position.digits
        left = (self._config.epochs - epoch) * len(self._course) + len(self._course) - done
        self._status = replace(
            self._status,
            epoch=epoch,
            batch=math.ceil(done / self._config.batch_size),
            digits_per_second=round(self._speed, 1),
            seconds=round(position.seconds, 3),
            seconds_left=round(left / self._speed, 1),
        )
        place = {"epoch": epoch, "batch": self._status.batch, "seconds": position.seconds}
        runs.append_metrics(self._run, {**place, **values})
        runs.write_status(self._run, self._status)
        self._watch(self._status, values)
        return position

    def is_checkpoint_due(self, position: Position) -> bool:
        """Whether an epoch has ended, or half a minute passed since the last checkpoint."""
        due = position.digits == 0 or self._clock - self._saved > SECONDS_BETWEEN_CHECKPOINTS
        if due:
            self._saved = self._clock
        return due

    def say(self, state: runs.State) -> None:
        """Write down what the run does now."""
        self._status = replace(self._status, state=state)
        runs.write_status(self._run, self._status)

    def end(self, state: runs.State) -> runs.Status:
        """Write down that no process works on the run any more."""
        self._status = at_rest(self._status, state)
        runs.write_status(self._run, self._status)
        return self._status
