"""The runs that a visitor may see, and what they are called."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from app_pages.visit.visitor import owner
from mnist_core import places, runs
from mnist_core.data.catalogue import DATA_SETS
from mnist_core.errors import RunError
from mnist_core.networks.config import TrainingConfig
from mnist_core.training.config import config_of

OWN = "runs/"  # what the keys of the visitor's own networks begin with


def own_runs() -> list[runs.Run]:
    """The runs that the visitor may see, the newest first."""
    return [run for run in runs.list_runs(places.runs_dir()) if _is_own(run)]


def own_run(name: str) -> runs.Run | None:
    """The visitor's run of that name, which may come from an address; None where there is none."""
    try:
        run = runs.read_run(runs.run_path(places.runs_dir(), name))
    except RunError:
        return None
    return run if _is_own(run) else None


def _is_own(run: runs.Run) -> bool:
    """Whether a run is the visitor's; where none is anybody's, all are."""
    return owner() in (None, run.owner)


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
    if config is None or when is None:
        return run.name
    return f"{called(config)}, {when:%d\u00a0%b\u00a0%H:%M:%S}"


def called(config: TrainingConfig) -> str:
    """What a network is called that comes of such a run: "drawing-cnn taught your hand"."""
    first = config.start_from
    if first is None:
        return config.architecture
    taught = "your class" if config.of_class else "your hand"
    return f"{config.architecture if first.startswith(OWN) else first} taught {taught}"


def drawings_of(config: TrainingConfig) -> str:
    """What the drawings are called that a network was taught."""
    return "your class’s digits" if config.of_class else "your drawings"


def began_from(run: runs.Run) -> str | None:
    """What the network is called that a run has begun from; None where it began with none."""
    config = config_of(run)
    if config is None or config.start_from is None:
        return None
    if not config.start_from.startswith(OWN):
        return config.start_from
    first = own_run(config.start_from.removeprefix(OWN))
    return "a network that is deleted" if first is None else title(first)


def titles(several: Sequence[runs.Run]) -> dict[str, str]:
    """Of each run, by its name, a title that no other one has."""
    named = {run.name: title(run) for run in several}
    often = Counter(named.values())
    return {name: t if often[t] == 1 else f"{t}, {name}" for name, t in named.items()}


def data_title(data: str) -> str:
    """What people call a data set; one at a path, which is nobody's business, is somebody's own."""
    return DATA_SETS.get(data, "Own digits")
