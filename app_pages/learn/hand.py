"""Lesson 5: why 99 % on MNIST fails on your hand. One drawing, three ways into two networks."""

from collections.abc import Mapping, Sequence
from html import escape

import numpy as np
import streamlit as st

from app_pages.figures.glossary import term
from app_pages.figures.text import share
from app_pages.figures.ways import show_ways
from app_pages.learn.words import ask, say
from app_pages.visit.drawing import ask_for_drawing, drawing
from app_pages.visit.networks import Network, best_network, load, plain_network
from mnist_core import Prediction
from mnist_core.arrays import Float64Array, UInt8Array
from mnist_core.evaluation.ways import DRAWN, WAYS, accuracy_by_way
from mnist_core.handwriting.digits import write_digit
from mnist_core.ink.preprocessing import BOX, FRAME
from mnist_core.ink.rendering import render
from mnist_core.ink.strokes import CANVAS, place_on_canvas

_MINE = "My drawing"
_DIGITS = list(map(str, range(10)))
_FIRST = "4"
_SEED = 12  # of the digits: a neat hand


@st.fragment
def show() -> None:
    """Show a drawing that can be moved, and what two networks read of it by each way."""
    networks = (plain_network(), best_network())
    plain, best = networks
    say(
        f"{escape(plain.title)} reads {share(plain.accuracy)} of {term('MNIST')}’s "
        f"{term('test digits')}. Yet it fails on many drawings. Why?",
        "All of MNIST’s digits have one size, and their ink lies in the middle. A hand writes "
        "small or large, thin or thick, and anywhere on the paper. So a program must make the "
        f"drawing into {FRAME} × {FRAME} {term('pixel', 'pixels')} first. Here are three ways.",
    )
    lines, label = _choose_lines()
    paper = _choose_paper(lines)
    seen = {way: see(paper) for way, see in WAYS.items()}
    read = {each.title: {way: load(each).read(seen[way]) for way in WAYS} for each in networks}
    show_ways(paper, seen, read, label)
    _show_measured(networks)
    ask(
        f"Find a size and a place where {escape(plain.title)} reads the digit right by all three "
        "ways.",
        _found(read[plain.title], label),
    )
    say(
        "Now draw yourself, and come back: your drawing can be chosen here. The Draw page reads "
        f"it with {escape(best.title)}, by MNIST’s recipe."
    )
    if st.button("Draw", icon=":material/draw:", key="learn_draw"):
        st.switch_page("app_pages/draw/page.py")


def _choose_lines() -> tuple[Sequence[Float64Array], int | None]:
    """The pen's lines to be looked at, and which digit they are; None where nobody knows."""
    ask_for_drawing()
    mine = [stroke.points for stroke in drawing().strokes]
    chosen = st.segmented_control(
        "The drawing",
        [*_DIGITS, *([_MINE] if mine else [])],
        default=_FIRST,
        required=True,
        key="learn_drawing",
    )
    if chosen == _MINE:
        return mine, None
    label = int(chosen or _FIRST)  # a forged choice may be None
    return write_digit(label, np.random.default_rng(_SEED)), label


def _choose_paper(lines: Sequence[Float64Array]) -> UInt8Array:
    """The lines drawn as large, as thick and where the visitor wants: uint8 (280, 280)."""
    percent = "%d %%"
    with st.container(horizontal=True):
        size = st.slider("Size", 20, 100, 40, format=percent, key="learn_size", width=150)
        pen = st.slider("Pen", 6, 40, 24, format="%d pixels", key="learn_pen", width=150)
        across = st.slider("Left to right", 0, 100, 15, format=percent, key="learn_x", width=150)
        down = st.slider("Top to bottom", 0, 100, 20, format=percent, key="learn_y", width=150)
    strokes = place_on_canvas(
        lines,
        canvas=CANVAS,
        stroke_width=pen,
        size=size / 100,
        position=(across / 100, down / 100),
    )
    return render(strokes, CANVAS)


def _show_measured(networks: Sequence[Network]) -> None:
    """How much each network reads right by each way, measured here; and what their cards say."""
    heads = "".join(f'<th scope="col">{escape(way)}</th>' for way in WAYS)
    rows = "".join(
        f'<tr><th scope="row">{escape(each.title)}</th>'
        + "".join(f"<td>{share(part, 0)}</td>" for part in _measure(each.key).values())
        + "</tr>"
        for each in networks
    )
    say(
        f"One drawing proves little. So here are {DRAWN} drawings that the program wrote, small "
        f"and large, anywhere on the paper. This is the {term('accuracy')}:"
    )
    st.html(
        f'<table class="measured"><thead><tr><td></td>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )
    told = " ".join(
        f"{escape(each.title)} reads {share(each.on_drawings)} of drawings by people, and "
        f"{share(each.accuracy)} of MNIST."
        for each in networks
        if each.on_drawings is not None
    )
    plain, best = (escape(each.title) for each in networks)
    say(
        f"MNIST’s recipe makes the ink’s box {BOX} pixels long, and puts its weight in the middle. "
        f"With that recipe {told} What is left is the hand: {plain} learnt from MNIST alone, "
        f"{best} from many hands and pens."
    )


@st.cache_resource(show_spinner="Drawing …", max_entries=32)
def _measure(key: str) -> dict[str, float]:
    """The accuracy by way of the network of that key."""
    network = next(each for each in (plain_network(), best_network()) if each.key == key)
    return accuracy_by_way(load(network).predict)


def _found(read: Mapping[str, Prediction], label: int | None) -> str | None:
    """What was found out; None until all ways are read right."""
    if label is None or any(each.label != str(label) for each in read.values()):
        return None
    return (
        "Now the drawing is about as large as MNIST’s digits, and in the middle. There even the "
        "shrunk paper is read. People do not draw like that. The recipe does it for them, and "
        f"only then do 99 % on {term('MNIST')} say something about your hand."
    )
