"""How good a network's answers are."""

from mnist_core.evaluation.metrics import (
    CALIBRATION_BINS,
    Evaluation,
    Reliability,
    calibration_error,
    evaluate,
    most_certain_mistakes,
    reliability,
)

__all__ = [
    "CALIBRATION_BINS",
    "Evaluation",
    "Reliability",
    "calibration_error",
    "evaluate",
    "most_certain_mistakes",
    "reliability",
]
