"""One digit on a square canvas; what the network reads is seen at once."""

from collections.abc import Mapping

import streamlit as st

from app_pages.draw.address import follow_address
from app_pages.draw.closer import show_closer
from app_pages.draw.corrections import show_question
from app_pages.draw.drawn import Drawn
from app_pages.draw.number import read_canvas
from app_pages.draw.seen import show_seen
from app_pages.draw.settings import load_chosen, show_settings
from app_pages.draw.share import show_link
from app_pages.figures.answer import (
    headline,
    note,
    show_answer,
    show_pictures,
    show_small_answers,
)
from app_pages.pen.canvas import show_canvas
from app_pages.visit.digits import label_of
from app_pages.visit.drawing import Drawing, drawing, see_drawing, take_along
from app_pages.visit.networks import Network, load
from app_pages.visit.present import is_presented
from app_pages.visit.settings import choose, chosen
from mnist_core import DigitClassifier, Prediction
from mnist_core.errors import DatasetError, ModelError
from mnist_core.ink.preprocessing import Digit

_OFFER = "Switch to Number"


def _truth(now: Drawing) -> int | None:
    """What the drawing is, where it is a digit of the data as it was; None where nobody knows."""
    try:
        return label_of(now.digit) if now.digit and not now.strokes else None
    except DatasetError:  # it was there when it was laid
        return None


def show_others(networks: Mapping[str, Network], digit: Digit | None) -> None:
    """What every network reads, once that is asked for."""
    with st.expander("All networks read this", key="draw_others", on_change="rerun") as others:
        if not others.open:
            return
        if digit is None:
            st.caption("Draw a digit, and what each network reads is shown here.")
            return
        readings: dict[str, tuple[Prediction, float]] = {}
        for network in networks.values():
            try:
                classifier = load(network)
            except ModelError:  # a run's network, damaged: it is named where it is chosen
                continue
            reading = classifier.read(digit.pixels, digit.directions)
            readings[network.title] = reading, classifier.thresholds["unsure"]
        show_small_answers(readings)


def show_steps(digit: Digit | None) -> None:
    """The way from the drawing to 28 x 28, picture by picture, once that is asked for."""
    with st.expander(
        "How the drawing becomes 28 × 28 pixels", key="draw_steps", on_change="rerun"
    ) as steps:
        if not steps.open:
            return
        if digit is None:
            st.caption("Draw a digit, and its way into the network is shown here.")
            return
        show_pictures(digit.steps)


def several(classifier: DigitClassifier, prediction: Prediction | None, now: Drawing) -> str | None:
    """The number that is drawn where one digit is looked for; None where there is no such.

    It is looked for only where no digit was found, for that takes time.
    """
    if prediction is None or prediction.verdict == "digit" or now.digit or not now.final:
        return None
    number = read_canvas(classifier, "digit")
    if number is None or len(number.characters) < 2:
        return None
    are_digits = all(each.prediction.verdict == "digit" for each in number.characters)
    return number.text if are_digits else None


def show_offer() -> None:
    """A button that takes the drawing along to the wide canvas."""
    if st.button(_OFFER, key="draw_offer"):
        take_along()
        choose(mode="number")
        st.rerun()


@st.fragment
def show_digit(networks: Mapping[str, Network]) -> None:
    """The canvas and what belongs to it: what a choice changes."""
    present = is_presented()
    read(networks, present=present)
    if not present:
        with st.container(key="draw_settings"):
            show_settings(networks)
            show_link()


@st.fragment
def read(networks: Mapping[str, Network], *, present: bool) -> None:
    """All that a stroke changes. Nothing else runs again: the less, the faster the answer."""
    now = drawing()
    classifier = load_chosen(networks)
    digit = see_drawing()
    prediction = None if digit is None else classifier.read(digit.pixels, digit.directions)
    sure_from = classifier.thresholds["unsure"]
    answer = classifier.labels, prediction
    said = f"{headline(*answer)}, {note(*answer, sure_from)}" if prediction else ""
    number = several(classifier, prediction, now)
    if number:
        said = f"{number}? {_OFFER}: a button does it."
    with st.container(key="draw_desk"):
        with st.container(key="draw_paper"):
            show_canvas("digit", said if now.final else None)
            follow_address()
        with st.container(key="draw_answer"):
            show_answer(
                classifier.labels,
                prediction,
                digit,
                sure_from=sure_from,
                truth=_truth(now),
                number=number,
                busy=not now.final,
            )
            if number:
                show_offer()
    if not present:
        with st.container(key="draw_right"):
            show_question(now, classifier.labels, prediction, one=number is None)
    if not present or chosen().look:
        drawn = None
        if digit is not None and prediction is not None:
            network = networks[chosen().network]
            drawn = Drawn(now, digit, network, classifier, prediction, networks)
        show_closer(drawn)
    if not present:
        show_others(networks, digit)
        show_seen(digit, now, sees_paths=classifier.sees_paths)
        show_steps(digit)
