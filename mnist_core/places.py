"""Where the library finds what lies outside its package: said here and nowhere else.

``MODELS_DIR``, ``RUNS_DIR``, ``CLASSROOMS_DIR`` and ``CACHE_DIR`` in the environment move the
networks, the runs, the classes, and what is kept to save time.
"""

import os
import sys
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_BESIDE = _PACKAGE.parent


def models_dir() -> Path:
    """The networks that come with the program: in the installed package, or the checkout's."""
    if named := os.environ.get("MODELS_DIR"):
        return Path(named)
    installed = _PACKAGE / "models"
    return installed if installed.is_dir() else _BESIDE / "models"


def runs_dir() -> Path:
    """The folder of all runs, ``runs`` in the working directory unless it is moved."""
    return Path(os.environ.get("RUNS_DIR") or "runs")


def classrooms_dir() -> Path:
    """The folder of all classes, ``classrooms`` in the working directory unless it is moved."""
    return Path(os.environ.get("CLASSROOMS_DIR") or "classrooms")


def cache_dir() -> Path:
    """The folder of what can be made anew at any time: ``mnist-core`` in the user's cache.

    That is in ``~/.cache`` unless ``XDG_CACHE_HOME`` moves it, on all systems
    (specifications.freedesktop.org/basedir-spec). It may not be there, or not be writable.
    """
    if named := os.environ.get("CACHE_DIR"):
        return Path(named)
    users = os.environ.get("XDG_CACHE_HOME")
    return (Path(users) if users else Path.home() / ".cache") / "mnist-core"


def train_command() -> list[str]:
    """The words that start training: its script lies beside the package, installed or not."""
    return [sys.executable, str(_BESIDE / "train_model.py")]
