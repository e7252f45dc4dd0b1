"""Run folders: created, written, listed and read. Knows nothing of networks.

A run folder is all that a training leaves behind, and all that a page needs to watch it:

    config.json        what was asked for, with versions, seed and data set
    metrics.jsonl      one line a measurement
    status.json        state, process, progress, error
    control.json       what a person asks of it: run, pause or stop
    checkpoint/        what resuming needs
    model.keras  model.h5  model.tflite  model.json
    moments.npz        the weights at some moments of the training, and how well they read
    snapshot.npz       what the network answers on the way, after the last epoch that ended
    evaluation.json  predictions.npz
    output.log         what its process printed, where a page started it

Every file is written whole, so a reader never sees half of one, but for the last words on a full
disk; ``metrics.jsonl`` grows a line at a time, and a torn last line is not read.
"""

import re
import secrets
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, get_args

from mnist_core import files
from mnist_core.errors import FileError, RunError
from mnist_core.runs.status import AT_REST, Command, Status, has_process, read_status, write_status

_DELETED = ".deleted-"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


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


def create_run(runs_dir: Path, config: Mapping[str, Any], name: str | None = None) -> Path:
    """Make the folder of a new run.

    Args:
        runs_dir: the folder that holds all runs; made if it is missing.
        config: what to train, with "architecture" in it; becomes ``config.json``.
        name: the folder's name; None makes one from the time and the network.

    Raises:
        RunError: the name is not fit for a folder, is taken, or the folder cannot be written.
    """
    if name is None:
        name = f"{datetime.now():%Y%m%d-%H%M%S}-{config['architecture']}"
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
    try:
        config = files.read_json(path / "config.json")
    except FileError as error:
        raise RunError(str(error)) from error
    return Run(path, config, _status(path))


def _status(path: Path) -> Status:
    if not (path / "status.json").exists():
        raise RunError(f"{path} has no status.json")
    try:
        status = read_status(path / "status.json")
    except RunError as error:
        return Status(state="failed", error=str(error))
    if status.state not in AT_REST and not has_process(status):
        return replace(status, state="interrupted")
    return status


def list_runs(runs_dir: Path) -> list[Run]:
    """All runs in a folder, the newest first; folders that are none are passed over."""
    runs = []
    for path in runs_dir.iterdir() if runs_dir.is_dir() else ():
        try:
            runs.append(read_run(run_path(runs_dir, path.name)))
        except RunError:
            continue
    return sorted(runs, key=lambda run: str(run.config.get("created", "")), reverse=True)


def list_damaged(runs_dir: Path) -> list[Path]:
    """The runs that ``list_runs`` passes over because their ``config.json`` cannot be read."""
    damaged = []
    for config in runs_dir.glob("*/config.json"):
        try:
            files.parse_json(config.read_bytes(), dict)
        except OSError:  # it may be whole
            continue
        except (ValueError, RecursionError):
            if _NAME.fullmatch(config.parent.name):
                damaged.append(config.parent)
    return damaged


def delete_run(path: Path) -> None:
    """Delete a run folder: all of it, or what is left of it is no run any more.

    Its config may be damaged.

    Raises:
        RunError: a process works on the run or waits to, it is none, or it cannot be deleted.
    """
    status = _status(path)
    if status.state not in AT_REST:
        raise RunError(f"{path.name} is {status.state}: stop it before it is deleted")
    try:
        path.rename(path.with_name(f"{_DELETED}{secrets.token_hex(4)}"))
        for doomed in path.parent.glob(f"{_DELETED}*"):  # and what a crash once left of others
            doomed.unlink() if doomed.is_symlink() else shutil.rmtree(doomed)
    except OSError as error:
        raise RunError(f"cannot delete {path}: {error}") from error


def sweep(path: Path) -> None:
    """Remove the halves of large files that a killed process left in a run's folder."""
    halves = (
        ".*-model.*",
        ".*-predictions.npz",
        ".*-snapshot.npz",
        ".*-moments.npz",
        "checkpoint/.*",
    )
    for stray in (each for half in halves for each in path.glob(half)):
        stray.unlink(missing_ok=True)


def ask(path: Path, command: Command) -> None:
    """Ask the process that works on a run, or waits to, for something."""
    files.write_json(path / "control.json", {"command": command})


def asked(path: Path) -> Command:
    """What was last asked of a run; "run" where that cannot be read."""
    try:
        said = files.read_json(path / "control.json").get("command")
    except FileError:
        return "run"
    return next((command for command in get_args(Command) if command == said), "run")
