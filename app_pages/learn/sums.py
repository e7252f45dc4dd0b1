"""Lesson 2: a network adds up. Ten sums read a digit, and fail when it is moved."""

import numpy as np
import streamlit as st

from app_pages.figures.filters import shades
from app_pages.figures.glossary import term
from app_pages.figures.html import data_url
from app_pages.figures.text import a_digit, share
from app_pages.learn.digits import practice_and_test, sums_of_means
from app_pages.learn.words import ask, say
from mnist_core.arrays import Float32Array
from mnist_core.data.augmentation import moved
from mnist_core.ink.preprocessing import Digit
from mnist_core.networks.linear import Linear

_REACH = 8  # pixels that the digit can be moved
_DIGITS = list(range(10))


@st.fragment
def show() -> None:
    """Show a digit that can be moved, what one sum makes of it, and all ten sums."""
    say(
        f"How does a program come from 784 numbers to an answer? The simplest {term('network')} "
        f"adds up. For each digit it has a picture of {term('weight', 'weights')}. Orange: ink "
        "here speaks for this digit. Blue: ink here speaks against it.",
        f"Every {term('pixel')} is multiplied by its weight, and all products are added. "
        f"This gives ten sums, a {term('dense layer')}. The highest sum is the answer.",
    )
    practice, test = practice_and_test()
    network = sums_of_means()
    label = st.segmented_control("The digit", _DIGITS, default=3, required=True, key="learn_digit")
    label = 3 if label is None else label  # a forged choice may be None
    with st.container(horizontal=True):
        right = st.slider("Move it left or right", -_REACH, _REACH, 0, key="learn_right", width=220)
        down = st.slider("Move it up or down", -_REACH, _REACH, 0, key="learn_down", width=220)
    pixels = moved(practice.pixels[practice.first(label)], right, down)
    scores = network.scores(pixels[None])[0]
    best = int(scores.argmax())
    _show_sum(pixels, network, label)
    _show_scores(scores, network.weights, label, best)
    say(
        "Nobody has trained these weights. Each is the mean picture of one digit, less the mean "
        f"of all ten. They read {share(network.accuracy(test.pixels, test.labels), 0)} of "
        f"{len(test.labels)} other {term('generated digits')}. Blind guessing would read 10 %."
    )
    ask(
        "Take a digit that it reads right, and move it until another sum is the highest. How far "
        "must it go?",
        None
        if best == label or (right, down) == (0, 0)
        else f"Moved by {_way(right, down)}, the {label} is {a_digit(best)} to it. You still see "
        f"{a_digit(label)}. The ink has left its weights: these sums know places, not shapes. "
        f"That is why better networks have a {term('convolution')}.",
    )


def _show_sum(pixels: Float32Array, network: Linear, label: int) -> None:
    """The digit, the weights, and their products: pictures of one sum."""
    weights, products = network.weights[label], network.products(pixels)[label]
    start, added = float(network.start[label]), float(products.sum())
    strongest = float(np.abs(weights).max())
    pictures = (
        ("", "the pixels", 255 - Digit(pixels, ()).picture),
        ("×", f"the weights of {label}", shades(weights, strongest)),
        ("=", "the products", shades(products, strongest)),
    )
    figures = "".join(
        (f'<span class="sum-sign" aria-hidden="true">{sign}</span>' if sign else "")
        + f'<figure><img alt="" src="{data_url(picture)}"><figcaption>{words}</figcaption></figure>'
        for sign, words, picture in pictures
    )
    st.html(
        f'<div class="sum">{figures}</div><p class="lesson">The products add up to '
        f"{_number(added)}. The sum for {label} starts from {_number(start)}, its "
        f"{term('bias')}. Together: <b>{_number(start + added)}</b>.</p>"
    )


def _show_scores(scores: Float32Array, weights: Float32Array, label: int, best: int) -> None:
    """All ten sums as bars, the highest in orange."""
    most = max(float(np.abs(scores).max()), 1e-9)
    rows = ""
    for digit, score in enumerate(scores):
        length = 50 * abs(float(score)) / most  # per cent of the track, from its middle
        left = 50 - length if score < 0 else 50
        picture = data_url(shades(weights[digit], float(np.abs(weights).max())))
        rows += (
            f'<li class="{"score-best" if digit == best else ""}">'
            f'<img alt="" src="{picture}"><span>{digit}</span>'
            f'<span class="score-track"><i style="left:{left:.1f}%;width:{length:.1f}%"></i></span>'
            f"<span>{_number(float(score))}</span></li>"
        )
    verdict = "right" if best == label else "wrong"
    st.html(
        f'<p class="lesson">The highest sum is that of <b>{best}</b>, which is {verdict}.</p>'
        f'<ol class="scores" aria-label="The ten sums">{rows}</ol>'
    )


def _number(value: float) -> str:
    return f"{value:.1f}".replace("-", "−")


def _way(right: int, down: int) -> str:
    """How far, in words: "3 pixels to the left and 1 pixel up"."""
    ways = ((right, "to the right", "to the left"), (down, "down", "up"))
    told = (
        f"{abs(by)} pixel{'s' if abs(by) > 1 else ''} {there if by > 0 else back}"
        for by, there, back in ways
        if by
    )
    return " and ".join(told)
