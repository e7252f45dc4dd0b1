"""Charts of one share over another, with a dashed line where the two are alike."""

from collections.abc import Mapping, Sequence
from typing import Any


def share_axis(
    field: str, title: str, least: float, axis: Mapping[str, Any], **scale: Any
) -> dict[str, Any]:
    """An axis for a share from ``least`` to 1; ``axis`` and ``scale`` as Vega-Lite takes them."""
    return {
        "field": field,
        "type": "quantitative",
        "title": title,
        "scale": {"domain": [least, 1], "nice": False, **scale},
        "axis": {"format": "~%", **axis},
    }


def diagonal(x: Mapping[str, Any], y: Mapping[str, Any]) -> dict[str, Any]:
    """The layer with the dashed line, on axes that ``share_axis`` has made."""
    ends = [{x["field"]: each, y["field"]: each} for each in x["scale"]["domain"]]
    return {
        "data": {"values": ends},
        "mark": {"type": "line", "strokeDash": [4, 4], "color": "gray", "strokeWidth": 1},
        "encoding": {"x": x, "y": y},
    }


def points(
    x: Mapping[str, Any],
    y: Mapping[str, Any],
    *,
    size: str,
    scale: Mapping[str, Any],
    colour: Mapping[str, Any],
    tooltip: Sequence[Mapping[str, str]],
) -> dict[str, Any]:
    """The layer with the points, as large as the field ``size`` says on ``scale``.

    ``colour`` and ``tooltip`` are as Vega-Lite encodes them.
    """
    area = {"field": size, "type": "quantitative", "legend": None, "scale": scale}
    return {
        "mark": {"type": "point", "filled": True, "opacity": 0.85},
        "encoding": {"x": x, "y": y, "size": area, "color": colour, "tooltip": tooltip},
    }
