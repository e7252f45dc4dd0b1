"""Errors as a visitor may read them: on a public server without its paths."""

import re

from app_pages.visit.visitor import limits

# An absolute path's folders, as Linux, macOS and Windows write them. A file's own name stays.
_FOLDERS = re.compile(r"(?<![\w:/.~-])(?:[A-Za-z]:)?[\\/](?:[^\s\\/:;,'\"()]+[\\/])+")


def tell(error: Exception | str) -> str:
    """An error's words, without the folders of a server that strangers share."""
    words = str(error)
    return words if limits() is None else _FOLDERS.sub("", words)
