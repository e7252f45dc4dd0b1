"""The networks that come with the program, side by side."""

import streamlit as st

from app_pages.parts.models import card, model_names
from mnist_core.architectures import ARCHITECTURES

st.header("The networks", anchor=False)
st.write(
    "Nearly all of them read MNIST's test digits. Drawings are harder: other pens, other sizes, "
    "other hands. Each network here can be chosen on the Draw page."
)
rows = []
for name in model_names():
    facts = card(name)
    drawings = facts.get("drawings", {}).get("accuracy", {})
    rows.append(
        {
            "Network": name,
            "MNIST": facts["test"]["accuracy"],
            **{f"Pen {width}": accuracy for width, accuracy in drawings.items()},
            "Parameters": facts["parameters"],
            "About it": ARCHITECTURES[facts["architecture"]].title,
        }
    )
shares = [key for key in rows[0] if key == "MNIST" or key.startswith("Pen")]
st.dataframe(
    rows,
    hide_index=True,
    column_config={key: st.column_config.NumberColumn(format="percent") for key in shares},
)
st.caption(
    "MNIST: the part of its 10,000 test digits that is read right. Pen 10, 20 and 32: the part of "
    "7,494 digits by 30 writers, drawn on a canvas of 280 pixels with a pen of that many."
)
