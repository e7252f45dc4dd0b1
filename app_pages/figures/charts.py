"""What all charts share: how they write numbers, and colours that are read in either theme."""

from typing import Any

from app_pages.figures.colours import text_colour

# Of a line that follows the mouse over a chart's places: what is pointed at, and that it is seen
# only there.
POINTED: list[dict[str, Any]] = [
    {
        "name": "pointed",
        "select": {
            "type": "point",
            "fields": ["place"],
            "nearest": True,
            "on": "pointermove",
            "clear": "pointerout",
        },
    }
]
SEEN_WHERE_POINTED = {"condition": {"param": "pointed", "empty": False, "value": 1}, "value": 0}


def config() -> dict[str, Any]:
    """What a chart's description says under "config", in the theme of the page.

    Formats such as ".1%" write "99.2 %" with a no-break space. A screen reader is told what the
    chart's description says, and not each of its marks besides.
    """
    quiet = {"labelColor": text_colour(), "labelOpacity": 0.8, "titleColor": text_colour()}
    return {
        "locale": {
            "number": {
                "decimal": ".",
                "thousands": ",",
                "grouping": [3],
                "currency": ["", ""],
                "percent": "\u00a0%",
            }
        },
        "axis": {**quiet, "labelFlush": False, "aria": False},
        "mark": {"aria": False},
    }
