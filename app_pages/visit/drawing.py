"""The drawing that a visitor has made: kept while its page is left, and changed from Python.

It is kept as the strokes' paths, not as pixels. With it goes the name of the digit that may lie
under them. The canvas is thrown away when its page is left. Whatever shows it again, or changes
the drawing from Python, mounts a new one under a new key, filled with the drawing as it is then.
"""

from typing import Any

import streamlit as st

_OBJECTS = "draw_objects"  # the drawing as it is
_MOUNTED = "draw_mounted"  # the drawing that the canvas was filled with
_MOUNT = "draw_mount"  # how many canvases there have been
_DIGIT = "draw_digit"  # the name of the digit that lies under the strokes, or None
_BEFORE = "draw_before"  # the drawing that it took the place of


def mount_canvas() -> None:
    """Have a new canvas made, filled with the drawing as it is: once whenever a page is entered."""
    st.session_state.setdefault(_OBJECTS, [])
    st.session_state[_MOUNTED] = st.session_state[_OBJECTS]
    st.session_state[_MOUNT] = st.session_state.get(_MOUNT, 0) + 1


def drawn() -> list[Any]:
    """The drawing as it is: Fabric.js's objects."""
    objects: list[Any] = st.session_state[_OBJECTS]
    return objects


def keep_drawn(objects: list[Any]) -> None:
    """Keep what has been drawn on the canvas that is mounted."""
    st.session_state[_OBJECTS] = objects


def mounted() -> tuple[int, list[Any]]:
    """How many canvases there have been, and the drawing that the last was filled with."""
    return st.session_state[_MOUNT], st.session_state[_MOUNTED]


def laid_digit() -> str | None:
    """The name of the digit that lies under the strokes, such as "test-100", or None."""
    return st.session_state.get(_DIGIT)


def lay_digit(name: str) -> None:
    """Put a digit in the drawing's place; when it is undone, the drawing comes back."""
    st.session_state.setdefault(_OBJECTS, [])  # the canvas may not have been shown yet
    if laid_digit() is None:
        st.session_state[_BEFORE] = st.session_state[_OBJECTS]
    _replace_drawing([], name)


def undo() -> None:
    """Take the last stroke away; after the first one, the digit that lies there."""
    strokes = st.session_state[_OBJECTS]
    if strokes or laid_digit() is None:
        _replace_drawing(strokes[:-1], laid_digit())
    else:
        _replace_drawing(st.session_state[_BEFORE])


def clear() -> None:
    """Take all strokes away, and the digit under them."""
    _replace_drawing([])


def _replace_drawing(objects: list[Any], digit: str | None = None) -> None:
    if objects != st.session_state[_OBJECTS] or digit != laid_digit():
        st.session_state[_OBJECTS] = objects
        st.session_state[_DIGIT] = digit
        mount_canvas()
