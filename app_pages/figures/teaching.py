"""What came of teaching a network somebody's drawings: before and after, side by side."""

from collections.abc import Iterator
from html import escape

import streamlit as st

from app_pages.figures.html import table_html
from app_pages.figures.text import counted, share
from mnist_core.runs.teaching import Compared, Teaching

_FEW = 50  # drawings, of which one more or less is two points


def show_teaching(found: Teaching, first: str, own: str = "Your drawings") -> None:
    """Show how a network reads before and after.

    Args:
        found: what was measured.
        first: what the network is called that was begun from.
        own: what the drawings are called that it was taught.
    """
    rows = [_row(name, compared, first) for name, compared in _measured(found, own)]
    st.html(f'<div class="taught">{table_html(rows, "Before and after")}</div>')
    st.caption(_of_own(found.own, own))


def _measured(found: Teaching, own: str) -> Iterator[tuple[str, Compared]]:
    people = "by people" if found.letters_by == "people" else "that the program wrote"
    for name, compared in (
        (f"{own}, kept aside", found.own),
        ("MNIST’s test digits", found.mnist),
        ("Digits that the program writes", found.generated),
        ("Drawings by people it never met", found.people),
        (f"Letters {people}, refused", found.letters),
    ):
        if compared is not None and compared.count:
            yield name, compared


def _row(name: str, compared: Compared, first: str) -> dict[str, str]:
    """A row's cells; of the two the better one is bold."""
    before, after = (_cell(part, compared.count) for part in (compared.before, compared.after))
    if compared.before > compared.after:
        before = f"<b>{before}</b>"
    elif compared.after > compared.before:
        after = f"<b>{after}</b>"
    return {
        "Read right": name,
        "Of": f"{compared.count:,}",
        f"Before: {escape(first)}": before,
        "After": after,
    }


def _cell(part: float, count: int) -> str:
    """A share with the number that it is of as many."""
    decimals = 2 if count >= 1000 else 1 if count >= 100 else 0
    return f"{share(part, decimals)} <small>{round(part * count):,}</small>"


def _of_own(found: Compared | None, own: str) -> str:
    """How much the figure of the drawings says that it was taught."""
    if found is None or not found.count:
        return (
            "No drawing was kept aside, so nothing here says how it reads you now. A practice "
            "round does."
        )
    words = f"{own} that it has learnt from are not among those counted."
    if found.count < _FEW:
        words += (
            f" {counted(found.count, 'drawing')} {'says' if found.count == 1 else 'say'} little: "
            f"one of them is {share(1 / found.count, 0)}."
        )
    return words
