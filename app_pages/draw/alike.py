"""The training digits that the network finds most like the drawing."""

from collections.abc import Sequence

import streamlit as st

from app_pages.draw.drawn import Drawn
from app_pages.figures.answer import headline
from app_pages.figures.sheet import show_sheet
from app_pages.figures.text import a_digit, share
from app_pages.visit.drawing import Drawing, lay_digit
from app_pages.visit.neighbours import Searched, digits_like
from mnist_core.recognition.card import OnNeighbours
from mnist_core.recognition.neighbours import Neighbour, vote

_SIDE = 96  # pixels of a digit on the page, about: three stand side by side on a phone


def show_alike(drawn: Drawn) -> None:
    """Show the five digits nearest to a drawing, and what they vote.

    Raises:
        ModelError: a file of the network's is damaged or gone.
    """
    searched = digits_like(drawn.network)
    features = searched.network.features(drawn.digit.pixels)
    nearest = searched.index.nearest(features)
    st.caption(
        f"Just before it answers, the network has turned the picture into {len(features)} numbers. "
        f"{_whose(searched)}, these five have the numbers nearest to the drawing’s. Click one to "
        "lay it on the canvas."
    )
    _show_nearest(nearest, searched, drawn.now)
    st.html(f'<div class="alike-vote">{_told(nearest, searched.index.far, drawn)}</div>')
    measured = drawn.network.card.neighbours
    st.caption(
        "Below each: what it is, and how far away. 1 is usual: half of the digits of the data "
        "are nearer than that to the nearest other one of their kind. Only one digit in twenty is "
        "so far away that it is called far. "
        + (_measured(measured) if measured and searched.is_stored else "")
    )
    st.caption(
        "The network looks nothing up when it answers: it never sees these pictures again. And "
        "near in its numbers is not near in pixels: two that look odd side by side are alike to it."
        + (" Here it goes by the picture alone." if drawn.classifier.sees_paths else "")
    )


def _whose(searched: Searched) -> str:
    """The beginning of a sentence on the digits that are searched."""
    count = len(searched.images)
    if searched.is_stored:
        return f"Of MNIST’s {count:,} training digits"
    if searched.source == "train":
        return f"Of MNIST’s first {count:,} training digits"
    return f"Of {count:,} digits that the program wrote (MNIST is not here; Explore can fetch it)"


def _show_nearest(nearest: Sequence[Neighbour], searched: Searched, now: Drawing) -> None:
    names = [f"{searched.source}-{each.number}" for each in nearest]
    laid = None if now.strokes else now.digit
    far = [
        "this very one" if name == laid else _far(each.distance, searched.index.far)
        for name, each in zip(names, nearest, strict=True)
    ]
    clicked = show_sheet(
        searched.images[[each.number for each in nearest]],
        [
            f"Digit {each.number:,}: {a_digit(each.label)}, {words}"
            for each, words in zip(nearest, far, strict=True)
        ],
        label="The five nearest digits",
        key="draw_alike",
        captions=[f"{each.label}\n{words}" for each, words in zip(nearest, far, strict=True)],
        clicks=names,
        does="lays it on the canvas",
        side=_SIDE,
    )
    # Who forges a click that is held down would have the page run for ever: it is laid once.
    if clicked in names and clicked != laid:
        lay_digit(clicked)
        st.rerun()


def _far(distance: float, far: float) -> str:
    return f"{'far' if _is_far(distance, far) else 'near'}, {distance:.1f}"


def _is_far(distance: float, far: float) -> bool:
    """Whether it is far by the figures shown: no two of one figure are told apart."""
    return round(distance, 1) >= round(far, 1)


def _told(nearest: Sequence[Neighbour], far: float, drawn: Drawn) -> str:
    """What the five vote, beside what the network says, and a word where they are far away."""
    voted = vote(nearest)
    votes = sum(each.label == voted for each in nearest)
    prediction = drawn.prediction
    told = f"They vote <b>{voted}</b>, {votes} of {len(nearest)}. "
    if prediction.verdict == "not a digit":
        told += "The network takes it for <b>no digit</b>, which digits cannot vote for. "
    elif prediction.verdict == "unsure":
        told += f"The network is not sure: <b>{headline(drawn.classifier.labels, prediction)}</b> "
    else:
        same = prediction.label == str(voted)
        told += f"The network says <b>{prediction.label}</b>{' as well' if same else ''}. "
    if _is_far(nearest[0].distance, far):
        told += f"Even the nearest is far away: {nearest[0].distance:.1f} times as far as is usual."
    return told


def _measured(measured: OnNeighbours) -> str:
    return (
        f"Of {measured.drawings:,} drawings by people whom it has never met, such a vote is right "
        f"for {share(measured.vote)}, the network itself for {share(measured.network)}."
    )
