"""Reliability diagrams: whether answers that a network is 90 % sure of are right 9 times in 10."""

from typing import Any

import pandas as pd
import streamlit as st

_COLOUR = "#3b82c4"


def show_reliability(reliability: dict[str, list[float]], title: str, error: float) -> None:
    """Show how often the answers of each probability are right.

    Args:
        reliability: as ``evaluation.Reliability`` in a model's card.
        title: what was answered.
        error: the expected calibration error, 0 to 1.
    """
    bins = zip(*(reliability[name] for name in ("count", "confidence", "accuracy")), strict=True)
    rows = [{"count": count, "sure": sure, "right": right} for count, sure, right in bins if count]
    scale = {"domain": [0, 1], "nice": False}
    axis = {"format": "~%", "tickCount": 5}

    def quantity(field: str, title: str) -> dict[str, Any]:
        return {
            "field": field,
            "type": "quantitative",
            "title": title,
            "scale": scale,
            "axis": axis,
        }

    x, y = quantity("sure", "how sure it is"), quantity("right", "how often right")
    spec = {
        "height": 280,
        "title": {"text": title, "anchor": "start"},
        "layer": [
            {
                "data": {"values": [{"sure": 0, "right": 0}, {"sure": 1, "right": 1}]},
                "mark": {"type": "line", "strokeDash": [4, 4], "color": "gray", "strokeWidth": 1},
                "encoding": {"x": x, "y": y},
            },
            {
                "mark": {"type": "point", "filled": True, "opacity": 0.85, "color": _COLOUR},
                "encoding": {
                    "x": x,
                    "y": y,
                    "size": {
                        "field": "count",
                        "type": "quantitative",
                        "legend": None,
                        "scale": {"type": "log", "domain": [1, 10000], "range": [20, 400]},
                    },
                    "tooltip": [
                        {"field": "sure", "title": "how sure", "format": ".1%"},
                        {"field": "right", "title": "how often right", "format": ".1%"},
                        {"field": "count", "title": "answers", "format": ","},
                    ],
                },
            },
        ],
    }
    st.vega_lite_chart(
        pd.DataFrame(rows),
        spec,
        alt=f"Reliability diagram, {title.lower()}: calibration error {error:.2%}",
        key=f"explore_reliability_{title}",
    )
    st.caption(f"Calibration error: {error:.2%}.")
