"""The code of a class: typed from a board, and not to be guessed.

Eight signs of 31 are 850 thousand million codes. A server answers some fifty pages a second, so to
find one of ten classes takes a stranger more than fifty years; a class ends after a day. Who has a
code may add drawings, up to a pupil's, and sees nobody's.
"""

import re
import secrets

_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is taken for another: 0 and O, 1, I and L
LENGTH = 8
_FORM = re.compile(f"[{_SIGNS}]{{{LENGTH}}}")
_LONGEST = 40  # signs that are looked at, with what stands between


def new_code() -> str:
    """A code that nobody guesses."""
    return "".join(secrets.choice(_SIGNS) for _ in range(LENGTH))


def read_code(typed: str) -> str | None:
    """The code that somebody typed, with spaces or in small letters; None where it is none.

    It may become a path: it holds digits and capital letters alone.
    """
    code = re.sub(r"[\s-]", "", typed[:_LONGEST]).upper()
    return code if _FORM.fullmatch(code) else None


def spaced(code: str) -> str:
    """A code as it stands on a board: in two groups."""
    return f"{code[: LENGTH // 2]} {code[LENGTH // 2 :]}"
