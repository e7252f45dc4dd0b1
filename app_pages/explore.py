"""The networks that come with the program, side by side."""

import streamlit as st

from app_pages.parts.models import load_classifiers
from mnist_core.architectures import ARCHITECTURES

st.header("The networks", anchor=False)
st.write(
    "Nearly all of them read MNIST's test digits. Drawings are harder: other pens, other sizes, "
    "other hands. Each network here can be chosen on the Draw page."
)
cards = {name: classifier.card for name, classifier in load_classifiers().items()}
measured = next((card["drawings"] for card in cards.values() if "drawings" in card), None)
widths = list(measured["accuracy"]) if measured else []
st.dataframe(
    [
        {
            "Network": name,
            "MNIST": card["test"]["accuracy"],
            **{
                f"Pen {width}": card.get("drawings", {}).get("accuracy", {}).get(width)
                for width in widths
            },
            "Parameters": card["parameters"],
            "About it": ARCHITECTURES[card["architecture"]].title
            if card["architecture"] in ARCHITECTURES
            else "",
        }
        for name, card in cards.items()
    ],
    hide_index=True,
    column_config={
        key: st.column_config.NumberColumn(format="percent")
        for key in ("MNIST", *(f"Pen {width}" for width in widths))
    },
)
st.caption(
    f"MNIST: the part of its {next(iter(cards.values()))['test']['count']:,} test digits "
    "that is read right."
)
if measured:
    st.caption(
        f"Pen {', '.join(widths)}: the part of {measured['digits']:,} digits by "
        f"{measured['writers']} writers that is read right, drawn on the canvas with a pen of that "
        "many pixels."
    )
