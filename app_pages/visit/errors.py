"""Errors as a visitor may read them: on a public server without its paths."""

import os
import re
from pathlib import Path

from app_pages.visit.visitor import limits
from mnist_core.data.mnist import keras_cache
from mnist_core.places import cache_dir, classrooms_dir, models_dir, runs_dir

_PATHS = ("MNIST_PATH", "PENDIGITS_PATH", "UNIPEN_PATH", "STROKES_PATH")
# An absolute path's folders, as Linux, macOS and Windows write them. A file's own name stays. Names
# with a space or a bracket cannot be told from words: the folders that are known go first.
_FOLDERS = re.compile(r"(?<![\w:/.~-])(?:[A-Za-z]:)?[\\/](?:[^\s\\/:;,'\"()]+[\\/])+")


def tell(error: Exception | str) -> str:
    """An error's words, without the folders of a server that strangers share."""
    words = str(error)
    if limits() is None:
        return words
    named = [
        Path(path).parent
        for each in _PATHS
        for path in os.environ.get(each, "").split(os.pathsep)
        if path
    ]
    ours = (models_dir(), runs_dir(), classrooms_dir(), keras_cache(), cache_dir())
    known = (*ours, Path.home(), Path.cwd(), *named)
    for folder in sorted({str(each.absolute()) for each in known}, key=len, reverse=True):
        words = words.replace(f"{folder}{os.sep}", "")
    return _FOLDERS.sub("", words)
