"""A training's folder, as any reader finds it. Knows no network."""

from mnist_core.runs.diagnosis import Diagnosis, diagnose
from mnist_core.runs.folder import (
    Run,
    ask,
    asked,
    checkpoint,
    create_run,
    delete_run,
    list_damaged,
    list_runs,
    read_run,
    run_path,
    sweep,
)
from mnist_core.runs.history import append_metrics, read_metrics, write_metrics
from mnist_core.runs.snapshot import Snapshot, read_snapshot, write_snapshot
from mnist_core.runs.status import (
    AT_REST,
    AT_WORK,
    SECONDS_TO_CLAIM,
    Command,
    State,
    Status,
    is_suspended,
    of_this_process,
    process_start,
    write_last_words,
    write_status,
)

__all__ = [
    "AT_REST",
    "AT_WORK",
    "SECONDS_TO_CLAIM",
    "Command",
    "Diagnosis",
    "Run",
    "Snapshot",
    "State",
    "Status",
    "append_metrics",
    "ask",
    "asked",
    "checkpoint",
    "create_run",
    "delete_run",
    "diagnose",
    "is_suspended",
    "list_damaged",
    "list_runs",
    "of_this_process",
    "process_start",
    "read_metrics",
    "read_run",
    "read_snapshot",
    "run_path",
    "sweep",
    "write_last_words",
    "write_metrics",
    "write_snapshot",
    "write_status",
]
