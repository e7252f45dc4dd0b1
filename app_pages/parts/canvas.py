"""The drawing canvas, and the drawing that outlives it.

The drawing is kept as the strokes' paths, not as pixels. The canvas is thrown away when its page
is left; whatever shows it again, or changes the drawing from Python, mounts a new one under a new
key, filled with the drawing as it is then.
"""

from typing import Any

import streamlit as st

from mnist_core.drawings import CANVAS

# The canvas has a toolbar that shows above it while a mouse is over it. Unseen, it lies over the
# canvas's upper right corner and swallows the strokes that a finger begins there; Undo and Clear
# are on the page. Its shadow root takes no style from outside but one that is adopted.
_HIDE_TOOLBAR = """<script>
if (!window.canvasToolbarIsHidden) {
  window.canvasToolbarIsHidden = true;
  const style = new CSSStyleSheet();
  style.replaceSync(".dc-toolbar { display: none !important; }");
  const hide = () => {
    for (const { shadowRoot } of document.querySelectorAll(
      "[data-testid=stBidiComponentIsolated]"
    )) {
      if (shadowRoot && !shadowRoot.adoptedStyleSheets.includes(style))
        shadowRoot.adoptedStyleSheets.push(style);
    }
  };
  new MutationObserver(hide).observe(document.body, { childList: true, subtree: true });
  hide();
}
</script>"""

_OBJECTS = "draw_objects"  # the drawing as it is
_MOUNTED = "draw_mounted"  # the drawing that the canvas was filled with
_MOUNT = "draw_mount"  # how many canvases there have been


def mount_canvas() -> None:
    """Have a new canvas made, filled with the drawing as it is: once whenever a page is entered."""
    st.session_state.setdefault(_OBJECTS, [])
    st.session_state[_MOUNTED] = st.session_state[_OBJECTS]
    st.session_state[_MOUNT] = st.session_state.get(_MOUNT, 0) + 1


def hide_toolbar() -> None:
    """Keep the canvas's own toolbar away: once a page, where an empty line does not matter."""
    st.html(_HIDE_TOOLBAR, unsafe_allow_javascript=True)


def show_canvas(stroke_width: int) -> Any:
    """Show the canvas, black on white in either theme; what the browser says is drawn on it."""
    # It can be imported within a running app only.
    from streamlit_drawable_canvas import st_canvas

    result = st_canvas(
        stroke_width=stroke_width,
        stroke_color="#000000",
        background_color="#ffffff",
        width=CANVAS,
        height=CANVAS,
        initial_drawing={"objects": st.session_state[_MOUNTED]},
        key=f"draw_canvas_{st.session_state[_MOUNT]}",
    )
    drawing = result.json_data
    # What a browser sends need not be a drawing; only what is one is kept.
    objects = drawing.get("objects") if isinstance(drawing, dict) else None
    st.session_state[_OBJECTS] = objects if isinstance(objects, list) else []
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
