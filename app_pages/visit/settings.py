"""What a visitor has chosen to draw with. Kept here, for Streamlit forgets a widget on leaving."""

from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

import streamlit as st

from mnist_core.recognition.classifier import DEFAULT_MODEL

_KEY = "draw_settings"

Mode = Literal["digit", "number", "photograph"]
MODES: tuple[Mode, ...] = get_args(Mode)
Look = Literal["inside", "why", "alike", "what-if", "learnt"]
LOOKS: tuple[Look, ...] = get_args(Look)


@dataclass(frozen=True)
class Settings:
    """What is drawn with.

    Attributes:
        network: the key of the network that reads.
        pen: the pen's width, in pixels of a canvas 280 high.
        mode: what is read.
        look: what is looked at closer, below the answer to a digit; None is nothing.
    """

    network: str = DEFAULT_MODEL
    pen: int = 20
    mode: Mode = "digit"
    look: Look | None = None


def chosen() -> Settings:
    """What the visitor has chosen; what a visit begins with until then."""
    found: Settings = st.session_state.get(_KEY, Settings())
    return found


def choose(**changes: Any) -> None:
    """Change what is chosen."""
    st.session_state[_KEY] = replace(chosen(), **changes)
