"""Waiting for what tells nobody when it changes: another process's files, a canvas that is painted.

The one place that sleeps. What tells is waited for where it tells.
"""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

_SECONDS_BETWEEN_LOOKS = 0.02


def wait_until(look: Callable[[], T], seconds: float = 30.0) -> T:
    """Look again and again until there is something to be seen: what that is.

    Args:
        look: gives something that counts as true once it is so.
        seconds: to wait at most.

    Raises:
        AssertionError: it was not so in time.
    """
    deadline = time.monotonic() + seconds
    while not (seen := look()):
        if time.monotonic() > deadline:
            raise AssertionError(f"it is not so after {seconds:g} s: {seen!r}")
        time.sleep(_SECONDS_BETWEEN_LOOKS)
    return seen
