"""The networks that come with the program, side by side."""

import streamlit as st

from app_pages.parts.models import shipped_networks
from mnist_core.architectures import ARCHITECTURES

st.header("The networks", anchor=False)
st.write(
    "All of them read MNIST's test digits well. Drawings are harder: other pens, other sizes, "
    "other hands. Each network can be chosen on the Draw page."
)
cards = {name: network.card for name, network in shipped_networks().items()}
if not cards:
    st.error("No network comes with this copy of the program: train_model.py --publish makes one.")
    st.stop()
measured = next((card["drawings"] for card in cards.values() if "drawings" in card), None)
widths = list(measured["accuracy"]) if measured else []
rows = []
for name, card in cards.items():
    accuracy = card.get("drawings", {}).get("accuracy", {})
    drawn = {f"Pen {width}": accuracy.get(width) for width in widths}
    rows.append(
        {
            "Network": name,
            **{
                key: "–" if share is None else f"{share:.1%}"
                for key, share in {"MNIST": card["test"]["accuracy"], **drawn}.items()
            },
            "Parameters": f"{card['parameters']:,}",
        }
    )
st.table(rows)
count = next(iter(cards.values()))["test"]["count"]
note = f"MNIST: the share of its {count:,} test digits that is read correctly."
if measured:
    note += (
        f" Pen {', '.join(widths)}: the share of {measured['digits']:,} digits by "
        f"{measured['writers']} writers, drawn on the canvas with a pen of so many pixels."
    )
st.write(note)
for name, card in cards.items():
    if card["architecture"] in ARCHITECTURES:
        st.write(f"**{name}**: {ARCHITECTURES[card['architecture']].title}.")
