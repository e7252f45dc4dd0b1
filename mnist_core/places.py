"""Where the library finds what lies outside its package: said here and nowhere else.

``MODELS_DIR`` and ``RUNS_DIR`` in the environment move the networks and the runs.
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


def train_command() -> list[str]:
    """The words that start training: its script lies beside the package, installed or not."""
    return [sys.executable, str(_BESIDE / "train_model.py")]
