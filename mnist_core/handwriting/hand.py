"""Templates of signs, written as hands differ: bent, slanted, uneven. Knows no sign itself.

A template is a text such as ``"50,0 20,50 50,100 80,50 50,0 / 0,50! 100,50"``: strokes between
slashes, each the points x,y that the pen passes, in hundredths of the sign's box, y downwards. The
pen goes through them in a smooth curve, but turns sharply at a point that ends in ``!``.
"""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

from mnist_core.arrays import BoolArray, Float64Array, IntArray

_CURVE_POINTS = 8  # that the way from one of a template's points to the next becomes
_BEND_CELLS = 3  # control points of the bending in each direction


@dataclass(frozen=True)
class Hand:
    """How far a hand strays from a template; each change is drawn at random.

    Lengths are parts of the sign's box.

    Attributes:
        jitter: standard deviation of each of the template's points.
        stray: standard deviation of where a stroke begins, as a whole.
        bend: standard deviation of the bending of the whole sign.
        balance: standard deviation of where the sign's middle lies, across and down: one half of it
            grows and the other shrinks.
        slant: standard deviation of the sideways lean, per unit of height.
        rotation: standard deviation in degrees.
        aspect: standard deviation of the logarithm of width over height.
        reach: standard deviation of the length that a stroke's ends gain or lose.
        rounding: how often, 0 to 1, a hand takes a sharp corner in a curve.
    """

    jitter: float = 0.03
    stray: float = 0.025
    bend: float = 0.05
    balance: float = 0.05
    slant: float = 0.18
    rotation: float = 6.0
    aspect: float = 0.22
    reach: float = 0.04
    rounding: float = 0.25

    def scaled(self, sloppiness: float) -> Hand:
        """A hand that strays so many times as far, in everything."""
        return Hand(*(sloppiness * each for each in astuple(self)))


def parse(template: str) -> list[tuple[Float64Array, BoolArray]]:
    """A template's strokes.

    Returns:
        Of each stroke its points, float64 (n, 2), 0 to 1, and whether the pen turns sharply there.

    Raises:
        ValueError: the text is no template.
    """
    strokes = []
    for text in template.split("/"):
        words = text.split()
        pairs = [[float(number) for number in word.rstrip("!").split(",")] for word in words]
        if not pairs or any(len(pair) != 2 for pair in pairs):
            raise ValueError(f"expected strokes of points such as '50,0 20,50!', got {template!r}")
        points = np.array(pairs, np.float64)
        strokes.append((points / 100, np.array([word.endswith("!") for word in words])))
    return strokes


def write(
    template: str, random: np.random.Generator, hand: Hand | None = None
) -> list[Float64Array]:
    """A template as a hand would write it.

    Args:
        template: as this module's first lines say.
        random: the source of chance; the same state gives the same lines.
        hand: how far it strays; None is the default.

    Returns:
        One float64 (n, 2) a stroke: x and y, y downwards, in a box of about 1.

    Raises:
        ValueError: the text is no template.
    """
    how = hand or Hand()
    sign = _joined(template)
    moved = sign.points + how.jitter * random.standard_normal(sign.points.shape)
    moved += (how.stray * random.standard_normal((len(sign.firsts), 2)))[sign.stroke_of]
    _reach(moved, sign.firsts, sign.lasts, how.reach * random.standard_normal(len(sign.lasts) * 2))
    sharp = sign.sharp & (random.random(len(sign.sharp)) >= how.rounding)
    line = vary(_curve_weights(template, sharp.tobytes()) @ moved, random, how)
    return np.split(line, sign.curve_breaks)


@dataclass(frozen=True, eq=False)
class _Joined:
    """A template's strokes, one after the other.

    Attributes:
        points: float64 (n, 2), 0 to 1.
        sharp: whether the pen turns sharply there, (n,).
        stroke_of: each point's stroke, (n,).
        firsts: each stroke's first point.
        lasts: each stroke's last point.
        curve_breaks: where the strokes after the first begin once they are curves.
    """

    points: Float64Array
    sharp: BoolArray
    stroke_of: IntArray
    firsts: IntArray
    lasts: IntArray
    curve_breaks: IntArray


@lru_cache(maxsize=1024)
def _joined(template: str) -> _Joined:
    strokes = parse(template)
    counts = np.array([len(sharp) for _, sharp in strokes])
    lasts = np.cumsum(counts) - 1
    return _Joined(
        points=np.concatenate([points for points, _ in strokes]),
        sharp=np.concatenate([sharp for _, sharp in strokes]),
        stroke_of=np.repeat(np.arange(len(strokes)), counts),
        firsts=lasts - counts + 1,
        lasts=lasts,
        curve_breaks=np.cumsum((counts - 1) * _CURVE_POINTS + 1)[:-1],
    )


def _reach(points: Float64Array, firsts: IntArray, lasts: IntArray, lengths: Float64Array) -> None:
    """Move strokes' ends on by so much, or back where it is below 0: half the way at most."""
    long = lasts > firsts
    ends = np.concatenate([firsts[long], lasts[long]])
    way = points[ends] - points[np.concatenate([firsts[long] + 1, lasts[long] - 1])]
    sizes = np.maximum(np.hypot(way[:, 0], way[:, 1]), 1e-6)
    points[ends] += way * np.clip(lengths[: len(ends)] / sizes, -0.5, 0.5)[:, None]


@lru_cache(maxsize=8192)
def _curve_weights(template: str, sharp: bytes) -> Float64Array:
    """What each point of a template adds to each point of the curve, (curve points, points).

    The curve between two points is a centripetal Catmull-Rom spline (Yuksel, Schaefer and Keyser,
    "Parameterization and applications of Catmull-Rom curves", 2011), which makes no loops. Its
    knots are those of the template as it stands, however the hand moves the points: so that the
    curve is a mere sum, and quick.
    """
    sign = _joined(template)
    is_sharp = np.frombuffer(sharp, np.bool_)
    unit = np.eye(len(sign.points))
    rows = []
    for first, last in zip(sign.firsts, sign.lasts, strict=True):
        breaks = [first, *(np.flatnonzero(is_sharp[first + 1 : last]) + first + 1), last]
        for a, b in pairwise(breaks if last > first else breaks[:1]):
            rows.append(_spline(unit[a : b + 1], sign.points[a : b + 1]))
        rows.append(unit[last : last + 1])
    return np.concatenate(rows)


def _spline(values: Float64Array, points: Float64Array) -> Float64Array:
    """Values between points, those of the last one left out."""
    p = np.concatenate([2 * values[:1] - values[1:2], values, 2 * values[-1:] - values[-2:-1]])
    lengths = np.linalg.norm(np.diff(points, axis=0), axis=1)
    gaps = np.sqrt(np.maximum(np.concatenate([lengths[:1], lengths, lengths[-1:]]), 1e-6))
    knots = np.concatenate([[0.0], np.cumsum(gaps)])[:, None, None]
    t0, t1, t2, t3 = knots[:-3], knots[1:-2], knots[2:-1], knots[3:]
    t = t1 + (t2 - t1) * (np.arange(_CURVE_POINTS) / _CURVE_POINTS)[:, None]
    p0, p1, p2, p3 = (each[:, None] for each in (p[:-3], p[1:-2], p[2:-1], p[3:]))
    a1 = p0 + (p1 - p0) * (t - t0) / (t1 - t0)
    a2 = p1 + (p2 - p1) * (t - t1) / (t2 - t1)
    a3 = p2 + (p3 - p2) * (t - t2) / (t3 - t2)
    b1 = a1 + (a2 - a1) * (t - t0) / (t2 - t0)
    b2 = a2 + (a3 - a2) * (t - t1) / (t3 - t1)
    curve: Float64Array = b1 + (b2 - b1) * (t - t1) / (t2 - t1)
    return curve.reshape(-1, values.shape[1])


def vary(points: Float64Array, random: np.random.Generator, hand: Hand) -> Float64Array:
    """Points bent smoothly, leaned, turned and stretched, all together.

    Args:
        points: float64 (n, 2), of all lines, in a box of about 1.
        random: the source of chance.
        hand: of it the bend, balance, slant, rotation and aspect.

    Returns:
        float64 (n, 2), in the same order.
    """
    # A sign that leans too far is another sign: no more than twice the standard deviation.
    turn, lean, stretch, across, down = np.clip(random.standard_normal(5), -2, 2).tolist()
    bends = hand.bend * random.standard_normal((_BEND_CELLS, _BEND_CELLS, 2))
    shifts = 4 * hand.balance * np.array([across, down])
    moved = points + shifts * points * (1 - points) + _bending(points, bends)
    angle, lean, stretch = (
        math.radians(hand.rotation * turn),
        hand.slant * lean,
        hand.aspect * stretch,
    )
    cos, sin = math.cos(angle), math.sin(angle)
    turned = np.array([[cos, sin], [-lean * cos - sin, cos - lean * sin]])
    bent: Float64Array = moved @ (turned * [math.exp(stretch / 2), math.exp(-stretch / 2)])
    return bent


def _bending(points: Float64Array, bends: Float64Array) -> Float64Array:
    """How far points of the unit box move: quadratic Bernstein weights of the cells' bends."""
    t = np.clip(points, -0.2, 1.2)
    x, y = np.stack([(1 - t) ** 2, 2 * t * (1 - t), t * t], axis=-1).swapaxes(0, 1)
    weights = (y[:, :, None] * x[:, None, :]).reshape(len(t), -1)
    moved: Float64Array = weights @ bends.reshape(-1, 2)
    return moved
