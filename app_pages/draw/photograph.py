"""Numbers on a photograph, found and read; a digit of it that is tapped lies on the canvas."""

import base64
from collections.abc import Mapping

import streamlit as st

from app_pages.draw.address import follow_address
from app_pages.draw.paste import KINDS, show_paste
from app_pages.draw.settings import load_chosen, show_network
from app_pages.figures.boxes import show_boxes
from app_pages.visit.digits import is_photographed, keep_digit
from app_pages.visit.drawing import drawing, lay_digit
from app_pages.visit.errors import tell
from app_pages.visit.networks import Network
from app_pages.visit.photograph import Photograph, photograph, read_it, take_photograph
from app_pages.visit.present import is_presented
from app_pages.visit.settings import choose, chosen
from app_pages.visit.uploads import LARGEST, take_upload
from mnist_core.errors import InvalidImageError
from mnist_core.recognition.number import Number

_TAKEN = "draw_taken"
_WAITING = "draw_waiting"  # the content of the file that was just taken, until it is opened
_CAMERA = "draw_camera"  # whether it is open


@st.fragment
def show_photograph(networks: Mapping[str, Network]) -> None:
    """The ways to show a photograph, and what is read on it."""
    refusal = _show_ways()
    with st.container(key="draw_photograph"):
        classifier = load_chosen(networks)
        told = st.empty()
        with told, st.spinner("Reading …"):
            refusal = _open_what_waits() or refusal
            found = photograph()
            lines = read_it(found, chosen().network, classifier) if found else ()
        if refusal:
            told.error(refusal)
        if st.session_state.get(_CAMERA):
            _show_camera()
        elif found is None:
            st.html('<div class="boxes-empty">Show digits: on paper, on a board or a screen.</div>')
        else:
            _show_reading(found, lines, classifier.thresholds["unsure"])
    st.caption(
        f"PNG, JPEG, WebP, GIF, BMP, TIFF or HEIC, up to {LARGEST} MB. It stays in the server’s "
        "memory, for this visit alone, and is never written to disk."
    )
    if not is_presented():
        with st.container(key="draw_settings"):
            show_network(networks)
    follow_address()


def is_on_canvas() -> bool:
    """Whether a digit of the photograph lies on the canvas."""
    digit = drawing().digit
    return digit is not None and is_photographed(digit) and photograph() is not None


def _show_ways() -> str | None:
    """Upload, camera and paste; why what was just given is not taken, or None."""
    key = f"draw_upload_{_taken()}"
    is_open = st.session_state.get(_CAMERA, False)
    with st.container(horizontal=True, key="draw_ways"):
        st.file_uploader(
            "Photograph",
            KINDS,
            max_upload_size=LARGEST,
            key=key,
            on_change=_take,
            args=(key,),
            label_visibility="collapsed",
        )
        st.button(
            "Close camera" if is_open else "Camera",
            icon=":material/photo_camera:",
            key="draw_camera_button",
            on_click=lambda: st.session_state.update({_CAMERA: not is_open}),
        )
        return show_paste("draw_ways")


def _show_camera() -> None:
    key = f"draw_shot_{_taken()}"
    with st.container(key="draw_shot"):
        st.camera_input(
            "Photograph",
            resolution="1080p",
            key=key,
            on_change=_take,
            args=(key,),
            label_visibility="collapsed",
        )


def _taken() -> int:
    """How many files were taken: each has a widget of its own, and the next one is empty again."""
    count: int = st.session_state.get(_TAKEN, 0)
    return count


def _take(key: str) -> None:
    content = take_upload(key)
    if content is None:
        return
    st.session_state[_WAITING] = content
    st.session_state[_TAKEN] = _taken() + 1
    st.session_state[_CAMERA] = False


def _open_what_waits() -> str | None:
    """Open what was just taken; why it cannot be read, or None."""
    if _WAITING not in st.session_state:
        return None
    refusal = None
    try:
        take_photograph(st.session_state[_WAITING])
    except InvalidImageError as error:
        refusal = f"That was not read: {tell(error)}."
    del st.session_state[_WAITING]  # now: a run that is broken off leaves it to the next
    return refusal


def _show_reading(found: Photograph, lines: tuple[Number, ...], sure_from: float) -> None:
    tapped = show_boxes(
        f"data:image/jpeg;base64,{base64.b64encode(found.content).decode()}",
        (found.width, found.height),
        lines,
        sure_from=sure_from,
        key="draw_boxes",
    )
    if tapped is not None:
        lay_digit(keep_digit(tapped.seen.picture))
        choose(mode="digit")
        st.rerun()
