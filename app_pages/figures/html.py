"""HTML that several figures use: facts with their names, and pictures as addresses."""

import base64
from collections.abc import Mapping

import cv2

from mnist_core.arrays import (
    UInt8Array,
)

_STYLE = """<style>
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(7.5rem, 1fr));
  gap: .5rem 1rem; margin: 0 !important; padding: 0 !important;
  font-variant-numeric: tabular-nums; }
.facts dt { font-size: .8rem; opacity: .7; font-weight: 400; }
.facts dd { margin: 0 !important; font-size: 1.05rem; white-space: nowrap; }
</style>"""


def facts_html(facts: Mapping[str, str]) -> str:
    """Figures, by their names, as HTML."""
    listed = "".join(f"<div><dt>{name}</dt><dd>{fact}</dd></div>" for name, fact in facts.items())
    return f'{_STYLE}<dl class="facts">{listed}</dl>'


def data_url(picture: UInt8Array) -> str:
    """A picture, uint8 (h, w) or (h, w, 3), as an address that holds it."""
    png = base64.b64encode(cv2.imencode(".png", picture)[1].tobytes()).decode()
    return f"data:image/png;base64,{png}"
