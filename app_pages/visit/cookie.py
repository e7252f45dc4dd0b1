"""The cookie by which a browser is known again. Scripts cannot read it: the server alone sets it.

A page has no answer of its own to set a cookie with. So its session leaves a secret here under a
token that serves once. The page's script (cookie.js) hands in the token, and gets the cookie with
that secret; or the session gets the secret of the cookie that the browser has already.
"""

import re
import secrets
import threading
from collections import OrderedDict
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

NAME = "visitor"
_FORM = re.compile(r"[A-Za-z0-9_-]{32}")
_YEAR = 365 * 24 * 3600
_MOST_WAITING = 10_000  # sessions; the oldest are forgotten


class Claims:
    """The secrets of sessions, by their tokens, until each has been handed in and taken back."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: OrderedDict[str, str] = OrderedDict()
        self._settled: OrderedDict[str, str] = OrderedDict()

    def leave(self, secret: str) -> str:
        """Leave a session's secret; the token for it."""
        token = secrets.token_urlsafe(24)
        with self._lock:
            self._waiting[token] = secret
            _forget_oldest(self._waiting)
        return token

    def hand_in(self, token: str, kept: str | None) -> str | None:
        """Settle whose session it is; the secret for the cookie, or None where the token is none.

        Args:
            token: as ``leave`` gave it; it serves once.
            kept: the secret of the cookie that the browser has, if it has one.
        """
        with self._lock:
            left = self._waiting.pop(token, None)
            if left is None:
                return None
            self._settled[token] = kept or left
            _forget_oldest(self._settled)
            return self._settled[token]

    def take(self, token: str) -> str | None:
        """The secret that was settled on, once; None where nobody has handed the token in."""
        with self._lock:
            return self._settled.pop(token, None)


def _forget_oldest(claims: OrderedDict[str, str]) -> None:
    while len(claims) > _MOST_WAITING:
        claims.popitem(last=False)


claims = Claims()  # between the server's answers and the pages' sessions, in one process


def well_formed(secret: str | None) -> str | None:
    """A cookie's secret; None where it is none that we have given."""
    return secret if secret and _FORM.fullmatch(secret) else None


def new_secret() -> str:
    """A secret that nobody guesses."""
    return secrets.token_urlsafe(24)


def _is_ours(request: Request) -> bool:
    """Whether a page of ours asks: another site could have a browser take its own secret."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin")  # of browsers that do not say the former
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def _status(secret: str | None, kept: str | None) -> int:
    """403 for a stranger, 200 where the session takes over the cookie's secret, else 204."""
    if secret is None:
        return 403
    return 200 if secret == kept else 204


async def _answer(request: Request) -> Response:
    if not _is_ours(request):
        return Response(status_code=403)
    kept = well_formed(request.cookies.get(NAME))
    secret = claims.hand_in(request.query_params.get("token", ""), kept)
    response = Response(status_code=_status(secret, kept))
    if secret:
        forwarded = request.headers.get("x-forwarded-proto", request.url.scheme)
        response.set_cookie(
            *(NAME, secret, _YEAR),
            path="/",
            secure=forwarded == "https",
            httponly=True,
            samesite="lax",
        )
    return response


ROUTES = [Route("/_visitor", _answer, methods=["POST"])]
