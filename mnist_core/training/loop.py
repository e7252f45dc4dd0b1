"""A TrainingConfig to a trained network in a run folder. Knows nothing of terminals and pages.

The order of the digits and their random changes depend on the seed and the place in the training
only, so that a run which was stopped and resumed ends in the very weights of one that was not.

Importing this module does not load TensorFlow: a page can read a config without it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import msgspec

from mnist_core import files, runs
from mnist_core.data.dataset import Dataset
from mnist_core.errors import MnistCoreError, RunError, TrainingError
from mnist_core.networks.config import TrainingConfig
from mnist_core.runs import queue
from mnist_core.training.batches import Position, prefetch
from mnist_core.training.config import read_config
from mnist_core.training.course import Course
from mnist_core.training.finetuning import Finetuning
from mnist_core.training.from_scratch import FromScratch
from mnist_core.training.recorder import Recorder, Watch, at_rest

_PACKAGES = ("keras", "tensorflow", "numpy", "opencv-python-headless")


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
    status = queue.claim(run)
    try:
        while True:
            with queue.hold(run, lambda: _waits(run) and not should_stop()) as held:
                if held:
                    return _train_in_turn(run, status, load, should_stop, watch)
            with queue.changing(run.parent):
                if should_stop() or not _waits(run):  # nobody thought better of it meanwhile
                    return _leave_queue(run, status)
    except Exception as error:
        reason = str(error) if isinstance(error, MnistCoreError) else repr(error)
        with suppress(OSError, RunError):  # the folder may have been deleted
            runs.write_last_words(run, at_rest(runs.read_run(run).status, "failed", reason))
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
    """Load what a run needs and train it, its turn being held."""
    status = replace(status, state="running", prepared=0, to_prepare=0)
    # Speed 0 says that it has not come to training yet.
    status = replace(status, digits_per_second=0.0, seconds_left=0.0)
    runs.write_status(run, status)
    runs.sweep(run)
    config = read_config(run)
    dataset = load(config.data)
    runs.write_status(run, status)  # what was said of its data is over
    _describe(run, dataset)
    kind = FromScratch if config.start_from is None else Finetuning
    return _follow(run, config, kind(run, config, dataset), should_stop, watch)


def _waits(run: Path) -> bool:
    """Whether a queued run is still to have its turn: to be trained, or what there is evaluated."""
    command = runs.asked(run)
    return command == "run" or (command == "stop" and runs.checkpoint(run).exists())


def _leave_queue(run: Path, status: runs.Status) -> runs.Status:
    goes_on = runs.asked(run) == "pause" or runs.checkpoint(run).exists()
    status = at_rest(status, "paused" if goes_on else "stopped")
    runs.write_status(run, status)
    return status


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


def _follow(
    run: Path,
    config: TrainingConfig,
    course: Course,
    should_stop: Callable[[], bool],
    watch: Watch,
) -> runs.Status:
    """Take a course from its beginning or the run's checkpoint to where somebody stops it."""
    checkpoint = runs.checkpoint(run)
    position = _resume(run, config, course) if checkpoint.exists() else Position()
    runs.write_metrics(run, [each for each in runs.read_metrics(run) if position.covers(each)])
    course.begin(position)
    recorder = Recorder(run, config, course, position, watch)
    command: runs.Command = "run"
    while command == "run" and position.epoch <= config.epochs:
        for chunk in prefetch(course.chunks(position)):
            command = _command(run, config, position, should_stop)
            if command != "run":
                break
            loss, accuracy = course.learn(chunk, position)
            position = position.after(len(chunk), len(course))
            measurement = {"loss": loss, "accuracy": accuracy}
            if position.digits == 0:
                measurement |= course.look_back(position.epoch - 1)
            position = recorder.record(position, len(chunk), measurement)
            if recorder.is_checkpoint_due(position):
                _save_checkpoint(checkpoint, course, position)
    if command != "run":
        if position == Position():  # it has learnt nothing: there is nothing to keep
            return recorder.end("paused" if command == "pause" else "stopped")
        _save_checkpoint(checkpoint, course, position)
    if command == "pause":
        with queue.changing(run.parent):
            if runs.asked(run) != "stop":  # as somebody may have asked meanwhile
                return recorder.end("paused")
        command = "stop"
    if command == "stop":
        recorder.say("stopping")
    course.end(position)
    return recorder.end("stopped" if command == "stop" else "finished")


def _resume(run: Path, config: TrainingConfig, course: Course) -> Position:
    """Take a course back to the run's checkpoint: the position of it."""
    path = runs.checkpoint(run)
    try:
        position = msgspec.convert(course.load(path), Position)
        if not (1 <= position.epoch <= config.epochs + 1 and position.digits < len(course)):
            raise ValueError(f"{position} is not within the training")
    except ValueError as error:
        raise RunError(f"{path} cannot be resumed from: {error}; start a new run") from error
    return position


def _command(
    run: Path, config: TrainingConfig, position: Position, should_stop: Callable[[], bool]
) -> runs.Command:
    """What is to be done now: train on, unless somebody or the time limit says otherwise."""
    out_of_time = config.time_limit is not None and position.seconds >= config.time_limit
    return "stop" if should_stop() or out_of_time else runs.asked(run)


def _save_checkpoint(path: Path, course: Course, position: Position) -> None:
    path.parent.mkdir(exist_ok=True)
    course.save(path, position)


def _version(package: str) -> str:
    if package == "tensorflow":
        import tensorflow as tf

        return str(tf.__version__)
    return version(package)
