"""Run folders: created, written, listed and read. Knows nothing of networks.

A run folder is all that a training leaves behind, and all that a page needs to watch it:

    config.json        what was asked for, with versions, seed and data set
    metrics.jsonl      one line a measurement
    status.json        state, process, progress, error
    control.json       what a person asks of it: run, pause or stop
    checkpoint/        what resuming needs
    model.keras  model.h5  model.tflite  model.json
    evaluation.json  predictions.npz
    output.log         what its process printed, where a page started it

Every file is written whole, so a reader never sees half of one, but for the last words on a full
disk; ``metrics.jsonl`` grows a line at a time, and a torn last line is not read.
"""

import json
import math
import os
import re
import secrets
import shutil
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, get_args

import psutil

from mnist_core import files
from mnist_core.errors import RunError

State = Literal[
    "queued", "running", "paused", "stopping", "finished", "stopped", "failed", "interrupted"
]
Command = Literal["run", "pause", "stop"]
# The states of a run that a process works on.
AT_WORK = ("running", "stopping")
# The states that a run does not leave by itself.
AT_REST = ("paused", "finished", "stopped", "failed", "interrupted")
# So long a queued run may be without a process: the one that was started for it is on its way.
SECONDS_TO_CLAIM = 60.0
_DELETED = ".deleted-"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


@dataclass(frozen=True, kw_only=True)
class Status:
    """Where a run stands.

    Attributes:
        state: what it does; "interrupted" when its process is gone though it had not ended.
        queued: when it was last put into the queue, seconds since 1970, or None.
        pid: its process, or None when it has none.
        process_started: when that process began, as ``process_start`` has it: tells it from a
            later process of the same number.
        epoch: the epoch it is in, from 1; 0 before the first.
        epochs: how many there will be.
        batch: batches done in this epoch.
        batches: batches in an epoch.
        digits_per_second: its speed lately.
        seconds: time spent training, without pauses.
        seconds_left: an estimate of the time that training still takes.
        error: why it failed, in a line, or None.
    """

    state: State
    queued: float | None = None
    pid: int | None = None
    process_started: float | None = None
    epoch: int = 0
    epochs: int = 0
    batch: int = 0
    batches: int = 0
    digits_per_second: float = 0.0
    seconds: float = 0.0
    seconds_left: float = 0.0
    error: str | None = None


@dataclass(frozen=True)
class Run:
    """One run folder, as it was when it was read.

    Attributes:
        path: the folder.
        config: what ``config.json`` holds.
        status: where the run stands.
    """

    path: Path
    config: Mapping[str, Any]
    status: Status

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def under_way(self) -> bool:
        """Whether a process works on it, waits to, or is on its way."""
        return self.status.state not in AT_REST

    @property
    def owner(self) -> str | None:
        """Who may control it; None is anybody."""
        owner = self.config.get("owner")
        return None if owner is None else str(owner)


def runs_folder() -> Path:
    """Where runs are unless told otherwise: ``RUNS_DIR``, or ``runs``."""
    return Path(os.environ.get("RUNS_DIR") or "runs")


def create_run(runs_dir: Path, config: Mapping[str, Any], name: str | None = None) -> Path:
    """Make the folder of a new run.

    Args:
        runs_dir: the folder that holds all runs; made if it is missing.
        config: what to train, with "model" in it; becomes ``config.json``.
        name: the folder's name; None makes one from the time and the model.

    Raises:
        RunError: the name is not fit for a folder, is taken, or the folder cannot be written.
    """
    if name is None:
        name = f"{datetime.now():%Y%m%d-%H%M%S}-{config['model']}"
        if (runs_dir / name).exists():
            name += f"-{secrets.token_hex(2)}"
    path = run_path(runs_dir, name)
    try:
        path.mkdir(parents=True)
        files.write_json(path / "config.json", config)
        ask(path, "run")
        write_status(path, Status(state="queued", queued=time.time()))
    except FileExistsError:
        raise RunError(f"a run named {name!r} exists in {runs_dir}: choose another name") from None
    except OSError as error:
        shutil.rmtree(path, ignore_errors=True)
        raise RunError(f"cannot write the run folder {path}: {error}") from error
    return path


def run_path(runs_dir: Path, name: str) -> Path:
    """The folder of the run of that name, which may come from outside and be hostile.

    Raises:
        RunError: the name is no plain folder name.
    """
    if not _NAME.fullmatch(name):
        raise RunError(
            "expected a run's name of letters, digits, '-', '_' and '.', at most 100 of them and "
            f"beginning with a letter or digit, got {name!r}"
        )
    return runs_dir / name


def checkpoint(path: Path) -> Path:
    """The file in a run's folder that resuming needs: not there before the first checkpoint."""
    return path / "checkpoint" / "state.npz"


def read_run(path: Path) -> Run:
    """What a run folder says now. A run whose status is damaged has failed with that reason.

    Raises:
        RunError: there is no run folder, its config is damaged, or its status is missing.
    """
    config = files.read_json(path / "config.json")
    if not (path / "status.json").exists():
        raise RunError(f"{path} has no status.json")
    try:
        status = _read_status(path / "status.json")
    except RunError as error:
        return Run(path, config, Status(state="failed", error=str(error)))
    if status.state not in AT_REST and not _has_process(status):
        status = replace(status, state="interrupted")
    return Run(path, config, status)


def _read_status(path: Path) -> Status:
    values = files.read_json(path)
    known = {field.name for field in fields(Status)}
    try:
        status = Status(**{key: value for key, value in values.items() if key in known})
    except TypeError as error:
        raise RunError(f"{path} is damaged: {error}") from error
    if status.state not in get_args(State):
        raise RunError(f"{path} is damaged: unknown state {status.state!r}")
    for field in fields(Status):
        value = getattr(status, field.name)
        if not (_fits(field.name, value) or (value is None and field.default is None)):
            raise RunError(f"{path} is damaged: {field.name} is {value!r}")
    return status


def _fits(name: str, value: object) -> bool:
    """Whether a status may have that value."""
    if name in ("state", "error"):
        return isinstance(value, str)
    if name == "pid":
        return type(value) is int and 0 < value < 2**31
    if name in ("epoch", "epochs", "batch", "batches"):
        return type(value) is int and value >= 0
    return type(value) in (int, float)


def list_runs(runs_dir: Path) -> list[Run]:
    """All runs in a folder, the newest first; folders that are none are passed over."""
    runs = []
    for path in runs_dir.iterdir() if runs_dir.is_dir() else ():
        try:
            runs.append(read_run(run_path(runs_dir, path.name)))
        except RunError:
            continue
    return sorted(runs, key=lambda run: str(run.config.get("created", "")), reverse=True)


def read_metrics(path: Path, at_most: int | None = None) -> list[dict[str, float]]:
    """The measurements of a run, oldest first; none before the first one.

    Args:
        path: the run's folder.
        at_most: read no more than about so many, evenly spread, beside those that end an epoch.

    Raises:
        RunError: the file is damaged.
    """
    try:
        lines = (path / "metrics.jsonl").read_bytes().splitlines(keepends=True)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise RunError(f"{path / 'metrics.jsonl'} cannot be read: {error}") from error
    every = 1 if at_most is None else max(math.ceil(len(lines) / at_most), 1)
    try:
        metrics = [
            files.parse_json(line)
            for i, line in enumerate(lines)
            if line.endswith(b"\n") and (i % every == 0 or b'"val_' in line)
        ]
        if not all(_is_measurement(each) for each in metrics):
            raise ValueError("a line is no measurement")
    except (ValueError, RecursionError) as error:
        raise RunError(f"{path / 'metrics.jsonl'} is damaged: {error}") from error
    return metrics


def _is_measurement(values: Any) -> bool:
    return (
        isinstance(values, dict)
        and {"epoch", "batch", "seconds", "loss", "accuracy"} <= values.keys()
        and ("val_loss" in values) == ("val_accuracy" in values)
        and all(type(value) in (int, float) for value in values.values())
    )


def append_metrics(path: Path, measurement: Mapping[str, float]) -> None:
    """Add a measurement to a run."""
    with (path / "metrics.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(measurement) + "\n")


def write_metrics(path: Path, measurements: list[dict[str, float]]) -> None:
    """Replace a run's measurements: those after the checkpoint that it resumes from are void."""
    text = "".join(json.dumps(each) + "\n" for each in measurements)
    files.write_whole(path / "metrics.jsonl", lambda file: file.write(text.encode()))


def write_status(path: Path, status: Status) -> None:
    """Say where a run stands."""
    files.write_json(path / "status.json", asdict(status))


def write_last_words(path: Path, status: Status) -> None:
    """Say how a run ended, on a full disk as well: over the old words, which takes no space."""
    try:
        write_status(path, status)
    except OSError:
        with (path / "status.json").open("r+b") as file:
            file.write(json.dumps(asdict(status)).encode())
            file.truncate()


def delete_run(path: Path) -> None:
    """Delete a run folder: all of it, or what is left of it is no run any more.

    Raises:
        RunError: a process works on the run or waits to, or the folder cannot be deleted.
    """
    run = read_run(path)
    if run.under_way:
        raise RunError(f"{path.name} is {run.status.state}: stop it before it is deleted")
    try:
        path.rename(path.with_name(f"{_DELETED}{secrets.token_hex(4)}"))
        for doomed in path.parent.glob(f"{_DELETED}*"):  # and what a crash once left of others
            doomed.unlink() if doomed.is_symlink() else shutil.rmtree(doomed)
    except OSError as error:
        raise RunError(f"cannot delete {path}: {error}") from error


def sweep(path: Path) -> None:
    """Remove the halves of large files that a killed process left in a run's folder."""
    halves = (".*-model.*", ".*-predictions.npz", "checkpoint/.*")
    for stray in (each for half in halves for each in path.glob(half)):
        stray.unlink(missing_ok=True)


def ask(path: Path, command: Command) -> None:
    """Ask the process that works on a run, or waits to, for something."""
    files.write_json(path / "control.json", {"command": command})


def asked(path: Path) -> Command:
    """What was last asked of a run; "run" where that cannot be read."""
    try:
        said = files.read_json(path / "control.json").get("command")
    except RunError:
        return "run"
    return next((command for command in get_args(Command) if command == said), "run")


def of_this_process(status: Status) -> Status:
    """The status with this process as the one that works on the run."""
    process = psutil.Process()
    return replace(status, pid=process.pid, process_started=process_start(process))


def process_start(process: psutil.Process) -> float:
    """When a process began, in seconds, by a clock that nobody sets while it runs.

    On Linux psutil reckons the time since 1970 from the machine's start, which moves when the clock
    is set: there it is counted from that start.
    """
    created = process.create_time()
    return created - psutil.boot_time() if psutil.LINUX else created


def _has_process(status: Status) -> bool:
    """Whether the process that the status names still runs, or is still on its way."""
    if status.pid is None:
        waited = time.time() - (status.queued or 0.0)
        return status.state == "queued" and abs(waited) < SECONDS_TO_CLAIM
    if not psutil.pid_exists(status.pid):
        return False
    try:
        process = psutil.Process(status.pid)
        same = abs(process_start(process) - (status.process_started or 0.0)) < 1.0
        return same and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def is_suspended(status: Status) -> bool:
    """Whether a run's process has been suspended, as by Ctrl-Z in its terminal."""
    try:
        return status.pid is not None and (
            psutil.Process(status.pid).status() == psutil.STATUS_STOPPED
        )
    except psutil.Error:
        return False
