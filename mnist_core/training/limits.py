"""What a public server grants its visitors, and room for their runs."""

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from mnist_core import runs
from mnist_core.errors import ConfigError, RunError
from mnist_core.networks.config import RANGES, Range, TrainingConfig
from mnist_core.runs import queue


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What a server grants its visitors.

    Attributes:
        epochs: at most, of a training.
        batch_size: at most: memory grows with it.
        seconds: of training, after which a run is stopped, evaluated and saved.
        waiting: runs in the queue.
        runs: that are kept; the oldest make room.
        megabytes: that the runs may take when a new one starts; the oldest make room.
    """

    epochs: int
    batch_size: int
    seconds: float
    waiting: int
    runs: int
    megabytes: float


# For strangers who share a small server.
PUBLIC = Limits(epochs=20, batch_size=512, seconds=600, waiting=4, runs=40, megabytes=200)


def granted_ranges(limits: Limits | None) -> dict[str, Range]:
    """The values that each setting may have where a server grants no more than that."""
    if limits is None:
        return RANGES
    epochs, batch_size = RANGES["epochs"], RANGES["batch_size"]
    return RANGES | {
        "epochs": replace(epochs, most=limits.epochs),
        "batch_size": replace(batch_size, most=limits.batch_size),
    }


def limited(config: TrainingConfig, limits: Limits) -> TrainingConfig:
    """A configuration with the time that a server grants.

    Raises:
        ConfigError: it asks for more epochs, or larger batches, than the server grants.
    """
    for name in ("epochs", "batch_size"):
        most = getattr(limits, name)
        if getattr(config, name) > most:
            raise ConfigError(
                f"this server grants {name} up to {most}, got {getattr(config, name)}: for more, "
                "run the app on your own machine"
            )
    return replace(config, time_limit=min(config.time_limit or limits.seconds, limits.seconds))


def check_queue(runs_dir: Path, owner: str | None, limits: Limits) -> None:
    """Check that a visitor may queue one more run.

    Raises:
        RunError: the visitor has a training under way, or the queue is full.
    """
    if any(run.under_way and run.owner == owner for run in runs.list_runs(runs_dir)):
        raise RunError("you have a training under way: let it end, or stop it, before the next")
    if len(queue.queued(runs_dir)) >= limits.waiting:
        raise RunError(
            f"{limits.waiting} trainings wait already: try again later, or run the app on your "
            "own machine"
        )


def make_room(runs_dir: Path, limits: Limits, begins_from: str | None = None) -> None:
    """Delete runs until a new one fits.

    First those that are damaged, then those that came to nothing and could not go on, then the
    oldest of whoever has most: so that who starts many loses their own. One whose network the new
    run, or one that is under way, begins from is not deleted.

    Args:
        runs_dir: the folder that holds all runs.
        limits: what the server grants.
        begins_from: the network that the new run begins from, as its config names it.
    """
    for damaged in runs.list_damaged(runs_dir):
        with suppress(RunError):  # a process works on it still
            runs.delete_run(damaged)
    kept = runs.list_runs(runs_dir)
    needed = {begins_from, *(str(run.config.get("start_from")) for run in kept if run.under_way)}
    sizes = {run.name: _megabytes(run.path) for run in kept}
    while len(sizes) >= limits.runs or sum(sizes.values()) > limits.megabytes:
        owned = Counter(run.owner for run in kept)
        at_rest = [
            run for run in reversed(kept) if not run.under_way and f"runs/{run.name}" not in needed
        ]
        if not at_rest:
            return
        doomed = min(at_rest, key=lambda run: (_is_of_use(run.path), -owned[run.owner]))
        runs.delete_run(doomed.path)
        kept.remove(doomed)
        del sizes[doomed.name]


def _is_of_use(run: Path) -> bool:
    """Whether a run came to a network, or can go on."""
    return (run / "model.json").exists() or runs.checkpoint(run).exists()


def _megabytes(folder: Path) -> float:
    total = 0
    for path in folder.rglob("*"):
        with suppress(OSError):  # a file that was there for a moment
            total += path.stat().st_size
    return total / 1e6
