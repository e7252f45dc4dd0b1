"""Who visits, and what the server grants them.

On a private machine, the default, every run is everybody's. Where PUBLIC_SERVER is set, strangers
share the server: each sees and controls the runs that they started, known by a cookie's secret.
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
    public = os.environ.get("PUBLIC_SERVER", "").lower() not in ("", "0", "false", "no")
    return PUBLIC if public else None


def owner() -> str | None:
    """The visitor, as the runs that they start know them; None where runs are everybody's."""
    if limits() is None:
        return None
    return hashlib.sha256(_secret().encode()).hexdigest()[:32]


def remember_visitor() -> None:
    """Have the browser keep the visitor's secret, so that a reload finds their runs again."""
    if limits() is None or _kept():
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
