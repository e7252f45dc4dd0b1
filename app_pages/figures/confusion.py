"""The confusion matrix: which digits a network takes for which."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from app_pages.figures.colours import BLUE, ORANGE, text_colour
from mnist_core.evaluation import Evaluation
from mnist_core.labels import DIGITS, NOT_A_DIGIT_INDEX

_TOLD = 5  # confusions, in words


def answer_name(label: int) -> str:
    """An answer in a word."""
    return "no digit" if label == NOT_A_DIGIT_INDEX else str(label)


def show_confusion(confusion: Sequence[Sequence[int]], page: str) -> None:
    """Show which digits were read as which: a row a true digit, a column an answer.

    An eleventh answer is "no digit"; there is no test picture that is none, so no row of it.

    Args:
        confusion: how many, a row a true label.
        page: the prefix of the page's keys.
    """
    st.subheader("Which digits it takes for which", anchor=False)
    unit = st.segmented_control(
        "Show",
        ["counts", "per cent"],
        default="counts",
        key=f"{page}_unit",
        required=True,
        label_visibility="collapsed",
    )
    rows = [
        {
            "true": str(true),
            "read": answer_name(read),
            "count": count,
            "share": count / max(sum(row), 1),
        }
        for true, row in enumerate(confusion[:DIGITS])
        for read, count in enumerate(row)
    ]
    text = {"field": "count", "type": "quantitative", "format": "d"}
    if unit == "per cent":
        text = {"field": "share", "type": "quantitative", "format": ".1~%"}
    square = {"paddingInner": 0.06, "paddingOuter": 0}
    quiet = {"labelAngle": 0, "domain": False, "ticks": False, "grid": False}
    spec = {
        "height": 440,
        "encoding": {
            "x": {
                "field": "read",
                "type": "ordinal",
                "title": "read as",
                "axis": {**quiet, "orient": "top"},
                "scale": square,
            },
            "y": {
                "field": "true",
                "type": "ordinal",
                "title": "true digit",
                "axis": quiet,
                "scale": square,
            },
            "tooltip": [
                {"field": "true", "title": "true digit"},
                {"field": "read", "title": "read as"},
                {"field": "count"},
                {"field": "share", "format": ".2%", "title": "of the true digit"},
            ],
        },
        "layer": [
            {
                "mark": {"type": "rect", "cornerRadius": 2},
                "encoding": {
                    "opacity": {
                        "field": "share",
                        "type": "quantitative",
                        "legend": None,
                        "scale": {"type": "sqrt", "domain": [0, 1], "range": [0.06, 1]},
                    },
                    "color": {
                        "condition": {
                            "test": "datum.true === datum.read",
                            "value": BLUE,
                        },
                        "value": ORANGE,
                    },
                },
            },
            {
                "transform": [{"filter": "datum.count > 0"}],
                "mark": {"type": "text", "fontSize": 10.5},
                "encoding": {
                    "text": text,
                    "color": {
                        "condition": {"test": "datum.share > 0.35", "value": "white"},
                        "value": text_colour(),
                    },
                },
            },
        ],
    }
    st.vega_lite_chart(
        pd.DataFrame(rows), spec, width=480, alt=_commonest(confusion), key=f"{page}_confusion"
    )


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
    st.subheader("Digit by digit", anchor=False)
    rows = [
        {
            "Digit": str(digit),
            "Precision": f"{test.precision[digit]:.1%}",
            "Recall": f"{test.recall[digit]:.1%}",
            "F1": f"{test.f1[digit]:.1%}",
        }
        for digit in range(10)
    ]
    st.table(rows)
    st.caption(
        "Precision: of what it reads as this digit, the part that is. Recall: of these digits, the "
        "part that it reads as such. F1: their harmonic mean."
    )
