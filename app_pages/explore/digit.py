"""The Explore page on one digit: what it is, and what each network reads."""

import random

import streamlit as st

from app_pages.explore.address import ask, asked, asked_number, choose, choose_number, tell
from app_pages.explore.download import offer_mnist
from app_pages.figures.answer import show_answer
from app_pages.figures.readings import show_readings
from app_pages.visit.digits import SOURCES, digits_of
from app_pages.visit.links import open_on_draw
from app_pages.visit.networks import Network, load, networks_or_stop
from mnist_core import Prediction
from mnist_core.arrays import Float32Array
from mnist_core.ink.preprocessing import Digit, as_pixels

_SOURCES = {source: SOURCES[source] for source in ("test", "generated")}
_ALL = "all"


def show_digit() -> None:
    """Show a digit, and its probabilities by one network or all of them."""
    networks = networks_or_stop()
    titles = {_ALL: "All of them", **{name: name for name in networks}}
    # What is wrong with the address is said above the fields, not between them.
    source, name = asked("source", _SOURCES, "test"), asked("network", titles, _ALL)
    digits = digits_of(source)
    if digits is not None:
        number = asked_number("digit", len(digits[0]), 0)
        tell(source=source, digit=number, network=name)
    with st.container(horizontal=True):
        choose(st.selectbox, "Digits", "source", _SOURCES, source, ends=("digit",), width=164)
        if digits is not None:
            choose_number("Number", "digit", len(digits[0]), number, width=164)
        choose(st.selectbox, "Network", "network", titles, name, width=220)
    if digits is None:
        offer_mnist("These digits are MNIST's.", generated=True)
        return
    with st.container(horizontal=True):
        st.button(
            "Another at random",
            icon=":material/shuffle:",
            on_click=_another,
            args=(len(digits[0]),),
        )
        if st.button("Draw on it", icon=":material/draw:"):
            open_on_draw(f"{source}-{number}")
    if source == "generated":
        st.caption(
            "On the Draw page it is moved and scaled as any drawing is; MNIST’s digits have been "
            "already. So a network may read it a little otherwise there."
        )
    image, label = digits[0][number], int(digits[1][number])
    pixels = as_pixels(image)
    chosen = networks if name == _ALL else {name: networks[name]}
    readings = {each: _read(network, pixels) for each, network in chosen.items()}
    if name == _ALL:
        show_readings(image, label, readings)
    else:
        st.write(f"It is a **{label}**. {name} reads:")
        show_answer(
            networks[name].card.labels,
            readings[name],
            Digit(pixels, ()),
            sure_from=load(networks[name]).thresholds["unsure"],
            subject="The digit",
        )


def _another(count: int) -> None:
    ask(digit=random.randrange(count))


def _read(network: Network, pixels: Float32Array) -> Prediction:
    classifier = load(network)
    return classifier.verdict(classifier.predict(pixels[None])[0])
