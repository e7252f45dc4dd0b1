"""The drawings as a file: downloaded, and uploaded again on another day or another machine."""

from functools import partial
from pathlib import Path

import streamlit as st

from app_pages.figures.text import counted
from app_pages.visit.corrections import Added, add_archive, kept
from app_pages.visit.errors import tell
from app_pages.visit.uploads import LARGEST, take_upload
from mnist_core.data.corrections import MOST, to_archive
from mnist_core.errors import CorrectionsError

_TAKEN = "teach_uploads"  # how many files were taken: each has a widget of its own
_WAITING = "teach_waiting"  # the content of the file that was just taken, until it is read
_CAME = "teach_came"  # what came of it: words, and whether it was taken

_mend_uploader = st.components.v2.component(
    "teach_dropzone", js=Path(__file__).with_suffix(".js").read_text("utf-8")
)


def show_files() -> None:
    """Show the ways out and in, and what came of the last file."""
    drawings = list(kept().values())
    if drawings:
        st.caption(
            "They are in this visit alone: when the page is loaded anew, they are gone. The file "
            "keeps them: strokes, pictures, a table, and digits in MNIST’s format."
        )
        st.download_button(
            "Download",
            partial(to_archive, drawings),
            "drawings.zip",
            "application/zip",
            icon=":material/download:",
            on_click="ignore",
            key="teach_download",
        )
    key = f"teach_upload_{st.session_state.get(_TAKEN, 0)}"
    with st.container(key="teach_files"):
        st.file_uploader(
            "Add drawings that you have downloaded before",
            "zip",
            max_upload_size=LARGEST,
            key=key,
            on_change=_take,
            args=(key,),
        )
    _mend_uploader(data={"uploader": "teach_files"}, key="teach_dropzone")
    if _WAITING in st.session_state:
        with st.spinner("Reading …"):
            _read_what_waits()
        st.rerun()
    if came := st.session_state.pop(_CAME, None):
        words, is_taken = came
        (st.success if is_taken else st.error)(words)


def _take(key: str) -> None:
    content = take_upload(key)
    if content is not None:
        st.session_state[_WAITING] = content
        st.session_state[_TAKEN] = st.session_state.get(_TAKEN, 0) + 1


def _read_what_waits() -> None:
    try:
        came = _told(add_archive(st.session_state[_WAITING])), True
    except CorrectionsError as error:
        came = f"Nothing was added: {tell(error)}.", False
    st.session_state[_CAME] = came
    del st.session_state[_WAITING]


def _told(added: Added) -> str:
    words = f"Added {counted(added.new, 'drawing')}."
    if added.known:
        words += f" {added.known:,} were here already."
    if added.left_out:
        words += f" There was no room for {added.left_out:,} more: at most {MOST} are kept."
    return words
