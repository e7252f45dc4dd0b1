"""HTML that several figures use: facts with their names, and pictures as addresses."""

import base64
import math
from collections.abc import Mapping, Sequence

import cv2
import numpy as np

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


def laid(pictures: UInt8Array, across: int, paper: int) -> UInt8Array:
    """Pictures of one size in rows, as one.

    Args:
        pictures: uint8 (n, h, w) or (n, h, w, 3), at least one.
        across: how many stand in a row.
        paper: what fills the last row, 0 to 255.

    Returns:
        uint8, (rows * h, across * w) or that and (3,).
    """
    count, height, width, *colours = pictures.shape
    rows = math.ceil(count / across)
    tiles = np.full((rows * across, height, width, *colours), paper, np.uint8)
    tiles[:count] = pictures
    side_by_side = tiles.reshape(rows, across, height, width, *colours).swapaxes(1, 2)
    return side_by_side.reshape(rows * height, across * width, *colours)


def table_html(rows: Sequence[Mapping[str, str]], name: str) -> str:
    """Rows of words and figures as an HTML table; figures stand flush right, each row has a head,
    and a head that is a term explains itself.

    Args:
        rows: of each, its cells as HTML by the heads of their columns: at least one.
        name: what the table is, for those who do not see it.
    """
    return grouped_table_html({"": rows}, name)


def grouped_table_html(groups: Mapping[str, Sequence[Mapping[str, str]]], name: str) -> str:
    """Rows as ``table_html`` takes them, in groups; a title stands above each.

    Args:
        groups: by their titles as HTML; "" is none. All have the same columns.
        name: as ``table_html`` takes it.
    """
    rows = [row for group in groups.values() for row in group]
    first, *rest = rows[0]
    words = {head for head in rest if any(row[head][:1].isalpha() for row in rows)}
    of = {head: ' class="words"' if head in words else "" for head in rest}
    heads = "".join(f'<th scope="col"{of[head]}>{explained(head)}</th>' for head in rest)
    bodies = ""
    for title, group in groups.items():
        above = f'<tr><th class="group" scope="rowgroup" colspan="{len(of) + 1}">{title}</th></tr>'
        body = "".join(
            f'<tr><th scope="row">{row[first]}</th>'
            + "".join(f"<td{of[head]}>{row[head]}</td>" for head in rest)
            + "</tr>"
            for row in group
        )
        bodies += f"<tbody>{above if title else ''}{body}</tbody>"
    return (
        f'<div class="table" tabindex="0"><table aria-label="{name}"><thead><tr>'
        f'<th scope="col">{first}</th>{heads}</tr></thead>{bodies}</table></div>'
    )
