"""A run in words: what it does, how far it is, and why it came to rest."""

import math
from typing import Literal, cast

from app_pages.figures.text import counted, duration
from mnist_core import runs
from mnist_core.runs import queue
from mnist_core.training.config import config_of

Phase = Literal[
    "waiting",
    "loading",
    "training",
    "pausing",
    "stopping",
    "evaluating",
    "suspended",
    "paused",
    "finished",
    "stopped",
    "failed",
    "interrupted",
]


def phase(run: runs.Run) -> Phase:
    """What a run does as people see it: its state, what is asked of it, how far it is."""
    status = run.status
    if status.state in runs.AT_REST:
        return cast(Phase, status.state)
    if status.state == "queued":
        return "waiting"
    if runs.is_suspended(status):
        return "suspended"
    wish = runs.asked(run.path)
    if status.state == "stopping" or wish == "stop":
        return "stopping"
    if wish == "pause":
        return "pausing"
    if not status.digits_per_second:
        return "loading"
    return "evaluating" if part_done(status) == 1 else "training"


def epochs_done(status: runs.Status) -> float:
    """How many epochs were trained, such as 1.5 halfway through the second."""
    batches = max(status.epoch - 1, 0) * status.batches + status.batch
    return min(batches / max(status.batches, 1), status.epochs)


def part_done(status: runs.Status) -> float:
    """The part of a training that is done, 0 to 1."""
    return epochs_done(status) / max(status.epochs, 1)


def describe(run: runs.Run, now: Phase) -> str:
    """What a run does in a phase, in a sentence."""
    status = run.status
    where = f"in epoch {status.epoch} of {status.epochs}" if status.epochs else "before it began"
    words: dict[Phase, str] = {
        "loading": _loading(status),
        "training": _training(run),
        "pausing": "Pausing …",
        "stopping": "Stopping: evaluating and saving what it has learnt …",
        "evaluating": "Evaluating and saving …",
        "suspended": "Suspended in its terminal: fg goes on with it",
        "paused": f"Paused {where}",
        "finished": _finished(run),
        "stopped": f"Stopped {where}",
        "failed": "Failed",
        "interrupted": "Interrupted",
    }
    return _place(run) if now == "waiting" else words[now]


def describe_in_the_tab(run: runs.Run, now: Phase) -> str:
    """What a run does in a phase, as short as a browser's tab: its progress while it trains."""
    config = config_of(run)
    part = f"{math.floor(100 * part_done(run.status))}\u00a0%" if now == "training" else now
    return f"Train · {part} · {config.architecture if config else run.name}"


def is_teaching(run: runs.Run) -> bool:
    """Whether a run teaches a network somebody's drawings."""
    config = config_of(run)
    return config is not None and config.start_from is not None


def is_of_class(run: runs.Run) -> bool:
    """Whether the drawings that a run teaches are a class's."""
    config = config_of(run)
    return config is not None and config.of_class


def _training(run: runs.Run) -> str:
    status = run.status
    if is_teaching(run):
        batches = status.batches * status.epochs
        return f"Learning: batch {round(part_done(status) * batches):,} of {batches:,}"
    return f"Training: epoch {status.epoch} of {status.epochs}"


def _finished(run: runs.Run) -> str:
    epochs = "" if is_teaching(run) else f": {counted(run.status.epochs, 'epoch')}"
    return f"Finished{epochs} in {duration(run.status.seconds)}"


def _loading(status: runs.Status) -> str:
    if status.prepared < status.to_prepare:
        return f"Writing {status.prepared:,} of {status.to_prepare:,} digits …"
    return "Loading TensorFlow and the digits …"


def explanation(run: runs.Run) -> str | None:
    """What a person should know of why a run came to rest, or None."""
    if run.status.state == "failed" and "no MNIST" in (run.status.error or ""):
        return (
            "It failed: MNIST is not on this server, and cannot be downloaded from here. Generated "
            "digits need no download."
        )
    if run.status.state == "failed":
        return f"It failed: {run.status.error}."
    if run.status.state == "interrupted":
        goes_on = runs.checkpoint(run.path).exists()
        then = "goes on from its last checkpoint" if goes_on else "starts it anew"
        return (
            "Its process is gone and left no message: it was killed, ran out of memory or disk, "
            f"or the machine was switched off. Resume {then}."
        )
    if run.status.state == "stopped" and is_out_of_time(run):
        return "It was stopped at its time limit."
    return None


def is_out_of_time(run: runs.Run) -> bool:
    """Whether a run has been trained for as long as it may."""
    config = config_of(run)
    limit = config.time_limit if config else None
    return limit is not None and run.status.seconds >= limit


def _place(run: runs.Run) -> str:
    others = len(queue.ahead(run.path))
    if not others:
        return "Starting …"
    comes = "1 training comes" if others == 1 else f"{others} trainings come"
    to_be = " to be evaluated" if runs.asked(run.path) == "stop" else ""
    return f"Waiting{to_be}: {comes} first"
