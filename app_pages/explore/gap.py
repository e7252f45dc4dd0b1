"""Networks by what they read of MNIST and of people's drawings: the gap between the two."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from app_pages.figures.charts import config
from app_pages.figures.colours import BLUE, ORANGE, text_colour
from app_pages.figures.scatter import diagonal, points, share_axis
from app_pages.visit.networks import Network

_NAMES = 80  # pixels to the right of 100 %, for names: beside its point none meets the line
_LINE = 0.005  # accuracy that a line of text is high


def show_gap(networks: Mapping[str, Network]) -> None:
    """Show each network that was measured on drawings as a point; where both are alike, a line."""
    rows = _rows(networks)
    if not rows:
        return
    spec = {
        "description": "What each network reads right of MNIST’s test digits, and of people’s "
        "drawings. The tables below have the figures.",
        "config": config(),
        "height": 420,
        "layer": _layers(min(min(row["mnist"], row["drawings"]) for row in rows) - 0.01),
    }
    with st.container(key="explore_gap"):
        st.vega_lite_chart(pd.DataFrame(rows), spec)
    st.caption(
        "On the dashed line a network would read drawings as well as MNIST. The larger a point, "
        "the more parameters." + (" Blue: yours." if any(r["colour"] == BLUE for r in rows) else "")
    )


def _rows(networks: Mapping[str, Network]) -> list[dict[str, Any]]:
    """The chart's points. A name stands to the left of one where another's would lie on it."""
    rows: list[dict[str, Any]] = [
        {
            "name": network.title,
            "mnist": network.card.on_mnist,
            "drawings": network.on_drawings,
            "parameters": network.card.parameters,
            "colour": ORANGE if network.is_shipped else BLUE,
        }
        for network in networks.values()
        if network.on_drawings is not None and network.card.on_mnist is not None
    ]
    for row in rows:
        row["left"] = any(
            other["mnist"] > row["mnist"] and abs(other["drawings"] - row["drawings"]) < _LINE
            for other in rows
        )
    return rows


def _layers(least: float) -> list[dict[str, Any]]:
    """The line, the points, and the names of both; the axes begin at ``least``."""
    ticks = {"tickMinStep": 0.02, "tickCount": 6}
    across = [0, {"expr": f"width - {_NAMES}"}]
    x = share_axis("mnist", "MNIST’s test digits", least, {**ticks, "domain": False}, range=across)
    y = share_axis("drawings", "people’s drawings", least, ticks)
    ink = text_colour()
    name = {
        "type": "text",
        "align": {"expr": "datum.left ? 'right' : 'left'"},
        "dx": {"expr": "datum.left ? -10 : 14"},
        "fontSize": 12,
    }
    name_of_line = {"type": "text", "align": "right", "dx": -8, "dy": -6, "color": ink}
    middle = (least + 1) / 2
    return [
        diagonal(x, y),
        points(
            x,
            y,
            size="parameters",
            scale={"domain": [0, 1_000_000], "range": [30, 600]},
            colour={"field": "colour", "type": "nominal", "scale": None},
            tooltip=[
                {"field": "name", "title": "network"},
                {"field": "mnist", "title": "MNIST", "format": ".2%"},
                {"field": "drawings", "title": "drawings", "format": ".1%"},
                {"field": "parameters", "format": ","},
            ],
        ),
        {
            "mark": name,
            "encoding": {"x": x, "y": y, "text": {"field": "name"}, "color": {"value": ink}},
        },
        {
            "data": {"values": [{"mnist": middle, "drawings": middle}]},
            "mark": {**name_of_line, "opacity": 0.8},
            "encoding": {"x": x, "y": y, "text": {"value": "as well as MNIST"}},
        },
    ]
