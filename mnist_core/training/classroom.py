"""A network is taught a class's drawings: its pupils are parted, and a run is started."""

from pathlib import Path

from mnist_core.classroom.folder import Classroom, note_run
from mnist_core.classroom.pupils import choose_evenly, read_drawings, read_pupils, split_pupils
from mnist_core.training.control import start_teaching
from mnist_core.training.limits import Limits


def teach_class(
    classroom: Classroom,
    start_from: str,
    runs_dir: Path,
    *,
    owner: str | None = None,
    limits: Limits | None = None,
) -> Path:
    """Start teaching a copy of a network the drawings of a class; the folder of its run.

    It learns from most pupils, and is measured on others; of each no more drawings than one file
    may hold, chosen evenly among pupils. The run's drawings are deleted with the class.

    Args:
        classroom: with at least one drawing.
        start_from: a published network's name, or "runs/" and a run's.
        runs_dir: the folder that holds all runs.
        owner: who may control the run; None is anybody.
        limits: what this server grants; None is everything.

    Raises:
        ClassroomError: the class has ended.
        ConfigError: there is nothing to learn from.
        ModelError: there is no such network, or it is damaged.
        RunError: the owner has another training, the queue is full, or the folder is not writable.
    """
    learnt_from, kept_aside = (
        read_drawings(choose_evenly(part)) for part in split_pupils(read_pupils(classroom))
    )
    run = start_teaching(
        start_from, learnt_from, kept_aside, runs_dir, of_class=True, owner=owner, limits=limits
    )
    note_run(classroom, runs_dir, run.name)
    return run
