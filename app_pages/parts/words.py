"""A run in words: what it does, why it came to rest, when it was started, how long it took."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from mnist_core import runs, slot
from mnist_core.errors import MnistCoreError
from mnist_core.training import TrainingConfig, read_config

Phase = Literal[
    *("waiting", "loading", "training", "pausing", "stopping", "evaluating"),
    *("paused", "finished", "stopped", "failed", "interrupted"),
]


def phase(run: runs.Run) -> Phase:
    """What a run does as people see it: its state, what is asked of it, how far it is."""
    status, wish = run.status, runs.asked(run.path)
    if status.state in runs.AT_REST:
        return status.state
    if status.state == "stopping" or wish == "stop":
        return "stopping"
    if wish == "pause":
        return "pausing"
    if status.state == "queued":
        return "waiting"
    if not status.digits_per_second:
        return "loading"
    return "evaluating" if part_done(status) == 1 else "training"


def part_done(status: runs.Status) -> float:
    """The part of a training that is done, 0 to 1."""
    total = status.epochs * status.batches
    done = max(status.epoch - 1, 0) * status.batches + status.batch
    return min(done / total, 1.0) if total > 0 else 0.0


def in_words(run: runs.Run) -> str:
    """What a run does now, in a sentence."""
    status, now = run.status, phase(run)
    where = f"in epoch {status.epoch} of {status.epochs}" if status.epochs else "before it began"
    words: dict[Phase, str] = {
        "loading": "Loading TensorFlow and the digits …",
        "training": f"Training: epoch {status.epoch} of {status.epochs}",
        "pausing": "Pausing …",
        "stopping": "Stopping: evaluating and saving what it has learnt …",
        "evaluating": "Evaluating and saving …",
        "paused": f"Paused {where}",
        "finished": f"Finished: {status.epochs} epochs in {duration(status.seconds)}",
        "stopped": f"Stopped {where}",
        "failed": "Failed",
        "interrupted": "Interrupted",
    }
    return _place(run) if now == "waiting" else words[now]


def explanation(run: runs.Run) -> str | None:
    """What a person should know of why a run came to rest, or None."""
    status, limit = run.status, time_limit(run)
    if status.state == "failed":
        return f"It failed: {status.error}."
    if status.state == "interrupted":
        kept = (run.path / "checkpoint").exists()
        return (
            "Its process is gone: it was killed, ran out of memory or disk, or the machine was "
            "switched off. "
            + ("Resume goes on from its last checkpoint." if kept else "Resume starts it.")
        )
    if status.state == "stopped" and limit is not None and status.seconds >= limit:
        return f"It was stopped at this server's limit of {duration(limit)} of training."
    return None


def config_of(run: runs.Run) -> TrainingConfig | None:
    """What a run trains; None where its config is damaged."""
    try:
        return read_config(run.path)
    except MnistCoreError:
        return None


def time_limit(run: runs.Run) -> float | None:
    """Seconds of training that a run is granted, or None."""
    config = config_of(run)
    return None if config is None else config.time_limit


def duration(seconds: float) -> str:
    """Seconds as people say them."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def started(run: runs.Run) -> datetime | None:
    """When a run was started, by the visitor's clock; None where that is not known."""
    try:
        created = datetime.fromisoformat(str(run.config.get("created")))
        return created.astimezone(ZoneInfo(st.context.timezone or "UTC"))
    except (ValueError, ZoneInfoNotFoundError, TypeError, OverflowError):
        return None


def title(run: runs.Run) -> str:
    """A run's network and when it was started; its name where that is not known."""
    config, when = config_of(run), started(run)
    return f"{config.model}, {when:%d %b %H:%M:%S}" if config and when else run.name


def titles(several: Sequence[runs.Run]) -> dict[str, str]:
    """Of each run, by its name, a title that no other one has."""
    often = Counter(title(run) for run in several)
    return {
        run.name: title(run) if often[title(run)] == 1 else f"{title(run)}, {run.name}"
        for run in several
    }


def _place(run: runs.Run) -> str:
    others = len(slot.ahead(run.path))
    if not others:
        return "Starting …"
    return f"Waiting: {others} training{' comes' if others == 1 else 's come'} first"
