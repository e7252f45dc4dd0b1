"""Where a run stands, and whether the process that works on it lives."""

import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import psutil

from mnist_core import files
from mnist_core.errors import FileError, RunError
from mnist_core.files import Count

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


@dataclass(frozen=True, kw_only=True)
class Status:
    """Where a run stands.

    Attributes:
        state: what it does; "interrupted" when its process is gone though it had not ended.
        queued: when it was last put into the queue, seconds since 1970, or None.
        pid: its process, or None when it has none.
        process_started: when that process began, as ``process_start`` has it: tells it from a
            later process of the same number.
        prepared: generated digits written so far, while the run loads its data.
        to_prepare: of how many; 0 where none need be written.
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
    pid: Annotated[int, msgspec.Meta(gt=0, lt=2**31)] | None = None
    process_started: float | None = None
    prepared: Count = 0
    to_prepare: Count = 0
    epoch: Count = 0
    epochs: Count = 0
    batch: Count = 0
    batches: Count = 0
    digits_per_second: float = 0.0
    seconds: float = 0.0
    seconds_left: float = 0.0
    error: str | None = None


def read_status(path: Path) -> Status:
    """What a ``status.json`` says.

    Raises:
        RunError: the file is missing or damaged.
    """
    try:
        return files.read_typed(path, Status)
    except FileError as error:
        raise RunError(str(error)) from error


def write_status(path: Path, status: Status) -> None:
    """Say where a run stands.

    Raises:
        OSError: it cannot be written.
    """
    files.write_json(path / "status.json", status)


def write_last_words(path: Path, status: Status) -> None:
    """Say how a run ended, on a full disk as well: over the old words, which takes no space."""
    try:
        write_status(path, status)
    except OSError:
        with (path / "status.json").open("r+b") as file:
            file.write(msgspec.json.encode(status))
            file.truncate()


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


def has_process(status: Status) -> bool:
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
