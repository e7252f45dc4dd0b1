"""How often the interval after a practice round covers the rate at which somebody is read right.

    PENDIGITS_PATH=... UNIPEN_PATH=... STROKES_PATH=... python -m benchmarks.practice

A round is two of each digit of one person whom no network has met, drawn at random from all
drawings of that person. The person's rate is that of all rounds: the mean over the ten digits.
Nothing is simulated: how likely each number of right ones is follows from how often each digit is
read right.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.tables import print_table
from mnist_core.arrays import Float64Array
from mnist_core.data.writers import read_writer_split
from mnist_core.evaluation.by_person import DrawnByPerson, draw_split
from mnist_core.evaluation.drawings import DRAWN, Predict
from mnist_core.evaluation.practice import EACH, ROUND, SPREAD, interval
from mnist_core.labels import DIGITS, decide
from mnist_core.publishing.publish import best_predictor
from mnist_core.recognition.card import Card, published_card
from mnist_core.recognition.classifier import DigitClassifier, published_models

Interval = tuple[float, float]
_NORMAL = 1.959964  # 97.5 % of the normal distribution lies below


@dataclass(frozen=True)
class Coverage:
    """How a way of making intervals does on some people, all alike in weight.

    Attributes:
        covered: the part of rounds whose interval has the person's rate in it.
        width: of the intervals, on average.
    """

    covered: float
    width: float


def main() -> None:
    """Print the coverage for each network, and of others' intervals."""
    choosing, measured = draw_split(read_writer_split())
    found: dict[str, dict[str, Coverage]] = {}
    spreads = []
    for name in published_models():
        predict = best_predictor(DigitClassifier.load(name))
        found[name] = measure(published_card(name), rates(predict, measured))
        spreads.append(spread(predict, choosing))
    found["all"] = {title: _mean([each[title] for each in found.values()]) for title in _TITLES}
    print_table(
        f"Rounds of {ROUND} digits by {len(measured.people)} people whom no network has met: how "
        "often a 95% interval covers the person's rate (wanted: 93 to 97%), and its mean width",
        ("network", *_TITLES),
        [
            (name, *(f"{each.covered:.1%}, {each.width:.2f}" for each in by_title.values()))
            for name, by_title in found.items()
        ],
    )
    print(
        f"\nTwo of each digit have {np.mean(spreads):.2f} of the variance of {ROUND} drawn at "
        f"random: of {len(choosing.people)} other people, on average over the networks. {SPREAD} "
        "is what the app's interval goes by."
    )


def measure(card: Card, people: Sequence[Float64Array]) -> dict[str, Coverage]:
    """How the intervals do by which a network's rounds may be told, by their titles."""
    expected = card.by_person.expected if card.by_person else None
    counts = range(ROUND + 1)
    return {
        "the app's": coverage(people, [interval(right, ROUND, expected) for right in counts]),
        **{
            title: coverage(people, [way(each) for each in counts]) for title, way in OTHERS.items()
        },
    }


def _mean(found: Sequence[Coverage]) -> Coverage:
    covered, width = ([getattr(c, what) for c in found] for what in ("covered", "width"))
    return Coverage(float(np.mean(covered)), float(np.mean(width)))


def rates(predict: Predict, drawn: DrawnByPerson) -> list[Float64Array]:
    """Of each person, the part read right of each digit: float64 (10,).

    A person without one of the digits is left out: there is no round of theirs.
    """
    right = decide(predict(drawn.drawn))[0] == drawn.labels
    found = []
    for rows in drawn.people:
        by_digit = [right[rows][drawn.labels[rows] == digit] for digit in range(DIGITS)]
        if all(len(each) for each in by_digit):
            found.append(np.array([each.mean() for each in by_digit]))
    return found


def chances(by_digit: Float64Array) -> Float64Array:
    """How likely each number of right ones is in a round, 0 to 20: float64 (21,)."""
    chance = np.ones(1)
    for rate in by_digit:
        once = [math.comb(EACH, i) * rate**i * (1 - rate) ** (EACH - i) for i in range(EACH + 1)]
        chance = np.convolve(chance, once)
    return chance


def coverage(people: Sequence[Float64Array], intervals: Sequence[Interval]) -> Coverage:
    """How intervals do: one for each number of right ones, 0 to 20."""
    lows, highs = (np.array(each) for each in zip(*intervals, strict=True))
    covered, width = [], []
    for by_digit in people:
        chance, rate = chances(by_digit), by_digit.mean()
        covered.append(chance[(lows <= rate + 1e-9) & (rate - 1e-9 <= highs)].sum())
        width.append((chance * (highs - lows)).sum())
    return Coverage(float(np.mean(covered)), float(np.mean(width)))


def spread(predict: Predict, drawn: DrawnByPerson) -> float:
    """What is left of the variance of twenty digits where they are two of each.

    Two digits that were written apart are compared, never two drawings of one: some people have
    written two of each only, and those say little of how alike all their other ones would be.
    """
    right = decide(predict(drawn.drawn))[0] == drawn.labels
    written = len(right) // DRAWN
    rate, labels = right.reshape(DRAWN, written).mean(axis=0), drawn.labels[:written]
    within = overall = 0.0
    for rows in drawn.people:
        own = rows[rows < written]
        by_digit = [rate[own][labels[own] == digit] for digit in range(DIGITS)]
        if min(map(len, by_digit)) < 2:
            continue
        alike = [float(np.mean(pairs(each))) for each in by_digit]
        means = np.array([each.mean() for each in by_digit])
        apart = np.outer(means, 1 - means)
        within += float(np.mean(alike))
        overall += float((apart.sum() - np.trace(apart) + sum(alike)) / apart.size)
    return within / overall


def pairs(rate: Float64Array) -> Float64Array:
    """Of any two things that the first is right and the second wrong, by their rates of right."""
    both = np.outer(rate, 1 - rate)
    return both[~np.eye(len(rate), dtype=bool)]


def wilson(right: int) -> Interval:
    """Wilson's score interval (Journal of the American Statistical Association 22, 1927)."""
    share, z = right / ROUND, _NORMAL
    middle = (share + z**2 / (2 * ROUND)) / (1 + z**2 / ROUND)
    half = math.sqrt(share * (1 - share) / ROUND + z**2 / (4 * ROUND**2)) * z / (1 + z**2 / ROUND)
    return max(0.0, middle - half), min(1.0, middle + half)


def clopper_pearson(right: int) -> Interval:
    """The exact interval (Clopper and Pearson, Biometrika 26, 1934), by bisection."""

    def at_least(count: int, rate: float) -> float:
        return sum(
            math.comb(ROUND, i) * rate**i * (1 - rate) ** (ROUND - i)
            for i in range(count, ROUND + 1)
        )

    def solve(count: int, chance: float) -> float:
        low, high = 0.0, 1.0
        for _ in range(50):
            middle = (low + high) / 2
            low, high = (middle, high) if at_least(count, middle) < chance else (low, middle)
        return low

    return (
        0.0 if right == 0 else solve(right, 0.025),
        1.0 if right == ROUND else solve(right + 1, 0.975),
    )


OTHERS: dict[str, Callable[[int], Interval]] = {
    "Wilson's": wilson,
    "Clopper and Pearson's": clopper_pearson,
    "the app's where no people were measured": lambda right: interval(right, ROUND),
}
_TITLES = ("the app's", *OTHERS)


if __name__ == "__main__":
    main()
