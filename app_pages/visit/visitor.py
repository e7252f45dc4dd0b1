"""Who visits, what the server grants them, and which runs are theirs.

On a private machine, the default, every run is everybody's. Where PUBLIC_SERVER is set, strangers
share the server: each sees and controls the runs that they started, known by a cookie's secret.
"""

import hashlib
import os
import re
import secrets

import streamlit as st

from mnist_core.training.limits import PUBLIC, Limits

_SECRET = "visitor_secret"  # in the session, and the cookie's name
_FORM = re.compile(r"[A-Za-z0-9_-]{32}")
_YEAR = 365 * 24 * 3600


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
    if limits() is not None and not _kept():
        cookie = f"{_SECRET}={_secret()}; path=/; max-age={_YEAR}; SameSite=Lax"
        script = f"if (!document.cookie.includes('{_SECRET}=')) document.cookie = '{cookie}';"
        st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)


def _secret() -> str:
    secret: str = st.session_state.setdefault(_SECRET, _kept() or secrets.token_urlsafe(24))
    return secret


def _kept() -> str | None:
    kept = st.context.cookies.get(_SECRET, "")
    return kept if _FORM.fullmatch(kept) else None
