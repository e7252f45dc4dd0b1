"""A link to what is drawn with, to be copied, and as a QR picture for the phones of a class."""

from pathlib import Path
from urllib.parse import urlsplit

import segno
import streamlit as st

from app_pages.draw.address import address
from app_pages.figures.colours import STYLE

_HTML = """<div class="share"><input readonly aria-label="Link"><button type="button">Copy</button>
</div><div class="said" role="status"></div>"""
_component = st.components.v2.component(
    "draw_link", html=_HTML, css=STYLE, js=(Path(__file__).parent / "share.js").read_text("utf-8")
)


def show_link() -> None:
    """Show a button that opens the link to the network, the pen and the digit that are chosen."""
    if st.button("Link", icon=":material/share:", width="stretch", key="draw_share"):
        _show_dialog()


@st.dialog("Link")
def _show_dialog() -> None:
    present = st.toggle(
        "For a projector",
        key="draw_presents",
        help="The canvas and the answer fill the screen, without settings.",
    )
    place = urlsplit(st.context.url or "")
    link = f"{place.scheme}://{place.netloc}{place.path or '/'}"
    link += f"?{address(present=present, everything=True)}"
    _component(data={"link": link}, key="draw_link")
    st.html(f'<img class="qr" alt="The link as a QR picture" src="{_qr(link)}">')
    st.caption(
        "It leads to this network, this pen and the digit of the data that lies here. Strokes of "
        "your own do not travel along."
    )
    if place.hostname in ("localhost", "127.0.0.1", "::1"):
        st.caption("Only this computer can open it: the app runs here.")


def _qr(link: str) -> str:
    """A link as a QR picture's address, black on white in either theme."""
    return str(segno.make(link, error="m").svg_data_uri(scale=4, border=4, light="#fff"))
