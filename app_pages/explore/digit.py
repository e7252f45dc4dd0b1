"""The Explore page on one digit: what it is, and what each network reads."""

import random
from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from app_pages.explore.address import ask, asked, asked_number, choose, choose_number, tell
from app_pages.explore.choice import titles
from app_pages.explore.download import offer_mnist
from app_pages.figures.answer import show_answer
from app_pages.figures.readings import Reading, show_readings
from app_pages.figures.sheet import show_sheet
from app_pages.figures.text import a_digit
from app_pages.visit.answers import how_hard
from app_pages.visit.digits import SOURCES, digits_of
from app_pages.visit.drawing import ask_for_drawing, see_drawing
from app_pages.visit.errors import tell as tell_error
from app_pages.visit.links import open_on_draw
from app_pages.visit.networks import Network, load, offered_networks
from mnist_core.arrays import IntArray, UInt8Array
from mnist_core.errors import ModelError
from mnist_core.evaluation.answered import Difficulty
from mnist_core.ink.preprocessing import Digit, as_pixels

_MINE = "drawing"
_SOURCES = {**{each: SOURCES[each] for each in ("test", "generated")}, _MINE: "My drawing"}
_ORDERS = {"number": "By number", "hardest": "Hardest first"}
_ALL = "all"
_HARDEST = 48  # digits on the sheet of the hardest


@dataclass(frozen=True)
class _Choice:
    """What is looked at: a digit, and by which networks."""

    source: str
    networks: Mapping[str, Network]
    named: Mapping[str, str]
    network: str

    @property
    def readers(self) -> list[Network]:
        """The networks that read it."""
        chosen = self.networks.values()
        return [each for each in chosen if self.network in (_ALL, each.key)]


def show_digit() -> None:
    """Show a digit, and its probabilities by one network or all of them."""
    networks = offered_networks()
    named = {_ALL: "All of them", **titles(networks.values())}
    # What is wrong with the address is said above the fields, not between them.
    choice = _Choice(
        asked("source", _SOURCES, "test"), networks, named, asked("network", named, _ALL)
    )
    if choice.source == _MINE:
        _show_drawing(choice)
    else:
        _show_stored(choice)


def _show_drawing(choice: _Choice) -> None:
    tell(source=_MINE, network=choice.network)
    with st.container(horizontal=True):
        _choose_source(choice)
        _choose_network(choice)
    ask_for_drawing()
    digit = see_drawing()
    if digit is None:
        st.info("Nothing is drawn yet. What lies on the Draw page is read here.")
        return
    _show_readings(choice, digit, None)


def _show_stored(choice: _Choice) -> None:
    source = choice.source
    digits = digits_of(source)
    hard = how_hard(tuple(choice.networks.values())) if source == "test" else None
    if digits is not None:
        count = len(digits[0])
        number = asked_number("digit", count, hard.most_disputed() if hard else 0)
        order = asked("order", _ORDERS, "number")
        tell(source=source, digit=number, network=choice.network, order=order)
    with st.container(horizontal=True):
        _choose_source(choice)
        if digits is not None:
            choose_number("Number", "digit", count, number, width=164)
        _choose_network(choice)
    if digits is None:
        offer_mnist("These digits are MNIST’s.", generated=True, key="explore_fetch")
        return
    rows = hard.hardest_first() if hard and order == "hardest" else None
    if hard is not None:
        choose(
            st.segmented_control,
            "Order",
            "order",
            _ORDERS,
            order,
            required=True,
            label_visibility="collapsed",
        )
    _show_buttons(source, number, count, rows)
    if source == "generated":
        st.caption(
            "The Draw page moves and scales it, as it does with every drawing. So a network may "
            "read it a little differently there."
        )
    image, label = digits[0][number], int(digits[1][number])
    _show_readings(choice, Digit(as_pixels(image), ()), label)
    if hard is not None and rows is not None:
        _show_hardest(digits, hard, rows[:_HARDEST])


def _choose_source(choice: _Choice) -> None:
    ends = ("digit", "order")
    choose(st.selectbox, "Digits", "source", _SOURCES, choice.source, ends=ends, width=164)


def _choose_network(choice: _Choice) -> None:
    choose(st.selectbox, "Network", "network", choice.named, choice.network, width=220)


def _show_buttons(source: str, number: int, count: int, rows: IntArray | None) -> None:
    """The ways to other digits, and to the Draw page with this one."""
    places = list(range(count)) if rows is None else rows.tolist()
    place = places.index(number)
    with st.container(horizontal=True):
        for label, to in (("Previous", place - 1), ("Next", place + 1)):
            there = 0 <= to < count
            st.button(
                label,
                icon=f":material/arrow_{'back' if to < place else 'forward'}:",
                disabled=not there,
                on_click=ask,
                kwargs={"digit": places[to] if there else number},
            )
        st.button("Another at random", icon=":material/shuffle:", on_click=_another, args=(count,))
        if st.button("Draw on it", icon=":material/draw:"):
            open_on_draw(f"{source}-{number}")


def _another(count: int) -> None:
    ask(digit=random.randrange(count))


def _show_readings(choice: _Choice, digit: Digit, label: int | None) -> None:
    readings = {}
    for network in choice.readers:
        try:
            readings[network.title] = _read(network, digit)
        except ModelError as error:  # a run's network is looked at when it reads
            st.error(tell_error(error))
    if choice.network == _ALL:
        show_readings(digit.picture, label, readings)
        return
    for title, reading in readings.items():
        network = choice.networks[choice.network]
        truth = "" if label is None else f"It is {a_digit(label, '**')}. "
        st.write(f"{truth}{title} reads:")
        show_answer(
            network.card.labels,
            reading.prediction,
            digit,
            sure_from=reading.sure_from,
            subject="The digit",
        )


def _read(network: Network, digit: Digit) -> Reading:
    classifier = load(network)
    prediction = classifier.read(digit.pixels, digit.directions)
    return Reading(prediction, classifier.thresholds["unsure"], own=not network.is_shipped)


def _show_hardest(digits: tuple[UInt8Array, UInt8Array], hard: Difficulty, rows: IntArray) -> None:
    """The hardest digits as a sheet; a click shows one above."""
    st.header("The hardest", anchor=False)
    st.caption(
        "Below each digit: what it is, and how many of the networks that come with the program "
        "read it right. Click one to see what each reads."
    )
    images, labels = digits
    right = hard.networks - hard.wrong[rows]
    captions = [
        f"{label}\n{each} of {hard.networks}"
        for label, each in zip(labels[rows], right, strict=True)
    ]
    clicked = show_sheet(
        images[rows],
        [
            f"Digit {row}: {caption.replace(chr(10), ', read right by ')}"
            for row, caption in zip(rows, captions, strict=True)
        ],
        label=f"The {len(rows)} hardest digits",
        key="explore_hardest",
        captions=captions,
        clicks=[str(row) for row in rows],
        does="shows what networks read",
    )
    if clicked is not None and clicked in map(str, rows):
        ask(digit=clicked)
        st.rerun()
