"""Digits on the whole: how many of each, how much ink, the mean picture of each."""

from collections.abc import Mapping

import numpy as np
import streamlit as st

from app_pages.figures.colours import BLUE, ORANGE
from app_pages.figures.html import data_url, facts_html
from app_pages.figures.text import share
from mnist_core.data.statistics import Statistics

_COLOURS = (BLUE, ORANGE)


def show_counts(sets: Mapping[str, Statistics]) -> None:
    """Show how many there are of each digit, in one or two sets of digits by their titles."""
    colours = dict(zip(sets, _COLOURS, strict=False))
    most = max(max(each.count) / sum(each.count) for each in sets.values())
    rows = ""
    for digit in range(10):
        cells, bars = "", ""
        for name, each in sets.items():
            part = each.count[digit] / sum(each.count)
            cells += f"<td>{each.count[digit]:,}</td><td>{share(part)}</td>"
            bars += f'<i style="width:{part / most:.1%};background:{colours[name]}"></i>'
        rows += f'<tr><th scope="row">{digit}</th><td class="bars">{bars}</td>{cells}</tr>'
    heads = "".join(
        f'<th scope="colgroup" colspan="2"><i style="background:{colour}"></i>{name}</th>'
        for name, colour in colours.items()
    )
    st.html(
        f'<table class="counts"><thead><tr><th scope="col">Digit</th><td></td>{heads}</tr>'
        f"</thead><tbody>{rows}</tbody></table>"
    )


def show_statistics(statistics: Statistics) -> None:
    """Show what the pixels of digits are like, and the mean picture of each digit."""
    st.html(
        facts_html(
            {
                "Mean pixel": f"{statistics.mean:.4f}",
                "Standard deviation": f"{statistics.deviation:.4f}",
                "Without ink": share(statistics.paper),
                "All ink": share(statistics.full),
            }
        )
    )
    st.caption(
        "A pixel is 0 where there is paper and 1 where there is all ink, as networks see it."
    )
    pictures = 255 - np.rint(statistics.mean_images * 255).astype(np.uint8)
    figures = "".join(
        f'<figure><img alt="The mean {digit}" src="{data_url(picture)}"><figcaption>{digit}<br>'
        f"<span>{share(statistics.ink[digit])}</span></figcaption></figure>"
        for digit, picture in enumerate(pictures)
    )
    st.html(f'<div class="means">{figures}</div>')
    st.caption("The mean of all pictures of a digit, and below it how much of the picture is ink.")
