"""A TrainingConfig to a trained network in a run folder. Knows nothing of terminals and pages.

The order of the digits and their random changes depend on the seed and the place in the training
only, so that a run which was stopped and resumed ends in the very weights of one that was not.

Importing this module does not load TensorFlow: a page can read a config without it.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, get_args

import numpy as np
import numpy.typing as npt

from mnist_core import files, runs, slot
from mnist_core.architectures import Recipe, Schedule, find_architecture
from mnist_core.augmentation import augment
from mnist_core.dataset import Dataset
from mnist_core.errors import ConfigError, MnistCoreError, RunError, TrainingError
from mnist_core.evaluation import evaluate
from mnist_core.learner import Learner
from mnist_core.results import write_results

UInt8Array = npt.NDArray[np.uint8]
IntArray = npt.NDArray[np.int64]

# Digits between two looks at the clock, the stop signal and the metrics.
CHUNK_DIGITS = 2048
# Not all: a change blurs, and the network must not learn that what is blurred is MNIST's, where
# nothing is to be refused. With 1.0 for MNIST and 0.0 for drawings 2 % of MNIST's test digits were
# refused; nothing between was tried but this.
_AUGMENTED_BESIDE_DRAWINGS = 0.7
SECONDS_BETWEEN_CHECKPOINTS = 30.0
_PACKAGES = ("keras", "tensorflow", "numpy", "opencv-python-headless")

Watch = Callable[[runs.Status, Mapping[str, float]], None]


@dataclass(frozen=True, kw_only=True)
class TrainingConfig(Recipe):
    """What to train, and how: all that a run needs to be repeated.

    Attributes:
        model: the architecture's name.
        seed: of all chance: weights, order, dropout, augmentation.
        time_limit: seconds of training after which the run is stopped; None is no limit.
    """

    model: str
    seed: int = 0
    time_limit: float | None = None

    def __post_init__(self) -> None:
        find_architecture(self.model)
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


def default_config(model: str, **changes: Any) -> TrainingConfig:
    """The config that trains a network by its own recipe, but for the changes.

    Raises:
        ConfigError: there is no such network, or a change is out of range.
    """
    recipe = asdict(find_architecture(model).recipe)
    return TrainingConfig(**{**recipe, "model": model, **changes})


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


def train(
    run: Path,
    load: Callable[[str], Dataset],
    *,
    should_stop: Callable[[], bool] = lambda: False,
    watch: Watch = lambda status, measurement: None,
) -> runs.Status:
    """Train a run from its beginning or its checkpoint; then evaluate, export and save.

    Waits while another run of the same folder is trained. Between chunks of digits it looks at what
    is asked of the run (``runs.ask``): "pause" saves it, "stop" saves and evaluates it.

    Args:
        run: a folder that ``start_run`` made.
        load: called with the config's ``data``, such as ``catalogue.load_dataset``.
        should_stop: asked between chunks of digits, and while waiting: True stops the run.
        watch: told the status and the newest measurement after each chunk.

    Returns:
        The last status: "finished", "stopped" or "paused".

    Raises:
        RunError: another process works on the run.
        MnistCoreError: training failed; the folder says why.
    """
    status = slot.claim(run)
    try:
        while True:
            with slot.hold(run, lambda: _waits(run) and not should_stop()) as held:
                if held:
                    return _train_in_turn(run, status, load, should_stop, watch)
            with slot.changing(run.parent):
                if should_stop() or not _waits(run):  # nobody thought better of it meanwhile
                    return _leave_queue(run, status)
    except Exception as error:
        reason = str(error) if isinstance(error, MnistCoreError) else repr(error)
        with suppress(OSError, RunError):  # the folder may have been deleted
            runs.write_last_words(run, _at_rest(runs.read_run(run).status, "failed", reason))
        if isinstance(error, MnistCoreError):
            raise
        raise TrainingError(f"training failed: {reason}") from error


def _train_in_turn(
    run: Path,
    status: runs.Status,
    load: Callable[[str], Dataset],
    should_stop: Callable[[], bool],
    watch: Watch,
) -> runs.Status:
    """Load what a run needs and train it, the slot being held."""
    # Speed 0 says that it has not come to training yet.
    status = replace(status, state="running", digits_per_second=0.0, seconds_left=0.0)
    runs.write_status(run, status)
    runs.sweep(run)
    config = read_config(run)
    dataset = load(config.data)
    _describe(run, dataset)
    return _train(run, config, dataset, should_stop, watch)


def _waits(run: Path) -> bool:
    """Whether a queued run is still to have its turn: to be trained, or what there is evaluated."""
    command = runs.asked(run)
    return command == "run" or (command == "stop" and runs.checkpoint(run).exists())


def _leave_queue(run: Path, status: runs.Status) -> runs.Status:
    goes_on = runs.asked(run) == "pause" or runs.checkpoint(run).exists()
    status = _at_rest(status, "paused" if goes_on else "stopped")
    runs.write_status(run, status)
    return status


def _at_rest(status: runs.Status, state: runs.State, error: str | None = None) -> runs.Status:
    return replace(status, state=state, pid=None, process_started=None, error=error)


def _describe(run: Path, dataset: Dataset) -> None:
    """Add to a run's config which digits and versions it began with; hold it to the digits."""
    description = files.read_json(run / "config.json")
    fingerprint = dataset.fingerprint()
    if description.setdefault("fingerprint", fingerprint) != fingerprint:
        raise RunError(
            f"{run.name} began with other digits (data set {description['fingerprint']}, "
            f"not {fingerprint}): resume it with the same ones"
        )
    description.setdefault("versions", {package: _version(package) for package in _PACKAGES})
    files.write_json(run / "config.json", description)


def _train(
    run: Path,
    config: TrainingConfig,
    dataset: Dataset,
    should_stop: Callable[[], bool],
    watch: Watch,
) -> runs.Status:
    kept = len(dataset.train_labels) - round(config.validation_split * len(dataset.train_labels))
    if kept < 1:
        raise ConfigError("the validation split leaves no digit to train on: make it smaller")
    digits = _Digits(dataset, kept, config)
    held_out = (dataset.train_images[kept:], dataset.train_labels[kept:])
    learner = Learner(
        find_architecture(config.model),
        config,
        digits.batches * config.epochs,
        config.seed,
        label_count=dataset.label_count,
    )
    checkpoint = runs.checkpoint(run)
    position = _resume(run, config, learner, len(digits)) if checkpoint.exists() else _Position()
    runs.write_metrics(run, [each for each in runs.read_metrics(run) if position.covers(each)])

    recorder = _Recorder(run, config, digits, position, watch)
    command: runs.Command = "run"
    while command == "run" and position.epoch <= config.epochs:
        for images, labels in _ahead(digits.chunks(position)):
            command = _command(run, config, position, should_stop)
            if command != "run":
                break
            loss, accuracy = learner.train(images, labels)
            position = digits.after(position, len(labels))
            measurement = {"loss": loss, "accuracy": accuracy}
            if position.digits == 0 and len(held_out[1]):
                validation = evaluate(learner.predict(held_out[0]), held_out[1])
                measurement |= {"val_loss": validation.loss, "val_accuracy": validation.accuracy}
            position = recorder.record(position, len(labels), measurement)
            if recorder.is_checkpoint_due(position):
                _save_checkpoint(checkpoint, learner, position)
    if command != "run":
        if position == _Position():  # it has learnt nothing: there is nothing to keep
            return recorder.end("paused" if command == "pause" else "stopped")
        _save_checkpoint(checkpoint, learner, position)
    if command == "pause":
        with slot.changing(run.parent):
            if runs.asked(run) != "stop":  # as somebody may have asked meanwhile
                return recorder.end("paused")
        command = "stop"
    if command == "stop":
        recorder.say("stopping")
    write_results(run, asdict(config), dataset, learner, position.seconds)
    return recorder.end("stopped" if command == "stop" else "finished")


def _resume(run: Path, config: TrainingConfig, learner: Learner, digits: int) -> _Position:
    """Take the learner back to the run's checkpoint: the position of it."""
    position = _Position(**learner.load(runs.checkpoint(run)))
    if not (1 <= position.epoch <= config.epochs + 1 and 0 <= position.digits < digits):
        raise RunError(
            f"{runs.checkpoint(run)} cannot be resumed from: {position}; start a new run"
        )
    return position


def _command(
    run: Path, config: TrainingConfig, position: _Position, should_stop: Callable[[], bool]
) -> runs.Command:
    """What is to be done now: train on, unless somebody or the time limit says otherwise."""
    out_of_time = config.time_limit is not None and position.seconds >= config.time_limit
    return "stop" if should_stop() or out_of_time else runs.asked(run)


def _save_checkpoint(path: Path, learner: Learner, position: _Position) -> None:
    path.parent.mkdir(exist_ok=True)
    files.write_whole(path, lambda file: learner.save(file, asdict(position)))


@dataclass(frozen=True)
class _Position:
    """How far a training has come.

    Attributes:
        epoch: the epoch it is in, from 1.
        digits: digits of it that are done.
        seconds: time spent training.
    """

    epoch: int = 1
    digits: int = 0
    seconds: float = 0.0

    def covers(self, measurement: dict[str, float]) -> bool:
        """Whether a measurement was taken before this position."""
        return measurement["seconds"] <= self.seconds


class _Digits:
    """What is trained on in the order of each epoch, a chunk at a time."""

    def __init__(self, dataset: Dataset, kept: int, config: TrainingConfig) -> None:
        self._images, self._labels = dataset.train_images[:kept], dataset.train_labels[:kept]
        self._drawings, self._config = dataset.drawings, config
        if dataset.drawings is not None:
            self._labels = np.concatenate([self._labels, dataset.drawings.labels])
        self._chunk = max(CHUNK_DIGITS // config.batch_size, 1) * config.batch_size
        self.batches = math.ceil(len(self._labels) / config.batch_size)

    def __len__(self) -> int:
        return len(self._labels)

    def chunks(self, position: _Position) -> Iterator[tuple[UInt8Array, UInt8Array]]:
        """What is left of the position's epoch.

        Chance depends on the seed, the epoch and the place in it only, so that a resumed run goes
        on with what it would have seen.
        """
        seed, epoch = self._config.seed, position.epoch
        order = np.random.default_rng([seed, epoch]).permutation(len(self))
        for start in range(position.digits, len(self), self._chunk):
            rows = order[start : start + self._chunk]
            random = np.random.default_rng([seed, epoch, start])
            yield self._pictures(rows, random), self._labels[rows]

    def _pictures(self, rows: IntArray, random: np.random.Generator) -> UInt8Array:
        """Those of the data set and those that are drawn, some of them changed where wanted."""
        stored = rows < len(self._images)
        pictures = np.empty((len(rows), *self._images.shape[1:]), np.uint8)
        pictures[stored] = self._images[rows[stored]]
        changed = np.full(len(rows), self._config.augment)
        if self._drawings is not None:
            pictures[~stored] = self._drawings.draw(rows[~stored] - len(self._images), random)
            changed &= random.random(len(rows)) < _AUGMENTED_BESIDE_DRAWINGS
        if changed.any():
            pictures[changed] = augment(pictures[changed], random)
        return pictures

    def after(self, position: _Position, count: int) -> _Position:
        """The position when ``count`` more digits are done."""
        digits = position.digits + count
        if digits < len(self):
            return replace(position, digits=digits)
        return replace(position, epoch=position.epoch + 1, digits=0)


def _ahead(
    chunks: Iterator[tuple[UInt8Array, UInt8Array]],
) -> Iterator[tuple[UInt8Array, UInt8Array]]:
    """Prepare the next chunk in a thread while the last one is trained on."""
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(next, chunks, None)
        while (chunk := coming.result()) is not None:
            coming = pool.submit(next, chunks, None)
            yield chunk


class _Recorder:
    """Keeps the run folder's metrics and status up to date while it trains."""

    def __init__(
        self,
        run: Path,
        config: TrainingConfig,
        digits: _Digits,
        position: _Position,
        watch: Watch,
    ) -> None:
        self._run, self._config, self._digits, self._watch = run, config, digits, watch
        self._clock = self._saved = time.perf_counter()
        self._speed, self._recorded = 0.0, 0
        self._status = runs.of_this_process(
            runs.Status(
                state="running",
                epoch=min(position.epoch, config.epochs),
                epochs=config.epochs,
                batch=digits.batches
                if position.epoch > config.epochs
                else math.ceil(position.digits / config.batch_size),
                batches=digits.batches,
                seconds=position.seconds,
            )
        )
        runs.write_status(run, self._status)

    def record(self, position: _Position, count: int, values: dict[str, float]) -> _Position:
        """Write down a chunk of ``count`` digits; the position, with the time that it took."""
        now = time.perf_counter()
        seconds, self._clock = now - self._clock, now
        position = replace(position, seconds=position.seconds + seconds)
        lately = count / seconds
        self._recorded += 1  # the first chunk was compiled for, and says little of the next
        self._speed = lately if self._recorded <= 2 else 0.9 * self._speed + 0.1 * lately
        ended = position.digits == 0
        epoch = position.epoch - 1 if ended else position.epoch
        done = len(self._digits) if ended else position.digits
        left = (self._config.epochs - epoch) * len(self._digits) + len(self._digits) - done
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

    def is_checkpoint_due(self, position: _Position) -> bool:
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
        self._status = _at_rest(self._status, state)
        runs.write_status(self._run, self._status)
        return self._status


def _version(package: str) -> str:
    if package == "tensorflow":
        import tensorflow as tf

        return str(tf.__version__)
    return version(package)
