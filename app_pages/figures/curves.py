"""The curves of one run, and of several laid over each other.

A chart is given to Streamlit as a description that does not change while its data does, and with
its zoom as a selection: only so is it drawn on without being built anew, and stays where a visitor
has zoomed to.
"""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any, Literal, cast, get_args

import pandas as pd
import streamlit as st

from app_pages.figures.charts import POINTED, SEEN_WHERE_POINTED, config
from app_pages.figures.colours import BLUE, ORANGE
from app_pages.figures.glossary import explained
from app_pages.figures.text import share
from mnist_core import runs
from mnist_core.recognition.card import History
from mnist_core.runs.history import Metrics, curve, landmarks

METRICS_DRAWN = 5000  # of a run, at most: as many as take no time to read
_COLOURS = {"training": BLUE, "validation": ORANGE}
_TITLES = {"loss": "Loss", "accuracy": "Accuracy"}
_COMPARED = {
    "val_loss": "Validation loss",
    "val_accuracy": "Validation accuracy",
    "loss": "Training loss",
    "accuracy": "Training accuracy",
}
# Told apart by colour-blind people too (Okabe and Ito, "Color Universal Design", 2008).
_RUN_COLOURS = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00"]
MOST_RUNS = len(_RUN_COLOURS)
_ZOOM = {
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
_PLACES = 60  # that a crosshair can stand at, over all epochs

Curve = Sequence[Iterable[float]]  # the epochs, and the values then
Axes = Literal["linear", "logarithmic", "zoomed"]
_ON_A_CHART = {"linear": "", "logarithmic": ", logarithmic", "zoomed": ", the last half"}


def show_curves(metrics: Metrics, status: runs.Status, key: str) -> None:
    """Show loss and accuracy over the epochs, training and validation, the best epoch marked."""
    curves = {name: curve(metrics, name, status.batches) for name in _COMPARED}
    _show_curves(curves, landmarks(metrics).best, status.epochs, f"train_{{}}_{key}")


@st.fragment  # zooming asks for nothing else
def show_history(history: History, epochs: int, key: str) -> None:
    """Show the curves of a training as a model's card keeps them, as ``show_curves`` does.

    Args:
        history: as the card keeps it.
        epochs: that were trained.
        key: tells the charts from others.
    """
    curves = {name: getattr(history, name) for name in _COMPARED}
    _show_curves(curves, history.best, epochs, f"explore_{{}}_{key}")


def _show_curves(
    curves: Mapping[str, Curve], best: Mapping[str, float], epochs: float, key_pattern: str
) -> None:
    shown = _COLOURS if best else {"training": _COLOURS["training"]}
    dashed = {f"lowest validation loss: epoch {best['epoch']:.0f}": None} if best else {}
    axes = _show_head({**shown, **dashed}, key_pattern.format("axes"), "linear")
    for column, (name, title) in zip(st.columns(2), _TITLES.items(), strict=True):
        rows = [
            {"epoch": x, "value": y, "curve": part}
            for part, prefix in (("training", ""), ("validation", "val_"))
            for x, y in _points(curves, prefix + name)
        ]
        if f"val_{name}" in best:
            rows.append({"epoch": best["epoch"], "value": best[f"val_{name}"], "curve": "best"})
        with column:
            key = key_pattern.format(name)
            _show_lines(rows, name, title, epochs, axes, _COLOURS, key=key)
            if rows:
                st.caption(_last_and_best(name, curves, best))
    _show_zoom_hint()


def _show_head(colours: Mapping[str, str | None], key: str, default: Axes) -> Axes:
    """Show some charts' legend, and let their axes be chosen: all alike, linear, logarithmic, or
    zoomed to the last half of the epochs.
    """
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        _show_legend(colours)
        chosen = st.segmented_control(
            "Axes",
            get_args(Axes),
            default=default,
            key=key,
            required=True,
            label_visibility="collapsed",
        )
    return cast(Axes, chosen)


def _show_zoom_hint() -> None:
    st.html(
        '<p class="mouse-hint">With Ctrl, the wheel zooms; dragging moves; a double click shows '
        "all again.</p>"
    )


def _points(curves: Mapping[str, Curve], name: str) -> Iterable[tuple[float, float]]:
    return zip(*curves.get(name, ([], [])), strict=True)


def _show_legend(colours: Mapping[str, str | None]) -> None:
    """Show what a colour stands for; None is the dashed line."""
    items = ""
    for name, colour in colours.items():
        line = f'style="color:{colour}"' if colour else 'class="best"'
        items += f"<li><i {line}></i>{explained(name)}</li>"
    st.html(f'<ul class="legend">{items}</ul>', width="content")


def show_comparison(histories: Mapping[str, tuple[Metrics, runs.Status]]) -> None:
    """Show the curves of several runs, at most six, laid over each other.

    Where the mouse points, all runs' values stand side by side.

    Args:
        histories: of each run, by what it is called, its measurements and its status.
    """
    names = {f"run{i}": name for i, name in enumerate(histories)}
    colours = dict(zip(names, _RUN_COLOURS, strict=False))
    legend = {names[run]: colour for run, colour in colours.items()}
    axes = _show_head(legend, "train_compared_axes", "linear")
    epochs = max(status.epochs for _, status in histories.values())
    columns = st.columns(2)
    for i, (name, title) in enumerate(_COMPARED.items()):
        quantity = name.removeprefix("val_")
        rows = [
            {"epoch": x, "value": y, "curve": run}
            for run, (metrics, status) in zip(names, histories.values(), strict=True)
            for x, y in zip(*curve(metrics, name, status.batches), strict=True)
        ]
        with columns[i % 2]:
            key = f"train_compared_{name}"
            _show_lines(rows, quantity, title, epochs, axes, colours, key=key, names=names)
            lacking = [names[run] for run in names if all(row["curve"] != run for row in rows)]
            if rows and lacking:
                st.caption(f"Not measured: {'; '.join(lacking)}.")
    _show_zoom_hint()


def _x(epochs: float, axes: Axes) -> dict[str, Any]:
    """The axis of the epochs: all that will be, or those that are drawn."""
    fitted = {"zero": False} if axes == "zoomed" else {"domain": [0, 1.02 * max(epochs, 1)]}
    return {
        "field": "epoch",
        "type": "quantitative",
        "title": "epoch",
        "scale": {**fitted, "nice": False},
        "axis": {"tickMinStep": 1, "format": "d"},
    }


def _y(quantity: str, axes: Axes) -> dict[str, Any]:
    """The axis of a loss or an accuracy, fitted to what is drawn.

    On the logarithmic one an accuracy stands where its errors do, so that 99 % is as far from 90 %
    as that is from 0.
    """
    field = "value"
    scale: dict[str, Any] = {"zero": False}
    axis: dict[str, Any] = {"format": ".4~g"}
    if axes == "logarithmic":
        scale = {"type": "log"}
        axis |= {"values": [k * 10**e for e in range(-7, 3) for k in (1, 2, 5)]}
    if quantity == "accuracy":
        shown = "datum.value"
        if axes == "logarithmic":
            field, shown = "errors", "(1 - datum.value)"
            scale |= {"reverse": True}
            errors = [k * 10**e for e in range(-4, 0) for k in (1, 2, 5)]
            axis |= {"values": [0.9, *errors]}
        axis = {**axis, "labelExpr": f"format(100 * {shown}, '.5~g') + '\u00a0%'"}
    return {
        "field": field,
        "type": "quantitative",
        "title": None,
        "scale": scale,
        "axis": {**axis, "minExtent": 44},
    }


def _last_half(each: bool) -> list[dict[str, Any]]:
    """What leaves of the curves the last half of their epochs: of each, or of the longest one."""
    newest = {"op": "max", "field": "epoch", "as": "newest"}
    return [
        {"joinaggregate": [newest], "groupby": ["curve"] if each else []},
        {"filter": "datum.epoch >= datum.newest / 2"},
    ]


def _written(quantity: str, value: str) -> str:
    """Vega's expression that writes a value as the captions do."""
    if quantity == "loss":
        return f"format({value}, '.4f')"
    return f"format(100 * {value}, '.2f') + '\u00a0%'"


def _crosshair(quantity: str, names: Mapping[str, str], epochs: float) -> dict[str, Any]:
    """A line where the mouse points, that tells all runs' values there: a layer of a chart."""
    step = max(epochs, 1) / _PLACES
    return {
        "params": POINTED,
        "transform": [
            {"calculate": f"round(datum.epoch / {step}) * {step}", "as": "place"},
            {
                "aggregate": [{"op": "mean", "field": "value", "as": "value"}],
                "groupby": ["place", "curve"],
            },
            {"pivot": "curve", "value": "value", "groupby": ["place"], "op": "mean"},
            *(
                {
                    "calculate": f"isValid(datum.{run}) ? {_written(quantity, f'datum.{run}')} "
                    ": '–'",
                    "as": f"{run}_written",
                }
                for run in names
            ),
        ],
        "mark": {"type": "rule", "color": "gray"},
        "encoding": {
            "x": {"field": "place", "type": "quantitative"},
            "opacity": SEEN_WHERE_POINTED,
            "tooltip": [
                {"field": "place", "type": "quantitative", "title": "epoch", "format": ".2~f"},
                *(
                    {"field": f"{run}_written", "type": "nominal", "title": name}
                    for run, name in names.items()
                ),
            ],
        },
    }


def _lines(
    x: Mapping[str, Any], y: Mapping[str, Any], colours: Mapping[str, str], tooltip: Any
) -> list[dict[str, Any]]:
    """The curves: layers of a chart. A curve of one point has no line, and is drawn as a point."""
    places = {
        "x": x,
        "y": y,
        "color": {
            "field": "curve",
            "type": "nominal",
            "title": None,
            "legend": None,
            "scale": {"domain": list(colours), "range": list(colours.values())},
        },
    }
    curves = {"filter": "datum.curve !== 'best'"}
    count = {"joinaggregate": [{"op": "count", "as": "points"}], "groupby": ["curve"]}
    return [
        {
            "name": "curves",
            "transform": [curves],
            "mark": {"type": "line", "clip": True, "strokeWidth": 2},
            "encoding": {**places, **({"tooltip": tooltip} if tooltip else {})},
        },
        {
            "transform": [curves, count, {"filter": "datum.points === 1"}],
            "mark": {"type": "point", "clip": True, "filled": True, "size": 40, "opacity": 1},
            "encoding": places,
        },
    ]


def _best(x: Mapping[str, Any], y: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The best epoch, a dashed line with a point: layers of a chart."""
    best = [{"filter": "datum.curve === 'best'"}]
    line = {"type": "rule", "clip": True, "strokeDash": [4, 4], "color": "gray"}
    point = {
        "type": "point",
        "clip": True,
        "filled": True,
        "size": 70,
        "opacity": 1,
        "color": _COLOURS["validation"],
    }
    return [
        {"transform": best, "mark": line, "encoding": {"x": x}},
        {"transform": best, "mark": point, "encoding": {"x": x, "y": y}},
    ]


def _show_lines(
    rows: Sequence[Mapping[str, Any]],
    quantity: str,
    title: str,
    epochs: float,
    axes: Axes,
    colours: Mapping[str, str],
    *,
    key: str,
    names: Mapping[str, str] | None = None,
) -> None:
    """Show curves over the epochs; a row of the curve "best" is marked and not joined.

    Args:
        rows: their points, with "epoch", "value" and "curve".
        quantity: "loss" or "accuracy".
        title: of the chart.
        epochs: that will be trained.
        axes: what is drawn, and how.
        colours: by curve.
        key: tells the chart from others.
        names: of runs, by their curves, whose values a crosshair tells side by side; None tells of
            the point of a curve.
    """
    if not rows:
        st.html(f'<div class="no-curve"><b>{escape(title)}</b>: not measured.</div>')
        return
    x, y = _x(epochs, axes), _y(quantity, axes)
    tooltip = [
        {"field": "curve", "title": " "},
        {"field": "epoch", "format": ".2f"},
        {"field": "written", "title": title},
    ]
    spec = {
        "description": f"{title} over the epochs",
        "config": config(),
        "height": 300,
        "title": {"text": f"{title}{_ON_A_CHART[axes]}", "anchor": "start"},
        "transform": [
            {"calculate": "max(1 - datum.value, 0.0001)", "as": "errors"},
            {"calculate": _written(quantity, "datum.value"), "as": "written"},
            *(_last_half(each=bool(names)) if axes == "zoomed" else []),
        ],
        "params": [_ZOOM],
        "layer": [
            *_lines(x, y, colours, None if names else tooltip),
            *_best(x, y),
            *([_crosshair(quantity, names, epochs)] if names else []),
        ],
    }
    st.vega_lite_chart(
        pd.DataFrame(rows, columns=["epoch", "value", "curve"]),
        spec,
        key=key,
        on_select="rerun",
        selection_mode=["zoom"],
    )


def _last_and_best(name: str, curves: Mapping[str, Curve], best: Mapping[str, float]) -> str:
    """What a curve shows, for those who do not see it: where it ends, and its best epoch."""
    validation = f"val_{name}"
    words = f"{_TITLES[name]}: {_last(name, curves[name])} in training"
    if validation not in best:
        return f"{words}."
    return (
        f"{words}, {_last(name, curves[validation])} in validation; "
        f"{_value(name, best[validation])} in epoch {best['epoch']:.0f}, whose validation loss is "
        "lowest."
    )


def _last(name: str, drawn: Curve) -> str:
    values = list(drawn[1])
    return _value(name, values[-1]) if values else "–"


def _value(name: str, value: float) -> str:
    return f"{value:.4f}" if name == "loss" else share(value)
