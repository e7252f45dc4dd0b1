"""The address by which pupils come to a class, as words and as a QR picture."""

import socket
from dataclasses import dataclass
from html import escape
from urllib.parse import SplitResult, urlsplit

import segno
import streamlit as st

from app_pages.visit.present import is_presented
from app_pages.visit.visitor import limits
from mnist_core.classroom.codes import spaced

_LONGEST = 1_000  # signs of an address: a QR picture holds twice as many
_HERE = ("localhost", "127.0.0.1", "::1")  # where only this computer finds it
_EVERYWHERE = (None, "", "0.0.0.0", "::")  # what a server listens to that phones can reach


@dataclass(frozen=True)
class Address:
    """Where pupils go.

    Attributes:
        page: the Class page.
        note: what is to be known of it; "" is nothing.
    """

    page: str
    note: str = ""

    def link(self, code: str) -> str:
        """The address that leads to the class of a code."""
        return f"{self.page}?code={code}"


def show_invitation(code: str) -> None:
    """Show how pupils come to the class of a code: large enough for those at the back."""
    address = _address(_place())
    link = address.link(code)
    shown = escape(address.page.split("://")[-1])
    st.html(
        f'<div class="class-invitation"><img class="class-qr" alt="The link as a QR picture" '
        f'src="{_qr(link)}"><div><p>Scan the picture, or open</p>'
        f'<p class="class-page">{shown}</p><p>and type</p>'
        f'<p class="class-code">{spaced(code)}</p></div></div>'
    )
    if is_presented():  # what is left is the teacher's alone
        return
    if address.note:
        st.caption(address.note)
    st.code(link, language=None, wrap_lines=True)


def _place() -> SplitResult:
    """Where the teacher's browser is, as it says; nowhere where it says what is no address."""
    try:
        place = urlsplit((st.context.url or "")[:_LONGEST])
        _ = place.port
    except ValueError:
        return urlsplit("")
    return place


def _address(place: SplitResult) -> Address:
    """Where pupils go, from where the teacher's browser is."""
    page = f"{place.scheme}://{place.netloc}{place.path}" if place.netloc else "/class"
    if place.hostname not in _HERE:
        return Address(page)
    network = _network_address() if limits() is None else None
    if network is None or st.get_option("server.address") not in _EVERYWHERE:
        return Address(
            page,
            "Only this computer can open it: the app runs here. Phones in the same network can "
            "where the app is started with --server.address 0.0.0.0 and opened by this computer’s "
            "address in that network.",
        )
    port = f":{place.port}" if place.port else ""
    return Address(
        f"{place.scheme}://{network}{port}{place.path}",
        "This is your computer’s address in its network: phones in the same network can open it, "
        "unless a firewall stands between.",
    )


def _network_address() -> str | None:
    """This computer's address in its network; None where it is in none.

    Nothing is sent: a datagram socket that is connected only chooses the way that it would take.
    The address is one of those that are for documentation (RFC 5737).
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
        try:
            way.connect(("192.0.2.1", 9))
            address = str(way.getsockname()[0])
        except OSError:
            return None
    return None if address.startswith(("127.", "0.")) else address


def _qr(link: str) -> str:
    """A link as a QR picture's address, black on white in either theme."""
    return str(segno.make(link, error="m").svg_data_uri(scale=4, border=4, light="#fff"))
