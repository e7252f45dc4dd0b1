"""Where somebody lies among other people: a dot for each, from the one who is read worst on."""

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from app_pages.figures.charts import config
from app_pages.figures.colours import BLUE, ORANGE, text_colour
from app_pages.figures.text import share
from mnist_core.evaluation.practice import Rank

_STEP = 0.1  # of the axis: it begins at such a share


def show_among_people(
    right: float, interval: tuple[float, float], shares: Sequence[float], place: Rank, key: str
) -> None:
    """Show the shares of other people, and somebody's own with its interval.

    Args:
        right: the part of one's digits read right, 0 to 1.
        interval: the 95 % interval of that part.
        shares: of each other person, the lowest first.
        place: where one lies among them.
        key: tells the chart from others.
    """
    low, high = interval
    lowest = math.floor(min(*shares, low) / _STEP) * _STEP
    own = [{"right": right, "low": low, "high": high, "you": "You"}]
    y = {
        "type": "quantitative",
        "scale": {"domain": [max(0, min(lowest, 1 - _STEP)), 1], "nice": False},
        "axis": {"format": "~%", "tickCount": 5, "minExtent": 44},
        "title": "read right",
    }
    spec = {
        "description": f"The share of digits read right of {sentence(place)} "
        f"You: {share(right, 0)}.",
        "config": config(),
        "height": 240,
        "layer": [*_own(own, y), _people(len(shares), y)],
    }
    rows = [{"person": i, "right": each} for i, each in enumerate(shares, 1)]
    st.vega_lite_chart(pd.DataFrame(rows), spec, key=key)


def sentence(place: Rank) -> str:
    """Where one lies, in a sentence that begins with how many people there are."""
    people = "person" if place.of == 1 else "people"
    parts = [
        (number, words)
        for number, words in (
            (place.less, ("less well", "than")),
            (place.alike, ("as well", "as")),
            (place.better, ("better", "than")),
        )
        if number
    ]
    (number, (how, beside)), *others = parts
    more = "".join(f", {number} {how}" for number, (how, _) in others)
    return (
        f"{place.of} {people} whom it has never met: {number} {_are(number)} read {how} {beside} "
        f"you{more}."
    )


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _own(values: list[dict[str, Any]], y: dict[str, Any]) -> list[dict[str, Any]]:
    """One's own share and its interval: layers of the chart."""
    data = {"values": values}
    return [
        {
            "data": data,
            "mark": {"type": "rect", "color": ORANGE, "opacity": 0.2},
            "encoding": {"y": {"field": "low", **y}, "y2": {"field": "high"}},
        },
        {
            "data": data,
            "mark": {"type": "rule", "color": ORANGE, "strokeWidth": 2},
            "encoding": {"y": {"field": "right", **y}},
        },
        {
            "data": data,
            "mark": {
                **{"type": "text", "align": "left", "baseline": "top", "dx": 4, "dy": 4},
                **{"fontWeight": "bold", "color": text_colour()},
            },
            "encoding": {
                "x": {"value": 0},
                "y": {"field": "right", **y},
                "text": {"field": "you"},
            },
        },
    ]


def _people(count: int, y: dict[str, Any]) -> dict[str, Any]:
    """The others: a layer of the chart."""
    return {
        "mark": {"type": "point", "filled": True, "size": 45, "color": BLUE, "opacity": 0.9},
        "encoding": {
            "x": {
                "field": "person",
                "type": "quantitative",
                "title": f"{count} people, the one read worst first",
                "scale": {"domain": [0, count + 1], "nice": False},
                "axis": {"labels": False, "ticks": False, "grid": False},
            },
            "y": {"field": "right", **y},
            "tooltip": [{"field": "right", "title": "read right", "format": ".1%"}],
        },
    }
