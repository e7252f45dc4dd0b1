"""Reliability diagrams: whether answers that a network is 90 % sure of are right 9 times in 10."""

import pandas as pd
import streamlit as st

from app_pages.figures.charts import config
from app_pages.figures.colours import BLUE
from app_pages.figures.scatter import diagonal, points, share_axis
from app_pages.figures.text import share
from mnist_core.evaluation import Reliability
from mnist_core.recognition.card import Card


def show_reliability(card: Card) -> None:
    """Show how often a network's answers to test digits and to drawings are right."""
    test, drawings = card.test, card.drawings
    measured = {"Test digits": (test.reliability, test.calibration_error)}
    if drawings is not None and (error := drawings.calibration_error.get("all")) is not None:
        measured["Drawings"] = drawings.reliability, error
    known = [(title, bins, error) for title, (bins, error) in measured.items() if bins is not None]
    if not known:
        st.write("Not stored.")
        return
    for column, (title, bins, error) in zip(st.columns(2), known, strict=False):
        with column:
            show_diagram(bins, title, error)
    st.caption(
        "On the dashed line, answers that it is 70\u00a0% sure of are right 7 times in 10; below "
        "it, it is surer than it should be. The larger a point, the more answers. The calibration "
        "error is how far they lie from the line on average."
    )


def show_diagram(reliability: Reliability, title: str, error: float) -> None:
    """Show how often the answers of each probability are right.

    Args:
        reliability: its bins.
        title: what was answered.
        error: the expected calibration error, 0 to 1.
    """
    bins = zip(reliability.count, reliability.confidence, reliability.accuracy, strict=True)
    rows = [{"count": count, "sure": sure, "right": right} for count, sure, right in bins if count]
    x = share_axis("sure", "how sure it is", 0, {"tickCount": 5})
    y = share_axis("right", "how often right", 0, {"tickCount": 5})
    spec = {
        "description": f"Reliability diagram, {title.lower()}: calibration error {share(error, 2)}",
        "config": config(),
        "height": 280,
        "title": {"text": title, "anchor": "start"},
        "layer": [
            diagonal(x, y),
            points(
                x,
                y,
                size="count",
                scale={"type": "log", "domain": [1, 10000], "range": [20, 400]},
                colour={"value": BLUE},
                tooltip=[
                    {"field": "sure", "title": "how sure", "format": ".1%"},
                    {"field": "right", "title": "how often right", "format": ".1%"},
                    {"field": "count", "title": "answers", "format": ","},
                ],
            ),
        ],
    }
    st.vega_lite_chart(
        pd.DataFrame(rows),
        spec,
        key=f"explore_reliability_{title}",
    )
    st.caption(f"Calibration error: {share(error, 2)}.")
