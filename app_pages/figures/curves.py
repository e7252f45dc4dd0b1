"""The curves of one run, and of several laid over each other.

A chart is given to Streamlit as a description that does not change while its data does, and with
its zoom as a selection: only so is it drawn on without being built anew, and stays where a visitor
has zoomed to.
"""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from app_pages.figures.colours import BLUE, ORANGE
from mnist_core import runs
from mnist_core.recognition.card import History
from mnist_core.runs.history import Landmarks, Metrics, curve, landmarks

METRICS_DRAWN = 5000  # of a run, at most: as many as take no time to read
_COLOURS = {"training": BLUE, "validation": ORANGE}
_TITLES = {"loss": "Loss", "accuracy": "Accuracy"}
_COMPARED = {
    "val_loss": "Validation loss",
    "val_accuracy": "Validation accuracy",
    "loss": "Training loss",
    "accuracy": "Training accuracy",
}
# What matters happens at small losses and near 100 %: there the axes give it room.
_AXES: dict[str, dict[str, Any]] = {
    "loss": {
        "scale": {"type": "log"},
        "axis": {
            "format": "~g",
            "values": [k * 10**e for e in range(-7, 3) for k in (1, 2, 5)],
            "minExtent": 36,
        },
    },
    "accuracy": {
        "scale": {"type": "pow", "exponent": 3, "domain": [0, 1]},
        "axis": {
            "format": "~%",
            "values": [0, 0.5, 0.7, 0.8, 0.9, 0.95, 1],
            "labelOverlap": False,
            "minExtent": 36,
        },
    },
}
# Told apart by colour-blind people too (Okabe and Ito, "Color Universal Design", 2008).
_RUN_COLOURS = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00"]
Curve = Sequence[Iterable[float]]  # the epochs, and the values then
MOST_RUNS = len(_RUN_COLOURS)


def show_curves(metrics: Metrics, status: runs.Status, key: str) -> None:
    """Show loss and accuracy over the epochs, training and validation, the best epoch marked."""
    curves = {name: curve(metrics, name, status.batches) for name in _COMPARED}
    _show_curves(curves, landmarks(metrics), status.epochs, f"train_{{}}_{key}")


@st.fragment  # zooming asks for nothing else
def show_history(history: History, epochs: int, key: str) -> None:
    """Show the curves of a training as a model's card keeps them, as ``show_curves`` does.

    Args:
        history: as the card keeps it.
        epochs: that were trained.
        key: tells the charts from others.
    """
    curves = {name: getattr(history, name) for name in _COMPARED}
    _show_curves(curves, Landmarks(history.last, history.best), epochs, f"explore_{{}}_{key}")


def _show_curves(
    curves: Mapping[str, Curve], marks: Landmarks, epochs: float, key_pattern: str
) -> None:
    best = marks.best
    shown = _COLOURS if best else {"training": _COLOURS["training"]}
    dashed = {f"lowest validation loss: epoch {best['epoch']:.0f}": None} if best else {}
    show_legend({**shown, **dashed})
    for column, (name, title) in zip(st.columns(2), _TITLES.items(), strict=True):
        rows = [
            {"epoch": x, "value": y, "curve": part}
            for part, prefix in (("training", ""), ("validation", "val_"))
            for x, y in _points(curves, prefix + name)
        ]
        if f"val_{name}" in best:
            rows.append({"epoch": best["epoch"], "value": best[f"val_{name}"], "curve": "best"})
        with column:
            _show_lines(rows, name, title, epochs, _COLOURS, key=key_pattern.format(name))
            if name in marks.last:
                st.caption(_last_and_best(name, marks))
    st.caption(
        "With Ctrl, the wheel zooms; dragging moves; a double click shows all again. Each chart "
        "has a button that saves it as PNG."
    )


def _points(curves: Mapping[str, Curve], name: str) -> Iterable[tuple[float, float]]:
    return zip(*curves.get(name, ([], [])), strict=True)


def show_legend(colours: Mapping[str, str | None]) -> None:
    """Show what a colour stands for; None is the dashed line."""
    items = ""
    for name, colour in colours.items():
        line = f'style="color:{colour}"' if colour else 'class="best"'
        items += f"<li><i {line}></i>{escape(name)}</li>"
    st.html(f'<ul class="legend">{items}</ul>')


def show_comparison(histories: Mapping[str, tuple[Metrics, runs.Status]]) -> None:
    """Show the curves of several runs, at most six, laid over each other.

    Args:
        histories: of each run, by what it is called, its measurements and its status.
    """
    colours = dict(zip(histories, _RUN_COLOURS, strict=False))
    show_legend(colours)
    epochs = max(status.epochs for _, status in histories.values())
    columns = st.columns(2)
    for i, (name, title) in enumerate(_COMPARED.items()):
        rows = [
            {"epoch": x, "value": y, "curve": run}
            for run, (metrics, status) in histories.items()
            for x, y in zip(*curve(metrics, name, status.batches), strict=True)
        ]
        if rows:
            with columns[i % 2]:
                quantity = name.removeprefix("val_")
                _show_lines(rows, quantity, title, epochs, colours, key=f"train_compared_{name}")


def _show_lines(
    rows: Sequence[Mapping[str, Any]],
    quantity: str,
    title: str,
    epochs: float,
    colours: Mapping[str, str],
    *,
    key: str,
) -> None:
    """Show curves over the epochs; a row of the curve "best" is marked and not joined."""
    x = {
        "field": "epoch",
        "type": "quantitative",
        "title": "epoch",
        "scale": {"domain": [0, 1.02 * max(epochs, 1)], "nice": False},
        "axis": {"tickMinStep": 1, "format": "d"},
    }
    y = {"field": "value", "type": "quantitative", "title": None, **_AXES[quantity]}
    tooltip = [
        {"field": "curve", "title": " "},
        {"field": "epoch", "format": ".2f"},
        {"field": "value", "title": title, "format": ".4~g" if quantity == "loss" else ".2%"},
    ]
    colour = {
        "field": "curve",
        "type": "nominal",
        "title": None,
        "legend": None,
        "scale": {"domain": list(colours), "range": list(colours.values())},
    }
    best = [{"filter": "datum.curve === 'best'"}]
    spec = {
        "height": 300,
        "title": {"text": title, "anchor": "start"},
        "params": [
            {
                "name": "zoom",
                # The wheel alone and a finger scroll the page.
                "select": {
                    "type": "interval",
                    "encodings": ["x"],
                    "zoom": "wheel![event.ctrlKey]",
                    "translate": "[pointerdown[event.pointerType === 'mouse'], window:pointerup]"
                    " > window:pointermove!",
                },
                "bind": "scales",
                "views": ["curves"],
            }
        ],
        "layer": [
            {
                "name": "curves",
                "transform": [{"filter": "datum.curve !== 'best'"}],
                "mark": {"type": "line", "clip": True, "strokeWidth": 2},
                "encoding": {"x": x, "y": y, "color": colour, "tooltip": tooltip},
            },
            {
                "transform": best,
                "mark": {"type": "rule", "clip": True, "strokeDash": [4, 4], "color": "gray"},
                "encoding": {"x": x},
            },
            {
                "transform": best,
                "mark": {
                    "type": "point",
                    "clip": True,
                    "filled": True,
                    "size": 70,
                    "opacity": 1,
                    "color": _COLOURS["validation"],
                },
                "encoding": {"x": x, "y": y},
            },
        ],
    }
    st.vega_lite_chart(
        pd.DataFrame(rows, columns=["epoch", "value", "curve"]),
        spec,
        key=key,
        on_select="rerun",
        selection_mode=["zoom"],
        alt=f"{title} over the epochs",
    )


def _last_and_best(name: str, marks: Landmarks) -> str:
    """What a curve shows, for those who do not see it."""
    last, best, validation = marks.last, marks.best, f"val_{name}"
    words = f"{_TITLES[name]}: {_value(name, last[name])} in training"
    if validation not in best:
        return f"{words}."
    return (
        f"{words}, {_value(name, last[validation])} in validation; "
        f"{_value(name, best[validation])} in epoch {best['epoch']:.0f}, whose validation loss is "
        "lowest."
    )


def _value(name: str, value: float) -> str:
    return f"{value:.4f}" if name == "loss" else f"{value:.1%}"
