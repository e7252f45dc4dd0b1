"""Whose data a network has learnt from, and whose it was measured on: authors and licences."""

from collections.abc import Iterable, Sequence
from html import escape
from types import MappingProxyType

import streamlit as st

from mnist_core.data.sources import MNIST, PEN_DIGITS, Source, sources_of
from mnist_core.recognition.card import Card

# By the name of the data set, for cards from before they said it.
_LEARNT_FROM = MappingProxyType({"mnist": (MNIST,), "mixture": (MNIST, PEN_DIGITS)})


def show_sources(card: Card) -> None:
    """Show whose data a network has learnt from, and what else it was measured on."""
    learnt = card.data.sources or _LEARNT_FROM.get(card.data.name, ())
    besides = [each for each in _measured_on(card) if each not in learnt]
    parts = {
        "It learnt from": learnt,
        "Besides, its thresholds were chosen and it was measured on": besides,
    }
    if lists := "".join(_list_html(title, each) for title, each in parts.items() if each):
        st.html(lists)


def _measured_on(card: Card) -> Iterable[Source]:
    collections = {name for way in (card.people or {}).values() for name in way.digits}
    if card.drawings is not None:
        collections.add("pendigits")
    return sources_of(collections)


def _list_html(title: str, sources: Sequence[Source]) -> str:
    listed = "".join(
        f'<li><a href="{escape(each.address)}" target="_blank">{escape(each.title)}</a>: '
        f"{escape(each.authors)}. {escape(each.licence)}.</li>"
        for each in sources
    )
    return f'<div class="sources"><p>{title}:</p><ul>{listed}</ul></div>'
