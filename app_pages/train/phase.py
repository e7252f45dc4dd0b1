"""A run in words: what it does, why it came to rest, when it was started, how long it took."""

from typing import Literal, cast

from app_pages.figures.text import duration
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


def part_done(status: runs.Status) -> float:
    """The part of a training that is done, 0 to 1."""
    total = status.epochs * status.batches
    done = max(status.epoch - 1, 0) * status.batches + status.batch
    return min(done / total, 1.0) if total > 0 else 0.0


def describe(run: runs.Run, now: Phase) -> str:
    """What a run does in a phase, in a sentence."""
    status = run.status
    where = f"in epoch {status.epoch} of {status.epochs}" if status.epochs else "before it began"
    words: dict[Phase, str] = {
        "loading": "Loading TensorFlow and the digits …",
        "training": f"Training: epoch {status.epoch} of {status.epochs}",
        "pausing": "Pausing …",
        "stopping": "Stopping: evaluating and saving what it has learnt …",
        "evaluating": "Evaluating and saving …",
        "suspended": "Suspended in its terminal: fg goes on with it",
        "paused": f"Paused {where}",
        "finished": f"Finished: {status.epochs} epochs in {duration(status.seconds)}",
        "stopped": f"Stopped {where}",
        "failed": "Failed",
        "interrupted": "Interrupted",
    }
    return _place(run) if now == "waiting" else words[now]


def explanation(run: runs.Run) -> str | None:
    """What a person should know of why a run came to rest, or None."""
    if run.status.state == "failed":
        return f"It failed: {run.status.error}."
    if run.status.state == "interrupted":
        goes_on = runs.checkpoint(run.path).exists()
        then = "goes on from its last checkpoint" if goes_on else "starts it anew"
        return (
            "It ended without a word: it was killed, ran out of memory or disk, or the machine was "
            f"switched off. Resume {then}."
        )
    if run.status.state == "stopped" and is_out_of_time(run):
        return "It was stopped at its time limit."
    return None


def is_out_of_time(run: runs.Run) -> bool:
    """Whether a run has been trained for as long as it may."""
    config = config_of(run)
    limit = config.time_limit if config else None
    return limit is not None and run.status.seconds >= limit


def describe_settings(run: runs.Run) -> str:
    """What a run trains, and how."""
    config = config_of(run)
    if config is None:
        return f"Run {run.name}. Its settings are damaged."
    return (
        f"{config.epochs} epochs in batches of {config.batch_size}, learning rate "
        f"{config.learning_rate:g}, {'augmented' if config.augment else 'not augmented'}, "
        f"validation split {config.validation_split:g}, seed {config.seed}. Run {run.name}."
    )


def _place(run: runs.Run) -> str:
    others = len(queue.ahead(run.path))
    if not others:
        return "Starting …"
    comes = "1 training comes" if others == 1 else f"{others} trainings come"
    to_be = " to be evaluated" if runs.asked(run.path) == "stop" else ""
    return f"Waiting{to_be}: {comes} first"
