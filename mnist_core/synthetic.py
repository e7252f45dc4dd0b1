"""Digits that the program writes itself, in the ways that people of many countries write them.

Knows nothing of networks. The templates are our own: no stroke is copied from a data set.
"""

from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from mnist_core.handwriting import Hand, write
from mnist_core.miniature import miniature
from mnist_core.preprocessing import FRAME

UInt8Array = npt.NDArray[np.uint8]
FloatArray = npt.NDArray[np.float64]

_PENS = (0.04, 0.28)  # thinnest and thickest, as parts of the longest side; MNIST's is about 0.14
_SLOPPINESS = (0.4, 1.4)  # from a neat hand to a sloppy one, as parts of the default hand

_OVAL = "55,0 28,10 15,50 27,90 50,100 73,90 85,50 74,12 52,0"
_ROUND = "50,0 15,15 0,50 15,85 50,100 85,85 100,50 85,15 52,0"

# For each digit its ways of being written, by name, each a template of ``handwriting``.
WAYS: dict[int, dict[str, str]] = {
    0: {
        "oval": _OVAL,
        "round": _ROUND,
        "narrow": "52,0 34,12 27,50 34,88 50,100 66,88 73,50 66,12 50,0",
        "begun at the right, ends overlapping": (
            "78,15 50,0 22,15 14,50 25,88 50,100 75,88 86,50 76,15 55,3 38,10"
        ),
        "clockwise": "45,0 75,12 86,50 74,88 50,100 26,88 14,50 26,12 50,0",
        "open at the top": "40,3 20,20 14,55 28,90 52,100 76,86 86,50 78,18 62,3",
        "ends crossing": "74,6 40,0 18,25 14,60 30,92 55,100 78,85 86,50 72,15 45,4 22,14",
        "long start": "88,-4 60,2 26,16 12,52 26,90 52,100 78,86 86,50 70,18 44,6 30,10",
        "knot at the top": "60,12 44,0 22,14 14,50 26,90 50,100 75,88 86,50 76,18 56,6 48,18",
        "slashed inside": f"{_OVAL} / 72,20 50,50 28,82",
        "slashed through": f"{_OVAL} / 98,-4 50,50 2,104",
        "round, slashed through": f"{_ROUND} / 95,5 50,50 5,95",
        "slashed in one": "74,6 45,0 22,14 12,50 26,88 50,100 76,88 88,50 80,8! 50,50 20,92",
        "slashed the other way": f"{_ROUND} / 18,18 50,50 82,82",
        "dotted": f"{_OVAL} / 50,50",
    },
    1: {
        "stick": "50,0 50,50 50,100",
        "curved stick": "48,0 56,35 55,70 46,100",
        "short flag": "32,22 54,0! 52,50 50,100",
        "flag": "20,34 56,0! 54,50 52,100",
        "long flag": "18,58 58,0! 57,50 56,100",
        "round flag": "30,28 46,13 56,3 55,50 52,100",
        "flag and foot": "34,20 54,0! 53,50 52,100 / 25,100 52,100 80,99",
        "flag and foot in one": "34,20 52,0! 50,50 50,99! 26,100! 52,100 78,99",
        "stick and foot": "50,0 50,50 50,100 / 25,100 50,100 77,99",
        "flag and exit": "36,20 54,0! 52,50 52,92 58,99 64,96",
    },
    2: {
        "plain": "10,25 25,6 50,0 76,8 82,28 70,55 40,80 8,100! 45,97 92,98",
        "loop": "12,24 28,4 52,0 76,10 80,32 62,62 30,92 12,98 6,88 18,78 40,86 65,98 95,94",
        "big loop": "15,22 30,3 55,0 76,12 74,36 50,66 22,92 6,88 10,72 28,72 52,88 76,98 100,92",
        "loop, tail down": (
            "16,20 34,2 58,0 76,14 72,36 50,64 24,88 10,90 8,80 22,74 46,82 70,95 95,106"
        ),
        "curved base": "12,22 30,4 54,0 78,12 78,34 55,64 25,90 8,98! 30,88 60,98 95,90",
        "flat": "8,8 40,2 75,3 84,14 68,40 8,98! 50,98 94,98",
        "swan": "22,32 14,18 28,2 54,0 72,14 70,36 48,66 12,94! 34,86 62,98 98,88",
        "curled head": "32,28 17,28 14,12 40,0 72,6 82,26 66,58 10,100! 50,99 92,98",
        "round base": "10,30 22,6 50,0 75,10 78,32 60,62 34,84 22,97 45,100 85,97",
        "short base": "14,20 34,3 58,0 80,14 78,36 56,70 26,98! 50,97 78,99",
        "sinking base": "12,20 34,2 66,4 76,20 56,54 18,86! 44,80 68,88 92,102",
        "small head": "30,14 46,2 60,8 58,30 44,62 22,98! 60,97 108,96",
        "hook for a head": "36,12 48,2 57,12 50,46 16,99! 60,97 104,94",
        "like an a": "14,22 34,2 70,2 88,24 84,60 62,90 32,100 10,84 14,62 40,56 70,74 96,98",
        "large head, large loop": (
            "20,30 32,6 62,0 84,18 82,50 62,84 34,99 14,90 22,70 48,66 76,80 98,96"
        ),
        "upright, large loop": (
            "16,26 30,4 56,0 76,16 76,46 58,80 30,98 10,90 14,72 38,68 66,82 92,104"
        ),
    },
    3: {
        "round": "10,14 30,1 56,0 76,14 72,34 42,46! 72,52 86,72 74,92 44,100 10,90",
        "round middle": "12,12 34,1 60,2 76,18 68,38 44,47 68,53 84,72 72,94 42,100 10,92",
        "sharp middle": "10,12 40,0 74,10 70,32 26,46! 66,50 86,72 70,96 38,100 6,88",
        "flat top": "12,2 46,2 80,2! 44,40! 74,48 88,70 74,94 44,100 10,90",
        "loop in the middle": (
            "12,14 32,0 62,2 76,18 64,38 40,50 28,46 36,38 58,46 80,60 84,80 66,97 36,100 8,90"
        ),
        "large above": "8,10 40,0 80,10 84,32 62,50 36,53! 68,57 78,75 66,94 38,100 8,94",
        "small above": "22,12 42,0 66,6 68,24 42,36! 76,44 90,66 76,92 44,100 8,90",
        "curled end": "12,14 34,0 62,2 74,18 66,38 40,47! 72,53 84,74 70,95 36,100 12,88 16,76",
        "angular": "10,5 44,3 76,2! 40,42! 82,66 68,92 40,99 8,98",
        "weak": "12,8 44,0 76,8 66,28 46,44! 66,54 74,70 60,88 30,100",
    },
    4: {
        "open": "34,0 12,58! 50,58 92,57 / 68,22 67,60 66,100",
        "open, long stem": "25,10 8,62! 50,61 90,60 / 68,0 67,50 66,100",
        "open, round": "18,5 14,38 24,55 50,58 76,52 / 80,0 75,50 70,100",
        "open, square": "20,2 17,50! 50,50 82,50 / 80,0 79,50 78,100",
        "open, wide": "12,5 8,48! 45,50 95,46 / 74,4 70,50 64,100",
        "open, low bar": "44,0 26,34 14,66! 50,66 88,64 / 62,38 60,70 58,100",
        "open, narrow": "36,0 24,40 20,66! 46,66 76,62 / 56,36 54,68 50,100",
        "open, short stem": "40,0 24,30 18,56! 50,58 86,54 / 60,40 56,70 52,100",
        "open, round, short stem": "36,0 20,34 14,60 34,66 60,62 88,56 / 64,34 60,68 56,100",
        "open, in one": "22,5 13,38 22,54 48,55 70,42 80,4! 74,50 70,100",
        "open, angular, in one": "28,2 10,56! 70,54! 78,8! 72,50 68,100",
        "lightning": "48,0 12,56! 66,52 74,32! 64,65 54,100",
        "closed, in one": "94,68 50,68 6,68! 66,0! 66,50 66,100",
        "closed": "64,2 36,34 6,66! 50,66 95,66 / 66,0 66,50 65,100",
        "closed, long bar": "62,0 36,30 2,60! 50,60 105,58 / 66,2 64,50 62,100",
        "curved top": "72,14 52,4 26,36 10,62! 50,63 92,62 / 70,16 68,60 66,100",
    },
    5: {
        "in one": "82,4 56,3 30,2! 22,44! 50,36 80,48 84,74 64,96 34,100 8,90",
        "in one, round neck": "80,3 55,2 32,3! 26,38 48,36 76,46 84,72 66,96 36,100 8,90",
        "detached bar": "30,4 22,44! 48,36 78,48 84,74 64,96 34,100 8,90 / 28,4 58,4 88,2",
        "bar apart": "28,8 22,46! 48,38 76,50 82,76 62,97 32,100 8,90 / 42,2 68,0 94,-2",
        "rising bar": "26,10 24,46! 50,40 78,52 80,78 58,98 30,99 8,88 / 26,12 58,6 92,-4",
        "narrow": "72,2 54,2 36,2! 30,42! 55,40 70,56 68,82 50,98 22,96",
        "low belly": "95,0 72,4 48,6! 36,46! 62,46 74,62 62,88 32,100 4,92",
        "like an S": "82,8 52,1 26,14 26,36 54,46 78,62 78,84 52,99 12,92",
        "large belly": "76,2 52,2 30,3! 18,38! 52,28 88,44 92,74 68,97 36,100 6,88",
        "curled end": "80,2 56,3 32,4! 24,46! 54,38 82,52 82,80 56,99 26,96 14,84",
        "long bar": "38,5 28,38! 50,33 72,50 68,80 42,100 10,92 / 36,5 72,2 108,-2",
        "small belly": "40,2 30,44! 54,46 66,60 60,82 36,98 8,96 / 38,4 66,3 96,0",
        "no neck": "34,4 24,40! 44,38 60,56 54,82 30,100 14,92 / 34,4 66,0 100,-6",
        "long bar, in one": "98,0 70,3 40,5! 32,40! 56,42 70,58 60,84 34,99 6,94",
    },
    6: {
        "straight leg": "62,0 30,35 14,66 20,90 46,100 72,92 80,74 66,58 40,58 18,74",
        "curved leg": "78,6 54,2 26,22 12,58 20,90 48,100 76,90 82,70 64,54 36,58 16,76",
        "large loop": "58,0 28,22 10,60 18,90 50,100 82,88 88,62 66,44 34,48 14,66",
        "small loop": "60,0 38,30 24,64 26,88 44,100 62,92 66,76 52,66 34,72 25,86",
        "upright": "30,0 20,40 16,75 26,96 50,100 74,90 78,70 60,58 36,62 18,80",
        "curled in": "66,0 36,24 16,60 20,90 46,100 72,92 76,70 56,56 36,62 30,76 38,84",
        "open loop": "64,0 34,28 16,64 22,92 48,100 74,90 78,70 62,60 44,66 34,76",
        "leaning back": "16,0 10,48 20,88 50,100 82,86 84,62 62,52 44,66 44,88",
        "low loop": "20,0 10,50 14,84 40,98 76,80 78,60 60,54 34,74 18,92",
        "wide": "28,0 8,40 6,78 34,99 76,94 92,72 74,56 46,66 36,90",
        "crossing end": "60,0 32,32 16,66 22,92 46,100 70,92 76,74 60,62 34,68 6,80",
    },
    7: {
        "plain": "8,4 48,3 90,2! 60,45 38,100",
        "round corner": "8,6 50,2 86,4 84,18 60,56 44,100",
        "round": "10,24 18,6 46,0 78,4 84,18 70,56 56,100",
        "narrow": "22,4 50,3 78,2! 64,40 48,100",
        "sloping bar": "10,20 48,8 84,0! 58,50 40,100",
        "round, narrow": "20,10 42,0 72,6 72,38 54,100",
        "hooked": "10,24 13,4! 50,4 88,4! 58,50 42,100",
        "long hook": "6,32 12,4! 50,3 88,2! 62,45 44,100",
        "waved bar": "6,20 14,4 42,8 88,2! 60,45 45,100",
        "curved stem": "8,4 48,3 90,3! 66,32 54,64 52,100",
        "crossed": "8,4 48,3 90,2! 60,48 40,100 / 34,52 58,51 82,50",
        "crossed, curved stem": "8,6 50,3 88,3! 64,34 52,66 50,100 / 30,50 56,49 84,47",
        "crossed and hooked": "10,20 12,4! 50,4 90,4! 62,45 42,100 / 36,50 60,49 84,48",
        "crossed low": "8,6 48,4 84,2! 62,50 52,100 / 26,62 54,61 90,58",
        "crossed far right": "8,22 20,4 52,0 76,6! 64,44 48,98 / 34,66 62,64 104,60",
        "crossed, waved bar": "6,22 16,4 44,10 86,4! 64,50 54,100 / 30,58 58,56 90,52",
        "crossed, narrow": "22,6 48,3 76,3! 64,50 58,100 / 32,50 60,49 90,46",
        "crossed, round": "10,18 24,2 58,0 80,8 72,40 56,100 / 30,56 58,54 88,50",
        "crossed in one": "10,6 50,4 86,4! 62,48 44,98 32,90 24,62 44,52 84,48",
        "crossed in one, angular": "10,6 50,4 86,3! 62,45 42,100! 26,60! 54,53 84,49",
    },
    8: {
        "from the right": "78,14 52,0 26,14 32,36 58,52 76,74 66,96 40,100 22,84 32,60 60,40 78,16",
        "from the top": (
            "55,0 30,8 27,28 48,46 74,66 74,90 48,100 24,90 24,68 48,48 72,28 70,8 52,0"
        ),
        "clockwise": "48,0 72,10 72,30 48,48 24,68 26,92 50,100 74,90 74,68 50,48 27,28 28,8 50,0",
        "two rings": (
            "50,0 28,10 26,34 50,47 72,34 72,10 50,0 / 50,48 22,60 20,86 50,100 80,87 78,60 52,48"
        ),
        "two rings, small above": (
            "52,0 34,8 34,30 52,40 68,30 68,8 52,0 / 50,40 18,54 16,86 50,100 84,86 82,54 52,40"
        ),
        "from the middle": (
            "52,47 28,30 30,8 52,0 74,10 72,30 48,48 24,66 24,90 50,100 76,90 76,66 50,46"
        ),
        "open at the top": (
            "68,5 40,0 26,18 40,38 68,58 76,82 54,100 28,92 26,70 46,50 68,32 82,8"
        ),
        "slim": "76,10 50,2 34,20 48,44 62,72 50,98 30,94 28,76 48,50 64,30 78,12",
        "small below": "80,14 52,0 22,16 32,42 56,60 66,80 52,99 34,94 34,76 54,56 78,34 80,14",
        "tiny below": "84,10 54,0 24,14 30,38 54,58 60,84 48,99 38,90 42,70 64,44 84,12",
        "from far right": "92,4 60,2 30,10 30,30 56,52 68,76 50,98 28,88 34,66 60,40 82,16 96,0",
        "from the left": "20,4 30,20 52,46 72,66 74,90 48,100 26,88 32,66 58,40 74,18 58,0 30,6",
        "open at the left": (
            "26,10 46,0 72,6 76,24 52,46 26,66 22,90 48,100 76,88 74,64 46,48 24,36"
        ),
    },
    9: {
        "straight leg": "78,14 50,0 22,14 18,38 38,52 62,44 78,16! 76,60 72,100",
        "slanted leg": "80,14 56,0 28,10 20,34 38,48 64,38 80,12! 66,55 46,100",
        "curved leg": "80,16 52,0 24,12 18,36 40,50 66,42 80,16! 82,55 70,90 40,100 16,90",
        "closed ring": "78,26 62,4 36,0 16,20 22,46 48,54 74,38 78,20! 74,60 66,100",
        "open ring": "64,3 32,6 16,28 28,48 56,46 78,12! 76,60 70,100",
        "open ring, round": "66,4 44,4 22,20 22,38 40,46 62,34 78,6! 70,50 58,100",
        "detached stem": "76,20 50,2 22,14 20,40 46,52 74,36 / 78,2 77,50 74,100",
        "like a g": "80,14 50,0 22,14 20,38 44,50 70,40 80,12! 82,60 76,90 50,100 22,94 14,82",
        "round": "72,38 44,50 20,38 22,12 50,0 76,12 80,36 74,66 54,100",
        "round, curved leg": "76,30 48,50 22,38 22,12 50,0 76,14 82,46 74,80 48,99 20,94",
        "large ring": "86,22 54,0 18,14 10,44 38,62 70,50 86,20! 82,60 76,100",
        "small ring": "72,10 50,0 32,10 32,28 48,36 66,28 72,8! 72,50 70,100",
        "flat top": "84,4 50,2 20,10 16,34 40,46 70,32 84,4! 80,50 74,100",
        "flat ring": "80,12 50,14 22,28 28,42 56,36 82,10! 70,60 52,100",
        "narrow ring": "70,6 44,14 34,34 44,44 62,30 72,4! 66,50 56,100",
        "pointed ring": "66,0 32,18 20,38 34,48 60,36 76,8! 68,60 62,100",
        "pointed ring, slanted": "76,4 48,10 22,36 34,48 62,34 80,2! 60,60 40,100",
        "broad start": "84,6 56,2 30,12 30,32 50,38 74,10! 76,60 56,94 8,100",
        "long tail": "74,16 52,0 26,12 24,34 48,44 72,28 76,14! 80,52 72,84 44,100 4,96",
        "small ring, long tail": (
            "66,8 48,0 32,10 32,26 48,34 64,24 70,6! 76,48 66,82 36,100 0,94"
        ),
        "small ring, like a g": "64,10 46,2 30,12 34,28 52,30 66,12! 70,50 68,80 48,99 20,94 4,80",
    },
}
_RARE = {
    (0, "slashed in one"),
    (0, "slashed the other way"),
    (0, "dotted"),
    (1, "flag and foot in one"),
    (1, "stick and foot"),
    (1, "flag and exit"),
    (2, "large head, large loop"),
    (3, "curled end"),
    (4, "curved top"),
    (5, "curled end"),
    (6, "curled in"),
    (7, "crossed in one"),
    (7, "crossed in one, angular"),
    (9, "like a g"),
    (9, "small ring, like a g"),
}

# How often a way is taken: a way that most people do not know must be met, yet not as often as
# those that they write.
_CHOICES = MappingProxyType(
    {
        digit: tuple(
            t for name, t in ways.items() for _ in range(1 if (digit, name) in _RARE else 4)
        )
        for digit, ways in WAYS.items()
    }
)


def write_digit(digit: int, random: np.random.Generator) -> list[FloatArray]:
    """Write a digit, in one of its ways, with a hand that is somewhere from neat to sloppy.

    Args:
        digit: 0 to 9.
        random: the source of chance; the same state gives the same lines.

    Returns:
        One float64 (n, 2) a stroke: x and y, y downwards, in a box of about 1.
    """
    ways = _CHOICES[digit]
    template = ways[random.integers(len(ways))]
    return write(template, random, Hand().scaled(random.uniform(*_SLOPPINESS)))


def generate(count: int, seed: int) -> tuple[UInt8Array, UInt8Array]:
    """Digits written by the program, as they come out of ``preprocess``: as MNIST's are.

    Args:
        count: how many, 1 or more.
        seed: the same one gives the same digits; fewer of them are the first ones of more.

    Returns:
        Images, uint8 (count, 28, 28), 255 is ink, and labels, uint8 (count,), 0 to 9: each digit
        once, in random order, among every ten.

    Raises:
        ValueError: the count is below 1.
    """
    if count < 1:
        raise ValueError(f"expected a count of 1 or more, got {count}")
    random = np.random.default_rng(seed)
    images = np.empty((count, FRAME, FRAME), np.uint8)
    labels = np.empty(count, np.uint8)
    for i in range(count):
        if i % 10 == 0:
            labels[i : i + 10] = random.permutation(10)[: count - i]
        pen = _choose_pen(random)
        images[i] = miniature(write_digit(int(labels[i]), random), pen)
    return images, labels


def _choose_pen(random: np.random.Generator) -> float:
    """A pen's width, its logarithm drawn evenly."""
    thinnest, thickest = _PENS
    return float(thinnest * (thickest / thinnest) ** random.random())
