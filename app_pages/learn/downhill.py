"""Lesson 3: learning is going downhill. A small network is trained, a step at a time."""

import numpy as np
import pandas as pd
import streamlit as st

from app_pages.figures.charts import config
from app_pages.figures.colours import BLUE, ORANGE, text_colour
from app_pages.figures.filters import shades
from app_pages.figures.glossary import TERMS, term
from app_pages.figures.html import data_url, facts_html
from app_pages.figures.text import counted, share
from app_pages.learn.digits import Digits, practice_and_test
from app_pages.learn.words import ask, say
from mnist_core.networks.linear import Descent, Linear

# The large one makes the loss jump. At 20 it would jump so wildly that how a processor rounds
# decided where it ends.
RATES = {0.01: "0.01, small", 0.5: "0.5, medium", 12.0: "12, large"}
_COLOURS = dict(zip(RATES, (BLUE, "#009e73", ORANGE), strict=True))
MOST = 30  # steps
_WAYS = "learn_descents"  # how far each learning rate has come


@st.fragment
def show() -> None:
    """Show three networks that learn, each by its learning rate, and what they have learnt."""
    practice, test = practice_and_test()
    say(
        f"In lesson 2 the {term('weight', 'weights')} were made by hand. A {term('network')} finds "
        "them by itself. It begins with all weights at 0 and looks at "
        f"{len(practice.labels)} digits. One number says how wrong it is: the {term('loss')}.",
        "Think of the loss as a height, and of the weights as a place in the hills. "
        f"The network feels the slope under its feet, the {term('gradient')}, and takes a step "
        f"downhill. The {term('learning rate')} says how long the step is. You choose it.",
    )
    rate = st.segmented_control(
        "Learning rate",
        RATES,
        default=min(RATES),
        format_func=RATES.__getitem__,
        required=True,
        key="learn_rate",
        help=TERMS["learning rate"],
    )
    rate = min(RATES) if rate is None else rate  # a forged choice may be None
    way = _ways()[rate]
    with st.container(horizontal=True):
        for steps, name in ((1, "One step"), (10, "Ten steps")):
            st.button(
                name,
                icon=":material/trending_down:",
                on_click=_advance,
                args=(rate, steps),
                disabled=way.steps >= MOST,
                key=f"learn_steps_{steps}",
            )
        st.button("Begin again", icon=":material/restart_alt:", on_click=_begin_again)
    _show_losses()
    st.html(
        facts_html(
            {
                "Steps": f"{way.steps} of {MOST}",
                "Loss": f"{way.losses[-1]:.2f}",
                "Of these digits": _right(way.network, practice),
                "Of test digits": _right(way.network, test),
            }
        )
    )
    _show_weights(way.network)
    ask(
        f"Take {MOST} steps with each learning rate. Which one is lowest at the end?",
        _compared(),
    )


def _ways() -> dict[float, Descent]:
    """How far each learning rate has come."""
    if _WAYS not in st.session_state:
        practice, _ = practice_and_test()
        st.session_state[_WAYS] = dict.fromkeys(
            RATES, Descent.begun(practice.pixels, practice.labels)
        )
    ways: dict[float, Descent] = st.session_state[_WAYS]
    return ways


def _advance(rate: float, steps: int) -> None:
    practice, _ = practice_and_test()
    way = _ways()[rate]
    steps = min(steps, MOST - way.steps)
    st.session_state[_WAYS] = _ways() | {
        rate: way.advanced(practice.pixels, practice.labels, rate, steps)
    }


def _begin_again() -> None:
    st.session_state.pop(_WAYS, None)


def _right(network: Linear, digits: Digits) -> str:
    return f"{share(network.accuracy(digits.pixels, digits.labels), 0)} right"


def _show_losses() -> None:
    """The loss of each network over its steps."""
    rows = [
        {"step": step, "loss": loss, "learning rate": RATES[rate]}
        for rate, way in _ways().items()
        for step, loss in enumerate(way.losses)
    ]
    colours = {"domain": list(RATES.values()), "range": list(_COLOURS.values())}
    encoding = {
        "x": {
            "field": "step",
            "type": "quantitative",
            "title": "steps",
            "scale": {"domain": [0, MOST]},
        },
        "y": {"field": "loss", "type": "quantitative", "title": "loss"},
        "color": {
            "field": "learning rate",
            "type": "nominal",
            "sort": None,
            "scale": colours,
            "legend": {"orient": "top", "title": None},
        },
        "tooltip": [
            {"field": "learning rate"},
            {"field": "step"},
            {"field": "loss", "format": ".2f"},
        ],
    }
    told = "; ".join(
        f"{name}: {way.losses[-1]:.2f} after {counted(way.steps, 'step')}"
        for name, way in zip(RATES.values(), _ways().values(), strict=True)
    )
    spec = {
        "description": f"Loss by learning rate. {told}.",
        "height": 380,
        "mark": {"type": "line", "point": {"size": 22}, "strokeWidth": 2},
        "encoding": encoding,
        "config": {**config(), "legend": {"labelColor": text_colour()}},
    }
    st.vega_lite_chart(pd.DataFrame(rows), spec)


def _show_weights(network: Linear) -> None:
    """The weights of the ten sums as pictures."""
    strongest = float(np.abs(network.weights).max())
    figures = "".join(
        f'<figure><img alt="The weights of {digit}" src="{data_url(shades(each, strongest))}">'
        f"<figcaption>{digit}</figcaption></figure>"
        for digit, each in enumerate(network.weights)
    )
    say("Its weights now. Orange speaks for the digit, blue against it.")
    st.html(f'<div class="means">{figures}</div>')


def _compared() -> str | None:
    """What the three have come to; None until all have taken their steps."""
    ways = _ways()
    if any(way.steps < MOST for way in ways.values()):
        return None
    small, medium, large = (f"{way.losses[-1]:.2f}" for way in ways.values())
    highest = max(ways[max(RATES)].losses)
    return (
        f"Small steps came to a loss of {small}: the right way, but it takes very long. Medium "
        f"steps came to {medium}. Large steps came to {large}, and were at {highest:.1f} on the "
        "way: they jump across the valley and land higher up on the other side. All networks "
        "learn like this one. They have more weights, and take more steps."
    )
