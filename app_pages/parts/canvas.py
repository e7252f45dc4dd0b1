"""The drawing canvas, and the drawing that outlives it.

The drawing is kept as the strokes' paths, not as pixels. The canvas is thrown away when its page
is left; whatever shows it again, or changes the drawing from Python, mounts a new one under a new
key, filled with the drawing as it is then.
"""

from typing import Any

import streamlit as st

SIDE = 280  # pixels

_OBJECTS = "draw_objects"  # the drawing as it is
_MOUNTED = "draw_mounted"  # the drawing that the canvas was filled with
_MOUNT = "draw_mount"  # how many canvases there have been


def mount_canvas() -> None:
    """Have a new canvas made, filled with the drawing as it is: once whenever a page is entered."""
    st.session_state.setdefault(_OBJECTS, [])
    st.session_state[_MOUNTED] = st.session_state[_OBJECTS]
    st.session_state[_MOUNT] = st.session_state.get(_MOUNT, 0) + 1


def show_canvas(stroke_width: int) -> dict[str, Any]:
    """Show the canvas, black on white in either theme; the drawing on it, as Fabric.js has it."""
    # It can be imported within a running app only.
    from streamlit_drawable_canvas import st_canvas

    result = st_canvas(
        stroke_width=stroke_width,
        stroke_color="#000000",
        background_color="#ffffff",
        width=SIDE,
        height=SIDE,
        initial_drawing={"objects": st.session_state[_MOUNTED]},
        key=f"draw_canvas_{st.session_state[_MOUNT]}",
    )
    drawing = result.json_data or {"objects": []}
    st.session_state[_OBJECTS] = drawing.get("objects", [])
    return drawing


def has_drawing() -> bool:
    """Whether there is a stroke to undo."""
    return bool(st.session_state[_OBJECTS])


def undo() -> None:
    """Take the last stroke away."""
    st.session_state[_OBJECTS] = st.session_state[_OBJECTS][:-1]
    mount_canvas()


def clear() -> None:
    """Take all strokes away."""
    st.session_state[_OBJECTS] = []
    mount_canvas()
