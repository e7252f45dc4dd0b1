"""How well a network reads somebody: what a practice round says of it."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from app_pages.figures.among_people import sentence, show_among_people
from app_pages.figures.practised import Reading, show_score, show_wrong
from app_pages.figures.text import share
from app_pages.figures.why import Explained
from app_pages.figures.why import sentence as change_sentence
from app_pages.visit.errors import tell
from app_pages.visit.networks import Network, changed_at, load
from mnist_core import DigitClassifier
from mnist_core.data.corrections import Correction
from mnist_core.errors import ModelError
from mnist_core.evaluation.practice import interval, rank
from mnist_core.ink.drawing import read_drawing
from mnist_core.recognition.counterfactual import smallest_change
from mnist_core.recognition.explanation import explain

_KEPT = "practice_readings"
_MOST_KEPT = 4  # rounds by networks: a page may show one beside another
_EXPLAINED = 6  # drawings at most, for each takes some 50 ms


def show_report(corrections: Sequence[Correction], network: Network) -> None:
    """Show how many digits were read right, which were not, and how other people are read.

    Args:
        corrections: the drawings of a practice round, or of what there is of one.
        network: whose report it is: it reads them here.
    """
    if not corrections:
        return
    try:
        readings, labels = _readings(corrections, network)
    except ModelError as error:  # its file was replaced or deleted meanwhile
        st.error(tell(error))
        return
    people = network.card.by_person
    right, of = sum(each.is_right for each in readings), len(readings)
    ends = interval(right, of, None if people is None else people.expected)
    show_score(right, of, ends, network.title)
    show_wrong(readings, labels)
    if people is None:
        st.caption(
            f"{escape(network.title)} was not measured on other people one by one. So the interval "
            "expects nothing of anybody, and is wider."
        )
        return
    place = rank(right / of, people.shares)
    st.write(f"Beside {sentence(place)}")
    show_among_people(right / of, ends, people.shares, place, f"practice_people_{network.key}")
    st.caption(
        "A dot is a person: the share that the same network reads right of what they wrote, drawn "
        "with a medium pen. The line is your round, the band its interval. "
        f"One digit more or less moves the line by {share(1 / of, 0)}."
    )


def _readings(
    corrections: Sequence[Correction], network: Network
) -> tuple[list[Reading], list[str]]:
    """What the network reads of the drawings, and its labels; kept for the visit.

    Raises:
        ModelError: its file is damaged or gone.
    """
    classifier = load(network)
    which = network.key, changed_at(network.path)
    kept = st.session_state.setdefault(_KEPT, [])
    for other, drawings, readings in kept:
        if other == which and _are_same(drawings, corrections):
            return readings, classifier.labels
    with st.spinner("Reading the drawings …"):
        found = _read(corrections, classifier)
    # The drawings are kept along, so that no other object takes the place of one.
    kept.append((which, list(corrections), found))
    del kept[:-_MOST_KEPT]
    return found, classifier.labels


def _are_same(some: Sequence[Correction], others: Sequence[Correction]) -> bool:
    return len(some) == len(others) and all(a is b for a, b in zip(some, others, strict=True))


def _read(corrections: Sequence[Correction], classifier: DigitClassifier) -> list[Reading]:
    """What a network reads of each; of the first that are wrong, what would change the answer."""
    found, explained = [], 0
    for each in corrections:
        digit = read_drawing(each.strokes)
        prediction = classifier.read(digit.pixels, digit.directions)
        reading = Reading(each.label, each.strokes, prediction)
        if not reading.is_right and explained < _EXPLAINED:
            explained += 1
            change = _change(classifier, each)
            reading = Reading(each.label, each.strokes, prediction, change)
        found.append(reading)
    return found


def _change(classifier: DigitClassifier, correction: Correction) -> str:
    """What would change the answer to a drawing, in a sentence as HTML; "" where nothing would."""
    digit = read_drawing(correction.strokes)
    found = explain(classifier, digit, correction.strokes)
    change = smallest_change(classifier, correction.strokes, found)
    explained = Explained(digit, correction.strokes, found, change)
    return "" if change is None else change_sentence(explained)
