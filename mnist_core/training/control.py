"""What a page may do with runs: start, pause, resume, stop and delete them.

Training is ``train_model.py`` in a process of its own, which outlives the one that started it. This
module starts it and leaves word in the run folder; it trains nothing itself.
"""

import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import psutil

from mnist_core import places, runs
from mnist_core.data.catalogue import available
from mnist_core.data.corrections import Correction
from mnist_core.errors import ConfigError, RunError
from mnist_core.networks.config import TrainingConfig
from mnist_core.runs import queue
from mnist_core.training.config import config_of, start_run
from mnist_core.training.limits import Limits, check_queue, limited, make_room
from mnist_core.training.teaching import start_teaching_run, teaching_config

# The web server and the browser beside it come first: nice(2), or Windows's priority class.
if sys.platform == "win32":
    _YIELDING = psutil.BELOW_NORMAL_PRIORITY_CLASS
    _DETACHED = subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP
else:
    _YIELDING = 10
    _DETACHED = 0


def start(
    config: TrainingConfig,
    runs_dir: Path,
    *,
    owner: str | None = None,
    limits: Limits | None = None,
) -> Path:
    """Start a training, or queue it; the folder of its run.

    A training that its owner has asked for already, and that has not ended, is not started twice.

    Args:
        config: what to train; its data must be a data set with a name, and not a path.
        runs_dir: the folder that holds all runs.
        owner: who may control the run; None is anybody.
        limits: what this server grants; None is everything.

    Raises:
        ConfigError: the data has no name, or more was asked for than is granted.
        RunError: the owner has another training, the queue is full, or the folder is not writable.
    """
    if config.data not in available():  # a page shows what it was given: no file of the server
        raise ConfigError(f"expected data of {', '.join(available())}, got {config.data!r}")
    if limits is not None:
        config = limited(config, limits)
    with queue.changing(runs_dir):
        for run in runs.list_runs(runs_dir):
            same = run.under_way and run.owner == owner and config_of(run) == config
            if same and runs.asked(run.path) == "run":
                return run.path
        if limits is not None:
            check_queue(runs_dir, owner, limits)
            make_room(runs_dir, limits)
        path = start_run(config, runs_dir, owner=owner)
    _launch(path)
    return path


def start_teaching(
    start_from: str,
    learnt_from: Sequence[Correction],
    kept_aside: Sequence[Correction],
    runs_dir: Path,
    *,
    of_class: bool = False,
    owner: str | None = None,
    limits: Limits | None = None,
) -> Path:
    """Start teaching a copy of a network somebody's drawings, or queue it; the folder of its run.

    Args:
        start_from: a published network's name, or "runs/" and the name of a run that has been
            evaluated.
        learnt_from: the drawings, at least one that the network can learn: one that knows no
            "not a digit" learns none of those.
        kept_aside: further drawings, to be measured on.
        runs_dir: the folder that holds all runs.
        of_class: whether the drawings are a class's, and not one person's.
        owner: who may control the run; None is anybody.
        limits: what this server grants; None is everything.

    Raises:
        ConfigError: there is nothing to learn from.
        ModelError: there is no such network, or it is damaged.
        RunError: the owner has another training, the queue is full, or the folder is not writable.
    """
    config = replace(teaching_config(start_from, runs_dir), of_class=of_class)
    if limits is not None:
        config = limited(config, limits)
    with queue.changing(runs_dir):
        if limits is not None:
            check_queue(runs_dir, owner, limits)
            make_room(runs_dir, limits, start_from)
        path = start_teaching_run(config, learnt_from, kept_aside, runs_dir, owner=owner)
    _launch(path)
    return path


def resume(run: Path, limits: Limits | None = None) -> None:
    """Go on with a run that is paused, stopped, failed or interrupted; nothing if it is under way.

    Raises:
        RunError: it is finished, it has used up its time, its owner has another training, or the
            queue is full.
    """
    with queue.changing(run.parent):
        found = runs.read_run(run)
        if found.under_way:
            return
        if found.status.state == "finished":
            raise RunError(f"{run.name} is finished")
        if limits is not None and found.status.seconds >= limits.seconds:
            raise RunError("it has been trained for as long as this server grants")
        _queue(found, "run", limits)
    _launch(run)


def pause(run: Path) -> None:
    """Have a run saved and its process ended, so that it can go on later.

    Raises:
        RunError: there is no such run.
    """
    if runs.read_run(run).under_way:
        runs.ask(run, "pause")


def stop(run: Path, limits: Limits | None = None) -> None:
    """Have a run saved and evaluated as far as it got, whether a process works on it or not.

    Raises:
        RunError: there is no such run, or evaluating it must wait and the queue is full.
    """
    with queue.changing(run.parent):
        found = runs.read_run(run)
        if found.under_way:
            runs.ask(run, "stop")
            return
        if found.status.state not in ("paused", "interrupted"):
            return
        _queue(found, "stop", limits)
    _launch(run)


def delete(run: Path) -> None:
    """Delete a run that is at rest.

    Raises:
        RunError: it is under way, or cannot be deleted.
    """
    with queue.changing(run.parent):
        runs.delete_run(run)


def _queue(run: runs.Run, command: runs.Command, limits: Limits | None) -> None:
    """Queue a run that is at rest for a process that is about to be started."""
    if limits is not None:
        check_queue(run.path.parent, run.owner, limits)
    runs.ask(run.path, command)
    status = replace(run.status, state="queued", queued=time.time(), error=None)
    runs.write_status(run.path, replace(status, pid=None, process_started=None))


def _launch(run: Path) -> None:
    """Start the process that trains a queued run once it is its turn.

    Raises:
        RunError: it cannot be started; the run has failed with that reason.
    """
    queued = runs.read_run(run).status.queued
    command = [*places.train_command(), "--resume", run.name]
    command += ["--runs-dir", str(run.parent.resolve())]
    try:
        with (run / "output.log").open("ab") as log:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C ends the server and not the training
                creationflags=_DETACHED,
            )
    except OSError as error:
        reason = f"its process cannot be started: {error}"
        _fail_unclaimed(run, queued, reason)
        raise RunError(reason) from error
    with suppress(psutil.Error):
        psutil.Process(process.pid).nice(_YIELDING)
    threading.Thread(target=_see_off, args=(process, run, queued), daemon=True).start()


def _see_off(process: subprocess.Popen[bytes], run: Path, queued: float | None) -> None:
    """Wait for a process to end; where it did not come to claiming its run, say so there."""
    process.wait()
    reason = f"its process ended at once, with status {process.returncode}"
    with suppress(OSError):
        said = (run / "output.log").read_text(errors="replace").split("\n")
        reason += next((f": {line:.300}" for line in reversed(said) if line.strip()), "")
    _fail_unclaimed(run, queued, reason)


def _fail_unclaimed(run: Path, queued: float | None, reason: str) -> None:
    """Let a run fail that still waits, since ``queued``, for the process that was to claim it."""
    if not run.exists():
        return
    with suppress(OSError, RunError), queue.changing(run.parent):
        status = runs.read_run(run).status
        if status.state == "queued" and status.pid is None and status.queued == queued:
            runs.write_last_words(run, replace(status, state="failed", error=reason))
