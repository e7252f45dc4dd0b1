"""The confusion matrix: which digits a network takes for which."""

import math
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from app_pages.figures.colours import STYLE
from app_pages.figures.html import table_html
from app_pages.figures.text import share
from mnist_core.evaluation import Evaluation
from mnist_core.labels import DIGITS, NOT_A_DIGIT_INDEX

_TOLD = 5  # confusions, in words
_STRONG = 0.5  # from this part of a digit on, a cell has its full colour, and white on it
_FAINTEST, _FAINT = 5, 45  # per cent of the colour that the cells below have

_HTML = """<div class="confusion"><div class="confusion-read">read as</div>
<div class="confusion-true">true digit</div><table><thead></thead><tbody></tbody></table></div>"""
_component = st.components.v2.component(
    "confusion",
    html=_HTML,
    css=STYLE,
    js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8"),
)


def answer_name(label: int) -> str:
    """An answer in a word."""
    return "no digit" if label == NOT_A_DIGIT_INDEX else str(label)


def show_confusion(
    confusion: Sequence[Sequence[int]], page: str, *, opens: bool = False, chosen: str | None = None
) -> str | None:
    """Show which digits were read as which: a row a true digit, a column an answer.

    An eleventh answer is "no digit"; there is no test picture that is none, so no row of it.

    Args:
        confusion: how many, a row a true label.
        page: the prefix of the page's keys.
        opens: whether a click on a cell means something.
        chosen: the cell that stands out, such as "3-5": threes that were read as fives.

    Returns:
        The cell that was clicked just now, one with digits in it; None where none was.
    """
    unit = st.segmented_control(
        "Show",
        ["counts", "per cent"],
        default="counts",
        key=f"{page}_unit",
        required=True,
        label_visibility="collapsed",
    )
    rows = confusion[:DIGITS]
    result = _component(
        data={
            "rows": [[_cell(count, sum(row), unit == "per cent") for count in row] for row in rows],
            "answers": [answer_name(i) for i in range(len(rows[0]))],
            "label": _commonest(confusion),
            "opens": opens,
            "chosen": chosen,
        },
        key=f"{page}_confusion",
        on_clicked_change=lambda: None,
    )
    if opens and chosen not in cells(confusion):
        st.caption("Click a number to see its digits.")
    clicked = result.clicked  # it comes from a browser
    return clicked if isinstance(clicked, str) and clicked in cells(confusion) else None


def cells(confusion: Sequence[Sequence[int]]) -> dict[str, tuple[int, int]]:
    """The cells with digits in them, such as "3-5": the true label and the answer of each."""
    return {
        f"{label}-{answer}": (label, answer)
        for label, row in enumerate(confusion[:DIGITS])
        for answer, count in enumerate(row)
        if count
    }


def _cell(count: int, total: int, as_share: bool) -> dict[str, str | int]:
    part = count / max(total, 1)
    shade = _FAINTEST + (_FAINT - _FAINTEST) * math.sqrt(min(part / _STRONG, 1))
    text = f"{part * 100:.1f}" if as_share else f"{count}"
    return {
        "count": count,
        "text": text if count else "",
        "told": f"{count:,}, {share(part, 2)} of the true digit",
        "shade": 100 if part > _STRONG else round(shade),
    }


def _commonest(confusion: Sequence[Sequence[int]]) -> str:
    """The commonest confusions, for those who do not see them."""
    wrong = [
        (count, true, read)
        for true, row in enumerate(confusion[:DIGITS])
        for read, count in enumerate(row)
        if read != true and count
    ]
    told = [
        f"{true} as {answer_name(read)}, {count}"
        for count, true, read in sorted(wrong, key=lambda each: -each[0])[:_TOLD]
    ]
    return f"Confusion matrix. Commonest: {'; '.join(told) or 'none'}."


def show_per_digit(test: Evaluation) -> None:
    """Show how a network reads each digit: its test."""
    rows = [
        {
            "Digit": str(digit),
            "Precision": share(test.precision[digit]),
            "Recall": share(test.recall[digit]),
            "F1": share(test.f1[digit]),
        }
        for digit in range(10)
    ]
    st.html(table_html(rows, "Precision and recall of each digit"))
    st.caption(
        "Precision: of what it reads as this digit, the part that is. Recall: of these digits, the "
        "part that it reads as such. F1: their harmonic mean."
    )
