"""A picture whose digits are boxed and can be tapped, and what they read as, line by line."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from app_pages.figures.answer import KINDS, headline, note
from app_pages.figures.colours import STYLE
from app_pages.figures.text import counted
from mnist_core.labels import LABELS
from mnist_core.recognition.number import Character, Number

_HTML = """<div class="boxes"><div class="boxes-picture"><img alt="The photograph">
<div role="group" aria-label="Digits on the photograph"></div></div>
<div><div role="list" aria-label="Lines"></div>
<p class="boxes-told"></p><button type="button" class="boxes-copy">Copy</button>
<span class="said" role="status"></span></div></div>"""
_component = st.components.v2.component(
    "picture_boxes",
    html=_HTML,
    css=STYLE,
    js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8"),
)


def show_boxes(
    picture: str, size: tuple[int, int], lines: Sequence[Number], *, sure_from: float, key: str
) -> Character | None:
    """Show a picture with a box round each digit, and the number of each line.

    Args:
        picture: its address.
        size: its width and height, in the pixels of the boxes.
        lines: from top to bottom.
        sure_from: the probability from which on the network counts as sure, 0 to 1.
        key: tells it from other pictures.

    Returns:
        What was tapped just now; None where nothing was.
    """
    characters = [each for line in lines for each in line.characters]
    result = _component(
        data={
            "picture": picture,
            "size": list(size),
            "boxes": [_box(each, size, sure_from) for each in characters],
            "lines": [
                {"length": len(line.characters), "number": line.text, "second": line.second}
                for line in lines
            ],
            "told": _told(lines),
        },
        key=key,
        on_tapped_change=lambda: None,
    )
    tapped = result.tapped  # it comes from a browser
    is_one = isinstance(tapped, int) and 0 <= tapped < len(characters)
    return characters[tapped] if is_one else None


def _box(each: Character, size: tuple[int, int], sure_from: float) -> dict[str, Any]:
    x, y, width, height = each.box
    across, down = size
    reading = list(LABELS), each.prediction
    return {
        "place": [x / across, y / down, width / across, height / down],
        "kind": KINDS[each.prediction.verdict],
        "label": each.prediction.label,
        "name": f"{headline(*reading)}, {note(*reading, sure_from)}",
    }


def _told(lines: Sequence[Number]) -> str:
    """How many digits there are, and how many are none or in doubt."""
    verdicts = [each.prediction.verdict for line in lines for each in line.characters]
    none, unsure = verdicts.count("not a digit"), verdicts.count("unsure")
    digits = len(verdicts) - none
    words = counted(digits, "digit") if digits else "No digit was found on this picture"
    words += f", {unsure} of them unsure" if unsure else ""
    words += f", {none} marked as not a digit" if none else ""
    return f"{words}. Tap one, and it lies on the canvas." if verdicts else f"{words}."
