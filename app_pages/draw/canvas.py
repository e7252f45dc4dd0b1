"""The drawing canvas and its two buttons."""

from typing import Any

import streamlit as st

from app_pages.draw.background import paper_of
from app_pages.figures.html import data_url
from app_pages.visit.drawing import (
    clear,
    drawn,
    keep_drawn,
    laid_digit,
    mounted,
    undo,
)
from mnist_core.ink.strokes import CANVAS

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


def tend_canvas() -> None:
    """What the canvas needs in the browser: once a page, where an empty line does not matter."""
    st.html(_SCRIPT, unsafe_allow_javascript=True)


def show_canvas(stroke_width: int) -> dict[str, Any]:
    """Show the canvas, black on white in either theme; the drawing on it, as Fabric.js has it."""
    # It can be imported within a running app only.
    from streamlit_drawable_canvas import st_canvas

    (count, objects), paper = mounted(), paper_of(laid_digit())
    result = st_canvas(
        stroke_width=stroke_width,
        stroke_color="#000000",
        background_color="#ffffff",
        background_image=None if paper is None else data_url(paper),
        width=CANVAS,
        height=CANVAS,
        initial_drawing={"objects": objects},
        key=f"draw_canvas_{count}_{len(objects) + (paper is not None)}",
    )
    # What a browser sends need not be a drawing; what is none does not cost the one there was.
    drawing = result.json_data
    if isinstance(drawing, dict) and isinstance(drawing.get("objects"), list):
        keep_drawn(drawing["objects"])
    return {"objects": drawn()}


def show_buttons() -> None:
    """Undo and Clear. They are never disabled: a stroke may be there that Python knows not of."""
    with st.container(horizontal=True):
        st.button("Undo", icon=":material/undo:", on_click=undo, key="draw_undo", width="stretch")
        st.button(
            "Clear", icon=":material/delete:", on_click=clear, key="draw_clear", width="stretch"
        )
