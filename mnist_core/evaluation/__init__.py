"""How good a network's answers are."""

from mnist_core.evaluation.metrics import (
    CALIBRATION_BINS,
    Evaluation,
    Reliability,
    calibration_error,
    evaluate,
    is_at_chance,
    most_certain_mistakes,
    reliability,
)

__all__ = [
    "CALIBRATION_BINS",
    "Evaluation",
    "Reliability",
    "calibration_error",
    "evaluate",
    "is_at_chance",
    "most_certain_mistakes",
    "reliability",
]
