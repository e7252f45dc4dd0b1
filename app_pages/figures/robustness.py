"""Curves of a share over what is changed step by step, one for each network."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import cycle
from typing import Any

import pandas as pd
import streamlit as st

from app_pages.figures.charts import POINTED, SEEN_WHERE_POINTED, config
from app_pages.figures.colours import text_colour
from app_pages.figures.text import percent

# Told apart by all eyes, and from white and from black (tests/app/test_what_if.py measures both).
COLOURS = ("#6290ff", "#dc7c27", "#883cc7", "#2a6d70", "#c5160f", "#a58ca2")
# And not by colour alone: how a line is dashed, in pixels, and as stylesheets call it.
_DASHES: Mapping[str, list[int]] = {"solid": [1, 0], "dashed": [7, 4], "dotted": [2, 3]}
_NOW = "now"  # what stands in for a curve in the row of the slider's place


@dataclass(frozen=True)
class Over:
    """What curves run over, and what they are of.

    Attributes:
        places: the values that they have a point at, in their order.
        across: what those are, such as "Turn, in degrees".
        up: what the share is of.
        told: the chart, for those who do not see it.
        place: where the slider stands now; None where there is none.
        lacking: what the legend says of a network without a curve.
    """

    places: Sequence[float]
    across: str
    up: str
    told: str
    place: float | None = None
    lacking: str = "–"


def show_robustness(
    over: Over, curves: Mapping[str, Sequence[float]], key: str, bold: str | None = None
) -> None:
    """Show a curve for each network, and a legend.

    Args:
        over: what they run over. With a place the legend has their values there.
        curves: by the networks' names, 0 to 1 at each place; the order gives the colours. One that
            has no such share has no values, and is in the legend alone.
        key: tells the chart from others.
        bold: the name of the network that is drawn with a thicker line, if any.
    """
    names = {f"n{i}": name for i, name in enumerate(curves)}
    looks = dict(zip(names, zip(cycle(COLOURS), cycle(_DASHES), strict=False), strict=False))
    if bold not in list(curves)[: len(COLOURS)]:  # one's own: it stands out from all others
        looks |= {each: (text_colour(), "solid") for each, name in names.items() if name == bold}
    _show_legend(over, curves, dict(zip(curves, looks.values(), strict=True)), bold)
    rows = [
        {"place": place, "value": float(value), "curve": each}
        for each, name in names.items()
        for place, value in zip(over.places, curves[name], strict=bool(curves[name]))
    ]
    if over.place is not None:
        rows.append({"place": over.place, "value": 0.0, "curve": _NOW})
    spec = {
        "description": over.told,
        "config": config(),
        "height": 300,
        "layer": [
            *_lines(over, looks, [each for each, name in names.items() if name == bold]),
            _rule(),
            _crosshair(over, {each: name for each, name in names.items() if curves[name]}),
        ],
    }
    st.vega_lite_chart(pd.DataFrame(rows, columns=["place", "value", "curve"]), spec, key=key)


def _show_legend(
    over: Over,
    curves: Mapping[str, Sequence[float]],
    looks: Mapping[str, tuple[str, str]],
    bold: str | None,
) -> None:
    items = ""
    for name, (colour, dash) in looks.items():
        width = "5px" if name == bold else "3px"
        title = f"<b>{escape(name)}</b>" if name == bold else escape(name)
        value = "" if over.place is None else f" <span>{_value(over, curves[name])}</span>"
        line = f"color:{colour};border-top-style:{dash};border-top-width:{width}"
        items += f'<li><i style="{line}"></i>{title}{value}</li>'
    st.html(f'<ul class="legend robustness">{items}</ul>')


def _value(over: Over, curve: Sequence[float]) -> str:
    """What a curve has where the slider stands."""
    at = dict(zip(over.places, curve, strict=False))
    return percent(at[over.place]) if over.place in at else over.lacking


def _axes(over: Over) -> dict[str, Any]:
    return {
        "x": {
            "field": "place",
            "type": "quantitative",
            "title": over.across,
            "scale": {"domain": [over.places[0], over.places[-1]], "nice": False},
            "axis": {"grid": False},
        },
        "y": {
            "field": "value",
            "type": "quantitative",
            "title": over.up,
            "scale": {"domain": [0, 1], "nice": False},
            "axis": {"format": "~%", "tickCount": 5, "minExtent": 44},
        },
    }


def _lines(
    over: Over, looks: Mapping[str, tuple[str, str]], bold: Sequence[str]
) -> list[dict[str, Any]]:
    """The curves: layers of a chart, as a line's dash cannot be had from a scale of its names."""
    return [
        {
            "transform": [{"filter": f"datum.curve === '{each}'"}],
            "mark": {
                "type": "line",
                "color": colour,
                "strokeDash": _DASHES[dash],
                "strokeWidth": 4 if each in bold else 2,
            },
            "encoding": _axes(over),
        }
        for each, (colour, dash) in looks.items()
    ]


def _rule() -> dict[str, Any]:
    """A line where the slider stands: a layer of a chart."""
    return {
        "transform": [{"filter": f"datum.curve === '{_NOW}'"}],
        "mark": {"type": "rule", "color": text_colour(), "strokeWidth": 1.5},
        "encoding": {"x": {"field": "place", "type": "quantitative"}},
    }


def _crosshair(over: Over, names: Mapping[str, str]) -> dict[str, Any]:
    """A line where the mouse points, that tells all networks' values there: a layer of a chart."""
    return {
        "params": POINTED,
        "transform": [
            {"filter": f"datum.curve !== '{_NOW}'"},
            {"pivot": "curve", "value": "value", "groupby": ["place"]},
        ],
        "mark": {"type": "rule", "color": "gray"},
        "encoding": {
            "x": {"field": "place", "type": "quantitative"},
            "opacity": SEEN_WHERE_POINTED,
            "tooltip": [
                {"field": "place", "type": "quantitative", "title": over.across, "format": "~r"},
                *(
                    {"field": each, "type": "quantitative", "title": name, "format": ".1%"}
                    for each, name in names.items()
                ),
            ],
        },
    }
