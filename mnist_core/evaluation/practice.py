"""What a practice round says of how well a network reads somebody: twenty digits say not much."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mnist_core.arrays import Float64Array
from mnist_core.labels import DIGITS

EACH = 2  # times that each digit is asked for
ROUND = EACH * DIGITS
LEVEL = 0.95
# Of the variance of twenty digits drawn at random, what is left where they are two of each: some
# digits are read wrong again and again, others never. Of the people of ``choosing``, on average
# over the networks in models/ (``benchmarks.practice`` prints it).
SPREAD = 0.6
_ANYBODY = 0.5  # the weight of a prior that expects nothing of anybody
_MOST_EXPECTED = 0.999
_ALIKE = 1e-9  # two parts that differ by less are one
_GRID = 4_000  # rates that are told apart
_RATES: Float64Array = (np.arange(_GRID) + 0.5) / _GRID


def asked(token: str) -> list[int]:
    """The digits of a round in the order in which they are asked: two of each, none twice in a row.

    Args:
        token: of the round, in ASCII: the same one has the same order.
    """
    random = np.random.default_rng(list(token.encode("ascii")))
    digits = np.repeat(np.arange(DIGITS), EACH)
    while True:
        order = random.permutation(digits)
        if (np.diff(order) != 0).all():
            return [int(each) for each in order]


def interval(right: int, of: int, expected: float | None = None) -> tuple[float, float]:
    """The 95 % interval of the part of somebody's digits that a network reads right.

    It is the shortest one that holds 95 % of the posterior, in whole per cents, as it is shown.
    Half of the prior is that of other people: a power of the rate, the beta distribution of
    parameters ``a`` and 1, whose mean is ``expected`` (empirical Bayes: Morris, "Parametric
    empirical Bayes inference", Journal of the American Statistical Association 78, 1983). The other
    half holds all rates for equally likely, so that somebody who is read far worse than those
    people is not made out to be one of them (Berger and Berliner, "Robust Bayes and empirical Bayes
    analysis with ε-contaminated priors", Annals of Statistics 14, 1986). A whole round has two of
    each digit, which tell as much as more digits drawn at random would: their number is divided by
    the design effect (Kish, "Survey Sampling", 1965).

    Intervals that know of no people, such as Wilson's or Clopper and Pearson's, are twice as wide
    and cover too often: hardly anybody is read as badly as they allow for.

    Args:
        right: how many digits were read right.
        of: how many there were, at least one.
        expected: the part read right of other people's drawings, 0 to 1; None where it is not
            known.

    Returns:
        The two ends, 0 to 1.

    Raises:
        ValueError: there are no digits, or more are right than there are.
    """
    if not 0 <= right <= of or of < 1:
        raise ValueError(f"expected a digit at least, and no more right ones, got {right} of {of}")
    told = 1 / SPREAD if of == ROUND else 1.0  # how much a digit tells
    likelihood = told * (right * np.log(_RATES) + (of - right) * np.log1p(-_RATES))
    posterior = _prior(expected) * np.exp(likelihood - likelihood.max())
    low, high = _shortest(posterior / posterior.sum())
    return round(low, 2), round(high, 2)


@dataclass(frozen=True)
class Rank:
    """Where somebody lies among other people.

    Attributes:
        less: how many of them are read less well.
        alike: how many exactly as well.
        better: how many better.
    """

    less: int
    alike: int
    better: int

    @property
    def of(self) -> int:
        """How many people there are."""
        return self.less + self.alike + self.better


def rank(part: float, shares: Sequence[float]) -> Rank:
    """Where somebody lies of whose digits a part is read right.

    Args:
        part: 0 to 1.
        shares: the same of each of the other people.
    """
    less = sum(each < part - _ALIKE for each in shares)
    better = sum(each > part + _ALIKE for each in shares)
    return Rank(less, len(shares) - less - better, better)


def _prior(expected: float | None) -> Float64Array:
    """How likely each rate is before anything was drawn, float64 (4000,)."""
    if expected is None:
        return np.ones(_GRID)
    mean = min(expected, _MOST_EXPECTED)
    power = mean / (1 - mean)
    people: Float64Array = power * _RATES ** (power - 1)
    return (1 - _ANYBODY) * people + _ANYBODY


def _shortest(parts: Float64Array) -> tuple[float, float]:
    """The ends of the shortest stretch of rates that holds ``LEVEL``; the highest of such."""
    until = np.concatenate([[0.0], np.cumsum(parts)])
    ends = np.searchsorted(until, until + LEVEL - 1e-9)
    starts = np.flatnonzero(ends <= _GRID)
    lengths = ends[starts] - starts
    start = int(starts[np.flatnonzero(lengths == lengths.min())[-1]])
    return start / _GRID, int(ends[start]) / _GRID
