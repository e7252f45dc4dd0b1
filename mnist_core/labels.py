"""What a network can answer, and which answer its probabilities come to."""

import numpy as np

from mnist_core.arrays import Float32Array, Float64Array, IntArray

NOT_A_DIGIT = "not a digit"
LABELS = (*map(str, range(10)), NOT_A_DIGIT)
DIGITS = 10  # labels that are digits: those before the last
NOT_A_DIGIT_INDEX = LABELS.index(NOT_A_DIGIT)
# From this probability on, "not a digit" is the answer of a network that knows it.
REFUSAL = 0.5


def decide(probabilities: Float32Array, refusal: float = REFUSAL) -> tuple[IntArray, Float64Array]:
    """The answers that probabilities come to: the one rule for pages, figures and measurements.

    Args:
        probabilities: float32 (n, k), rows that sum to 1; k is 10, or 11 with "not a digit" last.
        refusal: the probability of "not a digit" from which on it is the answer.

    Returns:
        For each row the index of the answer, and its probability: int64 (n,) and float64 (n,).
        The answer is the most probable digit, unless it is refused.
    """
    answers = probabilities[:, :DIGITS].argmax(axis=1)
    if probabilities.shape[1] > DIGITS:
        answers = np.where(
            probabilities[:, NOT_A_DIGIT_INDEX] >= refusal, NOT_A_DIGIT_INDEX, answers
        )
    return answers, probabilities[np.arange(len(answers)), answers].astype(np.float64)
