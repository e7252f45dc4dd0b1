"""How a network reads people whom it has never met: from pictures, and from strokes besides."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

from app_pages.figures.glossary import explained
from app_pages.figures.html import grouped_table_html
from app_pages.figures.text import share, typeset
from mnist_core.evaluation.people import COLLECTIONS, OnPeople
from mnist_core.recognition.card import Way

_WAYS: Mapping[Way, str] = {"pictures": "The picture", "strokes": "With the path"}


@dataclass(frozen=True)
class _Row:
    """A figure of each way.

    Attributes:
        name: what it is.
        values: it, way by way.
        written: it, as people write it.
        most_is_best: whether the larger one is the better; the other way round where it is not.
    """

    name: str
    values: Sequence[float]
    written: Callable[[float], str] = share
    most_is_best: bool = True


def show_people(people: Mapping[Way, OnPeople]) -> None:
    """Show a table of a network's figures, a column a way; the better one of two is bold."""
    ways = [way for way in _WAYS if way in people]
    titles = [_WAYS[way] for way in ways]
    groups = {
        title: [_cells(row, titles) for row in rows]
        for title, rows in _groups([people[way] for way in ways])
    }
    st.html(grouped_table_html(groups, "How it reads people"))


def _groups(ways: Sequence[OnPeople]) -> Iterator[tuple[str, list[_Row]]]:
    """The table's groups of rows, for all that was measured."""
    first = ways[0]
    for name, widths in first.accuracy.items():
        writers = escape(typeset(COLLECTIONS.get(name, name)), quote=False)
        yield (
            f"Read right: {first.digits[name]:,} digits by {writers}",
            [
                _Row(f"Pen {width}", [each.accuracy[name][width] for each in ways])
                for width in widths
            ],
        )
    if first.refused:
        yield (
            "Taken for no digit",
            [
                _Row(
                    "Those digits, wrongly" if what == "digits" else what.capitalize(),
                    [each.refused[what] for each in ways],
                    most_is_best=what != "digits",
                )
                for what in first.refused
            ],
        )
    yield "How far it can be trusted", list(_trust(ways))


def _trust(ways: Sequence[OnPeople]) -> Iterator[_Row]:
    errors = [each.calibration_error for each in ways]
    yield _Row("Calibration error", errors, _finely, most_is_best=False)
    apart = [each.auroc for each in ways if each.auroc is not None]
    if len(apart) == len(ways):
        yield _Row("AUROC", apart, "{:.4f}".format)
    taken = [each.false_positives for each in ways if each.false_positives is not None]
    if len(taken) == len(ways):
        yield _Row("False positives", taken, _finely, most_is_best=False)


def _finely(part: float) -> str:
    return share(part, 2)


def _cells(row: _Row, titles: Sequence[str]) -> dict[str, str]:
    """A row's cells as HTML by the heads of their columns, of which a way has one."""
    written = [row.written(value) for value in row.values]
    best = row.written(max(row.values) if row.most_is_best else min(row.values))
    differ = len(set(written)) > 1
    cells = [f"<b>{each}</b>" if differ and each == best else each for each in written]
    return {"Measured": explained(row.name), **dict(zip(titles, cells, strict=True))}
