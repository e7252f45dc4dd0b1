"""The visitor's cookie: whom the server gives it to."""

import pytest
from starlette.requests import Request

from app_pages.visit import cookie

OURS = {"sec-fetch-site": "same-origin", "origin": "http://app.example", "host": "app.example"}


def hand_in(headers):
    """Hand in a token that somebody's session has left; the server's answer."""
    token = cookie.claims.leave(cookie.new_secret())
    scope = {
        "type": "http",
        "scheme": "http",
        "path": "/_visitor",
        "query_string": f"token={token}".encode(),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    (route,) = cookie.ROUTES
    answer = route.endpoint(Request(scope))
    with pytest.raises(StopIteration) as done:  # it waits for nothing: no loop is needed
        answer.send(None)
    return done.value.value


@pytest.mark.parametrize(
    "headers", [OURS, {"origin": "http://app.example", "host": "app.example"}, {}]
)
def test_page_of_ours_gets_the_cookie(headers):
    answer = hand_in(headers)
    assert answer.status_code == 204
    assert answer.headers["set-cookie"].startswith(f"{cookie.NAME}=")


def test_session_is_told_only_where_it_becomes_another_visitor_s():
    known = cookie.new_secret()
    assert hand_in(OURS).status_code == 204
    answer = hand_in({**OURS, "cookie": f"{cookie.NAME}={known}"})
    assert answer.status_code == 200
    assert answer.headers["set-cookie"].startswith(f"{cookie.NAME}={known};")


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"origin": "http://evil.example", "host": "app.example"},
        {"origin": "null", "host": "app.example"},
    ],
)
def test_page_of_another_site_cannot_give_a_visitor_its_own_secret(headers):
    answer = hand_in(headers)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
