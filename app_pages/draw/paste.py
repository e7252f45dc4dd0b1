"""Pictures that are pasted, or dropped anywhere on the page, and files that cannot be taken."""

from pathlib import Path

import streamlit as st

from app_pages.figures.colours import STYLE
from app_pages.visit.uploads import LARGEST

_HTML = """<div class="paste"><button type="button" title="Paste (Ctrl+V)">
<i aria-hidden="true">content_paste</i>Paste</button></div>"""
_component = st.components.v2.component(
    "draw_paste", html=_HTML, css=STYLE, js=(Path(__file__).parent / "paste.js").read_text("utf-8")
)
# By their names' endings: a browser does not know each kind of file by its content.
KINDS = ["png", "jpg", "jpeg", "webp", "gif", "bmp", "tif", "tiff", "heic", "heif"]
_REFUSALS = {
    "empty": "There is no picture in the clipboard.",
    "denied": "The browser does not let the clipboard be read.",
    "kind": "That is no picture that can be read: a PNG, JPEG, WebP, GIF, BMP, TIFF or HEIC file "
    "can.",
    "size": f"That file is too large: a picture can have {LARGEST} MB.",
}


def show_paste(uploader: str) -> str | None:
    """Show a button that pastes, and take what is pasted or dropped.

    Args:
        uploader: the key of the container whose file uploader takes it, as if it were chosen there.

    Returns:
        Why what was just pasted, dropped or chosen is not taken; None where nothing was refused.
    """
    result = _component(
        data={"uploader": uploader, "kinds": KINDS, "largest": LARGEST * 1024 * 1024},
        key="draw_paste",
        on_refused_change=lambda: None,
    )
    return _REFUSALS.get(str(result.refused))  # it comes from a browser
