"""One run of a folder is trained at a time; the others queue.

Two lock files say whose turn it is. ``.turn`` is held by the process that trains. ``.queue`` is
held for the moment that it takes to look at the runs and to change one. Both are locks of the
operating system, so they are released when their process dies.

A process that waits asks for its turn only while its run is the first in the queue.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from itertools import takewhile
from pathlib import Path

from filelock import FileLock, Timeout

from mnist_core.errors import RunError
from mnist_core.runs.folder import Run, ask, list_runs, read_run
from mnist_core.runs.status import (
    AT_REST,
    AT_WORK,
    Status,
    is_suspended,
    of_this_process,
    write_status,
)

SECONDS_BETWEEN_LOOKS = 0.3
SECONDS_TO_CHANGE = 10.0


@contextmanager
def changing(runs_dir: Path) -> Iterator[None]:
    """A context in which nobody else queues, claims or deletes a run of the folder.

    Raises:
        RunError: somebody else does so for ten seconds, or the folder cannot be written.
    """
    try:
        runs_dir.mkdir(parents=True, exist_ok=True)
        lock = FileLock(runs_dir / ".queue").acquire(timeout=SECONDS_TO_CHANGE)
    except Timeout as error:
        raise RunError(
            f"{runs_dir} is busy: another process, perhaps a suspended one, changes it; try again"
        ) from error
    except OSError as error:
        raise RunError(f"{runs_dir} cannot be written: {error}") from error
    with lock:
        yield


def queued(runs_dir: Path) -> list[Run]:
    """The runs that wait, the next one first; a suspended process waits for nothing."""
    waiting = [
        run
        for run in list_runs(runs_dir)
        if run.status.state == "queued" and not is_suspended(run.status)
    ]
    return sorted(waiting, key=lambda run: (run.status.queued or 0.0, run.name))


def ahead(run: Path) -> list[Run]:
    """The runs that come before a waiting one: the one that is trained, then the queue."""
    at_work = [each for each in list_runs(run.parent) if each.status.state in AT_WORK]
    return at_work + list(takewhile(lambda each: each.name != run.name, queued(run.parent)))


def claim(run: Path) -> Status:
    """Put a run into the queue as this process's own.

    What was asked of a run that was at rest is void; what was asked of a queued one holds.

    Raises:
        RunError: another process works on it or waits to.
    """
    with changing(run.parent):
        status = read_run(run).status
        if status.state in AT_REST:
            status = replace(status, queued=time.time())
            ask(run, "run")
        elif status.pid is not None:
            raise RunError(f"{run.name} is {status.state} in process {status.pid}")
        status = of_this_process(replace(status, state="queued", error=None))
        write_status(run, status)
    return status


@contextmanager
def hold(run: Path, wanted: Callable[[], bool]) -> Iterator[bool]:
    """Wait for the run's turn and hold it; yields whether it is held.

    Args:
        run: a run that this process has claimed.
        wanted: asked while it waits; after False it no longer does.
    """
    lock = FileLock(run.parent / ".turn", blocking=False)
    with ExitStack() as stack:
        while not (held := _take(lock, run, stack)) and wanted():
            time.sleep(SECONDS_BETWEEN_LOOKS)
        yield held


def _take(lock: FileLock, run: Path, stack: ExitStack) -> bool:
    """Take the lock if nobody is ahead in the queue and nobody has it."""
    if any(each.name != run.name for each in queued(run.parent)[:1]):
        return False
    try:
        stack.enter_context(lock)
    except Timeout:
        return False
    return True
