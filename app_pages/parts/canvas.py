"""The drawing canvas, its two buttons, and the drawing that outlives it.

The drawing is kept as the strokes' paths, not as pixels, and by its name the digit of the data that
may lie under them. The canvas is thrown away when its page is left; whatever shows it again, or
changes the drawing from Python, mounts a new one under a new key, filled with the drawing as it is
then.
"""

from typing import Any

import streamlit as st

from app_pages.parts.answer import address
from app_pages.parts.paper import paper_of
from mnist_core.strokes import CANVAS

_OBJECTS = "draw_objects"  # the drawing as it is
_MOUNTED = "draw_mounted"  # the drawing that the canvas was filled with
_MOUNT = "draw_mount"  # how many canvases there have been
_DIGIT = "draw_digit"  # the name of the digit that lies under the strokes, or None
_BEFORE = "draw_before"  # the drawing that it took the place of

# Two things about the canvas can be done in the browser only.
#
# Its own toolbar shows above it while a mouse is over it. Unseen, it lies over the canvas's upper
# right corner and swallows the strokes that a finger begins there. A shadow root takes no style
# from outside but one that is adopted.
#
# Its own Undo and Reset work at once and know the strokes that Python has not been told of yet, but
# not those that the canvas was filled with. So our buttons press them where they serve, and ask
# Python otherwise. (The canvas's key ends in how much it was filled with: strokes and a digit.)
_SCRIPT = """<script>
if (!window.canvasIsTended) {
  window.canvasIsTended = true;
  const style = new CSSStyleSheet();
  style.replaceSync(".dc-toolbar { display: none !important; }");
  const canvas = () => [...document.querySelectorAll("[class*=st-key-draw_canvas_]")].at(-1);
  const root = () => canvas()?.querySelector("[data-testid=stBidiComponentIsolated]")?.shadowRoot;
  const hide = () => {
    const shadow = root();
    if (shadow && !shadow.adoptedStyleSheets.includes(style))
      shadow.adoptedStyleSheets.push(style);
  };
  new MutationObserver(hide).observe(document.body, { childList: true, subtree: true });
  hide();
  window.addEventListener("click", event => {
    const undo = event.target.closest(".st-key-draw_undo");
    const clear = event.target.closest(".st-key-draw_clear");
    const name = undo ? "Undo" : clear && /draw_canvas_\\d+_0(\\s|$)/.test(canvas()?.className)
      ? "Reset canvas & history" : null;
    const own = name && root()?.querySelector(`button[aria-label="${name}"]`);
    if (!own || own.disabled) return;
    event.stopPropagation();
    own.click();
  }, true);
}
</script>"""


def mount_canvas() -> None:
    """Have a new canvas made, filled with the drawing as it is: once whenever a page is entered."""
    st.session_state.setdefault(_OBJECTS, [])
    st.session_state[_MOUNTED] = st.session_state[_OBJECTS]
    st.session_state[_MOUNT] = st.session_state.get(_MOUNT, 0) + 1


def tend_canvas() -> None:
    """What the canvas needs in the browser: once a page, where an empty line does not matter."""
    st.html(_SCRIPT, unsafe_allow_javascript=True)


def show_canvas(stroke_width: int) -> dict[str, Any]:
    """Show the canvas, black on white in either theme; the drawing on it, as Fabric.js has it."""
    # It can be imported within a running app only.
    from streamlit_drawable_canvas import st_canvas

    mounted, paper = st.session_state[_MOUNTED], paper_of(laid_digit())
    result = st_canvas(
        stroke_width=stroke_width,
        stroke_color="#000000",
        background_color="#ffffff",
        background_image=None if paper is None else address(paper),
        width=CANVAS,
        height=CANVAS,
        initial_drawing={"objects": mounted},
        key=f"draw_canvas_{st.session_state[_MOUNT]}_{len(mounted) + (paper is not None)}",
    )
    # What a browser sends need not be a drawing; what is none does not cost the one there was.
    drawing = result.json_data
    if isinstance(drawing, dict) and isinstance(drawing.get("objects"), list):
        st.session_state[_OBJECTS] = drawing["objects"]
    return {"objects": st.session_state[_OBJECTS]}


def show_buttons() -> None:
    """Undo and Clear. They are never disabled: a stroke may be there that Python knows not of."""
    with st.container(horizontal=True):
        st.button("Undo", icon=":material/undo:", on_click=undo, key="draw_undo", width="stretch")
        st.button(
            "Clear", icon=":material/delete:", on_click=clear, key="draw_clear", width="stretch"
        )


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
