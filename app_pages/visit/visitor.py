"""Who visits, and what the server grants them.

On a private machine, the default, every run is everybody's. Where PUBLIC_SERVER is set, strangers
share the server, and where CLASSROOM is, a teacher and pupils: each sees and controls the runs that
they started, known by a cookie's secret. Who opened a class, and who has joined it, is known by
that secret as well.
"""

import hashlib
import os
from pathlib import Path

import streamlit as st

from app_pages.visit import cookie
from mnist_core.training.limits import PUBLIC, Limits

_SECRET = "visitor_secret"
_TOKEN = "visitor_token"

_hand_in = st.components.v2.component(
    "visitor_cookie", js=(Path(__file__).parent / "cookie.js").read_text(encoding="utf-8")
)


def limits() -> Limits | None:
    """What this server grants its visitors; None is everything."""
    return PUBLIC if _is_set("PUBLIC_SERVER") else None


def has_classes() -> bool:
    """Whether this server lets teachers open classes."""
    return _is_set("CLASSROOM")


def _is_shared() -> bool:
    """Whether others visit this server whom the runs are no business of."""
    return limits() is not None or has_classes()


def _is_set(variable: str) -> bool:
    return os.environ.get(variable, "").lower() not in ("", "0", "false", "no")


def owner() -> str | None:
    """The visitor, as the runs that they start know them; None where runs are everybody's."""
    return browser() if _is_shared() else None


def browser() -> str:
    """The visitor's browser, as the classes that it opens know it: 32 hexadecimal digits.

    Nobody finds the secret from them.
    """
    return _digest(_secret())


def pupil(code: str) -> str:
    """The visitor's browser as the class of a code knows it: another for each class."""
    return _digest(f"{_secret()} {code}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def remember_visitor() -> None:
    """Have the browser keep the visitor's secret: a reload finds their runs and class again."""
    if not _is_shared() or _kept():
        return
    if _TOKEN not in st.session_state:
        st.session_state[_TOKEN] = cookie.claims.leave(_secret())
    _hand_in(
        data={"token": st.session_state[_TOKEN]},
        key="visitor_cookie",
        on_settled_change=lambda: None,
    )


def _secret() -> str:
    """The visitor's secret: of their cookie, or else of this session until it has become one."""
    settled = cookie.claims.take(st.session_state.get(_TOKEN, ""))
    if settled:
        st.session_state[_SECRET] = settled
    secret: str = st.session_state.setdefault(_SECRET, _kept() or cookie.new_secret())
    return secret


def _kept() -> str | None:
    return cookie.well_formed(st.context.cookies.get(cookie.NAME))
