"""HTML that several figures use: facts with their names, and pictures as addresses."""

import base64
from collections.abc import Mapping

import cv2

from app_pages.figures.glossary import explained
from mnist_core.arrays import UInt8Array


def facts_html(facts: Mapping[str, str]) -> str:
    """Figures, by their names, as HTML; a name that is a term explains itself."""
    listed = "".join(
        f"<div><dt>{explained(name)}</dt><dd>{fact}</dd></div>" for name, fact in facts.items()
    )
    return f'<dl class="facts">{listed}</dl>'


def data_url(picture: UInt8Array) -> str:
    """A picture, uint8 (h, w) or (h, w, 3), as an address that holds it."""
    png = base64.b64encode(cv2.imencode(".png", picture)[1].tobytes()).decode()
    return f"data:image/png;base64,{png}"
