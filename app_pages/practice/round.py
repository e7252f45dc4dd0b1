"""A practice round: each digit asked for twice, one at a time, and no answer shown meanwhile.

The browser runs it, so that the next digit is there at once, whatever the server does. It keeps the
order, the place and all drawings in the tab's storage: a reload or a lost connection loses nothing.
Each finished drawing is sent with its place; Python says which it has, and what is missing is sent
again. Nothing that comes is believed: the digits asked for follow from the round's token alone.
"""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import msgspec
import streamlit as st

from app_pages.figures.colours import STYLE
from app_pages.pen.paper import paper_html, take_pen
from app_pages.pen.script import script
from app_pages.visit.settings import chosen
from mnist_core.data.corrections import Correction
from mnist_core.errors import BlankImageError, StrokesError
from mnist_core.evaluation.practice import ROUND, asked
from mnist_core.ink.drawing import read_drawing
from mnist_core.ink.report import MAX_POINTS, MAX_STROKES, read_report
from mnist_core.ink.strokes import Stroke

Take = Callable[[int, Correction], None]

_TOKEN = re.compile(r"[A-Za-z0-9_-]{12}")
_CANVAS = paper_html(
    "digit",
    "Canvas. Write the digit here with a mouse, a pen or a finger. It cannot be written on with "
    "the keyboard.",
)
_HTML = f"""<section class="practice" aria-label="Practice round">
<div class="practice-head"><p class="practice-ask" role="status"></p>
<p class="practice-place"></p><progress class="practice-bar" max="{ROUND}" value="0"
aria-label="Digits written"></progress></div>
<div class="practice-paper">{_CANVAS}</div>
<div class="practice-ways">
<button type="button" name="back">Back</button>
<button type="button" name="next" class="practice-next">Next</button>
<button type="button" name="stop" class="practice-stop">Stop here</button></div>
<p class="practice-sent" role="status"></p></section>"""
_FOLDER = Path(__file__).parent
_round = st.components.v2.component(
    "practice_round", html=_HTML, css=STYLE, js=script(_FOLDER / "round.js")
)
_kept = st.components.v2.component("practice_kept", js=script(_FOLDER / "kept.js"))


@dataclass(frozen=True)
class _Round:
    """A round that is under way.

    Attributes:
        token: which round it is; the order of its digits follows from it.
        have: of each place the number of the drawing that has come, from 1; 0 is none.
        over: whether it is finished or stopped.
    """

    token: str
    have: tuple[int, ...] = (0,) * ROUND
    over: bool = False


class _Drawing(msgspec.Struct):
    place: Annotated[int, msgspec.Meta(ge=0, lt=ROUND)]
    version: Annotated[int, msgspec.Meta(ge=1, le=2**53)]  # of the drawing at that place
    strokes: Any


class _Report(msgspec.Struct):
    token: str
    drawings: Annotated[list[_Drawing], msgspec.Meta(max_length=ROUND)]
    over: bool


class _Found(msgspec.Struct):
    token: str


def begin_round(key: str) -> None:
    """Begin a round, in a new shuffled order; another one under that key is given up.

    Args:
        key: the prefix of the page's keys. The session keeps the round under it.
    """
    st.session_state[_state(key)] = _Round(secrets.token_urlsafe(9))


def is_under_way(key: str) -> bool:
    """Whether a round is.

    After a reload the session knows of none. Then the browser is asked, and the page runs again
    where its tab still keeps one: so a page asks this each time that it runs, and once.

    Args:
        key: as for ``begin_round``.
    """
    if _state(key) in st.session_state:
        return True
    name = f"{key}_practice_kept"
    _kept(
        data={
            "key": key,
            "ask": st.session_state.setdefault(f"{key}_practice_ask", secrets.token_urlsafe(6)),
            "forget": st.session_state.get(_ended(key)),
        },
        key=name,
        on_found_change=lambda: resume(key, _told(name, "found")),
    )
    return False


@st.fragment
def show_round(key: str, *, take: Take, done: Callable[[], None]) -> None:
    """Show a practice round, where one is under way.

    Args:
        key: as for ``begin_round``.
        take: is called with each drawing's place, 0 to 19, as it comes in; again where it was
            mended. It runs before the page does, and shows nothing.
        done: is called once the round is over, finished or stopped; then the page runs again.
    """
    now: _Round | None = st.session_state.get(_state(key))
    if now is None:
        return
    if now.over:
        del st.session_state[_state(key)]
        st.session_state[_ended(key)] = now.token
        done()
        st.rerun()
    with st.container(key=f"{key}_practice_desk"):
        _show(key, now, take)


def _show(key: str, now: _Round, take: Take) -> None:
    name = f"{key}_practice"
    _round(
        data={
            "key": key,
            "token": now.token,
            "asked": asked(now.token),
            "have": list(now.have),
            "pen": chosen().pen,
            "most": {"strokes": MAX_STROKES, "points": MAX_POINTS},
        },
        key=name,
        # A callback runs even if the page is left before it could run again.
        on_sent_change=lambda: take_in(key, _told(name, "sent"), take),
        on_pen_change=lambda: take_pen(_told(name, "pen")),
    )


def _told(name: str, what: str) -> object:
    """What a component tells; None where it has gone meanwhile, as at the end of a round."""
    return getattr(st.session_state.get(name), what, None)


def take_in(key: str, report: object, take: Take) -> None:
    """Take what the browser has sent of a round, after it was judged.

    One drawing that no hand has made is passed over, and counts as had: it is not asked for again.
    """
    now: _Round | None = st.session_state.get(_state(key))
    try:
        told = msgspec.convert(report, _Report)
    except msgspec.ValidationError:
        return
    if now is None or told.token != now.token:  # of a round before
        return
    labels, have = asked(now.token), list(now.have)
    for each in told.drawings:
        if each.version <= have[each.place]:
            continue
        have[each.place] = each.version
        strokes = _judged(each.strokes)
        if strokes is not None:
            take(each.place, Correction(labels[each.place], strokes, practised=True))
    st.session_state[_state(key)] = replace(now, have=tuple(have), over=now.over or told.over)


def resume(key: str, report: object) -> None:
    """Go on with a round that the tab has kept, as after a reload: its drawings come again."""
    try:
        told = msgspec.convert(report, _Found)
    except msgspec.ValidationError:
        return
    if _TOKEN.fullmatch(told.token) and _state(key) not in st.session_state:
        st.session_state[_state(key)] = _Round(told.token)


def _judged(report: object) -> tuple[Stroke, ...] | None:
    """The strokes of a drawing; None where no hand has made it, or nothing of it is seen."""
    try:
        strokes = read_report(report)
        read_drawing(strokes)
    except (StrokesError, BlankImageError):
        return None
    return strokes


def _state(key: str) -> str:
    return f"{key}_practice_round"


def _ended(key: str) -> str:
    return f"{key}_practice_ended"
